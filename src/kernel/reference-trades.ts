// Trades as facts, to be read: what a trade needs, and what it changes.
//
//   cash_buyer  −= lots · (u(p) − F) + fee        position_buyer  += lots
//   cash_seller += lots · (u(p) − F) − fee        position_seller −= lots        fees go to the market's fee row

import type { Book } from '../book/book.ts'
import { cashAddsUp, setCash, setPosition } from '../book/cells.ts'
import { inBand, isHalted, unitAt } from '../book/markets.ts'
import { findSlot } from '../book/runs.ts'
import { assert } from '../core/assert.ts'
import * as code from '../core/codes.ts'
import * as limit from '../core/limits.ts'
import { abs } from '../fixed/rounding.ts'
import * as at from '../memory/fields.ts'
import { findRow } from '../memory/id-table.ts'
import { entryAfter } from './reference-move.ts'

interface Trade {
  readonly buyer: number
  readonly seller: number
  readonly market: number
  readonly lots: bigint
  readonly ticks: bigint
  readonly buyerFee: bigint
  readonly sellerFee: bigint
}

export function applyTradeBatch(book: Book, from: number, to: number): number {
  const { tradeOutcome } = book.columns
  for (let index = from; index < to; index += 1) {
    const outcome = applyTrade(book, readTrade(book, index))
    tradeOutcome[index] = outcome
    if (outcome >= code.TRADE_NEEDS_ROOM) return index
  }
  return to
}

function readTrade(book: Book, index: number): Trade {
  const { columns } = book
  return {
    buyer: findRow(columns, columns.tradeBuyer[index]!),
    seller: findRow(columns, columns.tradeSeller[index]!),
    market: columns.tradeMarket[index]!,
    lots: columns.tradeLots[index]!,
    ticks: columns.tradePrice[index]!,
    buyerFee: columns.tradeBuyerFee[index]!,
    sellerFee: columns.tradeSellerFee[index]!,
  }
}

function applyTrade(book: Book, trade: Trade): number {
  const { buyer, seller, market, lots } = trade
  const refused = refusal(book, trade)
  if (refused !== code.TRADE_APPLIED) return refused

  const unit = unitAt(book, market, trade.ticks)
  const cash = cashChanges(book, trade, unit)
  for (const [row, change] of cash) {
    if (abs(book.columns.rowCash[row]! + change) > limit.MAX_CASH_ATOMS) return code.TRADE_CASH_LIMIT
  }

  const opening = [buyer, seller].filter((row) => findSlot(book, row, market) < 0)
  if (opening.length > 0) {
    const closes = Number(sizeOf(book, buyer, market) === -lots) + Number(sizeOf(book, seller, market) === lots)
    const positions = book.positionCount + opening.length - closes
    if (positions > book.columns.word(at.WORD_CAP_POSITIONS)) return code.TRADE_CAPACITY
    for (const row of opening) if (needsRoom(book, row, opening.length)) return code.TRADE_NEEDS_ROOM
  }

  for (const [row, change] of cash) setCash(book, row, book.columns.rowCash[row]! + change)
  changePosition(book, buyer, market, lots, unit)
  changePosition(book, seller, market, -lots, unit)
  return book.columns.marketLotsSum[market] === 0n && cashAddsUp(book)
    ? code.TRADE_APPLIED
    : code.TRADE_INVARIANT_BROKEN
}

function refusal(book: Book, trade: Trade): number {
  const { buyer, seller, market, lots, ticks } = trade
  const { rowClass, marketMaxLots } = book.columns
  if (buyer < 0) return code.TRADE_UNKNOWN_BUYER
  if (seller < 0) return code.TRADE_UNKNOWN_SELLER
  if (buyer === seller) return code.TRADE_SAME_ACCOUNT
  if (market >= book.marketCount) return code.TRADE_UNKNOWN_MARKET
  if (isHalted(book, market)) return code.TRADE_MARKET_HALTED
  if (lots < 1n || lots > 2n * marketMaxLots[market]!) return code.TRADE_LOTS_RANGE
  if (!inBand(book, market, ticks)) return code.TRADE_PRICE_BAND
  if (abs(trade.buyerFee) > limit.MAX_FEE_ATOMS || abs(trade.sellerFee) > limit.MAX_FEE_ATOMS) {
    return code.TRADE_FEE_RANGE
  }
  if (rowClass[buyer] === code.CLASS_DEFICIT || rowClass[seller] === code.CLASS_DEFICIT) return code.TRADE_ACCOUNT_CLASS
  if (abs(sizeOf(book, buyer, market) + lots) > lotsLimit(book, buyer, market)) return code.TRADE_BUYER_LOTS_LIMIT
  if (abs(sizeOf(book, seller, market) - lots) > lotsLimit(book, seller, market)) return code.TRADE_SELLER_LOTS_LIMIT
  if (isRunFull(book, buyer, market)) return code.TRADE_BUYER_POSITIONS_FULL
  if (isRunFull(book, seller, market)) return code.TRADE_SELLER_POSITIONS_FULL
  return code.TRADE_APPLIED
}

/** What each row's cash changes by; a row that stands twice gets the sum. */
function cashChanges(book: Book, trade: Trade, unit: bigint): Map<number, bigint> {
  const { buyer, seller, market, lots, buyerFee, sellerFee } = trade
  const value = lots * (unit - book.columns.marketFunding[market]!)
  const changes = new Map([
    [buyer, -value - buyerFee],
    [seller, value - sellerFee],
  ])
  const feeRow = book.columns.marketFeeRow[market]!
  changes.set(feeRow, (changes.get(feeRow) ?? 0n) + buyerFee + sellerFee)
  return changes
}

function sizeOf(book: Book, row: number, market: number): bigint {
  const slot = findSlot(book, row, market)
  return slot < 0 ? 0n : book.columns.posSize[slot]!
}

function lotsLimit(book: Book, row: number, market: number): bigint {
  const most = book.columns.marketMaxLots[market]!
  return book.columns.rowClass[row] === code.CLASS_TRADER ? most : most * limit.HOUSE_LOTS_FACTOR
}

function isRunFull(book: Book, row: number, market: number): boolean {
  const trader = book.columns.rowClass[row] === code.CLASS_TRADER
  const most = trader ? limit.MAX_TRADER_POSITIONS : limit.MAX_HOUSE_POSITIONS
  return book.columns.runCount[row]! >= most && findSlot(book, row, market) < 0
}

function needsRoom(book: Book, row: number, slots: number): boolean {
  const block = row >> at.BLOCK_SHIFT
  const { blockUsed, blockRoom } = book.columns
  if (blockUsed[block]! + slots <= blockRoom[block]!) return false
  book.columns.setWord(at.WORD_NEEDS_ROOM_BLOCK, block)
  return true
}

function changePosition(book: Book, row: number, market: number, change: bigint, unit: bigint): void {
  const { posSize, posEntry } = book.columns
  const slot = findSlot(book, row, market)
  const before = slot < 0 ? 0n : posSize[slot]!
  const entry = slot < 0 ? 0n : posEntry[slot]!
  const stored = setPosition(book, row, market, before + change, entryAfter(before, entry, change, change * unit, unit))
  assert(stored, 'room for the position was reserved')
}
