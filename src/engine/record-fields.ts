// Which fields of what a caller gives are written down: those that count, each read once.

import type { MarketConfig, MarketTerms } from '../book/market-config.ts'
import type { NewAccount } from '../book/rows.ts'
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

/** A copy of some fields; what is undefined is left out. */
export function picked<Whole extends object>(whole: Whole, fields: readonly (keyof Whole)[]): Whole {
  const found: Partial<Whole> = {}
  for (const field of fields) {
    const value = whole[field]
    if (value !== undefined) found[field] = field === 'tiers' ? (ownTiers(value) as typeof value) : value
  }
  return found as Whole
}

function ownTiers(tiers: unknown): unknown {
  if (!Array.isArray(tiers)) return tiers
  return tiers.map((tier: Tier) => {
    return typeof tier === 'object' && tier !== null ? { floorAtoms: tier.floorAtoms, ratePpm: tier.ratePpm } : tier
  })
}
