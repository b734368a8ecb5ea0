// All or nothing for a round: rows are changed in place, and what they were before is kept until everything has been
// validated. A touched row is taken out of the hash and the counters of I1 and I2 once, and put back once.
//
// Reads and writes: the touched rows, hash, counters. Bound: the positions of the touched rows. Allocation: when the
// images grow. Deterministic.

import { reserveSlots } from '../book/arenas.ts'
import type { Book } from '../book/book.ts'
import { assertCash } from '../book/cells.ts'
import { closeSlot, findSlot, openSlot } from '../book/runs.ts'
import { assert } from '../core/assert.ts'
import { BallastError, ErrorCode } from '../core/errors.ts'
import { MAX_CASH_ATOMS } from '../core/limits.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { BLOCK_SHIFT } from '../memory/fields.ts'
import { RowImages } from './row-images.ts'

const MAX_CASH_HALF = Number(MAX_CASH_ATOMS >> 32n)

export class Transaction {
  readonly #book: Book
  readonly #kernel: Kernel
  /** Touched rows as they were when the transaction began. */
  readonly images: RowImages
  /** The transaction that this one is a part of: its rows are out of hash and counters already. */
  readonly #outer: Transaction | null

  /** Cash of rows by halves, the lower first. */
  readonly #cashHalves: Int32Array

  constructor(book: Book, kernel: Kernel, outer: Transaction | null = null) {
    this.#outer = outer
    this.#book = book
    this.#kernel = kernel
    const { rowCash } = book.columns
    this.#cashHalves = new Int32Array(rowCash.buffer, rowCash.byteOffset, 2 * rowCash.length)
    this.images = new RowImages(book.columns.rowId.length)
  }

  /** To be called before a row is changed. */
  touch(row: number): void {
    if (this.images.has(row)) return
    this.images.add(this.#book, row)
    if (this.#outer === null || !this.#outer.images.has(row)) this.#kernel.countRow(row, true)
  }

  /** Makes the changes stand. @throws BallastError, with everything as it was, when a row passes a limit */
  commit(): void {
    assert(this.#outer === null, 'only a whole transaction is committed')
    this.#demandLimits()
    const { images } = this
    for (let index = 0; index < images.count; index += 1) this.#kernel.countRow(images.row(index), false)
    this.#assertInvariants()
    images.clear()
  }

  /** Puts every touched row back to what it was. */
  rollback(): void {
    const { images } = this
    // All positions that are too many go before those that are missing come, so that a full book has room for them.
    for (let index = 0; index < images.count; index += 1) this.#closeNew(images.row(index))
    for (let index = 0; index < images.count; index += 1) this.#restore(images.row(index))
    for (let index = 0; index < images.count; index += 1) {
      const row = images.row(index)
      if (this.#outer === null || !this.#outer.images.has(row)) this.#kernel.countRow(row, false)
    }
    if (this.#outer === null) this.#assertInvariants()
    images.clear()
  }

  #demandLimits(): void {
    const { rowCash, rowId } = this.#book.columns
    for (let index = 0; index < this.images.count; index += 1) {
      const row = this.images.row(index)
      // The higher half of nearly every amount says enough, and no BigInt is made.
      const high = this.#cashHalves[2 * row + 1]!
      if (high < MAX_CASH_HALF && high >= -MAX_CASH_HALF) continue
      const cash = rowCash[row]!
      if (cash <= MAX_CASH_ATOMS && cash >= -MAX_CASH_ATOMS) continue
      throw new BallastError(ErrorCode.RANGE, `account ${rowId[row]} would hold ${cash} atoms, the limit is 2^61`)
    }
  }

  // I1 over all markets, I2: both counters have lost and regained every touched row.
  #assertInvariants(): void {
    const { marketLotsSum } = this.#book.columns
    for (let market = 0; market < this.#book.marketCount; market += 1) {
      assert(marketLotsSum[market] === 0n, `I1 broken: lots of market ${market} add up to ${marketLotsSum[market]}`)
    }
    assertCash(this.#book)
  }

  #closeNew(row: number): void {
    const { runStart, runCount, posMarket } = this.#book.columns
    for (let slot = runStart[row]! + runCount[row]! - 1; slot >= runStart[row]!; slot -= 1) {
      if (this.images.lotsIn(row, posMarket[slot]!) === 0n) closeSlot(this.#book, row, slot)
    }
  }

  #restore(row: number): void {
    const { images } = this
    const { rowCash, posSize, posEntry } = this.#book.columns
    rowCash[row] = images.cashAtoms(row)
    const end = images.endLeg(row)
    for (let leg = images.firstLeg(row); leg < end; leg += 1) {
      const market = images.market(leg)
      let slot = findSlot(this.#book, row, market)
      if (slot < 0) {
        const room = reserveSlots(this.#book, row >> BLOCK_SHIFT, 1)
        assert(room, `no room to put a position of row ${row} back`)
        slot = ~findSlot(this.#book, row, market)
        openSlot(this.#book, row, slot, market)
      }
      posSize[slot] = images.lots(leg)
      posEntry[slot] = images.entryAtoms(leg)
    }
  }
}
