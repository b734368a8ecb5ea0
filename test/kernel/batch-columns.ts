// Trades and marks in columns: a caller's batch, and the book's own columns for tests that call a kernel or a stage
// directly.

import type { Book } from '../../src/book/book.ts'
import { type Trade, TradeBatch } from '../../src/engine/trade-batch.ts'

/** A batch with just these trades. */
export function batchOf(trades: readonly Trade[]): TradeBatch {
  const batch = new TradeBatch(Math.max(1, trades.length))
  for (const [index, trade] of trades.entries()) {
    batch.buyers[index] = trade.buyer
    batch.sellers[index] = trade.seller
    batch.markets[index] = trade.market
    batch.lots[index] = trade.lots
    batch.priceTicks[index] = trade.priceTicks
    batch.buyerFeeAtoms[index] = trade.buyerFeeAtoms ?? 0n
    batch.sellerFeeAtoms[index] = trade.sellerFeeAtoms ?? 0n
  }
  batch.count = trades.length
  return batch
}

export function putTrades(book: Book, trades: readonly Trade[]): void {
  const { columns } = book
  for (const [index, trade] of trades.entries()) {
    columns.tradeBuyer[index] = trade.buyer
    columns.tradeSeller[index] = trade.seller
    columns.tradeMarket[index] = trade.market
    columns.tradeLots[index] = trade.lots
    columns.tradePrice[index] = trade.priceTicks
    columns.tradeBuyerFee[index] = trade.buyerFeeAtoms ?? 0n
    columns.tradeSellerFee[index] = trade.sellerFeeAtoms ?? 0n
  }
}

export type MarkEntry = readonly [market: number, ticks: bigint, timeMs: number]

export function putMarks(book: Book, marks: readonly MarkEntry[]): void {
  const { markMarket, markTicks, markTime } = book.columns
  for (const [index, [market, ticks, timeMs]] of marks.entries()) {
    markMarket[index] = market
    markTicks[index] = ticks
    markTime[index] = timeMs
  }
}
