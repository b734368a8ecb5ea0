// Stage 7: lots for which nobody could bear the bankruptcy price are closed at the mark: against the ranking, then the
// other traders of that side, pools, and external rows, the market's own first. Opposite lots always exist (I1).
//
// Reads: rankings; the whole book where a ranking does not do. Writes: bankrupt rows, their counterparties. Bound: one
// pass over the book for each side, and the trades. Allocation: lists of rows. Deterministic: ranks, then ids.

import type { Book } from '../book/book.ts'
import { BLOCK_HOUSE, BLOCK_TRADERS, CLASS_EXTERNAL, CLASS_TRADER } from '../core/codes.ts'
import { abs, min } from '../fixed/rounding.ts'
import * as at from '../memory/fields.ts'
import type { AdlSide } from './close-candidate.ts'
import type { AdlPass } from './deleverage.ts'
import { closeAtMark } from './moves.ts'
import type { Rankings } from './rank.ts'
import { placeOf } from './ranked-book.ts'
import type { Ranking } from './ranking.ts'
import { LOG_CLOSE_AT_MARK } from './round-log.ts'
import { byId, lotsOf, type Round } from './round-state.ts'

export function closeRest(round: Round, { leftovers, rankings, sides }: AdlPass): void {
  if (rankings === null) return
  const outsiders = new Map<number, number[]>()
  for (const { row, market, ranking } of leftovers) {
    if (lotsOf(round.book, row, market) === 0n) continue
    const side = sides.get(placeOf(market, lotsOf(round.book, row, market) > 0n))!
    closeRanked({ round, rankings, row, market, side }, ranking)
    if (lotsOf(round.book, row, market) === 0n) continue
    let others = outsiders.get(side.place)
    if (others === undefined) {
      others = [...traders(round, side.place, ranking), ...round.pools, ...externals(round.book, market)]
      outsiders.set(side.place, others)
    }
    for (const other of others) closeWith({ round, rankings, row, market, side }, other)
  }
}

/** One leg of a bankrupt account that is left. */
interface Rest {
  readonly round: Round
  readonly rankings: Rankings
  readonly row: number
  readonly market: number
  readonly side: AdlSide
}

function closeRanked(rest: Rest, ranking: Ranking): void {
  const { round, row, market } = rest
  const { closed } = ranking
  for (let rank = closed.openFrom(0); rank < ranking.count; rank = closed.openFrom(rank + 1)) {
    if (lotsOf(round.book, row, market) === 0n) return
    const open = ranking.openLots(rank)
    if (open > 0n) ranking.gave(rank, closeWith(rest, ranking.row(rank), open))
    if (ranking.openLots(rank) === 0n) closed.close(rank)
  }
}

/** Closes up to `most` lots; returns how many. */
function closeWith({ round, rankings, row, market, side }: Rest, other: number, most: bigint | null = null): bigint {
  const lots = lotsOf(round.book, row, market)
  const opposite = lotsOf(round.book, other, market)
  if (lots === 0n || opposite === 0n || lots > 0n === opposite > 0n) return 0n
  const count = min(abs(lots), most ?? abs(opposite))
  // It may be waiting in the ranking of another market, as it was.
  if (round.book.columns.rowClass[other] === CLASS_TRADER) rankings.remember(other, market)
  closeAtMark(round, row, other, market, count, { type: LOG_CLOSE_AT_MARK })
  side.atMarkLots += count
  return count
}

/** Traders on a side of a market that were no candidates, by id. */
function traders({ book }: Round, place: number, ranking: Ranking): number[] {
  const { blockKind, runStart, runCount, posMarket, posSize } = book.columns
  const market = place >> 1
  const short = (place & 1) === at.SIDE_SHORT
  const ranked = ranking.rows()
  const rows: number[] = []
  for (let row = 0; row < book.columns.word(at.WORD_BLOCKS) << at.BLOCK_SHIFT; row += 1) {
    if (blockKind[row >> at.BLOCK_SHIFT] !== BLOCK_TRADERS) continue
    const end = runStart[row]! + runCount[row]!
    for (let slot = runStart[row]!; slot < end; slot += 1) {
      if (posMarket[slot] !== market) continue
      if (posSize[slot]! < 0n === short && !ranked.has(row)) rows.push(row)
      break
    }
  }
  return byId(book, rows)
}

/** The market's own external row, then the others by id: nothing keeps an account from trading with one of those. */
function externals(book: Book, market: number): number[] {
  const { blockKind, rowClass, marketExternalRow } = book.columns
  const own = marketExternalRow[market]!
  const rows: number[] = []
  for (let row = 0; row < book.columns.word(at.WORD_BLOCKS) << at.BLOCK_SHIFT; row += 1) {
    if (blockKind[row >> at.BLOCK_SHIFT] !== BLOCK_HOUSE || row === own) continue
    if (rowClass[row] === CLASS_EXTERNAL) rows.push(row)
  }
  return [own, ...byId(book, rows)]
}
