// From the caller's trades into the batch columns, and on.

import type { Book } from '../book/book.ts'
import { checkMarket } from '../book/markets.ts'
import { rowOf } from '../book/rows.ts'
import { TRADE_APPLIED } from '../core/codes.ts'
import { demand, ErrorCode } from '../core/errors.ts'
import { checkInt64 } from '../core/limits.ts'
import { shown } from '../core/shown.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Columns } from '../memory/columns.ts'
import { applyTrades } from '../stages/apply-trades.ts'
import { type Trade, TradeBatch, tradeError } from './trade-batch.ts'

/** @param trade as `checkTrade` has let it pass @throws BallastError when it is refused all the same */
export function takeTrade(book: Book, kernel: Kernel, trade: Trade): void {
  const { columns } = book
  const { buyer, seller, market, lots, priceTicks, buyerFeeAtoms = 0n, sellerFeeAtoms = 0n } = trade
  columns.tradeBuyer[0] = buyer
  columns.tradeSeller[0] = seller
  columns.tradeMarket[0] = market
  columns.tradeLots[0] = lots
  columns.tradePrice[0] = priceTicks
  columns.tradeBuyerFee[0] = buyerFeeAtoms
  columns.tradeSellerFee[0] = sellerFeeAtoms
  applyTrades(book, kernel, 1)
  const outcome = columns.tradeOutcome[0]!
  if (outcome !== TRADE_APPLIED) throw tradeError(outcome, trade)
}

/** The columns would cut what does not fit them, so that is refused before. @throws BallastError */
export function checkTrade(book: Book, trade: Trade): void {
  rowOf(book, trade.buyer)
  rowOf(book, trade.seller)
  checkMarket(book, trade.market)
  checkNumbers(trade)
}

/** @throws BallastError ERR_RANGE for a number that a column would cut */
export function checkNumbers({ lots, priceTicks, buyerFeeAtoms = 0n, sellerFeeAtoms = 0n }: Trade): void {
  checkInt64(lots, 'trade.lots')
  checkInt64(priceTicks, 'trade.priceTicks')
  checkInt64(buyerFeeAtoms, 'trade.buyerFeeAtoms')
  checkInt64(sellerFeeAtoms, 'trade.sellerFeeAtoms')
}

/** A copy of the first `batch.count` trades, to be applied later. @throws BallastError ERR_RANGE */
export function ownBatch(batch: TradeBatch): TradeBatch {
  checkBatch(batch)
  return batchOf(columnsOf(batch))
}

/** Views of the first `batch.count` trades, column by column, as `batchOf` takes them. */
export function columnsOf(batch: TradeBatch): TradeColumns {
  const { count } = batch
  return [
    batch.buyers.subarray(0, count),
    batch.sellers.subarray(0, count),
    batch.markets.subarray(0, count),
    batch.lots.subarray(0, count),
    batch.priceTicks.subarray(0, count),
    batch.buyerFeeAtoms.subarray(0, count),
    batch.sellerFeeAtoms.subarray(0, count),
  ]
}

/** Buyers, sellers, markets, lots, prices, fees of both. */
export type TradeColumns = readonly [
  ...[buyers: Uint32Array, sellers: Uint32Array, markets: Uint16Array],
  ...[lots: BigInt64Array, priceTicks: BigInt64Array, buyerFees: BigInt64Array, sellerFees: BigInt64Array],
]

/** A batch of these columns. */
export function batchOf([buyers, sellers, markets, lots, priceTicks, buyerFees, sellerFees]: TradeColumns): TradeBatch {
  const batch = new TradeBatch(Math.max(1, buyers.length))
  batch.count = buyers.length
  batch.buyers.set(buyers)
  batch.sellers.set(sellers)
  batch.markets.set(markets)
  batch.lots.set(lots)
  batch.priceTicks.set(priceTicks)
  batch.buyerFeeAtoms.set(buyerFees)
  batch.sellerFeeAtoms.set(sellerFees)
  return batch
}

/** @throws BallastError ERR_RANGE unless it is a batch, whole, with a count that it has room for */
export function checkBatch(batch: TradeBatch): void {
  demand(batch instanceof TradeBatch && isWhole(batch), ErrorCode.RANGE, () => {
    return 'a batch of trades is made with `new TradeBatch(capacity)`, and keeps the columns that it has'
  })
  checkCount(batch.count, batch.capacity)
}

function checkCount(count: number, capacity: number): void {
  demand(Number.isInteger(count) && count >= 0 && count <= capacity, ErrorCode.RANGE, () => {
    return `a batch of ${shown(count)} trades in columns for ${shown(capacity)}`
  })
}

// Columns can be put into it that are none, or have been handed to another thread, which leaves nothing of them.
function isWhole(batch: TradeBatch): boolean {
  const { capacity } = batch
  return (
    isFull(batch.buyers, Uint32Array, capacity) &&
    isFull(batch.sellers, Uint32Array, capacity) &&
    isFull(batch.markets, Uint16Array, capacity) &&
    isFull(batch.lots, BigInt64Array, capacity) &&
    isFull(batch.priceTicks, BigInt64Array, capacity) &&
    isFull(batch.buyerFeeAtoms, BigInt64Array, capacity) &&
    isFull(batch.sellerFeeAtoms, BigInt64Array, capacity) &&
    isFull(batch.outcomes, Uint8Array, capacity)
  )
}

function isFull(column: unknown, type: new (length: number) => { readonly length: number }, capacity: number): boolean {
  // A proxy of a column is an instance of it, but no view.
  return ArrayBuffer.isView(column) && column instanceof type && column.length === capacity
}

/**
 * Applies the first `batch.count` trades of a checked batch, as many at a time as the columns hold; returns how many
 * were not refused.
 */
export function takeBatch(book: Book, kernel: Kernel, batch: TradeBatch): number {
  const { columns } = book
  const { count, capacity } = batch
  checkCount(count, capacity)
  const step = columns.tradeBuyer.length
  let applied = 0
  for (let from = 0; from < count; from += step) {
    const to = Math.min(count, from + step)
    if (capacity <= step) copyWhole(columns, batch)
    else copyPart(columns, batch, from, to)
    applied += applyTrades(book, kernel, to - from)
    const { tradeOutcome } = columns
    const { outcomes } = batch
    for (let index = from; index < to; index += 1) outcomes[index] = tradeOutcome[index - from]!
  }
  return applied
}

// A batch that fits is copied with what stands behind its count: no views have to be made.
function copyWhole(columns: Columns, batch: TradeBatch): void {
  columns.tradeBuyer.set(batch.buyers)
  columns.tradeSeller.set(batch.sellers)
  columns.tradeMarket.set(batch.markets)
  columns.tradeLots.set(batch.lots)
  columns.tradePrice.set(batch.priceTicks)
  columns.tradeBuyerFee.set(batch.buyerFeeAtoms)
  columns.tradeSellerFee.set(batch.sellerFeeAtoms)
}

function copyPart(columns: Columns, batch: TradeBatch, from: number, to: number): void {
  columns.tradeBuyer.set(batch.buyers.subarray(from, to))
  columns.tradeSeller.set(batch.sellers.subarray(from, to))
  columns.tradeMarket.set(batch.markets.subarray(from, to))
  columns.tradeLots.set(batch.lots.subarray(from, to))
  columns.tradePrice.set(batch.priceTicks.subarray(from, to))
  columns.tradeBuyerFee.set(batch.buyerFeeAtoms.subarray(from, to))
  columns.tradeSellerFee.set(batch.sellerFeeAtoms.subarray(from, to))
}
