import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { bitmex } from '../../src/policies/bitmex.ts'
import { dydx } from '../../src/policies/dydx.ts'
import { knownPolicies } from '../../src/policies/known.ts'
import {
  compareScores,
  isAllocationPolicy,
  isLossPolicy,
  isOrderPolicy,
  isScorePolicy,
  type Score,
} from '../../src/policies/policy.ts'
import { proRata } from '../../src/policies/pro-rata.ts'
import { socialisedVega } from '../../src/policies/socialised.ts'

const ratio = (over: bigint, under: bigint): Score => ({ over, under })

const KINDS = [isScorePolicy, isOrderPolicy, isAllocationPolicy, isLossPolicy]

test('a policy scores, orders, allocates or shares a loss', () => {
  for (const [kind, policy] of [bitmex, dydx, proRata, socialisedVega].entries()) {
    assert.equal(
      KINDS.map((is) => is(policy)),
      KINDS.map((_, index) => index === kind),
      policy.name,
    )
  }
})

test('every policy that has a name is of one kind', () => {
  for (const policy of knownPolicies) assert.is(KINDS.filter((is) => is(policy)).length, 1, policy.name)
})

// 10^20 + 1 over 10^20 and 1 differ by a part that no double shows.
const ASCENDING: Score[] = [
  'last',
  ratio(-(10n ** 30n), 1n),
  ratio(-1n, 2n),
  ratio(-1n, 3n),
  ratio(0n, 7n),
  ratio(1n, 10n ** 30n),
  ratio(1n, 1n),
  ratio(10n ** 20n + 1n, 10n ** 20n),
  ratio(10n ** 30n, 1n),
  'infinite',
]

for (const [place, score] of ASCENDING.entries()) {
  test(`scores from the last to the infinite: the one at ${place} stands where it should among all others`, () => {
    const signs = ASCENDING.map((other) => Math.sign(compareScores(score, other)))
    assert.equal(
      signs,
      ASCENDING.map((_, other) => Math.sign(place - other)),
    )
  })
}

test('the same quotient in other terms is the same score', () => {
  assert.is(compareScores(ratio(2n, 6n), ratio(1n, 3n)), 0)
})

test('infinite scores are equal, and so are last ones', () => {
  assert.equal([compareScores('infinite', 'infinite'), compareScores('last', 'last')], [0, 0])
})

test.run()
