// Whether a venue should let an order trade: asked before, answered as an outcome, nothing is changed.
//
// Reads: one row and its markets. Writes: nothing. Bound: the positions of one row. Allocation: BigInt. Deterministic.

import type { Book } from '../book/book.ts'
import { initialAtomPpm, valuePosition, valueRow } from '../book/equity.ts'
import { inBand, isHalted, nearMark, unitAt } from '../book/markets.ts'
import { CLASS_TRADER, STATE_HEALTHY } from '../core/codes.ts'
import { demand, ErrorCode } from '../core/errors.ts'
import { MAX_FEE_ATOMS, MAX_TRADER_POSITIONS, PPM } from '../core/limits.ts'
import { abs } from '../fixed/rounding.ts'

export const PreTradeReason = {
  OK: 'ok',
  /** The account is at risk or bankrupt. */
  FLAGGED: 'flagged',
  HALTED: 'market-halted',
  /** Outside the market's band, or too far from the mark. */
  PRICE: 'price-band',
  LOTS_LIMIT: 'lots-limit',
  POSITIONS_FULL: 'positions-full',
  /** Adds risk, and E < IM + reserved after it. */
  INITIAL_MARGIN: 'initial-margin',
  /** Only reduces, but leaves E < MM. */
  HEALTH: 'health-worse',
} as const

export type PreTradeReason = (typeof PreTradeReason)[keyof typeof PreTradeReason]

export interface PreTradeVerdict {
  readonly allowed: boolean
  readonly reason: PreTradeReason
  /** Equity before and after, at the mark. */
  readonly equityBeforeAtoms: bigint
  readonly equityAfterAtoms: bigint
  /** Initial margin (orders that add risk) or maintenance (others) after the trade, in atom · ppm. */
  readonly requiredAtomPpm: bigint
}

/** One side of a trade: lots are signed, positive to buy. */
export interface Order {
  readonly lots: bigint
  readonly priceTicks: bigint
  readonly feeAtoms: bigint
}

export function judgeTrade(book: Book, row: number, market: number, order: Order): PreTradeVerdict {
  const { columns } = book
  const id = columns.rowId[row]!
  demand(columns.rowClass[row] === CLASS_TRADER, ErrorCode.ACCOUNT_CLASS, () => `account ${id} is not a trader`)
  demand(order.lots !== 0n, ErrorCode.RANGE, () => `account ${id}: an order of no lots`)
  demand(abs(order.feeAtoms) <= MAX_FEE_ATOMS, ErrorCode.RANGE, () => {
    return `account ${id}: a fee of ${order.feeAtoms} atoms, at most ±2^55`
  })
  const before = valueRow(book, row)
  const open = before.positions.find((position) => position.market === market)
  const lotsBefore = open?.sizeLots ?? 0n
  const lotsAfter = lotsBefore + order.lots
  const verdict = (reason: PreTradeReason, equityAfterAtoms: bigint, requiredAtomPpm: bigint): PreTradeVerdict => {
    const allowed = reason === PreTradeReason.OK
    return { allowed, reason, equityBeforeAtoms: before.equityAtoms, equityAfterAtoms, requiredAtomPpm }
  }
  const formal = formalReason(book, market, order.priceTicks)
  if (formal !== PreTradeReason.OK) return verdict(formal, before.equityAtoms, 0n)
  if (before.state !== STATE_HEALTHY) return verdict(PreTradeReason.FLAGGED, before.equityAtoms, 0n)
  if (abs(lotsAfter) > columns.marketMaxLots[market]!) return verdict(PreTradeReason.LOTS_LIMIT, before.equityAtoms, 0n)
  if (open === undefined && columns.runCount[row]! >= MAX_TRADER_POSITIONS) {
    return verdict(PreTradeReason.POSITIONS_FULL, before.equityAtoms, 0n)
  }

  // The trade moves lots at the price and values them at the mark; only this market's margin changes.
  const after = valuePosition(book, market, lotsAfter, 0n)
  const paid = order.lots * unitAt(book, market, order.priceTicks) + order.feeAtoms
  const worth = order.lots * unitAt(book, market, columns.marketMark[market]!)
  const equity = before.equityAtoms + worth - paid
  const reducesOnly = lotsBefore !== 0n && lotsBefore < 0n !== order.lots < 0n && abs(order.lots) <= abs(lotsBefore)
  if (!reducesOnly) {
    const gone = open === undefined ? 0n : initialAtomPpm(book, open)
    const initial = before.initialAtomPpm - gone + initialAtomPpm(book, after)
    const enough = equity * PPM >= initial + before.reservedAtoms * PPM
    return verdict(enough ? PreTradeReason.OK : PreTradeReason.INITIAL_MARGIN, equity, initial)
  }
  const maintenance = before.maintenanceAtomPpm - (open?.maintenanceAtomPpm ?? 0n) + after.maintenanceAtomPpm
  // "E' ≥ 0 and health no worse" would let no more orders through: an account that is not flagged has E ≥ MM, and then
  // E'·MM ≥ E·MM' says E' ≥ MM' as well.
  const healthy = equity * PPM >= maintenance
  return verdict(healthy ? PreTradeReason.OK : PreTradeReason.HEALTH, equity, maintenance)
}

function formalReason(book: Book, market: number, ticks: bigint): PreTradeReason {
  if (isHalted(book, market)) return PreTradeReason.HALTED
  const priced = inBand(book, market, ticks) && nearMark(book, market, ticks)
  return priced ? PreTradeReason.OK : PreTradeReason.PRICE
}
