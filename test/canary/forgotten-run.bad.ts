// expect: test.run() is missing
import { test } from 'uvu'
import * as assert from 'uvu/assert'

test('never runs', () => assert.unreachable())

// test.run()
