// Funding: the market's index moves, every position with it. No row is touched.
//
// Reads and writes: one market. Bound: constant. Allocation: BigInt. Deterministic.

import type { Book } from '../book/book.ts'
import { isHalted, setFunding, symbolOf, unitAtMark } from '../book/markets.ts'
import { demand, ErrorCode } from '../core/errors.ts'
import { PPB } from '../core/limits.ts'
import { abs, divFloor } from '../fixed/rounding.ts'
import * as at from '../memory/fields.ts'

/**
 * Adds |u| · rate to the funding index F: longs pay a positive rate, shorts receive it. F is whole atoms; the part of an
 * atom that rounding leaves stays with the market and is added to the next payment.
 *
 * @param ratePpb signed, in 1e-9 of notional
 */
export function payFunding(book: Book, market: number, ratePpb: bigint, timeMs: number): void {
  const { marketFunding, marketCarry, marketMaxFunding } = book.columns
  const name = () => symbolOf(book, market)
  demand(!isHalted(book, market), ErrorCode.HALTED, () => `${name()} is halted`)
  demand(abs(ratePpb) <= PPB, ErrorCode.RANGE, () => `${name()}: a funding rate of ${ratePpb} ppb, at most ±${PPB}`)
  const due = abs(unitAtMark(book, market)) * ratePpb + marketCarry[market]!
  const paid = divFloor(due, PPB)
  const index = marketFunding[market]! + paid
  const bound = marketMaxFunding[market]!
  demand(abs(index) <= bound, ErrorCode.RANGE, () => {
    return `${name()}: the funding index would be ${index} atoms a lot, the market allows ±${bound}`
  })
  setFunding(book, market, index, due - paid * PPB)
  book.columns.doubles[at.WIDE_LAST_TIME >> 3] = timeMs
}
