// Trades in columns, owned by the caller, and what their outcomes mean.

import { assert } from '../core/assert.ts'
import * as code from '../core/codes.ts'
import { BallastError, ErrorCode } from '../core/errors.ts'
import { MAX_POSITIONS } from '../core/limits.ts'
import { shown } from '../core/shown.ts'

/** A batch that the caller fills and uses again: entries 0 … `count` − 1. */
export class TradeBatch {
  readonly capacity: number
  count = 0
  readonly buyers: Uint32Array
  readonly sellers: Uint32Array
  readonly markets: Uint16Array
  readonly lots: BigInt64Array
  readonly priceTicks: BigInt64Array
  readonly buyerFeeAtoms: BigInt64Array
  readonly sellerFeeAtoms: BigInt64Array
  /** TRADE_… of every trade after `applyTrades`: a refused one has changed nothing. */
  readonly outcomes: Uint8Array

  constructor(capacity: number) {
    assert(
      Number.isInteger(capacity) && capacity > 0 && capacity <= MAX_POSITIONS,
      `a batch for ${shown(capacity)} trades`,
    )
    this.capacity = capacity
    this.buyers = new Uint32Array(capacity)
    this.sellers = new Uint32Array(capacity)
    this.markets = new Uint16Array(capacity)
    this.lots = new BigInt64Array(capacity)
    this.priceTicks = new BigInt64Array(capacity)
    this.buyerFeeAtoms = new BigInt64Array(capacity)
    this.sellerFeeAtoms = new BigInt64Array(capacity)
    this.outcomes = new Uint8Array(capacity)
  }
}

/** One trade as a fact: the buyer's position grows by `lots`, the seller's shrinks. */
export interface Trade {
  readonly buyer: number
  readonly seller: number
  readonly market: number
  /** At least 1. */
  readonly lots: bigint
  readonly priceTicks: bigint
  /** Paid to the market's fee account; negative: a rebate. */
  readonly buyerFeeAtoms?: bigint
  readonly sellerFeeAtoms?: bigint
}

const OUTCOMES: Readonly<Record<number, readonly [code: ErrorCode, what: (trade: Trade) => string]>> = {
  [code.TRADE_UNKNOWN_BUYER]: [ErrorCode.UNKNOWN_ACCOUNT, (t) => `no account ${t.buyer} is open (the buyer)`],
  [code.TRADE_UNKNOWN_SELLER]: [ErrorCode.UNKNOWN_ACCOUNT, (t) => `no account ${t.seller} is open (the seller)`],
  [code.TRADE_SAME_ACCOUNT]: [ErrorCode.DUPLICATE, (t) => `account ${t.buyer} trades with itself`],
  [code.TRADE_UNKNOWN_MARKET]: [ErrorCode.UNKNOWN_MARKET, (t) => `no market ${t.market} is listed`],
  [code.TRADE_MARKET_HALTED]: [ErrorCode.HALTED, (t) => `market ${t.market} is halted`],
  [code.TRADE_LOTS_RANGE]: [ErrorCode.RANGE, (t) => `${t.lots} lots, expected 1 to twice the market's limit`],
  [code.TRADE_PRICE_BAND]: [
    ErrorCode.PRICE_BAND,
    (t) => `${t.priceTicks} ticks lie outside the band of market ${t.market}`,
  ],
  [code.TRADE_FEE_RANGE]: [ErrorCode.RANGE, () => 'a fee passes ±2^55 atoms'],
  [code.TRADE_ACCOUNT_CLASS]: [ErrorCode.ACCOUNT_CLASS, () => 'the deficit row does not trade'],
  [code.TRADE_BUYER_LOTS_LIMIT]: [ErrorCode.RANGE, (t) => `account ${t.buyer} would pass the market's position limit`],
  [code.TRADE_SELLER_LOTS_LIMIT]: [
    ErrorCode.RANGE,
    (t) => `account ${t.seller} would pass the market's position limit`,
  ],
  [code.TRADE_BUYER_POSITIONS_FULL]: [ErrorCode.RANGE, (t) => `account ${t.buyer} holds as many positions as it may`],
  [code.TRADE_SELLER_POSITIONS_FULL]: [ErrorCode.RANGE, (t) => `account ${t.seller} holds as many positions as it may`],
  [code.TRADE_CASH_LIMIT]: [ErrorCode.RANGE, () => 'the cash of a row would pass ±2^61 atoms'],
  [code.TRADE_CAPACITY]: [ErrorCode.CAPACITY, () => 'the book has no room for another position'],
}

/** A trade of a batch by itself. */
export function tradeAt(batch: TradeBatch, index: number): Trade {
  return {
    buyer: batch.buyers[index]!,
    seller: batch.sellers[index]!,
    market: batch.markets[index]!,
    lots: batch.lots[index]!,
    priceTicks: batch.priceTicks[index]!,
    buyerFeeAtoms: batch.buyerFeeAtoms[index]!,
    sellerFeeAtoms: batch.sellerFeeAtoms[index]!,
  }
}

/** The error for a refused trade. */
export function tradeError(outcome: number, trade: Trade): BallastError {
  const entry = OUTCOMES[outcome]
  assert(entry !== undefined, `no trade has the outcome ${outcome}`)
  const [errorCode, what] = entry
  const terms = `${trade.lots} lots at ${trade.priceTicks} ticks in market ${trade.market}`
  return new BallastError(errorCode, `trade of ${terms}: ${what(trade)}`)
}
