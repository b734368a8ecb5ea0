// Stage 5: insurance pools pay up flat accounts, and take over positions of bankrupt ones as far as their budget goes.
//
// Reads: formers, pools. Writes: bankrupt rows, pools. Bound: the legs of the bankrupt. Allocation: BigInt.
// Deterministic: by ids, then markets.

import type { Book } from '../book/book.ts'
import { marketMaintenanceAtomPpm, unitAtMark } from '../book/markets.ts'
import { HOUSE_LOTS_FACTOR } from '../core/limits.ts'
import { abs, max, min } from '../fixed/rounding.ts'
import { type Stake, shareDebt } from '../fixed/shares.ts'
import { bearable, closeAtBankruptcy, hasRoom, pay } from './moves.ts'
import { poolBudgetAtoms } from './pool-budget.ts'
import { LOG_FUND_DRAW, LOG_TAKEOVER } from './round-log.ts'
import { bankruptRows, freshMarkets, isFlat, lotsOf, type Round } from './round-state.ts'

export function coverShortfall(round: Round): void {
  for (const row of bankruptRows(round, false)) {
    if (isFlat(round.book, row)) payUp(round, row, 5)
    else for (const market of freshMarkets(round, row)) takeOver(round, row, market)
  }
}

/** A market in which an account had a position when it was first flagged in this round. */
export interface Former extends Stake {
  readonly market: number
}

/** By market; marks do not move within a round, so what the positions weighed then follows from their lots. */
export function formersOf({ book, formers }: Round, row: number): Former[] {
  const found: Former[] = []
  const end = formers.endLeg(row)
  for (let leg = formers.firstLeg(row); leg < end; leg += 1) {
    found.push(stakeOf(book, formers.market(leg), formers.lots(leg)))
  }
  return found
}

function stakeOf(book: Book, market: number, lots: bigint): Former {
  const notionalAtoms = abs(lots * unitAtMark(book, market))
  return { market, notionalAtoms, maintenanceAtomPpm: marketMaintenanceAtomPpm(book, market, notionalAtoms) }
}

/**
 * Each pool pays the shares of its own markets in what a flat account owes; what it cannot pay no other one pays.
 *
 * @param stage 5, or 8 where it is tried once more
 */
export function payUp(round: Round, row: number, stage: number): void {
  const { book, log } = round
  const formers = formersOf(round, row)
  const shares = shareDebt(-book.columns.rowCash[row]!, formers)
  for (const [index, { market }] of formers.entries()) {
    const atoms = min(shares[index]!, poolBudgetAtoms(round, market))
    if (atoms === 0n) continue
    pay(round, LOG_FUND_DRAW, market, book.columns.marketPoolRow[market]!, row, atoms)
    log.stages[log.count - 1] = stage
  }
}

// First against the pool's own opposite lots, as many as the budget bears; then the rest, whole or not at all.
function takeOver(round: Round, row: number, market: number): void {
  const { book, settings } = round
  const pool = book.columns.marketPoolRow[market]!
  const budget = poolBudgetAtoms(round, market)
  if (budget === 0n) return
  const lots = lotsOf(book, row, market)
  const held = lotsOf(book, pool, market)
  if (held !== 0n && held > 0n !== lots > 0n) {
    const count = bearable(round, row, market, min(abs(lots), abs(held)), budget)
    if (count > 0n) closeAtBankruptcy(round, row, pool, market, count, { type: LOG_TAKEOVER, whole: true })
  }
  const rest = abs(lotsOf(book, row, market))
  const left = poolBudgetAtoms(round, market)
  if (rest === 0n || left === 0n) return
  const most = min(bearable(round, row, market, rest, left), limitOf(book, pool, market, lots > 0n))
  const wanted = most > 0n && (most === rest || settings.takeover === 'partial')
  if (wanted && hasRoom(round, row, pool, market, lots > 0n ? most : -most)) {
    closeAtBankruptcy(round, row, pool, market, most, { type: LOG_TAKEOVER })
  }
}

/** How many more lots of a side the pool may take: the limit is on its |position| afterwards. */
function limitOf(book: Book, pool: number, market: number, long: boolean): bigint {
  const limit = book.columns.marketTakeover[market]!
  const most = book.columns.marketMaxLots[market]! * HOUSE_LOTS_FACTOR
  const wanted = limit < 0n ? most : min(limit, most)
  const held = lotsOf(book, pool, market)
  return max(0n, wanted - (long ? held : -held))
}
