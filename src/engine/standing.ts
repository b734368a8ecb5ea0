// Where a position stands in the ADL queue of its side, and the lights that a trader is shown.

import { unitAtMark } from '../book/markets.ts'
import { abs } from '../fixed/rounding.ts'
import { GROUP_PROTECTED } from '../memory/fields.ts'
import { lightsAt, lightsOf, standingOf } from '../stages/lights.ts'
import { placeOf, type RankedBook } from '../stages/ranked-book.ts'
import { entryOf, lotsOf } from '../stages/round-state.ts'

/**
 * A position in the queue of its side of a market. Where only a part of it hedges (`hedge.mode` 'quantity') this is its
 * first place, that of its unhedged lots; the others stand in the tier of hedged accounts (`rank` lists both).
 */
export interface Standing {
  readonly account: number
  readonly market: number
  readonly side: 'long' | 'short'
  /** From 1: who is closed first. */
  readonly rank: number
  /** Positions in the queue: the denominator by count. */
  readonly candidates: number
  /** |size|. */
  readonly lots: bigint
  /** Lots of everybody who is closed before. */
  readonly lotsBefore: bigint
  /** Lots of all positions in the queue: the denominator by contracts. */
  readonly sideLots: bigint
  /** Whether the position has a profit: those without one are closed after all that have. */
  readonly profitable: boolean
  /** Whether it stands in the tier of hedged accounts and market makers, behind everybody else. */
  readonly protected: boolean
  /** By cumulative contracts: in which fifth of the queue the position ends; 5 is its head, 1 its end. */
  readonly lightsByContracts: 1 | 2 | 3 | 4 | 5
  /** By number of positions. */
  readonly lightsByCount: 1 | 2 | 3 | 4 | 5
  /** Part of the queue that stands behind, by count, in ppm rounded down: near 1,000,000 at the head. */
  readonly quantilePpm: number
}

/** @returns null: the account has no position there, or it is in no queue (exempt, or worth less than nothing) */
export function standingIn(ranked: RankedBook, row: number, market: number): Standing | null {
  const { book } = ranked
  const size = lotsOf(book, row, market)
  if (size === 0n) return null
  const found = standingOf(ranked, placeOf(market, size < 0n), row)
  if (found === null) return null
  const { rank, group, candidates, lotsBefore, sideLots } = found
  return {
    account: book.columns.rowId[row]!,
    market,
    side: size < 0n ? 'short' : 'long',
    rank,
    candidates,
    lots: abs(size),
    lotsBefore,
    sideLots,
    profitable: profitOf(ranked, row, market) > 0n,
    protected: (group & GROUP_PROTECTED) !== 0,
    lightsByContracts: lightsOf(lotsBefore + found.lots, sideLots) as Standing['lightsByContracts'],
    lightsByCount: lightsAt(rank, candidates) as Standing['lightsByCount'],
    quantilePpm: Math.floor(((candidates - rank) * 1_000_000) / candidates),
  }
}

function profitOf({ book }: RankedBook, row: number, market: number): bigint {
  return lotsOf(book, row, market) * unitAtMark(book, market) - entryOf(book, row, market)
}
