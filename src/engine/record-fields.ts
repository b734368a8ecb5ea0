// Which fields of what a caller gives are written down: those that count, each read once.

import type { MarketConfig, MarketTerms } from '../book/market-config.ts'
import type { NewAccount } from '../book/rows.ts'
import { demand, demandObject, ErrorCode } from '../core/errors.ts'
import { MAX_TIERS_PER_MARKET } from '../core/limits.ts'
import type { Tier } from '../fixed/tiers.ts'

export const TERM_FIELDS: readonly (keyof MarketTerms)[] = [
  ...(['minMarkTicks', 'maxMarkTicks', 'maxPositionLots', 'maxAbsFundingAtoms', 'tiers', 'initialRatePpm'] as const),
  ...(['feeAccount', 'poolAccount', 'takeoverLimitLots', 'priceBandPpm', 'maxMarkAgeMs'] as const),
]

export const MARKET_FIELDS: readonly (keyof MarketConfig)[] = [
  ...(['symbol', 'kind', 'lotSize', 'tickSize', 'contractValue', 'multiplierAtoms', 'listingTicks'] as const),
  ...TERM_FIELDS,
  'externalAccount',
]

export const ACCOUNT_FIELDS: readonly (keyof NewAccount)[] = [
  ...(['id', 'owner', 'class', 'exempt', 'protected', 'reservedAtoms'] as const),
]

/** A copy of some fields; what is undefined is left out. @throws BallastError ERR_CONFIG for what is no object */
export function picked<Whole extends object>(whole: Whole, fields: readonly (keyof Whole)[], name: string): Whole {
  demandObject(whole, name)
  const found: Partial<Whole> = {}
  for (const field of fields) {
    const value = whole[field]
    if (value !== undefined) found[field] = field === 'tiers' ? (ownTiers(value) as typeof value) : value
  }
  return found as Whole
}

function ownTiers(tiers: unknown): unknown {
  if (!Array.isArray(tiers)) return tiers
  const count = tiers.length
  demand(count <= MAX_TIERS_PER_MARKET, ErrorCode.TIERS, () => {
    return `tiers has ${count} tiers, expected 1 to ${MAX_TIERS_PER_MARKET}`
  })
  // By number: holes are seen, and nothing of the caller's own decides what is copied.
  return Array.from({ length: count }, (_, index) => {
    const tier: Tier = tiers[index]
    return typeof tier === 'object' && tier !== null ? { floorAtoms: tier.floorAtoms, ratePpm: tier.ratePpm } : tier
  })
}
