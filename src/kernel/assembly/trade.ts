// Trades as facts, one after the other: validate, then change two rows, the fee row, the counters and the state hash.
// The readable twin is `reference-trades.ts`; both refuse for the same reason and leave the same bytes.

import * as code from '../../core/codes'
import * as at from '../../memory/fields'
import { unitAt } from './contract'
import { countCash, countPosition } from './hash'
import { addWide, column, setWord, wide, word } from './places'
import { entryAfter } from './move'
import { closeSlot, findRow, findSlot, openSlot } from './runs'

const MAX_CASH: i64 = (<i64>1) << code.CASH_BITS
const MAX_FEE: i64 = (<i64>1) << code.FEE_BITS

/**
 * Applies trades `from` … `to` − 1 of the batch columns and writes an outcome for each.
 *
 * @returns `to`, or the index of the trade that waits for room in the block of WORD_NEEDS_ROOM_BLOCK
 */
export function applyTrades(from: i32, to: i32): i32 {
  const outcomes = column(at.COL_TRADE_OUTCOME)
  let touched = from
  for (let i = from; i < to; i++) {
    if (i == touched) {
      touched = min(to, i + TOUCH_AHEAD)
      touchTrades(<usize>i, <usize>touched)
    }
    const outcome = applyTrade(<usize>i)
    store<u8>(outcomes + <usize>i, <u8>outcome)
    if (outcome >= code.TRADE_NEEDS_ROOM) return i
  }
  return to
}

const TOUCH_AHEAD: i32 = 16

// A trade needs about ten lines of memory a side, each found through the one before, and waits for all of them. So the
// lines of the next trades are asked for together, one step of every chain at a time. What is read decides nothing; it
// goes to an outcome that is written again, so that the compiler keeps the reads.
function touchTrades(from: usize, to: usize): void {
  const buyers = column(at.COL_TRADE_BUYER)
  const sellers = column(at.COL_TRADE_SELLER)
  let sum: u32 = 0
  for (let i = from; i < to; i++) {
    sum ^= entryAt(load<u32>(buyers + (i << 2)))
    sum ^= entryAt(load<u32>(sellers + (i << 2)))
  }
  for (let i = from; i < to; i++) {
    sum ^= touchRow(entryAt(load<u32>(buyers + (i << 2))))
    sum ^= touchRow(entryAt(load<u32>(sellers + (i << 2))))
  }
  for (let i = from; i < to; i++) {
    sum ^= touchRun(entryAt(load<u32>(buyers + (i << 2))))
    sum ^= touchRun(entryAt(load<u32>(sellers + (i << 2))))
  }
  store<u8>(column(at.COL_TRADE_OUTCOME) + from, <u8>sum)
}

// The entry at the home slot of an id; the one behind it, should the two collide, lies in the same line mostly.
@inline
function entryAt(id: u32): u32 {
  const slot = (id * 0x9e3779b1) >> word(at.WORD_ID_SHIFT)
  return load<u32>(column(at.COL_ID_SLOTS) + (<usize>slot << 2))
}

@inline
function touchRow(entry: u32): u32 {
  const row = <usize>entry - <usize>(entry != 0)
  return (
    load<u32>(column(at.COL_ROW_ID) + (row << 2)) ^
    load<u32>(column(at.COL_ROW_CASH) + (row << 3)) ^
    <u32>load<u8>(column(at.COL_ROW_CLASS) + row) ^
    load<u32>(column(at.COL_RUN_START) + (row << 2)) ^
    <u32>load<u16>(column(at.COL_RUN_COUNT) + (row << 1))
  )
}

// One slot behind a run's last may be past its column; another column stands there.
@inline
function touchRun(entry: u32): u32 {
  const row = <usize>entry - <usize>(entry != 0)
  const start = <usize>load<u32>(column(at.COL_RUN_START) + (row << 2))
  const end = start + <usize>load<u16>(column(at.COL_RUN_COUNT) + (row << 1))
  return (
    <u32>load<u16>(column(at.COL_POS_MARKET) + (start << 1)) ^
    load<u32>(column(at.COL_POS_SIZE) + (start << 3)) ^
    load<u32>(column(at.COL_POS_SIZE) + (end << 3)) ^
    load<u32>(column(at.COL_POS_ENTRY) + (start << 3)) ^
    load<u32>(column(at.COL_POS_ENTRY) + (end << 3))
  )
}

