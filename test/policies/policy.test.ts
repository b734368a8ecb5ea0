import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { bitmex } from '../../src/policies/bitmex.ts'
import { compareScores, isScorePolicy, type Score } from '../../src/policies/policy.ts'
import { proRata } from '../../src/policies/pro-rata.ts'

const ratio = (over: bigint, under: bigint): Score => ({ over, under })

test('a policy scores, or it allocates', () => {
  assert.equal([bitmex, proRata].map(isScorePolicy), [true, false])
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
