// Markets as they stand in the columns: what is read and written here has been checked in `market-config.ts`.

import { MARKET_HALTED, MARKET_TRADING } from '../core/codes.ts'
import { demand, ErrorCode } from '../core/errors.ts'
import { MAX_INT64, PPM } from '../core/limits.ts'
import { shown } from '../core/shown.ts'
import type { Decimal } from '../fixed/decimal.ts'
import { abs } from '../fixed/rounding.ts'
import { deriveDeductions, type Tier } from '../fixed/tiers.ts'
import { unitValueAtoms } from '../fixed/unit-value.ts'
import * as at from '../memory/fields.ts'
import type { Book } from './book.ts'

/** Time of a mark that is not to be trusted any more. */
const NO_MARK_TIME = -1

const SCAN_WORDS = 1 << (at.SCAN_BYTES_SHIFT - 3)
const TIER_WORDS = 1 << (at.TIER_BYTES_SHIFT - 3)

/** @throws BallastError ERR_UNKNOWN_MARKET */
export function checkMarket(book: Book, market: number): void {
  const known = Number.isInteger(market) && market >= 0 && market < book.marketCount
  demand(known, ErrorCode.UNKNOWN_MARKET, () => `no market ${shown(market)} is listed, there are ${book.marketCount}`)
}

/** u at a price. */
export function unitAt(book: Book, market: number, ticks: bigint): bigint {
  const { marketKind, marketUnit } = book.columns
  return unitValueAtoms(marketKind[market]!, marketUnit[market]!, ticks)
}

/** u at the mark. */
export function unitAtMark(book: Book, market: number): bigint {
  return unitAt(book, market, book.columns.marketMark[market]!)
}

/** u − F at the mark, as the kernels see it. */
export function effectiveUnit(book: Book, market: number): bigint {
  return book.columns.marketScan[market * SCAN_WORDS + (at.SCAN_UNIT >> 3)]!
}

/** |u| at the mark, as the kernels see it. */
export function absoluteUnit(book: Book, market: number): bigint {
  return book.columns.marketScan[market * SCAN_WORDS + (at.SCAN_ABS_UNIT >> 3)]!
}

export function isStale(book: Book, market: number, nowMs: number): boolean {
  const { marketStatus, marketMarkTime, marketMaxAge } = book.columns
  if (marketStatus[market] === MARKET_HALTED || marketMarkTime[market] === NO_MARK_TIME) return true
  const maxAgeMs = marketMaxAge[market]!
  return maxAgeMs >= 0 && nowMs - marketMarkTime[market]! > maxAgeMs
}

/** MM(n) in atom · ppm: the largest n · rate − deduction of all tiers, which is that of the last floor reached. */
export function marketMaintenanceAtomPpm(book: Book, market: number, notionalAtoms: bigint): bigint {
  const { marketTiers } = book.columns
  let line = tierLine(book, market)
  while (marketTiers[line + TIER_WORDS]! <= notionalAtoms) line += TIER_WORDS
  const low = marketTiers[line + (at.TIER_DEDUCTION_LOW >> 3)]!
  const high = marketTiers[line + (at.TIER_DEDUCTION_HIGH >> 3)]!
  return notionalAtoms * marketTiers[line + (at.TIER_RATE >> 3)]! - ((high << 32n) + low)
}

/** Number of maintenance tiers. */
export function tierCount(book: Book, market: number): number {
  return book.columns.marketTierCount[market]!
}

/** Rate of a tier, in ppm. */
export function tierRatePpm(book: Book, market: number, tier: number): bigint {
  return book.columns.marketTiers[tierLine(book, market) + tier * TIER_WORDS + (at.TIER_RATE >> 3)]!
}

/** What the line of a tier is lowered by, in atom · ppm. */
export function tierDeductionAtomPpm(book: Book, market: number, tier: number): bigint {
  const { marketTiers } = book.columns
  const line = tierLine(book, market) + tier * TIER_WORDS
  return (marketTiers[line + (at.TIER_DEDUCTION_HIGH >> 3)]! << 32n) + marketTiers[line + (at.TIER_DEDUCTION_LOW >> 3)]!
}

function tierLine(book: Book, market: number): number {
  return market * (book.columns.word(at.WORD_CAP_TIERS) + 1) * TIER_WORDS
}

/** Writes the tiers of a market, behind them a line that no notional reaches, and the scan's copy of the first. */
export function writeTiers(book: Book, market: number, tiers: readonly Tier[]): void {
  const { marketTiers, marketTierCount, marketScan } = book.columns
  const deductions = deriveDeductions(tiers)
  let line = tierLine(book, market)
  for (const [index, tier] of tiers.entries()) {
    const deduction = deductions[index]!
    marketTiers[line + (at.TIER_FLOOR >> 3)] = tier.floorAtoms
    marketTiers[line + (at.TIER_RATE >> 3)] = BigInt(tier.ratePpm)
    marketTiers[line + (at.TIER_DEDUCTION_LOW >> 3)] = deduction & 0xffff_ffffn
    marketTiers[line + (at.TIER_DEDUCTION_HIGH >> 3)] = deduction >> 32n
    line += TIER_WORDS
  }
  marketTiers[line] = MAX_INT64
  marketTierCount[market] = tiers.length
  const scan = market * SCAN_WORDS
  marketScan[scan + (at.SCAN_RATE >> 3)] = BigInt(tiers[0]!.ratePpm)
  marketScan[scan + (at.SCAN_NEXT_FLOOR >> 3)] = tiers[1]?.floorAtoms ?? MAX_INT64
}

