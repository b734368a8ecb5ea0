// What a holder of a calibrated book is worth at the first mark. Shorts have the leverage of the tables. Longs are of
// two kinds: those whom the fall of their markets reaches, somewhere between the first mark and the lowest one, and
// those who are above their maintenance at the bottom; their leverage follows from that.

import type { Holder } from './calibrated-accounts.ts'
import type { CalibratedPositions } from './calibrated-positions.ts'
import type { Calibration } from './calibrated-schema.ts'
import { type CalibratedMarket, lotCents } from './calibrated-venue.ts'
import { tieredCents } from './generator-book.ts'
import { valueAt } from './generator-tables.ts'
import type { Random } from './random.ts'

const PPM = 1_000_000
/** Steps of the golden section fill a range evenly, whatever their number: the few largest accounts differ. */
const GOLDEN_PPM = 618_034
/** Nobody begins at the edge: equity is so much of maintenance at least. */
const LEAST_EQUITY_MILLI = 1_100

/** Cents by holder. */
export function plannedEquity(
  calibration: Calibration,
  markets: readonly CalibratedMarket[],
  holders: readonly Holder[],
  positions: CalibratedPositions,
  random: Random,
): Float64Array {
  const reached = new ReachedLongs(calibration, random)
  return Float64Array.from(holders, (holder, index) => {
    const book = new HolderBook(markets, positions, index)
    const start = book.at(0)
    const leastCents = Math.floor((start.maintenanceCents * LEAST_EQUITY_MILLI) / 1000) + 1
    if (!holder.long) {
      const sharePpm = (calibration.largestShortPpm + holder.rank * GOLDEN_PPM) % PPM
      const table = holder.large ? calibration.largeShortLeverageMilli : calibration.shortLeverageMilli
      const leverageMilli = Math.max(1, valueAt(table, sharePpm))
      return Math.max(leastCents, Math.floor((start.notionalCents * 1000) / leverageMilli))
    }
    const depthPpm = reached.depthPpm(holder)
    const bottom = book.at(depthPpm ?? PPM)
    const spareMilli = depthPpm === null ? valueAt(calibration.spareMilli, random.below(PPM)) : 0
    const spareCents = Math.floor((start.notionalCents * spareMilli) / 1000)
    return Math.max(leastCents, bottom.lossCents + bottom.maintenanceCents + spareCents)
  })
}

/** Chooses longs by rank so that those who are reached always hold about the stated share of what came so far. */
class ReachedLongs {
  readonly #shareMilli: number
  readonly #depths: Calibration['reachedDepthPpm']
  #golden: number
  #seenCents = 0
  #reachedCents = 0

  constructor({ reachedMilli, reachedDepthPpm }: Calibration, random: Random) {
    this.#shareMilli = reachedMilli
    this.#depths = reachedDepthPpm
    this.#golden = random.below(PPM)
  }

  /** How far into the fall the holder meets its maintenance, or null for one who does not. */
  depthPpm({ sizeCents }: Holder): number | null {
    this.#seenCents += sizeCents
    const dueCents = Math.floor(this.#seenCents / 1000) * this.#shareMilli
    if (this.#reachedCents + Math.floor(sizeCents / 2) > dueCents) return null
    this.#reachedCents += sizeCents
    this.#golden = (this.#golden + GOLDEN_PPM) % PPM
    return valueAt(this.#depths, this.#golden)
  }
}

/** The positions of one holder at marks between the first and the lowest of every market. */
class HolderBook {
  readonly #markets: readonly CalibratedMarket[]
  readonly #positions: CalibratedPositions
  readonly #first: number
  readonly #end: number

  constructor(markets: readonly CalibratedMarket[], positions: CalibratedPositions, holder: number) {
    this.#markets = markets
    this.#positions = positions
    this.#first = positions.firsts[holder]!
    this.#end = positions.firsts[holder + 1]!
  }

  at(depthPpm: number) {
    const { markets: chosen, lots } = this.#positions
    let notionalCents = 0
    let maintenanceCents = 0
    let lossCents = 0
    for (let index = this.#first; index < this.#end; index += 1) {
      const { startTicks, lowestTicks, tiers } = this.#markets[chosen[index]!]!
      const fallTicks = Math.floor(((startTicks - lowestTicks) * depthPpm) / PPM)
      const magnitude = Math.abs(lots[index]!)
      const cents = lotCents(magnitude, startTicks - fallTicks)
      notionalCents += cents
      maintenanceCents += tieredCents(tiers, cents)
      lossCents += lots[index]! > 0 ? lotCents(magnitude, fallTicks) : -lotCents(magnitude, fallTicks)
    }
    return { notionalCents, maintenanceCents, lossCents }
  }
}
