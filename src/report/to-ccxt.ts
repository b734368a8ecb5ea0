// What ccxt's unified methods return for auto-deleveraging: `fetchPositionADLRank`, `fetchPositionsADLRank` for
// positions, `fetchADLRank` for a market. Source: VENUES.md, section 6, "ccxt unified" (types.ts, pull request 27590).

import type { Standing } from '../engine/standing.ts'
import type { AdlWarning } from '../engine/warning.ts'
import { listingOf, type Plain, plain, symbolOf, type WireTerms, wireTime } from './to-text.ts'

/** ccxt's `ADL`, with `info` of the engine. */
export interface CcxtAdl<Info> {
  /** The engine's own answer, with money and lots as text: both lights, and the denominators. */
  readonly info: Info
  readonly symbol: string
  /** 1 … 5, lower is safer. */
  readonly rank?: number
  /** '1' … '5' of a position; low, medium or high of a market. */
  readonly rating?: string
  /** Percentile of the queue, 0 … 100; near 100 at its head. */
  readonly percentage?: number
  /** Milliseconds. */
  readonly timestamp?: number
  /** ISO 8601; left out where the calendar has no such day. */
  readonly datetime?: string
}

export const RATING_OF_STATE = { normal: 'low', warning: 'medium', adl: 'high' } as const

/** The last millisecond that a date can hold. */
const LAST_DATE_MS = 8.64e15

const PPM_PER_PERCENT = 10_000

/**
 * The rank of one position. `rank` and `rating` are its lights by number of positions: a rank that counts from the
 * head, as the engine's does, would say the opposite. That rank, the queue's length and its lots are in `info`.
 */
function adl(standing: Standing, terms: WireTerms, timeMs: number): CcxtAdl<Plain<Standing>> {
  return {
    info: plain(standing),
    symbol: listingOf(terms, standing.market).symbol,
    rank: standing.lightsByCount,
    rating: String(standing.lightsByCount),
    percentage: standing.quantilePpm / PPM_PER_PERCENT,
    ...when(timeMs),
  }
}

/** All positions of a trader, an entry each: a long and a short of one market are two, told apart by `info.side`. */
function adls(standings: readonly Standing[], terms: WireTerms, timeMs: number): CcxtAdl<Plain<Standing>>[] {
  return standings.map((standing) => adl(standing, terms, timeMs))
}

/** The risk of a market. Left out: `rank` and `percentage`, which only a position has. */
function symbolAdl(warning: AdlWarning, terms: WireTerms): CcxtAdl<Plain<AdlWarning>> {
  const { state, timeMs } = warning
  return { info: plain(warning), symbol: symbolOf(warning, terms), rating: RATING_OF_STATE[state], ...when(timeMs) }
}

function when(timeMs: number): { readonly timestamp: number; readonly datetime?: string } {
  const timestamp = wireTime(timeMs)
  return timestamp > LAST_DATE_MS ? { timestamp } : { timestamp, datetime: new Date(timestamp).toISOString() }
}

export const toCcxt = { adl, adls, symbolAdl }
