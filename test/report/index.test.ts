import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as report from '../../src/report/index.ts'

test('the formats of four venues, and what tells forced moves from trades', () => {
  const names = ['fillOf', 'isForcedMove', 'rolesOf', 'toBinance', 'toBybit', 'toCcxt', 'toOkx']
  assert.equal(Object.keys(report).sort(), names)
})

test.run()
