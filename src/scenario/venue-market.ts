// One market of venue.json in units. Every refusal names the field, such as markets[3].tiers[1].rate.

import type { MarketConfig } from '../book/market-config.ts'
import { BallastError, demand, ErrorCode } from '../core/errors.ts'
import { MAX_POSITION_ATOMS, MAX_TIERS_PER_MARKET } from '../core/limits.ts'
import { type Decimal, parseDecimal, parseInteger, unitsToDecimal } from '../fixed/decimal.ts'
import { abs, max, min } from '../fixed/rounding.ts'
import type { Tier } from '../fixed/tiers.ts'
import {
  type ContractSize,
  inverseContract,
  linearContract,
  notionalBoundAtoms,
  quantoContract,
  unitValueAtoms,
} from '../fixed/unit-value.ts'
import { atPlace } from './place-error.ts'
import { countText } from './unit-text.ts'
import type { MarketEntry } from './venue-schema.ts'

/** A market's terms for the engine, without the accounts: those are known when accounts.csv has been read. */
export type MarketTermsInUnits = Omit<MarketConfig, 'externalAccount' | 'poolAccount'>

export interface VenueMarket {
  readonly config: MarketTermsInUnits
  /** u at any price: `unitValueAtoms(kind, unitParam, ticks)`. */
  readonly contract: ContractSize
  readonly lotSize: Decimal
  readonly tickSize: Decimal
  /** Name of its insurance pool, or null. */
  readonly pool: string | null
  /** The external row that the file names, or null for one that is assigned. */
  readonly externalAccount: number | null
}

const PPM_UNIT: Decimal = { coefficient: 1n, decimals: 6 }

/** @param field names the market in messages: 'markets[3]' */
export function venueMarket(entry: MarketEntry, atom: Decimal, field: string): VenueMarket {
  const lotSize = positive(entry.lotSize, `${field}.lotSize`)
  const tickSize = positive(entry.tickSize, `${field}.tickSize`)
  const price = (key: 'listingPrice' | 'minMark' | 'maxMark') => ticksOf(entry[key], tickSize, `${field}.${key}`)
  const listingTicks = price('listingPrice')
  const minMarkTicks = price('minMark')
  const maxMarkTicks = price('maxMark')
  demand(minMarkTicks <= listingTicks && listingTicks <= maxMarkTicks, ErrorCode.PRICE_BAND, () => {
    const band = `minMark ${entry.minMark} to maxMark ${entry.maxMark}`
    return `${field}.listingPrice is ${entry.listingPrice}, expected a price within ${band}`
  })
  const contract = contractSize(entry, { lotSize, tickSize, atom, listingTicks, maxMarkTicks }, field)
  const listingAtoms = abs(unitValueAtoms(contract.kind, contract.unitParam, listingTicks))
  const bandAtoms = notionalBoundAtoms(contract.kind, contract.unitParam, minMarkTicks, maxMarkTicks)
  const limits = limitsOf(entry, { lotSize, atom, listingAtoms, bandAtoms }, field)
  const config: MarketTermsInUnits = {
    symbol: entry.symbol,
    kind: entry.kind,
    lotSize: entry.lotSize,
    tickSize: entry.tickSize,
    ...(entry.contractValue === undefined ? {} : { contractValue: entry.contractValue }),
    ...(entry.multiplierAtoms === undefined ? {} : { multiplierAtoms: contract.unitParam }),
    listingTicks,
    minMarkTicks,
    maxMarkTicks,
    ...limits,
    tiers: tiersOf(entry, atom, field),
    initialRatePpm: ppmOf(entry.initialRate, `${field}.initialRate`),
    takeoverLimitLots:
      entry.takeoverLimit === undefined ? null : notNegative(entry.takeoverLimit, lotSize, `${field}.takeoverLimit`),
    priceBandPpm: entry.priceBand === undefined ? 0 : ppmOf(entry.priceBand, `${field}.priceBand`),
    maxMarkAgeMs: entry.maxMarkAgeMs ?? null,
  }
  const { pool = null, externalAccount = null } = entry
  return { config, contract, lotSize, tickSize, pool, externalAccount }
}

interface Sizes {
  readonly lotSize: Decimal
  readonly tickSize: Decimal
  readonly atom: Decimal
  readonly listingTicks: bigint
  readonly maxMarkTicks: bigint
}

// The refusals of the contracts name a size that works.
function contractSize(entry: MarketEntry, sizes: Sizes, field: string): ContractSize {
  const { kind, contractValue, multiplierAtoms } = entry
  demand(contractValue === undefined || kind === 'inverse', ErrorCode.CONFIG, () => {
    return `${field}.contractValue is for inverse contracts, this one is ${kind}: remove it`
  })
  demand(multiplierAtoms === undefined || kind === 'quanto', ErrorCode.CONFIG, () => {
    return `${field}.multiplierAtoms is for quanto contracts, this one is ${kind}: remove it`
  })
  return atPlace(field, () => {
    if (kind === 'linear') return linearContract(sizes)
    if (kind === 'inverse') {
      return inverseContract({ ...sizes, contractValue: positive(contractValue ?? '1', 'contractValue') })
    }
    return quantoContract({ ...sizes, multiplierAtoms: parseInteger(multiplierAtoms ?? '', 'multiplierAtoms') })
  })
}

