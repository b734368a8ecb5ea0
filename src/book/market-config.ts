// What a market may look like, and the two commands that make it so: listing, and changing what may change later.

import { CLASS_EXTERNAL, CLASS_POOL, CLASS_TRADER, MARKET_TRADING } from '../core/codes.ts'
import { demand, ErrorCode } from '../core/errors.ts'
import { checkBigint, HOUSE_LOTS_FACTOR, MAX_INT64, MAX_POSITION_ATOMS } from '../core/limits.ts'
import { shown } from '../core/shown.ts'
import { checkTiers, type Tier } from '../fixed/tiers.ts'
import { notionalBoundAtoms } from '../fixed/unit-value.ts'
import * as at from '../memory/fields.ts'
import type { Book } from './book.ts'
import { type Contract, type ContractConfig, checkBand, checkContract, contractOf } from './contract.ts'
import { findMarket, readTiers, setFunding, setMark, writeDecimal, writeTiers } from './markets.ts'
import { rowOf } from './rows.ts'

/** What may change while a market trades. */
export interface MarketTerms {
  /** Marks and trade prices stay within these, bounds included. */
  readonly minMarkTicks: bigint
  readonly maxMarkTicks: bigint
  readonly maxPositionLots: bigint
  /** Bound on |F|, the cumulative funding per lot. */
  readonly maxAbsFundingAtoms: bigint
  /** Maintenance margin by notional; deductions are derived. */
  readonly tiers: readonly Tier[]
  readonly initialRatePpm: number
  /** Fees of the market's trades go here; its external account when left out. */
  readonly feeAccount?: number
  /** The insurance pool that covers this market. */
  readonly poolAccount?: number | null
  /** Largest |position| that the pool takes over; null: no limit. */
  readonly takeoverLimitLots?: bigint | null
  /** How far from the mark an order may trade; 0: no band. */
  readonly priceBandPpm?: number
  /** A mark older than this is stale; null: never. */
  readonly maxMarkAgeMs?: number | null
}

export interface MarketConfig extends MarketTerms, ContractConfig {
  readonly maxMarkTicks: bigint
  /** The row on the other side of fills on the order book, of class 'external'. */
  readonly externalAccount: number
}

interface CheckedTerms {
  readonly terms: MarketTerms
  readonly poolRow: number
  readonly feeRow: number
}

/**
 * Lists a market and returns its number. A refused configuration changes nothing.
 *
 * @param note is called when it has been accepted, before anything changes; what it throws refuses it
 */
export function listMarket(book: Book, config: MarketConfig, note: () => void = () => {}): number {
  const { columns } = book
  const market = book.marketCount
  const capacity = columns.word(at.WORD_CAP_MARKETS)
  demand(market < capacity, ErrorCode.CAPACITY, () => `the book is full at ${capacity} markets`)
  const symbol = checkSymbol(book, config.symbol)
  const sizes = checkContract(book, config)
  const externalRow = rowOfClass(book, config.externalAccount, CLASS_EXTERNAL, `${config.symbol}.externalAccount`)
  const { listingTicks } = config
  const checked = checkTerms(book, config.symbol, config, sizes, externalRow)
  demand(listingTicks >= config.minMarkTicks && listingTicks <= config.maxMarkTicks, ErrorCode.PRICE_BAND, () => {
    const band = `${config.minMarkTicks} to ${config.maxMarkTicks}`
    return `${config.symbol}: listing at ${listingTicks} ticks, outside of ${band}`
  })

  note()
  columns.marketSymbol.fill(0, market * at.SYMBOL_BYTES, (market + 1) * at.SYMBOL_BYTES)
  columns.marketSymbol.set(symbol, market * at.SYMBOL_BYTES)
  columns.marketKind[market] = sizes.kind
  columns.marketUnit[market] = sizes.unitParam
  writeDecimal(columns.marketLot, market, sizes.lotSize)
  writeDecimal(columns.marketTick, market, sizes.tickSize)
  writeDecimal(columns.marketContract, market, sizes.contractValue)
  columns.marketListing[market] = listingTicks
  columns.marketExternalRow[market] = externalRow
  columns.marketStatus[market] = MARKET_TRADING
  columns.marketLotsSum[market] = 0n
  writeTerms(book, market, checked)
  columns.marketFunding[market] = 0n
  setMark(book, market, listingTicks, 0)
  setFunding(book, market, 0n, 0n)
  columns.setWord(at.WORD_MARKETS, market + 1)
  return market
}

/**
 * Changes the terms of a listed market; what is left out stays. A refused change changes nothing.
 *
 * @param note as of `listMarket`
 */
