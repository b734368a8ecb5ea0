// All rows and positions hashed anew: what the running lanes must equal.

import type { Book } from '../book/book.ts'
import { addElement, cashElement, type Lanes, positionElement, removeElement, rowElementOf } from '../book/row-hash.ts'
import { CLASS_NONE } from '../core/codes.ts'
import { addWide } from '../fixed/wide.ts'
import * as at from '../memory/fields.ts'

const LANE_A = at.WIDE_RECOUNT_HASH >> 3
const LANE_B = LANE_A + 1

export function recountRows(book: Book, fromBlock: number, toBlock: number): void {
  const { rowClass, rowId, rowCash, runStart, runCount, posMarket, posSize, posEntry, wides } = book.columns
  const add = ([a, b]: Lanes) => {
    wides[LANE_A] = wides[LANE_A]! + a
    wides[LANE_B] = wides[LANE_B]! + b
  }
  for (let row = fromBlock << at.BLOCK_SHIFT; row < toBlock << at.BLOCK_SHIFT; row += 1) {
    if (rowClass[row] === CLASS_NONE) continue
    const id = rowId[row]!
    add(rowElementOf(book, row))
    add(cashElement(id, rowCash[row]!))
    const end = runStart[row]! + runCount[row]!
    for (let slot = runStart[row]!; slot < end; slot += 1) {
      add(positionElement(id, posMarket[slot]!, posSize[slot]!, posEntry[slot]!))
    }
  }
}

/** Takes the cash and positions of a row out of the running lanes and counters, or puts them back. */
export function countRow(book: Book, row: number, out: boolean): void {
  const { rowId, rowCash, runStart, runCount, posMarket, posSize, posEntry, wides, marketLotsSum } = book.columns
  const count = out ? removeElement : addElement
  const id = rowId[row]!
  count(book, cashElement(id, rowCash[row]!))
  addWide(wides, at.WIDE_CASH_TOTAL >> 3, out ? -rowCash[row]! : rowCash[row]!)
  const end = runStart[row]! + runCount[row]!
  for (let slot = runStart[row]!; slot < end; slot += 1) {
    const market = posMarket[slot]!
    const lots = posSize[slot]!
    count(book, positionElement(id, market, lots, posEntry[slot]!))
    marketLotsSum[market] = marketLotsSum[market]! + (out ? -lots : lots)
  }
}
