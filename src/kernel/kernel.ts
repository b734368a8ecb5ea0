// What a kernel does. There are two with one meaning: `reference` in BigInt, written to be read, and `fast`, compiled
// from AssemblyScript. Both work on the columns in place and leave the same bytes behind.

import type { Book } from '../book/book.ts'
import { FastKernel } from './fast.ts'
import { ReferenceKernel } from './reference.ts'

export type KernelName = 'fast' | 'reference'

export interface Kernel {
  readonly name: KernelName

  /**
   * Checks every trader of the blocks `fromBlock` … `toBlock` − 1. Writes the rows that are not healthy, ascending,
   * into the column `flagged` from index `out` on (FLAGGED_BANKRUPT set when E < 0) and returns how many there are.
   */
  scan(fromBlock: number, toBlock: number, out: number): number

  /**
   * Applies trades `from` … `to` − 1 of the batch columns, writing an outcome (TRADE_…) for each.
   *
   * @returns `to`, or the index of the first trade that waits: its outcome is TRADE_NEEDS_ROOM (reserve slots in the
   *   block of WORD_NEEDS_ROOM_BLOCK and call again from there) or TRADE_INVARIANT_BROKEN (stop)
   */
  applyTrades(from: number, to: number): number

  /**
   * Applies the first `count` marks of the batch columns, or none.
   *
   * @param haltOutside a mark outside its band halts the market instead of refusing the batch
   * @returns MARKS_APPLIED, or (index << 8) | reason of the first mark that is refused
   */
  applyMarks(count: number, batchTimeMs: number, haltOutside: boolean): number

  /** Adds the hash elements of a range of blocks to the lanes at WIDE_RECOUNT_HASH. */
  recountHash(fromBlock: number, toBlock: number): void
}

/** The kernel of that name over the book's memory. The fast one needs a book in WebAssembly memory. */
export function createKernel(name: KernelName, book: Book): Kernel {
  return name === 'fast' ? new FastKernel(book) : new ReferenceKernel(book)
}
