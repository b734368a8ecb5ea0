// Who is in a calibrated book: the accounts that hold positions, the largest first on each side, with the size that
// each wishes for and how many positions it has. Exactly as many positions as stated.

import { BallastError, ErrorCode } from '../core/errors.ts'
import { MAX_TRADER_POSITIONS } from '../core/limits.ts'
import type { Calibration, CalibrationSide } from './calibrated-schema.ts'
import { CALIBRATION_FILE } from './file-names.ts'
import { draw } from './generator-tables.ts'
import type { Random } from './random.ts'

const PPM = 1_000_000

export interface Holder {
  readonly long: boolean
  /** Place by size on its side. */
  readonly rank: number
  readonly sizeCents: number
  readonly positions: number
  /** One of the few that the table of the largest accounts covers. */
  readonly large: boolean
  /** Holds every second position on the other side. */
  readonly hedged: boolean
}

/** Longs, then shorts, each by rank. @throws BallastError ERR_CONFIG for numbers that cannot be met */
export function planHolders(calibration: Calibration, markets: number, sideCents: number, random: Random): Holder[] {
  const { longs, shorts, accounts, largestHold, hedgedOneIn } = calibration
  expect(longs.accounts + shorts.accounts <= accounts, `accounts is ${accounts}, less than longs and shorts together`)
  const counts = new PositionNumbers(calibration, markets, random)
  const large = largestHold.at(-1)?.accounts ?? 0
  const plan = (side: CalibrationSide, field: 'longs' | 'shorts') => {
    const sizes = sizesCents(side, sideCents, field)
    return Array.from(sizes, (sizeCents, rank): Holder => {
      const isLarge = rank < large
      const hedged = isLarge && rank % hedgedOneIn === hedgedOneIn - 1
      return { long: field === 'longs', rank, sizeCents, positions: counts.next(), large: isLarge, hedged }
    })
  }
  return [...plan(longs, 'longs'), ...plan(shorts, 'shorts')]
}

// Between two points of the table sizes fall on a straight line around their mean, from 1.4 times to 0.6 times.
function sizesCents({ accounts, concentration }: CalibrationSide, sideCents: number, field: string): Float64Array {
  const last = concentration.at(-1)?.accounts ?? 0
  expect(
    last < accounts,
    `${field}.concentration ends with ${last} accounts, expected less than the ${accounts} of all`,
  )
  const sizes = new Float64Array(accounts)
  let rank = 0
  let sharedPpm = 0
  for (const point of [...concentration, { accounts, sharePpm: PPM }]) {
    const count = point.accounts - rank
    const meanCents = Math.floor((Math.floor(sideCents / PPM) * (point.sharePpm - sharedPpm)) / count)
    const first = rank
    for (; rank < point.accounts; rank += 1) {
      const shapeMilli = 1_400 - Math.floor((800 * (2 * (rank - first) + 1)) / (2 * count))
      sizes[rank] = Math.max(1, Math.floor((meanCents * shapeMilli) / 1000))
    }
    sharedPpm = point.sharePpm
  }
  return sizes
}

/** Draws the number of positions of every holder, and brings the small ones to the total. */
class PositionNumbers {
  readonly #counts: Uint8Array
  #next = 0

  constructor(calibration: Calibration, markets: number, random: Random) {
    const { longs, shorts, largestHold, othersHold, positions } = calibration
    const most = Math.min(markets, MAX_TRADER_POSITIONS)
    const mostOthers = Math.min(most, othersHold.at(-1)![1])
    const holders = longs.accounts + shorts.accounts
    this.#counts = new Uint8Array(holders)
    const fixed = new Uint8Array(holders)
    let sum = 0
    for (let index = 0; index < holders; index += 1) {
      const rank = index < longs.accounts ? index : index - longs.accounts
      const band = largestHold.find(({ accounts }) => rank < accounts)
      const drawn = band === undefined ? draw(random, othersHold) : band.least + random.below(bandWidth(band))
      const count = Math.max(1, Math.min(drawn, band === undefined ? mostOthers : most))
      this.#counts[index] = count
      fixed[index] = band === undefined ? 0 : 1
      sum += count
    }
    this.#settle(positions - sum, fixed, mostOthers, random)
  }

  next(): number {
    this.#next += 1
    return this.#counts[this.#next - 1]!
  }

  #settle(missing: number, fixed: Uint8Array, most: number, random: Random): void {
    const counts = this.#counts
    let room = 0
    for (const [index, count] of counts.entries()) {
      if (fixed[index] === 0) room += missing > 0 ? most - count : count - 1
    }
    const step = Math.sign(missing)
    const fits = Math.abs(missing) <= room
    expect(fits, `positions cannot be met: ${Math.abs(missing)} too ${step > 0 ? 'many' : 'few'} for these accounts`)
    for (let left = Math.abs(missing); left > 0; ) {
      const index = random.below(counts.length)
      const count = counts[index]! + step
      if (fixed[index] === 1 || count < 1 || count > most) continue
      counts[index] = count
      left -= 1
    }
  }
}

function bandWidth({ least, most }: Calibration['largestHold'][number]): number {
  return Math.max(1, most - least + 1)
}

function expect(condition: boolean, message: string): void {
  if (!condition) throw new BallastError(ErrorCode.CONFIG, `${CALIBRATION_FILE}: ${message}`)
}
