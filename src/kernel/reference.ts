// The kernel to read: plain BigInt over the same columns. It is the oracle of the fast one, and what runs where shared
// WebAssembly memory is not to be had.

import type { Book } from '../book/book.ts'
import type { Kernel } from './kernel.ts'
import { recountRows } from './reference-hash.ts'
import { applyMarkBatch } from './reference-marks.ts'
import { scanBlocks } from './reference-scan.ts'
import { applyTradeBatch } from './reference-trades.ts'

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
}