export function configureMarket(
  book: Book,
  market: number,
  change: Partial<MarketTerms>,
  note: () => void = () => {},
): void {
  const { columns } = book
  const before = termsOf(book, market)
  const given = Object.entries(change).filter(([, value]) => value !== undefined)
  for (const [field] of given) {
    demand(Object.hasOwn(before, field), ErrorCode.CONFIG, () => `market ${market} has no term "${field}" to change`)
  }
  const terms: MarketTerms = { ...before, ...Object.fromEntries(given) }
  const symbol = `market ${market}`
  const sizes = contractOf(book, market)
  checkAmounts(symbol, terms)
  checkBand(book, sizes, terms.maxMarkTicks)
  const checked = checkTerms(book, symbol, terms, sizes, columns.marketExternalRow[market]!)
  const mark = columns.marketMark[market]!
  demand(mark >= terms.minMarkTicks && mark <= terms.maxMarkTicks, ErrorCode.PRICE_BAND, () => {
    return `${symbol}: a band of ${terms.minMarkTicks} to ${terms.maxMarkTicks} ticks leaves out the mark, ${mark}`
  })
  const funding = columns.marketFunding[market]!
  const bound = terms.maxAbsFundingAtoms
  demand(funding <= bound && -funding <= bound, ErrorCode.RANGE, () => {
    return `${symbol}: maxAbsFundingAtoms ${bound} is under the funding index of now, ${funding}`
  })
  if (terms.maxPositionLots < before.maxPositionLots) checkHoldings(book, market, terms.maxPositionLots)
  note()
  writeTerms(book, market, checked)
}

// Bounds are only safe when every open position keeps them, so a lower limit walks the book once.
function checkHoldings(book: Book, market: number, maxLots: bigint): void {
  const { rowId, rowClass, runStart, runCount, posMarket, posSize } = book.columns
  for (let row = 0; row < book.columns.word(at.WORD_BLOCKS) << at.BLOCK_SHIFT; row += 1) {
    const first = runStart[row]!
    const limit = rowClass[row] === CLASS_TRADER ? maxLots : maxLots * HOUSE_LOTS_FACTOR
    for (let slot = first; slot < first + runCount[row]!; slot += 1) {
      if (posMarket[slot] !== market) continue
      const lots = posSize[slot]!
      demand(lots <= limit && -lots <= limit, ErrorCode.RANGE, () => {
        return `market ${market}: account ${rowId[row]} holds ${lots} lots, over the wanted limit of ${limit}`
      })
    }
  }
}

function termsOf(book: Book, market: number): Required<MarketTerms> {
  const { columns } = book
  const poolRow = columns.marketPoolRow[market]!
  const takeover = columns.marketTakeover[market]!
  const maxAge = columns.marketMaxAge[market]!
  return {
    minMarkTicks: columns.marketMin[market]!,
    maxMarkTicks: columns.marketMax[market]!,
    maxPositionLots: columns.marketMaxLots[market]!,
    maxAbsFundingAtoms: columns.marketMaxFunding[market]!,
    tiers: readTiers(book, market),
    initialRatePpm: columns.marketInitialPpm[market]!,
    feeAccount: columns.rowId[columns.marketFeeRow[market]!]!,
    poolAccount: poolRow === at.NO_ROW ? null : columns.rowId[poolRow]!,
    takeoverLimitLots: takeover < 0n ? null : takeover,
    priceBandPpm: columns.marketBandPpm[market]!,
    maxMarkAgeMs: maxAge < 0 ? null : maxAge,
  }
}

/** Numbers for bigints would throw in the middle of the arithmetic. */
function checkAmounts(
  symbol: string,
  { minMarkTicks, maxMarkTicks, maxPositionLots, maxAbsFundingAtoms }: MarketTerms,
): void {
  for (const [field, value] of Object.entries({ minMarkTicks, maxMarkTicks, maxPositionLots, maxAbsFundingAtoms })) {
    checkBigint(value, `${symbol}.${field}`)
  }
}

