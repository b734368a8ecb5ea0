// SPEC 3, before a trade: one that adds risk leaves E ≥ IM + reserved, one that only reduces leaves a health no worse.

import { ErrorCode as is } from '../../src/core/errors.ts'
import { MAX_FEE_ATOMS, MAX_TRADER_POSITIONS } from '../../src/core/limits.ts'
import { need, size } from './naive-numbers.ts'
import { judgementOf, type NaiveAccount, type NaiveMarket, type NaiveValue, unitOf, worthOf } from './naive-state.ts'

export interface NaiveOrder {
  readonly account: number
  readonly market: number
  readonly lots: bigint
  readonly priceTicks: bigint
  readonly feeAtoms?: bigint
}

export interface NaiveVerdict {
  readonly allowed: boolean
  readonly reason: string
  readonly equityBeforeAtoms: bigint
  readonly equityAfterAtoms: bigint
  readonly requiredAtomPpm: bigint
}

export function judgeNaiveOrder(
  account: NaiveAccount,
  market: NaiveMarket,
  markets: readonly NaiveMarket[],
  order: NaiveOrder,
): NaiveVerdict {
  const { lots, priceTicks, feeAtoms = 0n } = order
  need(account.class === 'trader', is.ACCOUNT_CLASS)
  need(lots !== 0n && size(feeAtoms) <= MAX_FEE_ATOMS, is.RANGE)
  const before = worthOf(account, markets)
  const verdict = (reason: string, equityAfterAtoms = before.equity, requiredAtomPpm = 0n): NaiveVerdict => {
    return { allowed: reason === 'ok', reason, equityBeforeAtoms: before.equity, equityAfterAtoms, requiredAtomPpm }
  }
  const held = account.positions.get(market.id)?.size ?? 0n
  const { terms, mark } = market
  if (market.halted) return verdict('market-halted')
  const inBand = priceTicks >= terms.minMarkTicks && priceTicks <= terms.maxMarkTicks
  const distance = size(priceTicks - mark) * 1_000_000n
  const near = terms.priceBandPpm === 0 || distance <= mark * BigInt(terms.priceBandPpm)
  if (!inBand || !near) return verdict('price-band')
  if (judgementOf(account, before) !== 'healthy') return verdict('flagged')
  if (size(held + lots) > terms.maxPositionLots) return verdict('lots-limit')
  if (held === 0n && account.positions.size === MAX_TRADER_POSITIONS) return verdict('positions-full')

  // The account as it would stand after the trade, valued as a whole.
  const cash = account.cash - lots * (unitOf(market, priceTicks) - market.funding) - feeAtoms
  const positions = new Map(account.positions).set(market.id, { size: held + lots, entry: 0n })
  const after = worthOf({ ...account, cash, positions }, markets)
  const onlyReduces = held * lots < 0n && size(lots) <= size(held)
  if (!onlyReduces) {
    const enough = (after.equity - account.reserved) * 1_000_000n >= after.initial
    return verdict(enough ? 'ok' : 'initial-margin', after.equity, after.initial)
  }
  return verdict(isNoWorse(before, after) ? 'ok' : 'health-worse', after.equity, after.maintenance)
}

function isNoWorse(before: NaiveValue, after: NaiveValue): boolean {
  if (after.equity * 1_000_000n >= after.maintenance) return true
  return after.equity >= 0n && after.equity * before.maintenance >= before.equity * after.maintenance
}
