import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ErrorCode } from '../../src/core/errors.ts'
import { bitmex } from '../../src/policies/bitmex.ts'
import { knownPolicies, policyOf } from '../../src/policies/known.ts'
import type { Policy } from '../../src/policies/policy.ts'
import { proRata } from '../../src/policies/pro-rata.ts'
import { refuses } from '../engine/small-venue.ts'

test('policies are had by their names, and every name is a different one', () => {
  assert.is(policyOf('bitmex'), bitmex)
  assert.is(policyOf('pro-rata'), proRata)
  for (const policy of knownPolicies) assert.is(policyOf(policy.name), policy)
  assert.is(new Set(knownPolicies.map(({ name }) => name)).size, knownPolicies.length)
})

test('a policy of the caller’s own is taken as it is', () => {
  const own: Policy = { name: 'by-id', score: ({ account }) => ({ over: BigInt(account), under: 1n }) }
  assert.is(policyOf(own), own)
})

test('a name that there is not is refused with those that there are', () => {
  refuses(ErrorCode.CONFIG, /policy is "okx", expected one of bitmex, pro-rata/, () => policyOf('okx'))
})

const NO_POLICIES: [what: string, given: unknown][] = [
  ['null', null],
  ['a number', 7],
  ['an object without a name', { score: () => 'last' }],
  ['an empty name', { name: '', score: () => 'last' }],
  ['a score that is no function', { name: 'x', score: 'last' }],
  ['neither score nor allocation', { name: 'x' }],
]

for (const [what, given] of NO_POLICIES) {
  test(`${what} is no policy`, () => refuses(ErrorCode.CONFIG, /polic/, () => policyOf(given as Policy)))
}

test.run()
