// expect: uvu did not get to its closing counts
import { test } from 'uvu'

test('leaves', () => process.exit(0))

test.run()