function applyTrade(i: usize): i32 {
  const buyerId = load<u32>(column(at.COL_TRADE_BUYER) + (i << 2))
  const sellerId = load<u32>(column(at.COL_TRADE_SELLER) + (i << 2))
  const market = <i32>load<u16>(column(at.COL_TRADE_MARKET) + (i << 1))
  const lots = load<i64>(column(at.COL_TRADE_LOTS) + (i << 3))
  const price = load<i64>(column(at.COL_TRADE_PRICE) + (i << 3))
  const buyerFee = load<i64>(column(at.COL_TRADE_BUYER_FEE) + (i << 3))
  const sellerFee = load<i64>(column(at.COL_TRADE_SELLER_FEE) + (i << 3))

  const buyer = findRow(buyerId)
  if (buyer < 0) return code.TRADE_UNKNOWN_BUYER
  const seller = findRow(sellerId)
  if (seller < 0) return code.TRADE_UNKNOWN_SELLER
  if (buyer == seller) return code.TRADE_SAME_ACCOUNT
  const terms = checkTerms(market, lots, price, buyerFee, sellerFee)
  if (terms != code.TRADE_APPLIED) return terms
  const buyerClass = <i32>load<u8>(column(at.COL_ROW_CLASS) + <usize>buyer)
  const sellerClass = <i32>load<u8>(column(at.COL_ROW_CLASS) + <usize>seller)
  if (buyerClass == code.CLASS_DEFICIT || sellerClass == code.CLASS_DEFICIT) return code.TRADE_ACCOUNT_CLASS

  const buyerSlot = findSlot(buyer, market)
  const sellerSlot = findSlot(seller, market)
  const buyerBefore = sizeAt(buyerSlot)
  const sellerBefore = sizeAt(sellerSlot)
  if (overLimit(market, buyerClass, buyerBefore, lots)) return code.TRADE_BUYER_LOTS_LIMIT
  if (overLimit(market, sellerClass, sellerBefore, -lots)) return code.TRADE_SELLER_LOTS_LIMIT
  if (buyerSlot < 0 && runFull(buyer, buyerClass)) return code.TRADE_BUYER_POSITIONS_FULL
  if (sellerSlot < 0 && runFull(seller, sellerClass)) return code.TRADE_SELLER_POSITIONS_FULL

  const unit = unitAt(<usize>market, price)
  const value = lots * (unit - load<i64>(column(at.COL_MARKET_FUNDING) + (<usize>market << 3)))
  const feeRow = <i32>load<u32>(column(at.COL_MARKET_FEE_ROW) + (<usize>market << 2))
  const fees = buyerFee + sellerFee
  const buyerDelta = -value - buyerFee + (feeRow == buyer ? fees : 0)
  const sellerDelta = value - sellerFee + (feeRow == seller ? fees : 0)
  const feeDelta = feeRow == buyer || feeRow == seller ? 0 : fees
  if (cashOver(buyer, buyerDelta) || cashOver(seller, sellerDelta) || cashOver(feeRow, feeDelta)) {
    return code.TRADE_CASH_LIMIT
  }

  const opens = <i32>(buyerSlot < 0) + <i32>(sellerSlot < 0)
  const closes = <i32>(buyerBefore == -lots) + <i32>(sellerBefore == lots)
  if (opens > 0) {
    if (<i32>word(at.WORD_POSITIONS) + opens - closes > <i32>word(at.WORD_CAP_POSITIONS)) return code.TRADE_CAPACITY
    if (buyerSlot < 0 && needsRoom(buyer, opens)) return code.TRADE_NEEDS_ROOM
    if (sellerSlot < 0 && needsRoom(seller, opens)) return code.TRADE_NEEDS_ROOM
  }

  changeCash(buyer, buyerId, buyerDelta)
  changeCash(seller, sellerId, sellerDelta)
  if (feeDelta != 0) changeCash(feeRow, load<u32>(column(at.COL_ROW_ID) + (<usize>feeRow << 2)), feeDelta)
  changePosition(buyer, buyerId, market, lots, unit)
  changePosition(seller, sellerId, market, -lots, unit)
  return invariantsHold(market) ? code.TRADE_APPLIED : code.TRADE_INVARIANT_BROKEN
}

