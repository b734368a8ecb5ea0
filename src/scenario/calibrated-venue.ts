// The venue of a calibrated book: what the tables and the assumptions say about every market, and the same as a
// venue.json would say it. Ten atoms a tick of a lot, as in every generated book.

import type { Decimal } from '../fixed/decimal.ts'
import type { CalibratedPath } from './calibrated-path.ts'
import type { Calibration } from './calibrated-schema.ts'
import type { MarketFacts } from './calibrated-tables.ts'
import { CALIBRATION_FILE } from './file-names.ts'
import { CENT_ATOMS } from './generator-venue.ts'
import { atPlace } from './place-error.ts'
import { unitText } from './unit-text.ts'
import { type Venue, venueOf } from './venue.ts'
import { notNegative, ppmOf, tiersOf } from './venue-market.ts'
import type { DepthEntry, MarketEntry } from './venue-schema.ts'

const ATOM = '0.000001'
const ATOM_UNIT: Decimal = { coefficient: 1n, decimals: 6 }
/** A lot has 5 decimals less than a tick: 10^-decimals · 10^(decimals − 5) / 10^-6 are ten atoms. */
const LOT_DECIMALS = 5
const TICKS_PER_CENT_LOT = 1000
const ID_STEP = 1000
const PPM = 1_000_000

export interface CalibratedMarket {
  readonly facts: MarketFacts
  /** The first mark, and the lowest. */
  readonly startTicks: number
  readonly lowestTicks: number
  /** What was liquidated, in lots at a price half-way down. */
  readonly liquidatedLots: number
  /** All longs, and all shorts. */
  readonly sideLots: number
  /** Where shorts entered on average, by what the deleveraged had gained. */
  readonly shortEntryTicks: number
  readonly tiers: readonly (readonly [floorCents: number, ratePpm: number])[]
}

export interface CalibratedVenue {
  readonly venue: Venue
  readonly markets: readonly CalibratedMarket[]
  readonly poolAccount: number
  readonly externalAccounts: readonly number[]
  readonly deficitAccount: number
  readonly firstTrader: number
}

/** @throws BallastError naming the field of calibration.json */
export function planCalibratedVenue(
  calibration: Calibration,
  facts: readonly MarketFacts[],
  path: CalibratedPath,
): CalibratedVenue {
  const tiersOfClass = atPlace(CALIBRATION_FILE, () => judgeAssumptions(calibration))
  const markets = facts.map((market, index): CalibratedMarket => {
    const startTicks = path.ticks[index]![0]!
    const lowestTicks = path.lowestTicks[index]!
    const halfwayTicks = Math.floor((startTicks + lowestTicks) / 2)
    const liquidatedLots = Math.floor((market.liquidationCents * TICKS_PER_CENT_LOT) / halfwayTicks)
    const sideLots = Math.floor((liquidatedLots * calibration.openInterestMilli) / 1000)
    const shortEntryTicks = shortEntry(market, startTicks)
    const tiers = tiersOfClass.get(market.className)!
    return { facts: market, startTicks, lowestTicks, liquidatedLots, sideLots, shortEntryTicks, tiers }
  })
  const externalAccounts = markets.map((_, index) => index + 2)
  const entries = markets.map((market, index) => marketEntry(calibration, market, externalAccounts[index]!))
  const { pool, policy, round } = calibration
  const pools = [{ name: pool.name, account: 1 }]
  const venue = venueOf({ format: 1, atom: ATOM, markets: entries, pools, policy, round }, CALIBRATION_FILE)
  const deficitAccount = markets.length + 2
  const firstTrader = Math.ceil(deficitAccount / ID_STEP) * ID_STEP + 1
  return { venue, markets, poolAccount: 1, externalAccounts, deficitAccount, firstTrader }
}

/** Cents that so many lots are worth. */
export function lotCents(lots: number, ticks: number): number {
  return Math.floor((lots * ticks) / TICKS_PER_CENT_LOT)
}

/** Of the pool, in atoms. */
export function poolCash({ pool }: Calibration): { readonly cashAtoms: bigint; readonly floorAtoms: bigint } {
  return {
    cashAtoms: notNegative(pool.cash, ATOM_UNIT, 'pool.cash'),
    floorAtoms: notNegative(pool.floor, ATOM_UNIT, 'pool.floor'),
  }
}

// The decimals that would otherwise be refused under names that calibration.json does not have.
function judgeAssumptions(calibration: Calibration): Map<string, CalibratedMarket['tiers']> {
  poolCash(calibration)
  for (const [index, { distance }] of calibration.depth.levels.entries()) {
    ppmOf(distance, `depth.levels[${index}].distance`)
  }
  return new Map(
    calibration.classes.map((kind, index) => {
      ppmOf(kind.initialRate, `classes[${index}].initialRate`)
      const tiers = tiersOf(kind, ATOM_UNIT, `classes[${index}]`)
      return [kind.name, tiers.map((tier) => [Number(tier.floorAtoms / BigInt(CENT_ATOMS)), tier.ratePpm] as const)]
    }),
  )
}

// Bounded, because the average of a small market may be that of one odd fill.
function shortEntry({ adlTicks, adlCents, adlProfitCents }: MarketFacts, startTicks: number): number {
  if (adlCents === 0) return startTicks
  const entry = (BigInt(adlTicks) * BigInt(adlCents + adlProfitCents)) / BigInt(adlCents)
  return Math.min(4 * startTicks, Math.max(Math.floor(startTicks / 4), Number(entry)))
}

function marketEntry(calibration: Calibration, market: CalibratedMarket, externalAccount: number): MarketEntry {
  const { facts, startTicks } = market
  const { initialRate, tiers } = calibration.classes.find((kind) => kind.name === facts.className)!
  const { name, takeoverSharePpm } = calibration.pool
  const price = (ticks: number) => decimal(ticks, facts.tickDecimals)
  const share = (sharePpm: number) => size(Math.floor((market.liquidatedLots * sharePpm) / PPM), facts.tickDecimals)
  return {
    symbol: facts.symbol,
    kind: 'linear',
    lotSize: size(1, facts.tickDecimals),
    tickSize: price(1),
    listingPrice: price(startTicks),
    minMark: price(Math.max(1, Math.floor(startTicks / 100))),
    maxMark: price(startTicks * 10),
    tiers,
    initialRate,
    pool: name,
    ...(takeoverSharePpm === undefined ? {} : { takeoverLimit: share(takeoverSharePpm) }),
    externalAccount,
    depth: depthEntry(calibration, share),
  }
}

function depthEntry({ depth }: Calibration, share: (sharePpm: number) => string): DepthEntry {
  const levels = depth.levels.map(({ distance, sharePpm }) => ({ distance, size: share(sharePpm) }))
  return { levels: levels.filter((level) => level.size !== '0'), refillMs: depth.refillMs }
}

function size(lots: number, tickDecimals: number): string {
  const decimals = tickDecimals - LOT_DECIMALS
  if (decimals > 0) return lots === 0 ? '0' : `${lots}${'0'.repeat(decimals)}`
  return decimal(lots, -decimals)
}

function decimal(count: number, decimals: number): string {
  return unitText(BigInt(count), { coefficient: 1n, decimals })
}
