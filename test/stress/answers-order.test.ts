// Ranks of quantiles: against tables, against their definition, and against what they promise.

import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ErrorCode } from '../../src/core/errors.ts'
import { Random } from '../../src/scenario/random.ts'
import { meanAtoms, quantileRanks, tailMeanAtoms } from '../../src/stress/answers-order.ts'
import { refuses } from '../engine/small-venue.ts'

test('the ranks of textbooks', () => {
  // The median of ten at 95 %: the 2nd and the 9th draw (97.9 %); of twenty the 6th and 15th.
  assert.equal(quantileRanks(10, 500_000, 950_000), { rank: 5, low: 2, high: 9 })
  assert.equal(quantileRanks(20, 500_000, 950_000), { rank: 10, low: 6, high: 15 })
  // Five draws cannot bound a median at 95 %: both ends hold 1/32 > 2.5 %.
  assert.equal(quantileRanks(5, 500_000, 950_000), { rank: 3, low: null, high: null })
  assert.equal(quantileRanks(6, 500_000, 950_000), { rank: 3, low: 1, high: 6 })
})

test('a high quantile needs many draws to be bounded from above: 0.95^n ≤ 5 % from 59 on, with 90 % between', () => {
  assert.is(quantileRanks(58, 950_000, 900_000).high, null)
  assert.is(quantileRanks(59, 950_000, 900_000).high, 59)
  assert.is(quantileRanks(59, 950_000, 900_000).rank, 57)
})

/** P(B ≤ k) as an exact fraction over 10^(6·n), by counting: the definition, with binomials from Pascal's triangle. */
function upTo(k: number, draws: number, hitPpm: number): bigint {
  let row = [1n]
  for (let n = 1; n <= draws; n += 1) {
    const last = row
    row = Array.from({ length: n + 1 }, (_, index) => (last[index - 1] ?? 0n) + (last[index] ?? 0n))
  }
  let sum = 0n
  for (let hits = 0; hits <= k; hits += 1) {
    sum += row[hits]! * BigInt(hitPpm) ** BigInt(hits) * BigInt(1_000_000 - hitPpm) ** BigInt(draws - hits)
  }
  return sum
}

test('low and high are the ends that the definition says', () => {
  const draws = fc.integer({ min: 1, max: 40 })
  const ppm = fc.integer({ min: 1, max: 999_999 })
  fc.assert(
    fc.property(draws, ppm, ppm, (count, quantile, confidence) => {
      const whole = 1_000_000n ** BigInt(count)
      const tail = BigInt(1_000_000 - confidence)
      const { low, high } = quantileRanks(count, quantile, confidence)
      const isLow = (rank: number) => upTo(rank - 1, count, quantile) * 2_000_000n <= tail * whole
      const isHigh = (rank: number) => upTo(rank - 1, count, quantile) * 2_000_000n >= (2_000_000n - tail) * whole
      const ranks = Array.from({ length: count }, (_, index) => index + 1)
      assert.is(low, ranks.findLast(isLow) ?? null)
      assert.is(high, ranks.find(isHigh) ?? null)
    }),
    { numRuns: 200 },
  )
})

test('the interval holds the quantile as often as it says', () => {
  // Draws are 1 … 1,000, all alike: 900 is the quantile of 90 %. 2,000 samples of 80.
  const { low, high } = quantileRanks(80, 900_000, 950_000)
  const random = new Random(7n, 0)
  let held = 0
  for (let sample = 0; sample < 2_000; sample += 1) {
    const draws = Array.from({ length: 80 }, () => random.below(1_000) + 1).sort((a, b) => a - b)
    if (draws[low! - 1]! <= 900 && 900 <= draws[high! - 1]!) held += 1
  }
  assert.ok(held >= 1_900, `${held} of 2,000`)
})

test('means and tails are rounded up', () => {
  assert.is(meanAtoms([1n, 2n]), 2n)
  assert.is(meanAtoms([2n, 2n]), 2n)
  assert.is(meanAtoms([-1n, -2n]), -1n)
  const losses = Array.from({ length: 20 }, (_, index) => BigInt(index))
  assert.is(tailMeanAtoms(losses, 950_000), 19n)
  assert.is(tailMeanAtoms(losses, 900_000), 19n, 'of 18 and 19')
  assert.is(tailMeanAtoms([3n], 999_999), 3n)
})

test('what is no quantile is refused', () => {
  refuses(ErrorCode.RANGE, /draws is 0/, () => quantileRanks(0, 1, 1))
  refuses(ErrorCode.RANGE, /quantilePpm is 1000000/, () => quantileRanks(1, 1_000_000, 1))
  refuses(ErrorCode.RANGE, /confidencePpm is 0/, () => quantileRanks(1, 1, 0))
})

test.run()