function checkTerms(
  book: Book,
  symbol: string,
  terms: MarketTerms,
  contract: Contract,
  externalRow: number,
): CheckedTerms {
  const { minMarkTicks, maxMarkTicks, maxPositionLots, maxAbsFundingAtoms } = terms
  checkAmounts(symbol, terms)
  demand(minMarkTicks >= 1n && minMarkTicks <= maxMarkTicks && maxMarkTicks <= MAX_INT64, ErrorCode.PRICE_BAND, () => {
    return `${symbol}: a price band of ${minMarkTicks} to ${maxMarkTicks} ticks, expected 1 ≤ lowest ≤ highest`
  })
  demand(maxPositionLots >= 1n && maxAbsFundingAtoms >= 0n, ErrorCode.RANGE, () => {
    const funding = `maxAbsFundingAtoms ${maxAbsFundingAtoms} not negative`
    return `${symbol}: maxPositionLots ${maxPositionLots} must be positive, ${funding}`
  })
  const unit = notionalBoundAtoms(contract.kind, contract.unitParam, minMarkTicks, maxMarkTicks) + maxAbsFundingAtoms
  demand(maxPositionLots * unit <= MAX_POSITION_ATOMS, ErrorCode.RANGE, () => {
    const most = MAX_POSITION_ATOMS / unit
    return `${symbol}: ${maxPositionLots} lots of up to ${unit} atoms pass 2^55; ${most} lots are the most`
  })
  checkTiers(terms.tiers, book.columns.word(at.WORD_CAP_TIERS), `${symbol}.tiers`)
  checkInteger(terms.initialRatePpm, 1_000_000, `${symbol}.initialRatePpm`)
  checkInteger(terms.priceBandPpm ?? 0, 1_000_000, `${symbol}.priceBandPpm`)
  checkInteger(terms.maxMarkAgeMs ?? 0, Number.MAX_SAFE_INTEGER, `${symbol}.maxMarkAgeMs`)
  const takeover = terms.takeoverLimitLots ?? 0n
  checkBigint(takeover, `${symbol}.takeoverLimitLots`)
  demand(
    takeover >= 0n && takeover <= MAX_INT64,
    ErrorCode.RANGE,
    () => `${symbol}.takeoverLimitLots is ${shown(takeover)}`,
  )
  const pool = terms.poolAccount ?? null
  return {
    terms,
    poolRow: pool === null ? at.NO_ROW : rowOfClass(book, pool, CLASS_POOL, `${symbol}.poolAccount`),
    feeRow: terms.feeAccount === undefined ? externalRow : houseRow(book, terms.feeAccount, `${symbol}.feeAccount`),
  }
}

function writeTerms(book: Book, market: number, { terms, poolRow, feeRow }: CheckedTerms): void {
  const { columns } = book
  columns.marketMin[market] = terms.minMarkTicks
  columns.marketMax[market] = terms.maxMarkTicks
  columns.marketMaxLots[market] = terms.maxPositionLots
  columns.marketMaxFunding[market] = terms.maxAbsFundingAtoms
  columns.marketInitialPpm[market] = terms.initialRatePpm
  columns.marketFeeRow[market] = feeRow
  columns.marketPoolRow[market] = poolRow
  columns.marketTakeover[market] = terms.takeoverLimitLots ?? -1n
  columns.marketBandPpm[market] = terms.priceBandPpm ?? 0
  columns.marketMaxAge[market] = terms.maxMarkAgeMs ?? -1
  writeTiers(book, market, terms.tiers)
}

function checkInteger(value: number, most: number, field: string): void {
  demand(Number.isInteger(value) && value >= 0 && value <= most, ErrorCode.RANGE, () => {
    return `${field} is ${shown(value)}, expected an integer of 0 to ${most}`
  })
}

function checkSymbol(book: Book, symbol: string): Uint8Array {
  const isShort = typeof symbol === 'string' && symbol.length <= at.SYMBOL_BYTES
  demand(isShort && /^[\x21-\x7e]+$/.test(symbol), ErrorCode.CONFIG, () => {
    return `symbol ${shown(symbol)}: expected 1 to ${at.SYMBOL_BYTES} printable ASCII characters without spaces`
  })
  demand(findMarket(book, symbol) < 0, ErrorCode.DUPLICATE, () => `market ${symbol} is listed already`)
  return new TextEncoder().encode(symbol)
}

function houseRow(book: Book, id: number, field: string): number {
  const row = rowOf(book, id)
  const code = book.columns.rowClass[row]!
  demand(code === CLASS_EXTERNAL || code === CLASS_POOL, ErrorCode.ACCOUNT_CLASS, () => {
    return `${field}: account ${id} is neither external nor a pool`
  })
  return row
}

function rowOfClass(book: Book, id: number, code: number, field: string): number {
  const row = rowOf(book, id)
  demand(book.columns.rowClass[row] === code, ErrorCode.ACCOUNT_CLASS, () => {
    const wanted = code === CLASS_POOL ? 'a pool' : 'external'
    return `${field}: account ${id} is not ${wanted}`
  })
  return row
}