interface Bounds {
  readonly lotSize: Decimal
  readonly atom: Decimal
  readonly listingAtoms: bigint
  readonly bandAtoms: bigint
}

/**
 * maxPositionLots · (largest u + largest |F|) must stay within 2^55 atoms. Funding that is not limited may reach the
 * listing price, or what the position limit leaves; a position that is not limited may reach what the two leave.
 */
function limitsOf(entry: MarketEntry, bounds: Bounds, field: string) {
  const { lotSize, atom, listingAtoms, bandAtoms } = bounds
  const wanted =
    entry.maxPosition === undefined ? null : notNegative(entry.maxPosition, lotSize, `${field}.maxPosition`)
  const room = wanted === null || wanted === 0n ? listingAtoms : max(0n, MAX_POSITION_ATOMS / wanted - bandAtoms)
  const maxAbsFundingAtoms =
    entry.maxFunding === undefined
      ? min(listingAtoms, room)
      : notNegative(entry.maxFunding, atom, `${field}.maxFunding`)
  const most = MAX_POSITION_ATOMS / (bandAtoms + maxAbsFundingAtoms)
  const maxPositionLots = wanted ?? most
  demand(maxPositionLots >= 1n && maxPositionLots <= most, ErrorCode.RANGE, () => {
    const size = (lots: bigint) => unitsToDecimal(lots, lotSize)
    return `${field}.maxPosition is ${size(maxPositionLots)}, expected ${size(1n)} to ${size(most)}`
  })
  return { maxPositionLots, maxAbsFundingAtoms }
}

/** @param field names what has the tiers in messages */
export function tiersOf(entry: Pick<MarketEntry, 'tiers'>, atom: Decimal, field: string): Tier[] {
  const count = entry.tiers.length
  demand(count >= 1 && count <= MAX_TIERS_PER_MARKET, ErrorCode.TIERS, () => {
    return `${field}.tiers has ${count} tiers, expected 1 to ${MAX_TIERS_PER_MARKET}`
  })
  const tiers: Tier[] = []
  for (const [index, { from, rate }] of entry.tiers.entries()) {
    const name = `${field}.tiers[${index}]`
    const before = tiers.at(-1)
    const tier = { floorAtoms: notNegative(from, atom, `${name}.from`), ratePpm: ppmOf(rate, `${name}.rate`) }
    demand(before === undefined ? tier.floorAtoms === 0n : tier.floorAtoms > before.floorAtoms, ErrorCode.TIERS, () => {
      const wanted = before === undefined ? '"0"' : `more than ${unitsToDecimal(before.floorAtoms, atom)}`
      return `${name}.from is ${JSON.stringify(from)}, expected ${wanted}: the first tier begins at 0, the others rise`
    })
    demand(tier.ratePpm >= (before?.ratePpm ?? 0), ErrorCode.TIERS, () => {
      const least = unitsToDecimal(BigInt(before?.ratePpm ?? 0), PPM_UNIT)
      return `${name}.rate is ${JSON.stringify(rate)}, expected at least ${least}, the rate before it: rates never fall`
    })
    demand(tier.floorAtoms <= MAX_POSITION_ATOMS, ErrorCode.TIERS, () => {
      const most = unitsToDecimal(MAX_POSITION_ATOMS, atom)
      return `${name}.from is ${JSON.stringify(from)}, expected at most ${most}`
    })
    tiers.push(tier)
  }
  return tiers
}

/** A rate such as "0.005" in millionths. */
export function ppmOf(text: string, field: string): number {
  const ppm = countText(text, PPM_UNIT, field)
  demand(ppm >= 0n && ppm <= 1_000_000n, ErrorCode.RANGE, () => `${field} is ${text}, expected a rate from 0 to 1`)
  return Number(ppm)
}

/** A price in ticks. */
export function ticksOf(text: string, tickSize: Decimal, field: string): bigint {
  const ticks = countText(text, tickSize, field)
  demand(ticks > 0n, ErrorCode.PRICE_BAND, () => `${field} is ${text}, expected a price above 0`)
  return ticks
}

/** Money or sizes that may be zero. */
export function notNegative(text: string, unit: Decimal, field: string): bigint {
  const count = countText(text, unit, field)
  demand(count >= 0n, ErrorCode.RANGE, () => `${field} is ${text}, expected 0 or more`)
  return count
}

/** Sizes of units stand in 64-bit columns. */
export function positive(text: string, field: string): Decimal {
  const size = parseDecimal(text, field)
  if (size.coefficient > 0n && size.coefficient < 1n << 62n && size.decimals <= 18) return size
  const message = `${field} is ${text}, expected a decimal above 0 of at most 18 digits`
  throw new BallastError(ErrorCode.CONFIG, message)
}
