// A trade as a fact: what it needs, in the order of the outcomes in core/codes.ts, and what it changes.

import * as code from '../../src/core/codes.ts'
import { MAX_CASH_ATOMS, MAX_FEE_ATOMS, MAX_TRADER_POSITIONS } from '../../src/core/limits.ts'
import { size } from './naive-numbers.ts'
import { type NaiveAccount, type NaiveMarket, type NaivePosition, unitOf } from './naive-state.ts'

export interface NaiveTrade {
  readonly buyer: number
  readonly seller: number
  readonly market: number
  readonly lots: bigint
  readonly priceTicks: bigint
  readonly buyerFeeAtoms?: bigint
  readonly sellerFeeAtoms?: bigint
}

export interface TradedBook {
  readonly accounts: ReadonlyMap<number, NaiveAccount>
  readonly markets: readonly NaiveMarket[]
  readonly maxPositions: number
}

const NOTHING: NaivePosition = { size: 0n, entry: 0n }

/** Applies one trade and returns its outcome; any but TRADE_APPLIED has changed nothing. */
export function applyNaiveTrade(book: TradedBook, trade: NaiveTrade): number {
  const { lots, priceTicks, buyerFeeAtoms = 0n, sellerFeeAtoms = 0n } = trade
  const buyer = book.accounts.get(trade.buyer)
  const seller = book.accounts.get(trade.seller)
  const market = book.markets[trade.market]
  if (buyer === undefined) return code.TRADE_UNKNOWN_BUYER
  if (seller === undefined) return code.TRADE_UNKNOWN_SELLER
  if (buyer === seller) return code.TRADE_SAME_ACCOUNT
  if (market === undefined) return code.TRADE_UNKNOWN_MARKET
  const { terms } = market
  if (market.halted) return code.TRADE_MARKET_HALTED
  if (lots <= 0n || lots > terms.maxPositionLots * 2n) return code.TRADE_LOTS_RANGE
  if (priceTicks < terms.minMarkTicks || priceTicks > terms.maxMarkTicks) return code.TRADE_PRICE_BAND
  if (size(buyerFeeAtoms) > MAX_FEE_ATOMS || size(sellerFeeAtoms) > MAX_FEE_ATOMS) return code.TRADE_FEE_RANGE
  if ([buyer, seller].some((account) => account.class === 'deficit')) return code.TRADE_ACCOUNT_CLASS

  const unit = unitOf(market, priceTicks)
  const sides = [
    { account: buyer, after: traded(buyer.positions.get(market.id), lots, unit) },
    { account: seller, after: traded(seller.positions.get(market.id), -lots, unit) },
  ] as const
  const tooLong = sides.map(({ account, after }) => {
    return size(after.size) > terms.maxPositionLots * (account.class === 'trader' ? 1n : 64n)
  })
  if (tooLong[0]) return code.TRADE_BUYER_LOTS_LIMIT
  if (tooLong[1]) return code.TRADE_SELLER_LOTS_LIMIT
  const full = sides.map(({ account }) => {
    const most = account.class === 'trader' ? MAX_TRADER_POSITIONS : 65_535
    return account.positions.size === most && !account.positions.has(market.id)
  })
  if (full[0]) return code.TRADE_BUYER_POSITIONS_FULL
  if (full[1]) return code.TRADE_SELLER_POSITIONS_FULL

  const cash = new Map<NaiveAccount, bigint>()
  const credit = (account: NaiveAccount, atoms: bigint) => {
    cash.set(account, (cash.get(account) ?? account.cash) + atoms)
  }
  const value = lots * (unit - market.funding)
  credit(buyer, -value)
  credit(buyer, -buyerFeeAtoms)
  credit(seller, value)
  credit(seller, -sellerFeeAtoms)
  credit(book.accounts.get(terms.feeAccount)!, buyerFeeAtoms + sellerFeeAtoms)
  if ([...cash.values()].some((atoms) => size(atoms) > MAX_CASH_ATOMS)) return code.TRADE_CASH_LIMIT

  const has = (account: NaiveAccount) => Number(account.positions.has(market.id))
  const before = has(buyer) + has(seller)
  const after = sides.filter((side) => side.after.size !== 0n).length
  const opens = sides.some(({ account }) => !account.positions.has(market.id))
  let positions = 0
  if (opens) for (const account of book.accounts.values()) positions += account.positions.size
  if (opens && positions - before + after > book.maxPositions) return code.TRADE_CAPACITY

  for (const [account, atoms] of cash) account.cash = atoms
  for (const side of sides) {
    if (side.after.size === 0n) side.account.positions.delete(market.id)
    else side.account.positions.set(market.id, side.after)
  }
  return code.TRADE_APPLIED
}

/** SPEC 2: what was paid grows with the position, shrinks with it towards zero, and starts anew where it flips. */
export function traded(open: NaivePosition | undefined, lots: bigint, unit: bigint): NaivePosition {
  const { size: old, entry } = open ?? NOTHING
  const rest = old + lots
  if (old * lots >= 0n) return { size: rest, entry: entry + lots * unit }
  if (old * rest < 0n) return { size: rest, entry: rest * unit }
  const kept = size(entry * rest) / size(old)
  return { size: rest, entry: entry * rest * old < 0n ? -kept : kept }
}
