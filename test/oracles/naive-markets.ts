// What a market may look like, by SPEC 1 and 3, in the order in which the engine looks: of several faults the first one
// is named.

import { ErrorCode as is } from '../../src/core/errors.ts'
import { MAX_INT64, MAX_POSITION_ATOMS } from '../../src/core/limits.ts'
import * as numbers from './naive-numbers.ts'
import { need, size } from './naive-numbers.ts'
import { type NaiveAccount, type NaiveClass, type NaiveMarket, type NaiveTerms, unitOf } from './naive-state.ts'

/** `MarketTerms` as a caller writes them. */
export interface NaiveTermsInput {
  readonly minMarkTicks: bigint
  readonly maxMarkTicks: bigint
  readonly maxPositionLots: bigint
  readonly maxAbsFundingAtoms: bigint
  readonly tiers: readonly numbers.NaiveTier[]
  readonly initialRatePpm: number
  readonly feeAccount?: number
  readonly poolAccount?: number | null
  readonly takeoverLimitLots?: bigint | null
  readonly priceBandPpm?: number
  readonly maxMarkAgeMs?: number | null
}

export interface NaiveListing extends NaiveTermsInput {
  readonly symbol: string
  readonly kind: 'linear' | 'inverse' | 'quanto'
  readonly lotSize: string
  readonly tickSize: string
  readonly contractValue?: string
  readonly multiplierAtoms?: bigint
  readonly listingTicks: bigint
  readonly externalAccount: number
}

type Contract = Pick<NaiveMarket, 'kind' | 'unitParam' | 'lot' | 'tick' | 'contract'>

export interface Venue {
  readonly atom: numbers.Scaled
  readonly tiersPerMarket: number
  readonly accounts: ReadonlyMap<number, NaiveAccount>
}

/** The lot, the tick and u of SPEC 1's table. */
export function contractOf(venue: Venue, config: NaiveListing): Contract {
  const lot = numbers.sizeOf(config.lotSize)
  const tick = numbers.sizeOf(config.tickSize)
  const { kind, listingTicks } = config
  need(['linear', 'inverse', 'quanto'].includes(kind), is.CONFIG)
  const contract = numbers.sizeOf(kind === 'inverse' ? (config.contractValue ?? '1') : '1')
  need(listingTicks > 0n, is.PRICE_BAND)
  if (kind === 'quanto') {
    const unitParam = config.multiplierAtoms ?? 0n
    need(unitParam > 0n, is.UNIT_SIZE)
    return { kind, unitParam, lot, tick, contract }
  }
  if (kind === 'linear') {
    const unitParam = numbers.wholeProduct(lot, tick, venue.atom)
    need(unitParam > 0n && unitParam * listingTicks >= 10_000n, is.UNIT_SIZE)
    return { kind, unitParam, lot, tick, contract }
  }
  need(listingTicks <= config.maxMarkTicks, is.PRICE_BAND)
  const unitParam = numbers.wholeQuotient(contract, tick, venue.atom)
  needInverse(unitParam, config.maxMarkTicks)
  return { kind, unitParam, lot, tick, contract }
}

/** N / t − N / (t + 1) ≥ 1 up to the last tick of the band. */
export function needInverse(unitParam: bigint, maxMarkTicks: bigint): void {
  need(unitParam >= 1n && unitParam >= maxMarkTicks * (maxMarkTicks - 1n) && unitParam <= 2n ** 62n, is.UNIT_SIZE)
}

function needAccount(venue: Venue, id: number, classes: readonly NaiveClass[]): number {
  const account = venue.accounts.get(id)
  need(account !== undefined, is.UNKNOWN_ACCOUNT)
  need(classes.includes(account.class), is.ACCOUNT_CLASS)
  return id
}

export function needExternal(venue: Venue, id: number): number {
  return needAccount(venue, id, ['external'])
}

export function termsOf(venue: Venue, input: NaiveTermsInput, contract: Contract, external: number): NaiveTerms {
  const { minMarkTicks, maxMarkTicks, maxPositionLots, maxAbsFundingAtoms } = input
  need(minMarkTicks >= 1n && minMarkTicks <= maxMarkTicks && maxMarkTicks <= MAX_INT64, is.PRICE_BAND)
  need(maxPositionLots >= 1n && maxAbsFundingAtoms >= 0n, is.RANGE)
  // |u| is monotone in the price, so its largest value stands at an end of the band.
  const atEnds = [minMarkTicks, maxMarkTicks].map((ticks) => size(unitOf(contract, ticks)))
  const largest = numbers.larger(atEnds[0]!, atEnds[1]!) + maxAbsFundingAtoms
  need(maxPositionLots * largest <= MAX_POSITION_ATOMS, is.RANGE)
  numbers.needTiers(input.tiers, venue.tiersPerMarket)
  const { initialRatePpm, priceBandPpm = 0, maxMarkAgeMs = null, takeoverLimitLots = null, poolAccount = null } = input
  need(numbers.isWhole(initialRatePpm, 1_000_000), is.RANGE)
  need(numbers.isWhole(priceBandPpm, 1_000_000), is.RANGE)
  need(numbers.isWhole(maxMarkAgeMs ?? 0, Number.MAX_SAFE_INTEGER), is.RANGE)
  need((takeoverLimitLots ?? 0n) >= 0n && (takeoverLimitLots ?? 0n) <= MAX_INT64, is.RANGE)
  if (poolAccount !== null) needAccount(venue, poolAccount, ['pool'])
  const feeAccount =
    input.feeAccount === undefined ? external : needAccount(venue, input.feeAccount, ['external', 'pool'])
  return {
    ...{ minMarkTicks, maxMarkTicks, maxPositionLots, maxAbsFundingAtoms, initialRatePpm, feeAccount, poolAccount },
    ...{ takeoverLimitLots, priceBandPpm, maxMarkAgeMs, tiers: input.tiers },
  }
}

/** What a change of terms must leave as it is: the mark in its band, F in its bound, every position in its limit. */
export function needKept(market: NaiveMarket, terms: NaiveTerms, accounts: Iterable<NaiveAccount>): void {
  need(market.mark >= terms.minMarkTicks && market.mark <= terms.maxMarkTicks, is.PRICE_BAND)
  need(size(market.funding) <= terms.maxAbsFundingAtoms, is.RANGE)
  for (const account of accounts) {
    const lots = size(account.positions.get(market.id)?.size ?? 0n)
    need(lots <= terms.maxPositionLots * (account.class === 'trader' ? 1n : 64n), is.RANGE)
  }
}
