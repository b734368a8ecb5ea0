// How often something happens, from how often it did: the interval of Clopper and Pearson for a share.
//
//   low    the largest p with P(B ≥ k) ≤ α/2, B ~ Bin(n, p)     (0 where k = 0)
//   high   the smallest p with P(B ≤ k) ≤ α/2                   (1 where k = n)
//   It holds the true share with a probability of 1 − α at least, whatever that share is.
//
// Clopper and Pearson, The use of confidence or fiducial limits illustrated in the case of the binomial, Biometrika 26,
// 1934.
//
// Both ends are whole ppm, rounded outwards. Weights are doubles, made with + × ÷ alone, so they are the same
// everywhere; nothing but the band of a chart hangs on them.

import { checkWhole } from '../core/limits.ts'

const PPM = 1_000_000
const MOST_DRAWS = 100_000

export interface ShareInterval {
  readonly lowPpm: number
  readonly highPpm: number
}

/** @throws BallastError ERR_RANGE */
export function shareInterval(hits: number, draws: number, confidencePpm: number): ShareInterval {
  checkWhole(draws, 1, MOST_DRAWS, 'draws')
  checkWhole(hits, 0, draws, 'hits')
  checkWhole(confidencePpm, 1, PPM - 1, 'confidencePpm')
  return {
    lowPpm: lowPpm(hits, draws, confidencePpm),
    // Misses are hits of the other kind.
    highPpm: PPM - lowPpm(draws - hits, draws, confidencePpm),
  }
}

/** The largest whole ppm that so many hits are surely enough for. */
function lowPpm(hits: number, draws: number, confidencePpm: number): number {
  if (hits === 0) return 0
  const tail = (PPM - confidencePpm) / (2 * PPM)
  let [low, high] = [0, PPM]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (partFrom(hits, draws, middle) <= tail) low = middle
    else high = middle
  }
  return low
}

/** P(B ≥ hits) for B ~ Bin(draws, ratePpm). Weights are relative to that of the likeliest count: none overflows. */
function partFrom(hits: number, draws: number, ratePpm: number): number {
  const [hit, miss] = [ratePpm, PPM - ratePpm]
  const mode = Math.floor(((draws + 1) * hit) / PPM)
  let [all, from] = [0, 0]
  const count = (k: number, weight: number) => {
    all += weight
    if (k >= hits) from += weight
  }
  let weight = 1
  for (let k = Math.min(mode, draws); k >= 0 && weight > 0; k -= 1) {
    count(k, weight)
    weight = (weight * k * miss) / ((draws - k + 1) * hit)
  }
  weight = 1
  for (let k = Math.min(mode, draws); k < draws && weight > 0; k += 1) {
    weight = (weight * (draws - k) * hit) / ((k + 1) * miss)
    count(k + 1, weight)
  }
  return from / all
}
