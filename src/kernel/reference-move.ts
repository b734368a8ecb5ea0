// Lots from one row to another for a value, to be read.
//
//   cash_from += V     lots_from −= q        paid at raw u = V + q · F, as cash and equity count u − F
//   cash_to   −= V     lots_to   += q

import type { Book } from '../book/book.ts'
import { closeSlot, findSlot, openSlot } from '../book/runs.ts'
import * as code from '../core/codes.ts'
import { HOUSE_LOTS_FACTOR } from '../core/limits.ts'
import { abs, mulDivTrunc } from '../fixed/rounding.ts'

export interface Move {
  readonly from: number
  readonly to: number
  readonly market: number
  /** As they stand in `from`: long > 0. */
  readonly lots: bigint
  readonly valueAtoms: bigint
  /** u at the price of a flip, whose rest begins anew there. */
  readonly unitAtoms: bigint
  /** Whether the taker may grow, as the market's external row and a pool may. */
  readonly mayGrow: boolean
  /** Whether a slot for what is opened has been reserved. */
  readonly mayOpen: boolean
}

/** Moves the lots and returns MOVE_DONE, or moves nothing and returns why. */
export function applyMove(book: Book, move: Move): number {
  const refused = refusal(book, move)
  if (refused !== code.MOVE_DONE) return refused
  const { from, to, market, lots, valueAtoms, unitAtoms } = move
  const { rowCash, marketFunding } = book.columns
  const paid = valueAtoms + lots * marketFunding[market]!
  rowCash[from] = rowCash[from]! + valueAtoms
  rowCash[to] = rowCash[to]! - valueAtoms
  addLots(book, from, market, -lots, -paid, unitAtoms)
  addLots(book, to, market, lots, paid, unitAtoms)
  return code.MOVE_DONE
}

function refusal(book: Book, { from, to, market, lots, mayGrow, mayOpen }: Move): number {
  const taken = lotsOf(book, to, market)
  if (lots === 0n || !isPartOf(lots, lotsOf(book, from, market))) return code.MOVE_GROWS
  if (!mayGrow) return isPartOf(lots, -taken) ? code.MOVE_DONE : code.MOVE_GROWS
  if (abs(taken + lots) > book.columns.marketMaxLots[market]! * HOUSE_LOTS_FACTOR) return code.MOVE_LOTS_LIMIT
  return taken === 0n && !mayOpen ? code.MOVE_NEEDS_ROOM : code.MOVE_DONE
}

/** Whether lots are some or all of a position. */
function isPartOf(lots: bigint, position: bigint): boolean {
  return lots > 0n ? position >= lots : position <= lots
}

function lotsOf(book: Book, row: number, market: number): bigint {
  const slot = findSlot(book, row, market)
  return slot < 0 ? 0n : book.columns.posSize[slot]!
}

function addLots(book: Book, row: number, market: number, change: bigint, paid: bigint, unit: bigint): void {
  const { posSize, posEntry } = book.columns
  let slot = findSlot(book, row, market)
  if (slot < 0) {
    slot = ~slot
    openSlot(book, row, slot, market)
  }
  const before = posSize[slot]!
  const after = before + change
  if (after === 0n) {
    closeSlot(book, row, slot)
    return
  }
  posEntry[slot] = entryAfter(before, posEntry[slot]!, change, paid, unit)
  posSize[slot] = after
}

/**
 * entryValue after lots have changed hands: adding adds what was paid; reducing keeps trunc(entryValue · rest / old); a
 * flip starts anew at rest · u.
 */
export function entryAfter(before: bigint, entry: bigint, change: bigint, paid: bigint, unit: bigint): bigint {
  const after = before + change
  if (before === 0n || before < 0n === change < 0n) return entry + paid
  if (after === 0n) return 0n
  return before < 0n === after < 0n ? mulDivTrunc(entry, after, before) : after * unit
}
