// Marks of a load test: a walk of small steps around a centre, market by market, and now and then a crash of one
// market, whose centre lies lower from then on. When every market has fallen, the next crashes take them back up.
//
// Integers only: a seed gives the same marks on every machine. Nothing is allocated.

import type { Chance } from './zipf.ts'

/** A step is at most this part of the centre, and at least a tick may be. */
const STEP_PARTS = 10_000
/** The walk stays within this part of the centre. */
const REACH_PARTS = 100
/** What a market loses when it crashes, in ppm of its listing price. */
export const CRASH_PPM = 120_000
const PPM = 1_000_000

export class MarkWalk {
  /** The marks of now. */
  readonly ticks: Int32Array
  readonly #listing: Int32Array
  readonly #centres: Int32Array
  readonly #chance: Chance
  #crashes = 0

  /** @param listingTicks of every market, above 0 */
  constructor(listingTicks: readonly number[], chance: Chance) {
    this.ticks = Int32Array.from(listingTicks)
    this.#listing = Int32Array.from(listingTicks)
    this.#centres = Int32Array.from(listingTicks)
    this.#chance = chance
  }

  /** Moves every market. */
  step(): void {
    const ticks = this.ticks
    const centres = this.#centres
    for (let market = 0; market < ticks.length; market += 1) {
      const centre = centres[market]!
      const most = Math.max(1, Math.floor(centre / STEP_PARTS))
      const reach = Math.floor(centre / REACH_PARTS)
      const wished = ticks[market]! + this.#chance.below(2 * most + 1) - most
      ticks[market] = Math.max(1, centre - reach, Math.min(centre + reach, wished))
    }
  }

  /** Moves one market by far, each in turn. */
  crash(): void {
    const market = this.#crashes % this.ticks.length
    const listing = this.#listing[market]!
    const up = Math.floor(this.#crashes / this.ticks.length) % 2 === 1
    const centre = up ? listing : Math.max(1, listing - Math.floor((listing * CRASH_PPM) / PPM))
    this.#centres[market] = centre
    this.ticks[market] = centre
    this.#crashes += 1
  }
}
