// The venue of a generated book: linear markets with six digits of price, ten atoms a tick of a lot, tiers by rank.

import { KNOWN_MARKETS, MARKET_CLASSES, type MarketClass } from './generator-tables.ts'
import { Random } from './random.ts'
import { unitText } from './unit-text.ts'
import type { GeneratorSizes, MarketEntry, VenueFile } from './venue-schema.ts'

/** One tick of one lot, in atoms: every market has a lot that makes it so. */
export const ATOMS_PER_TICK = 10

/** The first account of a trader is one above a multiple of this. */
const ID_STEP = 1000
/** Money is drawn in cents. */
export const CENT_ATOMS = 10_000
const BETA_STREAM = 1

export interface GeneratedMarket {
  readonly symbol: string
  readonly class: MarketClass
  readonly listingTicks: number
  readonly tickDecimals: number
  readonly betaMilli: number
  /** u at the listing price. */
  readonly listingAtoms: number
  readonly maxLots: number
  readonly externalAccount: number
}

export interface GeneratedVenue {
  readonly markets: readonly GeneratedMarket[]
  readonly pools: readonly { readonly name: string; readonly account: number }[]
  readonly deficitAccount: number
  readonly firstTrader: number
}

/** Ids: pools, external rows, the deficit row, and from the next thousand on the traders. */
export function planVenue({ seed, markets }: GeneratorSizes): GeneratedVenue {
  const random = new Random(BigInt(seed), BETA_STREAM)
  const classes = Array.from({ length: markets }, (_, rank) => classOf(rank))
  const pools = [...new Set(classes.map(({ pool }) => pool))].map((name, index) => ({ name, account: index + 1 }))
  const planned = classes.map((kind, rank) => planMarket(rank, kind, random, pools.length + 1 + rank))
  const deficitAccount = pools.length + markets + 1
  const firstTrader = Math.ceil(deficitAccount / ID_STEP) * ID_STEP + 1
  return { markets: planned, pools, deficitAccount, firstTrader }
}

function classOf(rank: number): MarketClass {
  return MARKET_CLASSES.find(({ below }) => rank < below)!
}

function planMarket(rank: number, kind: MarketClass, random: Random, externalAccount: number): GeneratedMarket {
  const [base, listingTicks, tickDecimals] = KNOWN_MARKETS[rank] ?? inventMarket(rank)
  const listingAtoms = listingTicks * ATOMS_PER_TICK
  const [least, most] = kind.betaMilli
  const spread = least + random.below(most - least)
  // One market in eight rises a little when the others fall.
  const betaMilli = rank > 2 && random.below(8) === 0 ? -300 : spread
  const maxLots = Math.floor((kind.maxPositionCents * CENT_ATOMS) / listingAtoms)
  const symbol = `${base}-PERP`
  return { symbol, class: kind, listingTicks, tickDecimals, betaMilli, listingAtoms, maxLots, externalAccount }
}

function inventMarket(rank: number): readonly [string, number, number] {
  return [`ALT${rank}`, 100_000 + ((rank * 7_919) % 900_000), 2 + (rank % 5)]
}

/** The same as a venue.json would say it. */
export function venueFile(sizes: GeneratorSizes, plan: GeneratedVenue): VenueFile {
  return {
    format: 1,
    atom: '0.000001',
    markets: plan.markets.map(marketEntry),
    pools: plan.pools.map(({ name, account }) => ({ name, account })),
    policy: 'bitmex',
    generator: sizes,
  }
}

function marketEntry(market: GeneratedMarket): MarketEntry {
  const { symbol, listingTicks, tickDecimals, externalAccount, maxLots } = market
  const { tiers, initialPpm, pool } = market.class
  const price = (ticks: number) => decimal(ticks, tickDecimals)
  return {
    symbol,
    kind: 'linear',
    lotSize: lots(1, tickDecimals),
    tickSize: price(1),
    listingPrice: price(listingTicks),
    minMark: price(Math.floor(listingTicks / 100)),
    maxMark: price(listingTicks * 10),
    maxPosition: lots(maxLots, tickDecimals),
    tiers: tiers.map(([cents, ratePpm]) => ({ from: decimal(cents, 2), rate: decimal(ratePpm, 6) })),
    initialRate: decimal(initialPpm, 6),
    pool,
    externalAccount,
  }
}

// A lot of 10^(decimals - 5) makes ten atoms a tick: 10^-decimals · 10^(decimals - 5) / 10^-6. Ticks have six decimals
// at most.
function lots(count: number, tickDecimals: number): string {
  return tickDecimals <= 5 ? decimal(count, 5 - tickDecimals) : decimal(count * 10, 0)
}

function decimal(count: number, decimals: number): string {
  return unitText(BigInt(count), { coefficient: 1n, decimals })
}
