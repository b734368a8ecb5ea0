// A batch of marks of one instant, from the batch columns into the markets: all of them or none.
//
// Reads: batch columns. Writes: marks, their times, the scan's unit values, the last time. Bound: one pass over the
// batch. Allocation: none. Deterministic: the order within a batch does not count.

import type { Book } from '../book/book.ts'
import { symbolOf } from '../book/markets.ts'
import * as code from '../core/codes.ts'
import { BallastError, ErrorCode } from '../core/errors.ts'
import type { Kernel } from '../kernel/kernel.ts'
import * as at from '../memory/fields.ts'

const LAST_SERIAL = 0xffff_ffff

/** @throws BallastError naming the first mark that is refused; nothing has changed then */
export function updateMarks(book: Book, kernel: Kernel, count: number, timeMs: number, haltOutside: boolean): void {
  // Serials tell a market that stands twice in a batch; before they begin again, the old ones are forgotten.
  if (book.columns.word(at.WORD_MARK_SERIAL) === LAST_SERIAL) {
    book.columns.marketStamp.fill(0)
    book.columns.setWord(at.WORD_MARK_SERIAL, 0)
  }
  const refusal = kernel.applyMarks(count, timeMs, haltOutside)
  if (refusal !== code.MARKS_APPLIED) throw refused(book, refusal >> 8, refusal & 0xff, timeMs)
}

function refused(book: Book, index: number, reason: number, timeMs: number): BallastError {
  const { markMarket, markTicks, markTime, marketMin, marketMax, marketMarkTime } = book.columns
  const market = markMarket[index]!
  if (reason === code.MARK_UNKNOWN_MARKET) {
    return new BallastError(ErrorCode.UNKNOWN_MARKET, `mark ${index} of the batch: no market ${market} is listed`)
  }
  const name = `mark ${index} of the batch, ${symbolOf(book, market)}`
  switch (reason) {
    case code.MARK_DUPLICATE:
      return new BallastError(ErrorCode.DUPLICATE, `${name}: the market stands twice in the batch`)
    case code.MARK_OUTSIDE_BAND: {
      const band = `${marketMin[market]} to ${marketMax[market]}`
      return new BallastError(ErrorCode.PRICE_BAND, `${name}: ${markTicks[index]} ticks, the band is ${band}`)
    }
    case code.MARK_TIME_AHEAD:
      return new BallastError(ErrorCode.TIME, `${name}: time ${markTime[index]} is after the batch's, ${timeMs}`)
    case code.MARK_TIME_BACK: {
      const last = marketMarkTime[market]
      return new BallastError(ErrorCode.TIME, `${name}: time ${markTime[index]} is before the last mark's, ${last}`)
    }
    default:
      return new BallastError(ErrorCode.TIME, `${name}: time ${markTime[index]} is not a whole number of milliseconds`)
  }
}
