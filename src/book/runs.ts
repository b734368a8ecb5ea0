// The positions of one row: a run of slots, ascending by market, packed in the arena of the row's block.

import * as at from '../memory/fields.ts'
import type { Book } from './book.ts'

/** Slot of the row's position in `market`, or the complement (~) of the slot where it would be opened. */
export function findSlot(book: Book, row: number, market: number): number {
  const { runStart, runCount, posMarket } = book.columns
  let low = runStart[row]!
  let high = low + runCount[row]!
  while (low < high) {
    const middle = (low + high) >>> 1
    if (posMarket[middle]! < market) low = middle + 1
    else high = middle
  }
  const found = low < runStart[row]! + runCount[row]! && posMarket[low] === market
  return found ? low : ~low
}

/** Opens a slot for a position. The block must have room (`reserveSlots`), and `slot` must be where it belongs. */
export function openSlot(book: Book, row: number, slot: number, market: number): void {
  const { columns } = book
  const block = row >> at.BLOCK_SHIFT
  const end = columns.blockStart[block]! + columns.blockUsed[block]!
  columns.posMarket.copyWithin(slot + 1, slot, end)
  columns.posSize.copyWithin(slot + 1, slot, end)
  columns.posEntry.copyWithin(slot + 1, slot, end)
  columns.posMarket[slot] = market
  columns.posSize[slot] = 0n
  columns.posEntry[slot] = 0n
  resizeRun(book, row, 1)
}

/** Closes a slot: the runs behind it move down. */
export function closeSlot(book: Book, row: number, slot: number): void {
  const { columns } = book
  const block = row >> at.BLOCK_SHIFT
  const end = columns.blockStart[block]! + columns.blockUsed[block]!
  columns.posMarket.copyWithin(slot, slot + 1, end)
  columns.posSize.copyWithin(slot, slot + 1, end)
  columns.posEntry.copyWithin(slot, slot + 1, end)
  resizeRun(book, row, -1)
}

function resizeRun(book: Book, row: number, by: 1 | -1): void {
  const { columns } = book
  const { runStart } = columns
  const block = row >> at.BLOCK_SHIFT
  const endRow = (block + 1) << at.BLOCK_SHIFT
  columns.runCount[row] = columns.runCount[row]! + by
  for (let later = row + 1; later < endRow; later += 1) runStart[later] = runStart[later]! + by
  columns.blockUsed[block] = columns.blockUsed[block]! + by
  columns.setWord(at.WORD_POSITIONS, columns.word(at.WORD_POSITIONS) + by)
}
