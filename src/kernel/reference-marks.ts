// A batch of marks, to be read: all of them are looked at before the first one counts.

import type { Book } from '../book/book.ts'
import { halt, inBand, setMark } from '../book/markets.ts'
import * as code from '../core/codes.ts'
import * as at from '../memory/fields.ts'

export function applyMarkBatch(book: Book, count: number, batchTimeMs: number, haltOutside: boolean): number {
  const { markMarket, markTicks, markTime, doubles } = book.columns
  const serial = book.columns.word(at.WORD_MARK_SERIAL) + 1
  book.columns.setWord(at.WORD_MARK_SERIAL, serial)
  for (let index = 0; index < count; index += 1) {
    const reason = refusal(book, index, batchTimeMs, haltOutside)
    if (reason !== code.MARKS_APPLIED) return (index << 8) | reason
  }
  for (let index = 0; index < count; index += 1) {
    const market = markMarket[index]!
    if (inBand(book, market, markTicks[index]!)) setMark(book, market, markTicks[index]!, markTime[index]!)
    else halt(book, market)
  }
  doubles[at.WIDE_LAST_TIME >> 3] = batchTimeMs
  return code.MARKS_APPLIED
}

function refusal(book: Book, index: number, batchTimeMs: number, haltOutside: boolean): number {
  const { markMarket, markTicks, markTime, marketStamp, marketMarkTime } = book.columns
  const market = markMarket[index]!
  if (market >= book.marketCount) return code.MARK_UNKNOWN_MARKET
  const serial = book.columns.words[at.WORD_MARK_SERIAL]!
  if (marketStamp[market] === serial) return code.MARK_DUPLICATE
  marketStamp[market] = serial
  const ticks = markTicks[index]!
  if (!haltOutside && !inBand(book, market, ticks)) return code.MARK_OUTSIDE_BAND
  if (!Number.isInteger(markTime[index]!)) return code.MARK_TIME_INVALID
  if (markTime[index]! > batchTimeMs) return code.MARK_TIME_AHEAD
  if (markTime[index]! < Math.max(0, marketMarkTime[market]!)) return code.MARK_TIME_BACK
  return code.MARKS_APPLIED
}
