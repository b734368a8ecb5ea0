// Two markets each: every kind of contract, rates of one tier, of two and of nothing, a market without a pool, an
// external row that serves both.

import type { MarketConfig } from '../../src/index.ts'

export const EXTERNALS = [1, 2]
export const POOL = 3

/** Positions that a book holds in which nobody can lack room. */
export const ROOMY = 16

/** What marks move between. All markets are listed at the middle one. */
export const PRICES = [70n, 100n, 130n]

const terms = {
  ...{ tickSize: '1', listingTicks: 100n, minMarkTicks: 10n, maxMarkTicks: 200n, maxPositionLots: 50n },
  ...{ maxAbsFundingAtoms: 10_000n, initialRatePpm: 300_000, poolAccount: POOL },
}
const flat = (ratePpm: number) => [{ floorAtoms: 0n, ratePpm }]
const stepped = [
  { floorAtoms: 0n, ratePpm: 10_000 },
  { floorAtoms: 12_000n, ratePpm: 333_333 },
]
const linear: MarketConfig = {
  ...terms,
  ...{ symbol: 'LIN', kind: 'linear', lotSize: '100', tiers: flat(100_000), externalAccount: 1 },
}
const inverse: MarketConfig = {
  ...terms,
  ...{ symbol: 'INV', kind: 'inverse', lotSize: '1', contractValue: '1000003', tiers: stepped, externalAccount: 2 },
}
const quanto: MarketConfig = {
  ...terms,
  ...{ symbol: 'QUA', kind: 'quanto', lotSize: '1', multiplierAtoms: 97n, tiers: flat(0), externalAccount: 2 },
}

export const VENUES: readonly (readonly MarketConfig[])[] = [
  [linear, { ...linear, symbol: 'TWO', tiers: stepped, externalAccount: 2, takeoverLimitLots: 1n, maxMarkAgeMs: 10 }],
  [linear, { ...inverse, poolAccount: null, externalAccount: 1, maxMarkAgeMs: 10 }],
  [
    { ...quanto, externalAccount: 1 },
    { ...inverse, tiers: flat(500_000), maxMarkAgeMs: 10 },
  ],
  [
    { ...inverse, externalAccount: 1, takeoverLimitLots: 0n },
    { ...quanto, tiers: flat(900_000), maxMarkAgeMs: 10 },
  ],
]
