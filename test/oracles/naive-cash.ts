// What may be paid in and out, and what funding does, by SPEC 2 and 3.

import { ErrorCode as is } from '../../src/core/errors.ts'
import { MAX_CASH_ATOMS, MAX_INT64, MIN_INT64 } from '../../src/core/limits.ts'
import { floorOf, larger, need, size, smaller } from './naive-numbers.ts'
import { judgementOf, type NaiveAccount, type NaiveMarket, unitOf, worthOf } from './naive-state.ts'

const PPB = 1_000_000_000n

export function needAmount(atoms: bigint): void {
  need(atoms >= 1n && atoms <= MAX_CASH_ATOMS, is.RANGE)
}

export function needCash(atoms: bigint): void {
  need(size(atoms) <= MAX_CASH_ATOMS, is.RANGE)
}

export function needInt64(number: bigint): void {
  need(number >= MIN_INT64 && number <= MAX_INT64, is.RANGE)
}

export function isStaleAt(market: NaiveMarket, timeMs: number): boolean {
  const { maxMarkAgeMs } = market.terms
  return market.halted || market.markTime < 0 || (maxMarkAgeMs !== null && timeMs - market.markTime > maxMarkAgeMs)
}

/** min(E − IM − reserved, E − Σ max(0, uPnL)); nothing from the flagged, nothing while a market is stale. */
export function withdrawableOf(account: NaiveAccount, markets: readonly NaiveMarket[], timeMs: number): bigint {
  const worth = worthOf(account, markets)
  const stale = [...account.positions.keys()].some((id) => isStaleAt(markets[id]!, timeMs))
  if (stale || account.class === 'deficit' || judgementOf(account, worth) !== 'healthy') return 0n
  const free = worth.equity - account.reserved
  // Pools and external rows have no margin; of the others whole atoms may leave, E − IM rounded down.
  const initial = account.class === 'trader' ? worth.initial : 0n
  const overMargin = floorOf(free * 1_000_000n - initial, 1_000_000n)
  const overProfit = worth.equity - worth.profit
  return larger(0n, smaller(overMargin, overProfit))
}

/** Longs pay: F moves by |u| · rate, in whole atoms rounded down; the rest, in 1e-9 atoms, waits for the next time. */
export function fundingAfter(market: NaiveMarket, ratePpb: bigint): { funding: bigint; carry: bigint } {
  need(!market.halted, is.HALTED)
  need(size(ratePpb) <= PPB, is.RANGE)
  const due = size(unitOf(market, market.mark)) * ratePpb + market.carry
  const whole = floorOf(due, PPB)
  const funding = market.funding + whole
  need(size(funding) <= market.terms.maxAbsFundingAtoms, is.RANGE)
  return { funding, carry: due - whole * PPB }
}