/** Whether the derived columns of a market are what its mark, funding index and tiers give. */
export function derivedAgree(book: Book, market: number): boolean {
  const { marketScan, marketTiers, marketFunding } = book.columns
  const unit = unitAtMark(book, market)
  const tiers = readTiers(book, market)
  const first = tierLine(book, market)
  const scan = market * SCAN_WORDS
  const lines = deriveDeductions(tiers).every((deduction, index) => {
    const line = first + index * TIER_WORDS
    const low = marketTiers[line + (at.TIER_DEDUCTION_LOW >> 3)]
    return low === (deduction & 0xffff_ffffn) && marketTiers[line + (at.TIER_DEDUCTION_HIGH >> 3)] === deduction >> 32n
  })
  return (
    lines &&
    marketTiers[first + tiers.length * TIER_WORDS] === MAX_INT64 &&
    marketScan[scan + (at.SCAN_UNIT >> 3)] === unit - marketFunding[market]! &&
    marketScan[scan + (at.SCAN_ABS_UNIT >> 3)] === abs(unit) &&
    marketScan[scan + (at.SCAN_RATE >> 3)] === BigInt(tiers[0]!.ratePpm) &&
    marketScan[scan + (at.SCAN_NEXT_FLOOR >> 3)] === (tiers[1]?.floorAtoms ?? MAX_INT64)
  )
}

export function readTiers(book: Book, market: number): Tier[] {
  const { marketTiers, marketTierCount } = book.columns
  const first = tierLine(book, market)
  return Array.from({ length: marketTierCount[market]! }, (_, index) => ({
    floorAtoms: marketTiers[first + index * TIER_WORDS]!,
    ratePpm: Number(marketTiers[first + index * TIER_WORDS + (at.TIER_RATE >> 3)]!),
  }))
}

/** Sets the mark and everything that hangs on it. */
export function setMark(book: Book, market: number, ticks: bigint, timeMs: number): void {
  const { marketMark, marketMarkTime } = book.columns
  marketMark[market] = ticks
  marketMarkTime[market] = timeMs
  refreshScan(book, market)
}

/** Sets the funding index and what rounding left of it. */
export function setFunding(book: Book, market: number, fundingAtoms: bigint, carry: bigint): void {
  book.columns.marketFunding[market] = fundingAtoms
  book.columns.marketCarry[market] = carry
  refreshScan(book, market)
}

function refreshScan(book: Book, market: number): void {
  const { marketScan, marketFunding } = book.columns
  const unit = unitAtMark(book, market)
  const scan = market * SCAN_WORDS
  marketScan[scan + (at.SCAN_UNIT >> 3)] = unit - marketFunding[market]!
  marketScan[scan + (at.SCAN_ABS_UNIT >> 3)] = abs(unit)
}

export function halt(book: Book, market: number): void {
  book.columns.marketStatus[market] = MARKET_HALTED
}

/** Trading goes on, but the mark from before the halt is not trusted: a new one has to arrive. */
export function resume(book: Book, market: number): void {
  if (!isHalted(book, market)) return
  book.columns.marketStatus[market] = MARKET_TRADING
  book.columns.marketMarkTime[market] = NO_MARK_TIME
}

export function isHalted(book: Book, market: number): boolean {
  return book.columns.marketStatus[market] !== MARKET_TRADING
}

/** Whether `ticks` is a price the market knows. */
export function inBand(book: Book, market: number, ticks: bigint): boolean {
  return ticks >= book.columns.marketMin[market]! && ticks <= book.columns.marketMax[market]!
}

/** Whether `ticks` is within the market's band around the mark that orders are held to. */
export function nearMark(book: Book, market: number, ticks: bigint): boolean {
  const bandPpm = BigInt(book.columns.marketBandPpm[market]!)
  const mark = book.columns.marketMark[market]!
  return bandPpm === 0n || abs(ticks - mark) * PPM <= mark * bandPpm
}

export function symbolOf(book: Book, market: number): string {
  const start = market * at.SYMBOL_BYTES
  const bytes = book.columns.marketSymbol.slice(start, start + at.SYMBOL_BYTES)
  const end = bytes.indexOf(0)
  return new TextDecoder().decode(bytes.subarray(0, end < 0 ? bytes.length : end))
}

/** Number of the market with this symbol, or -1. @throws BallastError ERR_CONFIG for what is no text */
export function findMarket(book: Book, symbol: string): number {
  demand(typeof symbol === 'string', ErrorCode.CONFIG, () => `symbol is ${shown(symbol)}, expected text`)
  const { marketSymbol } = book.columns
  const wanted = new Uint8Array(at.SYMBOL_BYTES)
  const { read } = new TextEncoder().encodeInto(symbol, wanted)
  if (read !== symbol.length) return -1
  for (let market = 0; market < book.marketCount; market += 1) {
    const start = market * at.SYMBOL_BYTES
    let byte = 0
    while (byte < at.SYMBOL_BYTES && marketSymbol[start + byte] === wanted[byte]) byte += 1
    if (byte === at.SYMBOL_BYTES) return market
  }
  return -1
}

export const lotSizeOf = (book: Book, market: number) => readDecimal(book.columns.marketLot, market)
export const tickSizeOf = (book: Book, market: number) => readDecimal(book.columns.marketTick, market)
export const contractValueOf = (book: Book, market: number) => readDecimal(book.columns.marketContract, market)

function readDecimal(column: BigInt64Array, market: number): Decimal {
  return { coefficient: column[2 * market]!, decimals: Number(column[2 * market + 1]!) }
}

export function writeDecimal(column: BigInt64Array, market: number, value: Decimal): void {
  column[2 * market] = value.coefficient
  column[2 * market + 1] = BigInt(value.decimals)
}
