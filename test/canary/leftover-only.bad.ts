// expect: a left-over "only"
import { test } from 'uvu'
import * as assert from 'uvu/assert'

test.only('runs alone', () => {})

test('never runs', () => assert.unreachable())

test.run()
