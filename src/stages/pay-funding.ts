// Funding: the market's index moves, every position with it. No row is touched.
//
// Reads and writes: one market. Bound: constant. Allocation: BigInt. Deterministic.

import type { Book } from '../book/book.ts'
import { checkMarket, isHalted, setFunding, symbolOf, unitAtMark } from '../book/markets.ts'
import { demand, demandObject, ErrorCode } from '../core/errors.ts'
import { checkBigint, PPB } from '../core/limits.ts'
import { abs, divFloor } from '../fixed/rounding.ts'
import { ownCopy } from './own-copy.ts'

/** Rates of several markets, paid together. */
export interface FundingBatch {
  readonly timeMs: number
  readonly markets: Uint16Array
  /** Signed, in 1e-9 of the notional at the mark; positive: longs pay shorts. */
  readonly ratesPpb: BigInt64Array
}

/** A copy of a caller's batch, of the form that is expected. @throws BallastError ERR_RANGE */
export function ownFunding(batch: FundingBatch): FundingBatch {
  demandObject(batch, 'a batch of funding', ErrorCode.RANGE)
  const { timeMs } = batch
  const markets = ownCopy(batch.markets, Uint16Array, 'markets')
  const ratesPpb = ownCopy(batch.ratesPpb, BigInt64Array, 'ratesPpb')
  demand(markets.length === ratesPpb.length, ErrorCode.RANGE, () => {
    return `a batch of ${markets.length} markets with ${ratesPpb.length} rates`
  })
  return { timeMs, markets, ratesPpb }
}

/** Pays funding in every market of a batch that nobody else changes, or, throwing a BallastError, in none. */
export function payFundingBatch(book: Book, { timeMs, markets, ratesPpb }: FundingBatch): void {
  const payments = new Map<number, Payment>()
  for (const [index, market] of markets.entries()) {
    checkMarket(book, market)
    demand(!payments.has(market), ErrorCode.DUPLICATE, () => `${symbolOf(book, market)} stands twice in the batch`)
    payments.set(market, fundingAfter(book, market, ratesPpb[index]!))
  }
  for (const [market, after] of payments) setFunding(book, market, after.indexAtoms, after.carry)
  book.setLastTime(timeMs)
}

/**
 * Adds |u| · rate to the funding index F: longs pay a positive rate, shorts receive it. F is whole atoms; the part of
 * an atom that rounding leaves stays with the market and is added to the next payment.
 *
 * @param ratePpb signed, in 1e-9 of notional
 */
export function payFunding(book: Book, market: number, ratePpb: bigint, timeMs: number): void {
  const after = fundingAfter(book, market, ratePpb)
  setFunding(book, market, after.indexAtoms, after.carry)
  book.setLastTime(timeMs)
}

/** The funding index after a payment, and what rounding leaves for the next. */
interface Payment {
  readonly indexAtoms: bigint
  readonly carry: bigint
}

function fundingAfter(book: Book, market: number, ratePpb: bigint): Payment {
  const { marketFunding, marketCarry, marketMaxFunding } = book.columns
  const name = () => symbolOf(book, market)
  demand(!isHalted(book, market), ErrorCode.HALTED, () => `${name()} is halted`)
  checkBigint(ratePpb, 'ratePpb')
  demand(abs(ratePpb) <= PPB, ErrorCode.RANGE, () => `${name()}: a funding rate of ${ratePpb} ppb, at most ±${PPB}`)
  const due = abs(unitAtMark(book, market)) * ratePpb + marketCarry[market]!
  const paid = divFloor(due, PPB)
  const index = marketFunding[market]! + paid
  const bound = marketMaxFunding[market]!
  demand(abs(index) <= bound, ErrorCode.RANGE, () => {
    return `${name()}: the funding index would be ${index} atoms a lot, the market allows ±${bound}`
  })
  return { indexAtoms: index, carry: due - paid * PPB }
}
