// expect: uvu did not get to its closing counts
import { test } from 'uvu'
import './no-such-file.ts'

test('never runs', () => {})

test.run()
