// The kernel to read: plain BigInt over the same columns. It is the oracle of the fast one, and what runs where shared
// WebAssembly memory is not to be had.

import type { Book } from '../book/book.ts'
import { AssertionError } from '../core/assert.ts'
import { PLAN_WIDE } from '../core/codes.ts'
import type { Kernel } from './kernel.ts'
import { countRow, recountRows } from './reference-hash.ts'
import { applyMarkBatch } from './reference-marks.ts'
import { applyMove } from './reference-move.ts'
import { scanBlocks } from './reference-scan.ts'
import { selectRows } from './reference-select.ts'
import { applyTradeBatch } from './reference-trades.ts'
import { equityOf, writeLegs } from './reference-value.ts'

const NO_HEAPS = 'the reference kernel has no heaps: `memory/rank-heap.ts` orders candidates'

export class ReferenceKernel implements Kernel {
  readonly name = 'reference'
  readonly #book: Book

  constructor(book: Book) {
    this.#book = book
  }

  scan(fromBlock: number, toBlock: number, out: number): number {
    return scanBlocks(this.#book, fromBlock, toBlock, out)
  }

  applyTrades(from: number, to: number): number {
    return applyTradeBatch(this.#book, from, to)
  }

  applyMarks(count: number, batchTimeMs: number, haltOutside: boolean): number {
    return applyMarkBatch(this.#book, count, batchTimeMs, haltOutside)
  }

  recountHash(fromBlock: number, toBlock: number): void {
    recountRows(this.#book, fromBlock, toBlock)
  }

  countRow(row: number, out: boolean): void {
    countRow(this.#book, row, out)
  }

  equity(row: number): bigint {
    return equityOf(this.#book, row)
  }

  valueRow(row: number): void {
    writeLegs(this.#book, row)
  }

  /** Every sale is planned by the readable `stages/plan-sale.ts`. */
  planSale(): number {
    return PLAN_WIDE
  }

  moveLots(
    from: number,
    to: number,
    market: number,
    lots: bigint,
    valueAtoms: bigint,
    unitAtoms: bigint,
    mayGrow: boolean,
    mayOpen: boolean,
  ): number {
    return applyMove(this.#book, { from, to, market, lots, valueAtoms, unitAtoms, mayGrow, mayOpen })
  }

  selectShard(
    fromBlock: number,
    toBlock: number,
    shard: number,
    first: number,
    keyKind: number,
    onlyProfitable: boolean,
  ): void {
    selectRows(this.#book, this.#book.columns, { fromBlock, toBlock, shard, first, keyKind, onlyProfitable })
  }

  /** The readable heap is `memory/rank-heap.ts`. */
  heapify(): boolean {
    return false
  }

  takeTop(): number {
    throw new AssertionError(NO_HEAPS)
  }

  popTop(): number {
    throw new AssertionError(NO_HEAPS)
  }

  tellNearTie(): boolean {
    throw new AssertionError(NO_HEAPS)
  }
}
