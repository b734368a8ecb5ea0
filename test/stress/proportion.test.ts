// Against Clopper and Pearson in whole numbers: sums of C(n, k) · a^k · (10^6 − a)^(n − k), compared as products.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ErrorCode } from '../../src/core/errors.ts'
import { shareInterval } from '../../src/stress/proportion.ts'
import { refuses } from '../engine/small-venue.ts'

const PPM = 1_000_000n

function atLeast(hits: number, draws: number, ratePpm: bigint): bigint {
  let [weight, sum] = [(PPM - ratePpm) ** BigInt(draws), 0n]
  for (let k = 0; k <= draws; k += 1) {
    if (k >= hits) sum += weight
    weight = (weight * ratePpm * BigInt(draws - k)) / ((PPM - ratePpm) * BigInt(k + 1))
  }
  return sum
}

/** P(B ≥ hits) ≤ α/2, exactly. */
function isRare(hits: number, draws: number, ratePpm: number, confidencePpm: number): boolean {
  return atLeast(hits, draws, BigInt(ratePpm)) * 2n * PPM <= BigInt(1_000_000 - confidencePpm) * PPM ** BigInt(draws)
}

for (const confidencePpm of [500_000, 900_000, 950_000, 999_000]) {
  test(`both ends are the last whole ppm, at ${confidencePpm} ppm`, () => {
    for (const draws of [1, 2, 3, 7, 20, 60, 200]) {
      for (let hits = 0; hits <= draws; hits += Math.max(1, Math.floor(draws / 20))) {
        const { lowPpm, highPpm } = shareInterval(hits, draws, confidencePpm)
        if (hits === 0) assert.is(lowPpm, 0)
        else {
          assert.ok(isRare(hits, draws, lowPpm, confidencePpm), `${hits} of ${draws}: ${lowPpm}`)
          assert.not.ok(isRare(hits, draws, lowPpm + 1, confidencePpm), `${hits} of ${draws}: ${lowPpm} + 1`)
        }
        const misses = draws - hits
        if (misses === 0) assert.is(highPpm, 1_000_000)
        else {
          assert.ok(isRare(misses, draws, 1_000_000 - highPpm, confidencePpm), `${hits} of ${draws}: ${highPpm}`)
          assert.not.ok(
            isRare(misses, draws, 1_000_001 - highPpm, confidencePpm),
            `${hits} of ${draws}: ${highPpm} - 1`,
          )
        }
      }
    }
  })
}

test('published values: 95 %, 10 of 20 and 0 of 20', () => {
  // 0.272 to 0.728; 0 to 1 − 0.025^(1/20) = 0.168434.
  assert.equal(shareInterval(10, 20, 950_000), { lowPpm: 271_957, highPpm: 728_043 })
  assert.equal(shareInterval(0, 20, 950_000), { lowPpm: 0, highPpm: 168_434 })
})

test('a hundred thousand draws neither overflow nor vanish', () => {
  const { lowPpm, highPpm } = shareInterval(50_000, 100_000, 950_000)
  assert.ok(lowPpm > 496_000 && lowPpm < 497_000 && highPpm > 503_000 && highPpm < 504_000, `${lowPpm} ${highPpm}`)
  assert.ok(shareInterval(1, 100_000, 950_000).highPpm < 60)
})

test('what is no share is refused', () => {
  refuses(ErrorCode.RANGE, /draws/, () => shareInterval(0, 0, 950_000))
  refuses(ErrorCode.RANGE, /hits/, () => shareInterval(3, 2, 950_000))
  refuses(ErrorCode.RANGE, /confidencePpm/, () => shareInterval(1, 2, 1_000_000))
})

test.run()
