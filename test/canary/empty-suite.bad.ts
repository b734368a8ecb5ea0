// expect: a suite without tests
import { suite, test } from 'uvu'

const empty = suite('empty')

empty.run()

test('passes', () => {})

test.run()
