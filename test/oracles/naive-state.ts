// What the naive book holds: plain objects.

import { maintenance, type NaiveTier, nearestEven, type Scaled, size } from './naive-numbers.ts'

export type NaiveClass = 'trader' | 'pool' | 'external' | 'deficit'

export interface NaivePosition {
  size: bigint
  entry: bigint
}

export interface NaiveAccount {
  readonly id: number
  readonly owner: number
  readonly class: NaiveClass
  exempt: boolean
  protected: boolean
  /** A pool that pays and takes nothing. */
  held: boolean
  cash: bigint
  reserved: bigint
  readonly positions: Map<number, NaivePosition>
}

/** What `configureMarket` may change. */
export interface NaiveTerms {
  minMarkTicks: bigint
  maxMarkTicks: bigint
  maxPositionLots: bigint
  maxAbsFundingAtoms: bigint
  tiers: readonly NaiveTier[]
  initialRatePpm: number
  feeAccount: number
  poolAccount: number | null
  takeoverLimitLots: bigint | null
  priceBandPpm: number
  maxMarkAgeMs: number | null
}

export interface NaiveMarket {
  readonly id: number
  readonly symbol: string
  readonly kind: 'linear' | 'inverse' | 'quanto'
  readonly unitParam: bigint
  readonly lot: Scaled
  readonly tick: Scaled
  readonly contract: Scaled
  readonly listing: bigint
  readonly external: number
  terms: NaiveTerms
  halted: boolean
  mark: bigint
  markTime: number
  funding: bigint
  carry: bigint
}

export interface NaiveCapacity {
  readonly accounts: number
  readonly positions: number
  readonly markets: number
  readonly tiersPerMarket: number
}

/** u(price) of SPEC 1. */
export function unitOf(market: Pick<NaiveMarket, 'kind' | 'unitParam'>, ticks: bigint): bigint {
  return market.kind === 'inverse' ? -nearestEven(market.unitParam, ticks) : ticks * market.unitParam
}

/** Everything that a check, a withdrawal or an order looks at. */
export interface NaiveValue {
  readonly equity: bigint
  readonly maintenance: bigint
  readonly initial: bigint
  readonly notional: bigint
  readonly profit: bigint
}

export function initialOf(market: NaiveMarket, notional: bigint): bigint {
  const byRate = notional * BigInt(market.terms.initialRatePpm)
  const byTiers = maintenance(market.terms.tiers, notional)
  return byRate > byTiers ? byRate : byTiers
}

export function worthOf(account: NaiveAccount, markets: readonly NaiveMarket[]): NaiveValue {
  const value = { equity: account.cash, maintenance: 0n, initial: 0n, notional: 0n, profit: 0n }
  for (const [id, position] of account.positions) {
    const market = markets[id]!
    const unit = unitOf(market, market.mark)
    const notional = size(position.size * unit)
    const gain = position.size * unit - position.entry
    value.equity += position.size * (unit - market.funding)
    value.maintenance += maintenance(market.terms.tiers, notional)
    value.initial += initialOf(market, notional)
    value.notional += notional
    if (gain > 0n) value.profit += gain
  }
  return value
}

export type NaiveJudgement = 'healthy' | 'at-risk' | 'bankrupt'

/** SPEC 3; only traders are flagged. */
export function judgementOf(account: NaiveAccount, value: NaiveValue): NaiveJudgement {
  if (account.class !== 'trader') return 'healthy'
  if (value.equity < 0n) return 'bankrupt'
  return value.equity * 1_000_000n < value.maintenance ? 'at-risk' : 'healthy'
}
