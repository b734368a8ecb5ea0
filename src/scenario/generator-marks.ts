// The marks of a generated book: a fall with a bounce, each market with its own share of it and a little noise.

import { FALL_PPM, FALL_START_MS, FALL_STEP_MS } from './generator-tables.ts'
import type { GeneratedVenue } from './generator-venue.ts'
import { Random } from './random.ts'
import type { SourceMark } from './source.ts'
import type { GeneratorSizes } from './venue-schema.ts'

const MARKS_STREAM = 3
const NOISE_PPM = 3_000
const PPM = 1_000_000

export function generatedMarks(sizes: GeneratorSizes): number {
  return FALL_PPM.length * sizes.markets
}

/** One batch after the other, every market in each. */
export function makeMarks(sizes: GeneratorSizes, { markets }: GeneratedVenue, take: (mark: SourceMark) => void): void {
  const random = new Random(BigInt(sizes.seed), MARKS_STREAM)
  for (const [step, fallPpm] of FALL_PPM.entries()) {
    const timeMs = FALL_START_MS + step * FALL_STEP_MS
    for (const [market, { listingTicks, betaMilli }] of markets.entries()) {
      const noisePpm = random.below(2 * NOISE_PPM + 1) - NOISE_PPM
      const movePpm = Math.trunc((fallPpm * betaMilli) / 1000) + noisePpm
      const ticks = Math.max(1, listingTicks + Math.trunc((listingTicks * movePpm) / PPM))
      take({ timeMs, market, priceTicks: BigInt(ticks) })
    }
  }
}
