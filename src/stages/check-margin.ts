// Who is under water: the flagged accounts of one moment, by id.
//
// Reads: every trader's cash and positions, the markets' scan lines. Writes: the column `flagged` and the result.
// Bound: one pass over the book. Allocation: none once the result exists, save a sort when rows were used again.
// Deterministic: the same whatever the kernel, the threads and the history of the rows.

import type { Book } from '../book/book.ts'
import { STATE_AT_RISK, STATE_BANKRUPT } from '../core/codes.ts'
import * as at from '../memory/fields.ts'
import type { Executor, FlaggedRows } from './executor.ts'

/** The result of a check. One object is used again and again: it is valid until the next check. */
export class CheckResult {
  /** Commands that had been applied when the book was judged. */
  sequence = 0
  /** Traders judged. */
  checked = 0
  /** Flagged accounts: the first `count` entries of `ids` and `states`. */
  count = 0
  atRisk = 0
  bankrupt = 0
  /** Ids ascending. */
  readonly ids: Uint32Array
  /** STATE_AT_RISK or STATE_BANKRUPT of each. */
  readonly states: Uint8Array
  #sortKeys: Float64Array | undefined

  constructor(capacityRows: number) {
    this.ids = new Uint32Array(capacityRows)
    this.states = new Uint8Array(capacityRows)
  }

  get healthy(): number {
    return this.checked - this.count
  }

  /** Fills the result from what a scan has found. */
  collect(book: Book, { entries: flagged, count }: FlaggedRows): void {
    const { rowId } = book.columns
    const { ids, states } = this
    let bankrupt = 0
    let ascending = true
    let previous = 0
    for (let index = 0; index < count; index += 1) {
      const entry = flagged[index]!
      const isBankrupt = entry >= at.FLAGGED_BANKRUPT
      const id = rowId[isBankrupt ? entry - at.FLAGGED_BANKRUPT : entry]!
      ids[index] = id
      states[index] = isBankrupt ? STATE_BANKRUPT : STATE_AT_RISK
      if (isBankrupt) bankrupt += 1
      if (id < previous) ascending = false
      previous = id
    }
    this.sequence = book.sequence
    this.checked = book.columns.word(at.WORD_TRADERS)
    this.count = count
    this.bankrupt = bankrupt
    this.atRisk = count - bankrupt
    if (!ascending) this.#sort()
  }

  // Rows are in the order of ids until a row is used again. Ids and states are sorted as one exact number each.
  #sort(): void {
    const { ids, states, count } = this
    this.#sortKeys ??= new Float64Array(ids.length)
    const keys = this.#sortKeys
    for (let index = 0; index < count; index += 1) keys[index] = ids[index]! * 4 + states[index]!
    keys.subarray(0, count).sort()
    for (let index = 0; index < count; index += 1) {
      ids[index] = Math.floor(keys[index]! / 4)
      states[index] = keys[index]! % 4
    }
  }
}

export function checkMargin(book: Book, executor: Executor, result: CheckResult): CheckResult {
  result.collect(book, executor.scan())
  return result
}
