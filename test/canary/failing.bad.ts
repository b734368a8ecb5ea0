// expect: 1 passed, 1 failed
import { test } from 'uvu'
import * as assert from 'uvu/assert'

test('passes', () => {})

test('fails', () => assert.is(1, 2))

test.run()
