// What a generated venue looks like, as tables of integers: no curve is ever computed, so a seed gives the same book
// on every machine. Leverage follows 10 October 2025 (on equity, p5/p50/p95/p99 = 0.077/0.56/3.75/8.1); the rest is
// shaped by hand: few large accounts among many small ones, most trading in few markets.

import type { Random } from './random.ts'

/** Points of a distribution: a share in ppm of the accounts, and the value that so many do not exceed. */
export type Quantiles = readonly (readonly [sharePpm: number, value: number])[]

export const EQUITY_CENTS: Quantiles = [
  [0, 1_000],
  [100_000, 5_000],
  [250_000, 20_000],
  [500_000, 100_000],
  [750_000, 800_000],
  [900_000, 5_000_000],
  [970_000, 30_000_000],
  [990_000, 150_000_000],
  [999_000, 1_000_000_000],
  [1_000_000, 5_000_000_000],
]

/** Leverage on equity in thousandths. */
export const LEVERAGE_MILLI: Quantiles = [
  [0, 10],
  [50_000, 77],
  [250_000, 250],
  [500_000, 560],
  [750_000, 1_400],
  [950_000, 3_750],
  [990_000, 8_100],
  [999_000, 15_000],
  [1_000_000, 20_000],
]

/** Positions of 64 accounts, relative to each other; dealt out anew to every 64. */
export const POSITION_WEIGHTS: readonly number[] = [
  ...Array.from({ length: 8 }, () => 0),
  ...Array.from({ length: 24 }, () => 1),
  ...Array.from({ length: 12 }, () => 2),
  ...Array.from({ length: 8 }, () => 4),
  ...Array.from({ length: 6 }, () => 8),
  ...Array.from({ length: 4 }, () => 16),
  ...Array.from({ length: 2 }, () => 32),
]

/** Symbol, listing price in ticks, decimals of a tick. */
export const KNOWN_MARKETS: readonly (readonly [base: string, listingTicks: number, tickDecimals: number])[] = [
  ['BTC', 1_134_000, 1],
  ['ETH', 382_500, 2],
  ['SOL', 188_400, 3],
  ['XRP', 248_000, 5],
  ['BNB', 112_500, 2],
  ['DOGE', 188_000, 6],
  ['AVAX', 226_800, 4],
  ['LINK', 186_000, 4],
  ['SUI', 262_000, 5],
  ['LTC', 108_200, 3],
  ['DOT', 337_000, 5],
  ['ATOM', 333_000, 5],
  ['AAVE', 242_600, 3],
  ['NEAR', 241_000, 5],
  ['ARB', 312_000, 6],
  ['OP', 561_000, 6],
]

/** How a market of this rank is margined. Floors and limits in cents. */
export interface MarketClass {
  /** Markets of a lower rank than this. */
  readonly below: number
  readonly pool: string
  readonly tiers: readonly (readonly [floorCents: number, ratePpm: number])[]
  readonly initialPpm: number
  readonly maxPositionCents: number
  /** How much of a fall of the whole market it takes part in, in thousandths. */
  readonly betaMilli: readonly [least: number, most: number]
}

export const MARKET_CLASSES: readonly MarketClass[] = [
  {
    below: 3,
    pool: 'majors',
    tiers: [
      [0, 5_000],
      [500_000_000, 10_000],
      [2_000_000_000, 25_000],
      [5_000_000_000, 50_000],
    ],
    initialPpm: 10_000,
    maxPositionCents: 20_000_000_000,
    betaMilli: [600, 900],
  },
  {
    below: 20,
    pool: 'alts',
    tiers: [
      [0, 10_000],
      [100_000_000, 20_000],
      [500_000_000, 50_000],
    ],
    initialPpm: 20_000,
    maxPositionCents: 4_000_000_000,
    betaMilli: [1_000, 1_600],
  },
  {
    below: Number.MAX_SAFE_INTEGER,
    pool: 'alts',
    tiers: [
      [0, 25_000],
      [20_000_000, 50_000],
      [100_000_000, 125_000],
    ],
    initialPpm: 50_000,
    maxPositionCents: 400_000_000,
    betaMilli: [1_200, 2_000],
  },
]

/** A fall with a bounce, in ppm of the listing price; 15 seconds a step. */
export const FALL_PPM: readonly number[] = [
  0, -4_000, -11_000, -24_000, -43_000, -71_000, -108_000, -125_000, -97_000, -84_000, -90_000, -102_000,
]
export const FALL_START_MS = 1_760_130_960_000
export const FALL_STEP_MS = 15_000

/** How often a market of this rank is traded in, relative to the others: the law of Zipf. */
export function popularity(rank: number): number {
  return Math.max(1, Math.floor(1_000_000 / (rank + 1)))
}

/** A value of the distribution, between two points of the table on a straight line. */
export function draw(random: Random, quantiles: Quantiles): number {
  return valueAt(quantiles, random.below(1_000_000))
}

/** The value that `share` ppm of the distribution stay under; for shares below 1,000,000. */
export function valueAt(quantiles: Quantiles, share: number): number {
  let upper = 1
  while (quantiles[upper]![0] <= share) upper += 1
  const [fromShare, from] = quantiles[upper - 1]!
  const [toShare, to] = quantiles[upper]!
  return from + Math.floor(((to - from) * (share - fromShare)) / (toShare - fromShare))
}
