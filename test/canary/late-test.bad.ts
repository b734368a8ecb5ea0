// expect: a test after the last test.run()
import { test } from 'uvu'
import * as assert from 'uvu/assert'

test('passes', () => {})

test.run()

test('never runs', () => assert.unreachable())
