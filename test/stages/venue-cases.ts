// Worked examples of venues (fixtures/venue-cases.json), and books that say the same to an engine.

import { readFileSync } from 'node:fs'
import type { Engine } from '../../src/engine/engine.ts'
import { createEngine } from '../../src/engine/engine.ts'
import type { MarketConfig } from '../../src/index.ts'
import type { KernelName } from '../../src/kernel/kernel.ts'
import { mark } from '../engine/small-venue.ts'

export interface VenueCase {
  readonly id: string
  readonly source: string
  readonly about: string
  /** Of a rule, alone or in a round: test/policies/policy-cases. */
  readonly level?: 'policy' | 'round'
}

export interface QueueCase extends VenueCase {
  readonly positions: readonly {
    readonly account: number
    readonly lots: string
    readonly score?: string
    readonly profitShare?: string
    readonly leverage?: string
  }[]
  readonly liquidated: { readonly lots: string; readonly bankruptcyPrice?: string }
  readonly expected: {
    readonly order?: readonly number[]
    readonly fills: readonly { readonly account: number; readonly lots: string; readonly price?: string }[]
    readonly leftLots?: Readonly<Record<string, string>>
  }
}

export interface BankruptcyCase extends VenueCase {
  /** Quote in atoms, BTC in 1e-8, ETH in 1e-9. */
  readonly account: { readonly quoteAtoms: string; readonly BTC?: string; readonly ETH?: string }
  readonly close: { readonly market: 'BTC' | 'ETH'; readonly base: string }
  readonly expected: { readonly quoteAtoms: string }
}

interface Balance {
  readonly usdc: string
  readonly btc: string
}

export interface DeleverageCase extends VenueCase {
  readonly liquidated: Balance
  readonly offsetting: Balance
  readonly delta: string
  /** Null: their bankruptcy prices do not overlap. */
  readonly expected: { readonly quote: string; readonly liquidatedUsdc: string; readonly offsettingUsdc: string } | null
}

const file = new URL('../../fixtures/venue-cases.json', import.meta.url)
const allCases: readonly VenueCase[] = JSON.parse(readFileSync(file, 'utf8')).cases
export const casesAt = (wanted?: VenueCase['level']) => allCases.filter(({ level }) => level === wanted)
export const venueCases = casesAt()

export function casesOf<Case extends VenueCase>(prefix: string): readonly Case[] {
  return venueCases.filter(({ id }) => id.startsWith(prefix)) as Case[]
}

/** A decimal in millionths. */
export function millionths(text: string): bigint {
  const [, minus, whole, part = ''] = /^(-?)(\d+)(?:\.(\d{1,6}))?$/.exec(text)!
  const size = BigInt(whole!) * 1_000_000n + BigInt(part.padEnd(6, '0'))
  return minus === '-' ? -size : size
}

export const [BTC, ETH, EXTERNAL, DEFICIT] = [0, 1, 1_000, 1_001] as const

/** A lot of BTC is 1e-6, one of ETH 1e-5; a tick is 1 USDC, an atom 1e-6 of it. Maintenance 10 %. */
const dydxMarkets: readonly MarketConfig[] = [
  ['BTC', '0.000001', 50_000n] as const,
  ['ETH', '0.00001', 3_000n] as const,
].map(([symbol, lotSize, listingTicks]) => ({
  ...{ symbol, kind: 'linear', lotSize, tickSize: '1', listingTicks, minMarkTicks: 1n, maxMarkTicks: 200_000n },
  ...{ maxPositionLots: 10_000_000n, maxAbsFundingAtoms: 1_000n, initialRatePpm: 200_000, externalAccount: EXTERNAL },
  tiers: [{ floorAtoms: 0n, ratePpm: 100_000 }],
}))

export const BTC_LOTS = 1_000_000n

export interface GivenAccount {
  readonly id: number
  readonly cashAtoms: bigint
  /** `[market, lots, entry value]`. */
  readonly positions: readonly (readonly [market: number, lots: bigint, entryAtoms: bigint])[]
}

/** An engine with these accounts, and an external row that is opposite to all of them, at marks of 50,000 and 3,000. */
export function engineOf(
  kernel: KernelName,
  accounts: readonly GivenAccount[],
  markets: readonly MarketConfig[] = dydxMarkets,
): Engine {
  const capacity = { accounts: 200, positions: 1_000, markets: 2 }
  const engine = createEngine({ capacity, kernel })
  const importer = engine.beginImport()
  for (const { id, cashAtoms } of accounts) importer.account({ id, cashAtoms })
  importer.account({ id: EXTERNAL, class: 'external', cashAtoms: 0n })
  importer.account({ id: DEFICIT, class: 'deficit', cashAtoms: 0n })
  for (const market of markets) importer.market(market)
  const sums = markets.map(() => 0n)
  for (const { id, positions } of accounts) {
    for (const [market, lots, entryValueAtoms] of positions) {
      if (lots !== 0n) importer.position({ account: id, market, lots, entryValueAtoms })
      sums[market]! -= lots
    }
  }
  for (const [market, lots] of sums.entries()) {
    if (lots !== 0n) importer.position({ account: EXTERNAL, market, lots, entryValueAtoms: 0n })
  }
  importer.finish()
  mark(engine, 1, ...markets.map(({ listingTicks }, market) => [market, listingTicks] as const))
  return engine
}
