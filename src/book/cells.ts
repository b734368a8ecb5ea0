// The only writers of money and lots outside the kernels. Each keeps three things in step with the cell it writes: the
// counter of its invariant (I1, I2), the state hash, and the place of the position.

import { assert } from '../core/assert.ts'
import { addWide, readWide } from '../fixed/wide.ts'
import * as at from '../memory/fields.ts'
import { reserveSlots } from './arenas.ts'
import type { Book } from './book.ts'
import { addElement, cashElement, positionElement, removeElement, rowElementOf } from './row-hash.ts'
import { closeSlot, findSlot, openSlot } from './runs.ts'

const CASH_TOTAL = at.WIDE_CASH_TOTAL >> 3

/** Sets a row's cash and counts the difference into Σ cash. */
export function setCash(book: Book, row: number, cashAtoms: bigint): void {
  const { rowCash, rowId, wides } = book.columns
  const before = rowCash[row]!
  if (before === cashAtoms) return
  const id = rowId[row]!
  removeElement(book, cashElement(id, before))
  addElement(book, cashElement(id, cashAtoms))
  addWide(wides, CASH_TOTAL, cashAtoms - before)
  rowCash[row] = cashAtoms
}

/**
 * Sets a row's position in a market; no lots close it. Counts the difference into the market's Σ lots. The caller has
 * held the number of open positions against the capacity, after all legs of its command.
 *
 * @returns false, with nothing changed, when the memory has no slot left
 */
export function setPosition(book: Book, row: number, market: number, lots: bigint, entryAtoms: bigint): boolean {
  let slot = findSlot(book, row, market)
  if (slot < 0 && lots === 0n) return true
  const { columns } = book
  if (slot < 0) {
    if (!reserveSlots(book, row >> at.BLOCK_SHIFT, 1)) return false
    slot = ~findSlot(book, row, market)
    openSlot(book, row, slot, market)
  } else {
    removeElement(book, positionElement(columns.rowId[row]!, market, columns.posSize[slot]!, columns.posEntry[slot]!))
  }
  columns.marketLotsSum[market] = columns.marketLotsSum[market]! + lots - columns.posSize[slot]!
  if (lots === 0n) {
    closeSlot(book, row, slot)
    return true
  }
  columns.posSize[slot] = lots
  columns.posEntry[slot] = entryAtoms
  addElement(book, positionElement(columns.rowId[row]!, market, lots, entryAtoms))
  return true
}

/** Sets a row's reserved margin (of a pool: its floor) and flags. */
export function setRowFields(book: Book, row: number, fields: { reservedAtoms?: bigint; flags?: number }): void {
  const { columns } = book
  removeElement(book, rowElementOf(book, row))
  if (fields.reservedAtoms !== undefined) columns.rowReserved[row] = fields.reservedAtoms
  if (fields.flags !== undefined) columns.rowFlags[row] = fields.flags
  addElement(book, rowElementOf(book, row))
}

/** I2: whether Σ cash is deposits less withdrawals. Compared by halves of words, so that no BigInt is made. */
export function cashAddsUp(book: Book): boolean {
  const { words } = book.columns
  let half = 0
  while (half < 4 && words[(at.WIDE_CASH_TOTAL >> 2) + half] === words[(at.WIDE_NET_DEPOSITS >> 2) + half]) half += 1
  return half === 4
}

/** A broken I2 is a bug of ours: the engine must not go on. */
export function assertCash(book: Book): void {
  if (cashAddsUp(book)) return
  const { wides } = book.columns
  const paidIn = `${readWide(wides, at.WIDE_NET_DEPOSITS >> 3)} deposited less withdrawn`
  assert(false, `I2 broken: ${readWide(wides, CASH_TOTAL)} atoms over all rows, ${paidIn}`)
}
