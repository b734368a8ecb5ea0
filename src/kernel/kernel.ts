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

  /** Takes cash and positions of a row out of the state hash and the counters of I1 and I2, or puts them back. */
  countRow(row: number, out: boolean): void

  /** cash + Σ q · (u − F) of a row of any class. */
  equity(row: number): bigint

  /** Values a row of any class into the column `legs` (LEGS_…). */
  valueRow(row: number): void

  /**
   * Plans what a flagged row with one position asks the order book for, into the words of `legs` from PLAN_FIRST on.
   *
   * @param budgetAtoms what it may lose beyond its share of the equity, should slippage allow as much
   * @returns PLAN_HEALTHY, PLAN_MADE, or PLAN_WIDE where the caller has to plan in BigInt
   */
  planSale(row: number, slippagePpm: bigint, bufferAtoms: bigint, budgetAtoms: bigint): number

  /**
   * Moves lots from one row to another, which pays a value for them, without hash and counters: the caller takes the
   * rows out of them before and puts them back.
   *
   * @param lots as they stand in `from`, long > 0
   * @param unit u at the price of a flip
   * @param mayGrow whether the taker's position may grow or flip; else it only shrinks (I4)
   * @param mayOpen whether a slot for a position that is opened has been reserved
   * @returns MOVE_DONE, or why nothing has been moved
   */
  moveLots(
    from: number,
    to: number,
    market: number,
    lots: bigint,
    value: bigint,
    unit: bigint,
    mayGrow: boolean,
    mayOpen: boolean,
  ): number

  /**
   * Writes the candidates of blocks `fromBlock` … `toBlock` − 1 into `rankKey` and `rankEntry` from index `first` on:
   * traders with E ≥ 0 that are not exempt, on the sides that `marketNeed` wants, side by side. Where a side begins and
   * how many candidates it has stands in the shard's part of `rankStart` and `rankCount`.
   *
   * @param keyKind KEY_…
   */
  selectShard(
    fromBlock: number,
    toBlock: number,
    shard: number,
    first: number,
    keyKind: number,
    onlyProfitable: boolean,
  ): void

  /**
   * Makes a heap (see `memory/rank-heap.ts`) of candidates that have just been selected.
   *
   * @param market the one whose candidates they are
   * @returns false when it leaves that, and all that is said below, to the caller
   */
  heapify(first: number, count: number, market: number, keyKind: number): boolean

  /**
   * Puts the best `most` of `count` candidates that have just been selected behind the others, the first one last.
   *
   * @returns how many stand before them, in no order: they have to be made a heap before more is wanted
   */
  takeTop(first: number, count: number, most: number, market: number, keyKind: number): number

  /**
   * Takes the best `most` of `waiting` candidates out of a heap that it has made, while no account of the book has
   * changed since; returns how many still wait.
   */
  popTop(first: number, waiting: number, most: number, market: number, keyKind: number): number

  /** Whether candidate `a` is to be served before `b`, two entries of one group whose keys are a near-tie. */
  tellNearTie(a: number, b: number, market: number, keyKind: number): boolean
}

/**
 * The kernel of that name over the book's memory. The fast one needs a book in WebAssembly memory.
 *
 * @param lane of the thread that it works in
 */
export function createKernel(name: KernelName, book: Book, lane = 0): Kernel {
  return name === 'fast' ? new FastKernel(book, undefined, lane) : new ReferenceKernel(book)
}
