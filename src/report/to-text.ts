// The engine's numbers as a wire has them. Money, sizes and prices become decimal text, exactly and in its shortest
// form; what a venue sends as a number stays one. Nothing here reads a clock.

import { BallastError, demand, ErrorCode } from '../core/errors.ts'
import { checkBigint } from '../core/limits.ts'
import type { MarketView } from '../engine/views.ts'
import type { AdlWarning } from '../engine/warning.ts'
import { type Decimal, unitsToDecimal } from '../fixed/decimal.ts'

/** What a message needs to know of a market, as it is when the message is made. */
export type Listing = Pick<
  MarketView,
  'id' | 'symbol' | 'lotSize' | 'tickSize' | 'markTicks' | 'unitAtoms' | 'fundingAtoms'
>

/** What the engine's inputs do not say themselves; the same for every message of a venue. */
export interface WireTerms {
  /** `engine.atom`. */
  readonly atom: Decimal
  /** What an atom is a part of: the settlement currency, as the venue writes it. */
  readonly currency: string
  /** `(id) => engine.market(id)`, with another `symbol` where the wire has names of its own. */
  readonly market: (id: number) => Listing
}

/** Which of the two lights is shown: by number of positions, or by contracts as BitMEX counts them. */
export type Measure = 'count' | 'contracts'

/** Every `bigint` of an object as text, the rest as it is: JSON knows no `bigint`. */
export type Plain<T> = { readonly [Key in keyof T]: T[Key] extends bigint ? string : T[Key] }

const PPM_UNIT: Decimal = { coefficient: 1n, decimals: 6 }

/** A double holds every decimal of so many digits. */
const EXACT_DIGITS = 15

/** @throws BallastError ERR_RANGE unless `atoms` is a bigint */
export function moneyText(atoms: bigint, { atom }: WireTerms, field: string): string {
  checkBigint(atoms, field)
  return unitsToDecimal(atoms, atom)
}

/** In units of the underlying; inverse: contracts. @throws BallastError ERR_RANGE unless `lots` is a bigint */
export function sizeText(lots: bigint, { lotSize }: Listing): string {
  checkBigint(lots, 'lots')
  return unitsToDecimal(lots, lotSize)
}

/** @throws BallastError ERR_RANGE unless `ticks` is a bigint */
export function priceText(ticks: bigint, { tickSize }: Listing): string {
  checkBigint(ticks, 'price')
  return unitsToDecimal(ticks, tickSize)
}

/** Parts of a million as a fraction of one: 300,000 is 0.3. @throws BallastError ERR_RANGE */
export function ratioText(ppm: number, field: string): string {
  demand(Number.isSafeInteger(ppm), ErrorCode.RANGE, () => `${field} is ${ppm}, expected a whole number of ppm`)
  return unitsToDecimal(BigInt(ppm), PPM_UNIT)
}

/** The same milliseconds, looked at. @throws BallastError ERR_RANGE */
export function wireTime(timeMs: number, field = 'timeMs'): number {
  demand(Number.isSafeInteger(timeMs) && timeMs >= 0, ErrorCode.RANGE, () => {
    return `${field} is ${timeMs}, expected a whole number of milliseconds from 0 on`
  })
  return timeMs
}

/** @throws BallastError ERR_RANGE */
export function timeText(timeMs: number, field?: string): string {
  return String(wireTime(timeMs, field))
}

/**
 * Decimal text as a number, for streams that have numbers. JSON prints it with the same digits.
 *
 * @throws BallastError ERR_PRECISION when it has more digits than a double is sure to hold
 */
export function exactNumber(text: string, field: string): number {
  const digits = text.replace(/[-.]/g, '').replace(/^0+/, '').length
  const value = Number(text)
  demand(digits <= EXACT_DIGITS || String(value) === text, ErrorCode.PRECISION, () => {
    return `${field} is ${text}: a number would lose digits, send text`
  })
  return value
}

/** @throws BallastError ERR_UNKNOWN_MARKET when the terms answer with another market: its sizes would be wrong */
export function listingOf({ market }: WireTerms, id: number): Listing {
  const listing = market(id)
  demand(listing.id === id, ErrorCode.UNKNOWN_MARKET, () => {
    return `the listing of market ${id} was asked for, that of market ${listing.id} (${listing.symbol}) was given`
  })
  return listing
}

/** @throws BallastError ERR_UNKNOWN_MARKET for a pool of several markets: these formats name one symbol a row */
export function symbolOf({ market, symbol, pool }: AdlWarning, terms: WireTerms): string {
  if (market !== null) return listingOf(terms, market).symbol
  if (symbol !== null) return symbol
  const way = 'give the warning of each of its markets'
  throw new BallastError(ErrorCode.UNKNOWN_MARKET, `the warning of pool ${pool} names no market; ${way}`)
}

export function plain<T extends object>(value: T): Plain<T> {
  const fields = Object.entries(value).map(([name, field]) => [name, typeof field === 'bigint' ? `${field}` : field])
  return Object.fromEntries(fields) as Plain<T>
}
