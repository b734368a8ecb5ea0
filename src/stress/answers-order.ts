// Order statistics: which of n draws, sorted, stands for a quantile, and between which two of them it lies. Whole
// numbers only: probabilities are compared as products, never rounded.
//
//   rank       ⌈q · n⌉, from 1: the smallest draw that q of all draws do not exceed
//   interval   draws are under the quantile like tosses of a coin that falls so q of the time: B ~ Bin(n, q).
//              low:  the largest l with P(B ≤ l − 1) ≤ α/2         (0: no draw is surely low enough)
//              high: the smallest h with P(B ≤ h − 1) ≥ 1 − α/2    (n + 1: too few draws to say)
//              The quantile is between draw l and draw h with probability 1 − α at least, whatever it is drawn from.
//
// The usual source: Conover, Practical Nonparametric Statistics, 3rd edition, chapter 3.2.

import { checkWhole } from '../core/limits.ts'

const PPM = 1_000_000

export interface QuantileRanks {
  /** Ranks from 1. */
  readonly rank: number
  /** null: no draw bounds it from below. */
  readonly low: number | null
  /** null: no draw bounds it from above. */
  readonly high: number | null
}

const MOST_DRAWS = 20_000

/** @throws BallastError ERR_RANGE */
export function quantileRanks(draws: number, quantilePpm: number, confidencePpm: number): QuantileRanks {
  checkWhole(draws, 1, MOST_DRAWS, 'draws')
  checkWhole(quantilePpm, 1, PPM - 1, 'quantilePpm')
  checkWhole(confidencePpm, 1, PPM - 1, 'confidencePpm')
  const rank = Math.max(1, Math.ceil((quantilePpm * draws) / PPM))
  const whole = BigInt(PPM) ** BigInt(draws)
  // α/2 as a part of 2 · PPM.
  const tail = BigInt(PPM - confidencePpm)
  const scale = 2n * BigInt(PPM)
  let [low, high] = [null as number | null, null as number | null]
  let below = 0n
  // `below` is P(B ≤ k) · PPM^n.
  let k = 0
  for (const weight of binomialWeights(draws, quantilePpm)) {
    below += weight
    if (below * scale <= tail * whole) low = k + 1
    if (high === null && below * scale >= (scale - tail) * whole) high = k + 1
    k += 1
  }
  return { rank, low: low === null || low > draws ? null : low, high: high === null || high > draws ? null : high }
}

/** C(n, k) · a^k · (10^6 − a)^(n − k) for k = 0 … n. */
function* binomialWeights(draws: number, hitPpm: number): Generator<bigint> {
  const hit = BigInt(hitPpm)
  const miss = BigInt(PPM - hitPpm)
  let weight = miss ** BigInt(draws)
  for (let k = 0; k <= draws; k += 1) {
    yield weight
    // Exact: each weight is a whole number.
    weight = (weight * hit * BigInt(draws - k)) / (miss * BigInt(k + 1))
  }
}

/** The mean of the largest ⌈(1 − q) · n⌉ amounts, rounded up: a loss is never made smaller. */
export function tailMeanAtoms(amounts: readonly bigint[], quantilePpm: number): bigint {
  const sorted = amounts.toSorted((a, b) => (a < b ? 1 : a > b ? -1 : 0))
  const count = Math.max(1, Math.ceil(((PPM - quantilePpm) * amounts.length) / PPM))
  return meanAtoms(sorted.slice(0, count))
}

/** Rounded up. */
export function meanAtoms(amounts: readonly bigint[]): bigint {
  const sum = amounts.reduce((total, amount) => total + amount, 0n)
  const count = BigInt(amounts.length)
  const floor = sum / count
  // Towards zero for what is below it, which is up.
  return sum > 0n && sum % count !== 0n ? floor + 1n : floor
}

/** Of counts and shares, rounded up; null: there are none. */
export function meanCount(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.ceil(values.reduce((sum, value) => sum + value, 0) / values.length)
}