function checkTerms(market: i32, lots: i64, price: i64, buyerFee: i64, sellerFee: i64): i32 {
  if (<u32>market >= word(at.WORD_MARKETS)) return code.TRADE_UNKNOWN_MARKET
  const status = <i32>load<u8>(column(at.COL_MARKET_STATUS) + <usize>market)
  if (status != code.MARKET_TRADING) return code.TRADE_MARKET_HALTED
  const place = <usize>market << 3
  if (lots < 1 || lots > load<i64>(column(at.COL_MARKET_MAX_LOTS) + place) << 1) return code.TRADE_LOTS_RANGE
  const lowest = load<i64>(column(at.COL_MARKET_MIN) + place)
  const highest = load<i64>(column(at.COL_MARKET_MAX) + place)
  if (price < lowest || price > highest) return code.TRADE_PRICE_BAND
  const feesFit = buyerFee >= -MAX_FEE && buyerFee <= MAX_FEE && sellerFee >= -MAX_FEE && sellerFee <= MAX_FEE
  return feesFit ? code.TRADE_APPLIED : code.TRADE_FEE_RANGE
}

@inline
function sizeAt(slot: i32): i64 {
  return slot < 0 ? 0 : load<i64>(column(at.COL_POS_SIZE) + (<usize>slot << 3))
}

@inline
function overLimit(market: i32, rowClass: i32, before: i64, change: i64): bool {
  const after = before + change
  const limit =
    load<i64>(column(at.COL_MARKET_MAX_LOTS) + (<usize>market << 3)) <<
    (rowClass == code.CLASS_TRADER ? 0 : code.HOUSE_LOTS_SHIFT)
  return after > limit || -after > limit
}

@inline
function runFull(row: i32, rowClass: i32): bool {
  const count = <i32>load<u16>(column(at.COL_RUN_COUNT) + (<usize>row << 1))
  return count >= (rowClass == code.CLASS_TRADER ? code.MAX_TRADER_POSITIONS : code.MAX_HOUSE_POSITIONS)
}

@inline
function cashOver(row: i32, delta: i64): bool {
  const after = load<i64>(column(at.COL_ROW_CASH) + (<usize>row << 3)) + delta
  return after > MAX_CASH || after < -MAX_CASH
}

@inline
function needsRoom(row: i32, opens: i32): bool {
  const block = row >> at.BLOCK_SHIFT
  const used = load<u32>(column(at.COL_BLOCK_USED) + (<usize>block << 2))
  const room = load<u32>(column(at.COL_BLOCK_ROOM) + (<usize>block << 2))
  if (used + <u32>opens <= room) return false
  setWord(at.WORD_NEEDS_ROOM_BLOCK, <u32>block)
  return true
}

function changeCash(row: i32, id: u32, delta: i64): void {
  if (delta == 0) return
  const place = column(at.COL_ROW_CASH) + (<usize>row << 3)
  const before = load<i64>(place)
  const after = before + delta
  const lanes = wide(at.WIDE_ROWS_HASH)
  countCash(lanes, id, before, -1)
  countCash(lanes, id, after, 0)
  store<i64>(place, after)
  addWide(wide(at.WIDE_CASH_TOTAL), delta)
}

function changePosition(row: i32, id: u32, market: i32, change: i64, unit: i64): void {
  const lanes = wide(at.WIDE_ROWS_HASH)
  const sizes = column(at.COL_POS_SIZE)
  const entries = column(at.COL_POS_ENTRY)
  let slot = findSlot(row, market)
  let before: i64 = 0
  let entryBefore: i64 = 0
  if (slot < 0) {
    slot = ~slot
    openSlot(row, slot, market)
  } else {
    before = load<i64>(sizes + (<usize>slot << 3))
    entryBefore = load<i64>(entries + (<usize>slot << 3))
    countPosition(lanes, id, market, before, entryBefore, -1)
  }
  const after = before + change
  const sum = column(at.COL_MARKET_LOTS_SUM) + (<usize>market << 3)
  store<i64>(sum, load<i64>(sum) + after - before)
  if (after == 0) {
    closeSlot(row, slot)
    return
  }
  const entry = entryAfter(before, entryBefore, change, change * unit, unit)
  store<i64>(sizes + (<usize>slot << 3), after)
  store<i64>(entries + (<usize>slot << 3), entry)
  countPosition(lanes, id, market, after, entry, 0)
}

@inline
function invariantsHold(market: i32): bool {
  const total = wide(at.WIDE_CASH_TOTAL)
  const net = wide(at.WIDE_NET_DEPOSITS)
  const sum = load<i64>(column(at.COL_MARKET_LOTS_SUM) + (<usize>market << 3))
  return sum == 0 && load<i64>(total) == load<i64>(net) && load<i64>(total, 8) == load<i64>(net, 8)
}
