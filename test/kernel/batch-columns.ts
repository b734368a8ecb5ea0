// Fills the batch columns as the engine does, for tests that call a kernel or a stage directly.

import type { Book } from '../../src/book/book.ts'
import type { Trade } from '../../src/engine/trade-batch.ts'

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
