// Rows as they were at one moment: cash and positions of those that were remembered, in columns that grow.
//
// Reads: rows. Writes: its own columns. Bound: the positions of a row each. Allocation: when a column grows.
// Deterministic: rows are kept in the order in which they were remembered.

import type { Book } from '../book/book.ts'
import { assert } from '../core/assert.ts'

const FIRST_ROWS = 256
const FIRST_LEGS = 1024

export class RowImages {
  /** Image number + 1 by row; 0: none. */
  readonly #imageOf: Uint32Array
  #rows = new Uint32Array(FIRST_ROWS)
  #cash = new BigInt64Array(FIRST_ROWS)
  /** First leg of an image; the next image's first leg ends it. */
  #first = new Uint32Array(FIRST_ROWS + 1)
  #markets = new Uint16Array(FIRST_LEGS)
  #lots = new BigInt64Array(FIRST_LEGS)
  #entries = new BigInt64Array(FIRST_LEGS)
  #count = 0

  constructor(capacityRows: number) {
    this.#imageOf = new Uint32Array(capacityRows)
  }

  get count(): number {
    return this.#count
  }

  /** Row of the image at `index`, in the order of remembering. */
  row(index: number): number {
    return this.#rows[index]!
  }

  has(row: number): boolean {
    return this.#imageOf[row] !== 0
  }

  /** Remembers a row that is not remembered yet. */
  add(book: Book, row: number): void {
    const { rowCash, runStart, runCount, posMarket, posSize, posEntry } = book.columns
    assert(this.#imageOf[row] === 0, `row ${row} is remembered already`)
    const legs = runCount[row]!
    const start = runStart[row]!
    const first = this.#makeRoom(legs)
    for (let leg = 0; leg < legs; leg += 1) {
      this.#markets[first + leg] = posMarket[start + leg]!
      this.#lots[first + leg] = posSize[start + leg]!
      this.#entries[first + leg] = posEntry[start + leg]!
    }
    this.#keep(row, rowCash[row]!, first + legs)
  }

  /** Takes over an image of `other`, of a row that is not remembered here. */
  copy(other: RowImages, row: number): void {
    const image = other.#image(row)
    const from = other.#first[image]!
    const legs = other.#first[image + 1]! - from
    const first = this.#makeRoom(legs)
    this.#markets.set(other.#markets.subarray(from, from + legs), first)
    this.#lots.set(other.#lots.subarray(from, from + legs), first)
    this.#entries.set(other.#entries.subarray(from, from + legs), first)
    this.#keep(row, other.#cash[image]!, first + legs)
  }

  /** Forgets those that were remembered last, down to so many. */
  cut(count: number): void {
    for (let image = count; image < this.#count; image += 1) this.#imageOf[this.#rows[image]!] = 0
    this.#count = count
  }

  clear(): void {
    this.cut(0)
  }

  cashAtoms(row: number): bigint {
    return this.#cash[this.#image(row)]!
  }

  /** Number of the first leg of a remembered row, and one past its last: for `market`, `lots` and `entryAtoms`. */
  firstLeg(row: number): number {
    return this.#first[this.#image(row)]!
  }

  endLeg(row: number): number {
    return this.#first[this.#image(row) + 1]!
  }

  market(leg: number): number {
    return this.#markets[leg]!
  }

  lots(leg: number): bigint {
    return this.#lots[leg]!
  }

  entryAtoms(leg: number): bigint {
    return this.#entries[leg]!
  }

  /** Lots of a remembered row in a market; 0 when it had none. */
  lotsIn(row: number, market: number): bigint {
    const leg = this.#legIn(row, market)
    return leg < 0 ? 0n : this.#lots[leg]!
  }

  /** Entry value of a remembered row in a market; 0 when it had none. */
  entryIn(row: number, market: number): bigint {
    const leg = this.#legIn(row, market)
    return leg < 0 ? 0n : this.#entries[leg]!
  }

  #legIn(row: number, market: number): number {
    const end = this.endLeg(row)
    for (let leg = this.firstLeg(row); leg < end; leg += 1) if (this.#markets[leg] === market) return leg
    return -1
  }

  #image(row: number): number {
    const image = this.#imageOf[row]!
    assert(image !== 0, `row ${row} is not remembered`)
    return image - 1
  }

  // Room for one more image; returns the number of its first leg.
  #makeRoom(legs: number): number {
    const first = this.#first[this.#count]!
    if (this.#count === this.#rows.length) this.#growRows()
    while (first + legs > this.#markets.length) this.#growLegs()
    return first
  }

  #keep(row: number, cashAtoms: bigint, endLeg: number): void {
    this.#rows[this.#count] = row
    this.#cash[this.#count] = cashAtoms
    this.#count += 1
    this.#first[this.#count] = endLeg
    this.#imageOf[row] = this.#count
  }

  #growRows(): void {
    const length = 2 * this.#rows.length
    this.#rows = grown(this.#rows, new Uint32Array(length))
    this.#cash = grown(this.#cash, new BigInt64Array(length))
    this.#first = grown(this.#first, new Uint32Array(length + 1))
  }

  #growLegs(): void {
    const length = 2 * this.#markets.length
    this.#markets = grown(this.#markets, new Uint16Array(length))
    this.#lots = grown(this.#lots, new BigInt64Array(length))
    this.#entries = grown(this.#entries, new BigInt64Array(length))
  }
}

/** The values of a full column in a longer one. */
export function grown<Column extends Uint8Array | Uint16Array | Uint32Array | BigInt64Array>(
  from: Column,
  to: Column,
): Column {
  to.set(from as never)
  return to
}
