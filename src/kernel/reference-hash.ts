// All rows and positions hashed anew: what the running lanes must equal.

import type { Book } from '../book/book.ts'
import { cashElement, type Lanes, positionElement, rowElementOf } from '../book/row-hash.ts'
import { CLASS_NONE } from '../core/codes.ts'
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
