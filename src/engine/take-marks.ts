// From the caller's marks into the batch columns, and on.

import type { Book } from '../book/book.ts'
import { demand, ErrorCode } from '../core/errors.ts'
import { shown } from '../core/shown.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { checkColumn, countOf, ownCopy } from '../stages/own-copy.ts'
import { updateMarks } from '../stages/update-marks.ts'

/** Marks of one instant. */
export interface MarkBatch {
  /** Milliseconds; not before the last command's. */
  readonly timeMs: number
  readonly markets: Uint16Array
  readonly priceTicks: BigInt64Array
  /** When each mark was made; `timeMs` for all when left out. */
  readonly timesMs?: Float64Array
}

/** @returns how many marks there are. @throws BallastError ERR_RANGE unless the batch has the form that is expected */
function checkMarks(markets: Uint16Array, priceTicks: BigInt64Array, timesMs: Float64Array | undefined): number {
  checkColumn(markets, Uint16Array, 'markets')
  checkColumn(priceTicks, BigInt64Array, 'priceTicks')
  if (timesMs !== undefined) checkColumn(timesMs, Float64Array, 'timesMs')
  const count = countOf(markets)
  const prices = countOf(priceTicks)
  const times = timesMs === undefined ? count : countOf(timesMs)
  demand(prices === count && times === count, ErrorCode.RANGE, () => {
    return `a batch of ${count} markets with ${prices} prices and ${times} times`
  })
  return count
}

/** A copy of a caller's batch, to be applied later. @throws BallastError ERR_RANGE */
export function ownMarks(batch: MarkBatch): MarkBatch {
  const { timeMs, markets, priceTicks, timesMs } = batch
  checkMarks(markets, priceTicks, timesMs)
  const own = {
    timeMs,
    markets: ownCopy(markets, Uint16Array, 'markets'),
    priceTicks: ownCopy(priceTicks, BigInt64Array, 'priceTicks'),
  }
  return timesMs === undefined ? own : { ...own, timesMs: ownCopy(timesMs, Float64Array, 'timesMs') }
}

/** Applies all marks or, throwing a BallastError, none. */
export function takeMarks(book: Book, kernel: Kernel, batch: MarkBatch, haltOutside: boolean): void {
  const { columns } = book
  const { markets, priceTicks, timesMs, timeMs } = batch
  checkTime(book, timeMs)
  const count = checkMarks(markets, priceTicks, timesMs)
  demand(count <= columns.markMarket.length, ErrorCode.DUPLICATE, () => {
    return `a batch of ${count} marks, the book holds at most ${columns.markMarket.length} markets`
  })
  columns.markMarket.set(markets)
  columns.markTicks.set(priceTicks)
  if (timesMs === undefined) columns.markTime.fill(timeMs, 0, count)
  else columns.markTime.set(timesMs)
  updateMarks(book, kernel, count, timeMs, haltOutside)
}

/** Time is an argument of commands and never runs back. @throws BallastError ERR_TIME */
export function checkTime(book: Book, timeMs: number): void {
  demand(Number.isSafeInteger(timeMs) && timeMs >= book.lastTimeMs, ErrorCode.TIME, () => {
    return `time ${shown(timeMs)}, expected a whole number of milliseconds from ${book.lastTimeMs} on`
  })
}
