import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { AllocationPolicy, Candidate } from '../../src/policies/policy.ts'
import { proRata, proRataEquity, proRataNotional, proRataProfit } from '../../src/policies/pro-rata.ts'
import { dealAt, dealt, positions } from './position.ts'

const DEALS: [what: string, need: bigint, open: bigint[], parts: bigint[]][] = [
  ['half of 10, 20 and 30 is 5, 10 and 15', 30n, [10n, 20n, 30n], [5n, 10n, 15n]],
  // 10 · 1/6 = 1.67, 10 · 2/6 = 3.33, 10 · 3/6 = 5: the odd lot to the largest remainder.
  ['floor first, then the largest remainder', 10n, [1n, 2n, 3n], [2n, 3n, 5n]],
  ['all of it when all is needed', 6n, [1n, 2n, 3n], [1n, 2n, 3n]],
  ['ties of remainders go to whoever ranks first', 1n, [5n, 5n], [1n, 0n]],
  // 3 · 1/1001 and 3 · 1000/1001: the single lot is dust.
  ['a position of fewer lots than its share rounds to gives none', 3n, [1n, 1_000n], [0n, 3n]],
  ['one alone gives all that is needed', 7n, [9n], [7n]],
  ['who has nothing left gives nothing', 2n, [0n, 2n], [0n, 2n]],
]

for (const [what, need, open, parts] of DEALS) {
  test(what, () => assert.equal(proRata.allocate(need, [], open, dealAt()), parts))
}

const three = positions(
  { lots: 20n, notionalAtoms: 2_000n, profitAtoms: 100n, equityAtoms: 900n },
  { lots: 10n, notionalAtoms: 1_000n, profitAtoms: 300n, equityAtoms: 100n },
  { lots: 10n, notionalAtoms: 1_000n, profitAtoms: 0n, equityAtoms: 0n },
)
const losing = three.map((candidate) => ({ ...candidate, profitAtoms: -candidate.profitAtoms }))

const WEIGHED: [what: string, policy: AllocationPolicy, need: bigint, given: Candidate[], parts: bigint[]][] = [
  ['notional: 8 · 2/4, 1/4, 1/4', proRataNotional, 8n, three, [4n, 2n, 2n]],
  ['profit: 8 · 1/4 and 3/4, nothing of who has none', proRataProfit, 8n, three, [2n, 6n, 0n]],
  // 16 · 3/4 = 12 is more than it has: 10, and 6 of the other.
  ['profit, nobody over what it has', proRataProfit, 16n, three, [6n, 10n, 0n]],
  ['profit, and then by size: 30 of those with some, 5 of the other', proRataProfit, 35n, three, [20n, 10n, 5n]],
  // No profit at all: 8 · 2/4, 1/4, 1/4.
  ['losers by size', proRataProfit, 8n, losing, [4n, 2n, 2n]],
  ['equity: 10 · 9/10 and 1/10, nothing of who has none', proRataEquity, 10n, three, [9n, 1n, 0n]],
  // 25 · 9/10 = 22.5 is more than it has: 20, and 5 of the other.
  ['equity, nobody over what it has', proRataEquity, 25n, three, [20n, 5n, 0n]],
  ['a single lot goes to the larger weight', proRataProfit, 1n, three, [0n, 1n, 0n]],
  ['all when all is needed', proRataEquity, 40n, three, [20n, 10n, 10n]],
  ['one alone', proRataProfit, 3n, three.slice(0, 1), [3n]],
]

for (const [what, policy, need, given, parts] of WEIGHED) {
  test(`by ${what}`, () => assert.equal(dealt(policy, need, given), parts))
}

test('what is weighed goes with the lots that are still open: 300 of 10 lots are 90 of 3', () => {
  // 100 · 18/20 = 90 as well.
  assert.equal(proRataProfit.allocate(4n, three, [18n, 3n, 0n], dealAt()), [2n, 2n, 0n])
})

test('half an atom of profit counts: 1 of 2 lots against 1 of 3', () => {
  const given = positions({ lots: 2n, profitAtoms: 1n }, { lots: 3n, profitAtoms: 1n })
  // One lot of each is open: weights 1/2 and 1/3.
  assert.equal(proRataProfit.allocate(1n, given, [1n, 1n], dealAt()), [1n, 0n])
  assert.equal(proRataProfit.allocate(1n, given.toReversed(), [1n, 1n], dealAt()), [0n, 1n])
})

test('notional and lots are dealt alike in one market', () => {
  for (let need = 0n; need <= 40n; need += 1n) {
    assert.equal(dealt(proRataNotional, need, three), dealt(proRata, need, three))
  }
})

test('they are called by their names', () => {
  const names = [proRata, proRataNotional, proRataProfit, proRataEquity].map(({ name }) => name)
  assert.equal(names, ['pro-rata', 'pro-rata-notional', 'pro-rata-profit', 'pro-rata-equity'])
})

test.run()
