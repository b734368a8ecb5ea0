// JSON schemas of everything that is emitted, a checker of the keywords they use, and the inputs that tests emit from.

import * as assert from 'uvu/assert'
import type { AdlFill, MarginCall } from '../../src/engine/round-events.ts'
import type { Standing } from '../../src/engine/standing.ts'
import type { AdlWarning } from '../../src/engine/warning.ts'
import { type Decimal, parseDecimal } from '../../src/fixed/decimal.ts'
import type { Candidate } from '../../src/policies/policy.ts'
import type { ForcedMove } from '../../src/report/to-fill.ts'
import type { Listing, WireTerms } from '../../src/report/to-text.ts'

export interface Schema {
  readonly type: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean' | 'null'
  readonly enum?: readonly unknown[]
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: false
}

/** What is wrong with a value, a sentence each. It goes through JSON first: what a reader gets is checked. */
export function faultsOf(schema: Schema, value: unknown): string[] {
  return faults(schema, JSON.parse(JSON.stringify(value)), '$')
}

export function valid(schema: Schema, value: unknown): void {
  assert.equal(faultsOf(schema, value), [])
}

function faults(schema: Schema, value: unknown, path: string): string[] {
  if (!hasType(schema.type, value)) return [`${path} is ${JSON.stringify(value)}, expected ${schema.type}`]
  const found: string[] = []
  if (schema.enum !== undefined && !schema.enum.includes(value)) found.push(`${path} is ${value}, not of the enum`)
  if (typeof value === 'string' && schema.pattern !== undefined && !new RegExp(schema.pattern).test(value)) {
    found.push(`${path} is "${value}", expected ${schema.pattern}`)
  }
  if (typeof value === 'number') {
    const { minimum = value, maximum = value } = schema
    if (value < minimum || value > maximum) found.push(`${path} is ${value}, expected ${minimum} … ${maximum}`)
  }
  if (Array.isArray(value) && schema.items !== undefined) {
    const { items } = schema
    return [...found, ...value.flatMap((item, index) => faults(items, item, `${path}[${index}]`))]
  }
  if (schema.type !== 'object') return found
  const { properties = {}, required = [] } = schema
  const fields = value as Record<string, unknown>
  for (const name of required) if (!Object.hasOwn(fields, name)) found.push(`${path}.${name} is missing`)
  for (const [name, field] of Object.entries(fields)) {
    const inner = properties[name]
    if (inner !== undefined) found.push(...faults(inner, field, `${path}.${name}`))
    else if (schema.additionalProperties === false) found.push(`${path}.${name} is not of the format`)
  }
  return found
}

function hasType(type: Schema['type'], value: unknown): boolean {
  if (type === 'null') return value === null
  if (type === 'array') return Array.isArray(value)
  if (type === 'integer') return Number.isSafeInteger(value)
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value)
  return typeof value === type
}

const object = (properties: Record<string, Schema>, ...optional: string[]): Schema => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  additionalProperties: false,
})
const list = (items: Schema): Schema => ({ type: 'array', items })
const oneOf = (...values: readonly string[]): Schema => ({ type: 'string', enum: values })
const from = (minimum: number, maximum: number): Schema => ({ type: 'integer', minimum, maximum })
const name: Schema = { type: 'string', pattern: '^.+$' }
/** The shortest form: no plus, no exponent, no zeros at the end, no minus before zero. */
const decimalPattern = '(?!-0$)-?(0|[1-9][0-9]*)(\\.[0-9]*[1-9])?'
const decimal: Schema = { type: 'string', pattern: `^${decimalPattern}$` }
const decimalOrEmpty: Schema = { type: 'string', pattern: `^(${decimalPattern})?$` }
const millis: Schema = from(0, Number.MAX_SAFE_INTEGER)
const millisText: Schema = { type: 'string', pattern: '^[0-9]+$' }
const flag: Schema = { type: 'boolean' }
const number: Schema = { type: 'number' }

const adl = (info: Schema, ...without: string[]): Schema =>
  object(
    {
      info,
      symbol: name,
      rank: from(1, 5),
      rating: oneOf('1', '2', '3', '4', '5', 'low', 'medium', 'high'),
      percentage: { type: 'number', minimum: 0, maximum: 100 },
      timestamp: millis,
      datetime: { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$' },
    },
    ...without,
  )

export const CCXT_POSITION_ADL = adl(
  object({
    ...{ account: from(1, 2 ** 32), market: from(0, 65_535), side: oneOf('long', 'short'), rank: millis },
    ...{ candidates: millis, lots: decimal, lotsBefore: decimal, sideLots: decimal, profitable: flag },
    ...{ protected: flag, lightsByContracts: from(1, 5), lightsByCount: from(1, 5), quantilePpm: from(0, 1_000_000) },
  }),
)
export const CCXT_SYMBOL_ADL = adl({ type: 'object' }, 'rank', 'percentage')

const quantile = from(0, 4)
const quantiles = (third: Record<string, Schema>) =>
  list(object({ symbol: name, adlQuantile: object({ LONG: quantile, SHORT: quantile, ...third }) }))
export const BINANCE_QUANTILES = quantiles({ BOTH: quantile })
export const BINANCE_CROSS_QUANTILES = quantiles({ HEDGE: from(0, 0) })
export const BINANCE_RISK = object({ symbol: name, adlRisk: oneOf('low', 'medium', 'high'), updateTime: millis })
export const BINANCE_ORDER = object({
  ...{ e: oneOf('ORDER_TRADE_UPDATE'), E: millis, T: millis },
  o: object({
    ...{ s: name, c: { type: 'string', pattern: '^(adl_autoclose|autoclose-[0-9]+)$' }, S: oneOf('BUY', 'SELL') },
    ...{ o: oneOf('LIMIT'), f: oneOf('GTC', 'IOC'), q: decimal, l: decimal, z: decimal, p: decimal, ap: decimal },
    ...{ L: decimal, x: oneOf('CALCULATED'), X: oneOf('FILLED'), i: millis, t: millis, T: millis, R: flag },
    ...{ ot: oneOf('LIMIT'), ps: oneOf('LONG', 'SHORT', 'BOTH') },
  }),
})

const category = oneOf('linear', 'inverse')
export const BYBIT_POSITION = object({
  ...{ category, symbol: name, side: oneOf('Buy', 'Sell', ''), size: decimal, positionIdx: from(0, 2) },
  ...{ markPrice: decimal, positionStatus: oneOf('Normal', 'Liq', 'Adl'), adlRankIndicator: from(0, 5) },
  updatedTime: millisText,
})
export const BYBIT_ALERT = object({
  updatedTime: millisText,
  list: list(
    object({
      ...{ coin: name, symbol: name, balance: decimal, maxBalance: decimal, insurancePnlRatio: decimalOrEmpty },
      ...{ pnlRatio: decimal, adlTriggerThreshold: decimal, adlStopRatio: decimalOrEmpty },
    }),
  ),
})
const stream = (value: Schema, ratio: Schema) =>
  object({
    topic: { type: 'string', pattern: '^adlAlert\\.\\w+$' },
    type: oneOf('snapshot'),
    ts: millis,
    data: list(
      object({
        ...{ c: name, s: name, b: value, mb: value, i_pr: ratio, pr: value, adl_tt: value, adl_sr: ratio },
      }),
    ),
  })
export const BYBIT_STREAM = stream(decimal, decimalOrEmpty)
export const BYBIT_NUMBERS = stream(number, number)
export const BYBIT_EXECUTION = object({
  ...{ category, symbol: name, side: oneOf('Buy', 'Sell'), orderId: name, orderQty: decimal, leavesQty: oneOf('0') },
  createType: oneOf('CreateByAdl_PassThrough', 'CreateByTakeOver_PassThrough', 'CreateByLiq'),
  ...{ execId: name, execType: oneOf('AdlTrade', 'BustTrade', 'Trade'), execPrice: decimal, execQty: decimal },
  ...{ execValue: decimal, execTime: millisText, closedSize: decimal },
})

const instType = oneOf('SWAP', 'FUTURES', 'OPTION')
const posSide = oneOf('net', 'long', 'short')
export const OKX_WARNING = object({
  arg: object({ channel: oneOf('adl-warning'), instType, instFamily: name }),
  data: list(
    object({
      ...{ instType, instFamily: name, ccy: name, state: oneOf('normal', 'warning', 'adl'), bal: decimal },
      ...{ maxBal: decimalOrEmpty, maxBalTs: { type: 'string', pattern: '^[0-9]*$' }, decRate: decimalOrEmpty },
      adlType: oneOf('rate_adl_start', 'bal_adl_start', 'pos_adl_start', 'adl_end', ''),
      ...{ adlBal: decimal, adlRate: decimalOrEmpty, adlRecBal: decimal, adlRecRate: decimalOrEmpty, ts: millisText },
    }),
  ),
})
export const OKX_POSITION = object({
  ...{ instType, instId: name, posSide, pos: decimal, adl: oneOf('1', '2', '3', '4', '5'), markPx: decimal },
  uTime: millisText,
})
const okxCategory = oneOf('adl', 'full_liquidation', 'partial_liquidation')
export const OKX_ORDER = object({
  ...{ instType, instId: name, ordId: name, tradeId: name, side: oneOf('buy', 'sell'), posSide, sz: decimal },
  ...{ accFillSz: decimal, fillSz: decimal, fillPx: decimal, avgPx: decimal, state: oneOf('filled') },
  ...{ reduceOnly: oneOf('true'), category: okxCategory, fillTime: millisText },
})
export const OKX_TAGS = object({
  category: okxCategory,
  subType: { type: 'string', pattern: '^(10[0-7]|12[5-8])$' },
  type: oneOf('3', '4', '5', '6', ''),
})

// ---------------------------------------------------------------------------------------------------------------------

export const unit = (text: string): Decimal => parseDecimal(text, 'unit')

/** BTCUSDT: a lot of 0.001 BTC at 50,000.5 USDT is worth 50,000,500 atoms of 0.000001 USDT. */
export const BTC: Listing = {
  ...{ id: 0, symbol: 'BTCUSDT', lotSize: unit('0.001'), tickSize: unit('0.5') },
  ...{ markTicks: 100_001n, unitAtoms: 50_000_500n, fundingAtoms: 0n },
}
export const ETH: Listing = { ...BTC, id: 1, symbol: 'ETHUSDT', lotSize: unit('0.01'), tickSize: unit('0.01') }
/** A contract of 1 USD: u is below zero. */
export const INVERSE: Listing = { ...BTC, id: 2, symbol: 'BTCUSD', lotSize: unit('1'), unitAtoms: -2_000n }

export function terms(atom = '0.000001', ...listings: readonly Listing[]): WireTerms {
  const known = listings.length === 0 ? [BTC, ETH, INVERSE] : listings
  return { atom: unit(atom), currency: 'USDT', market: (id) => known.find((listing) => listing.id === id) ?? known[0]! }
}

export function standing(change: Partial<Standing> = {}): Standing {
  return {
    ...{ account: 7, market: 0, side: 'long', rank: 3, candidates: 8, lots: 1_500n, lotsBefore: 2_000n },
    ...{ sideLots: 10_000n, profitable: true, protected: false, lightsByContracts: 5, lightsByCount: 4 },
    quantilePpm: 625_000,
    ...change,
  }
}

export const NOW_MS = 1_757_736_794_000

export function warning(change: Partial<AdlWarning> = {}): AdlWarning {
  return {
    ...{ market: 0, symbol: 'BTCUSDT', pool: 3, state: 'normal', reason: null, sinceMs: 0, timeMs: NOW_MS },
    ...{ balanceAtoms: 900_000_000_000n, maxBalanceAtoms: 1_000_000_000_000n, maxBalanceTimeMs: NOW_MS - 60_000 },
    ...{ windowMs: 28_800_000, drawdownPpm: 100_000, startPpm: 300_000, stopPpm: 250_000 },
    ...{ marketPnlAtoms: null, leastBalanceAtoms: 0n, startBalanceAtoms: 0n, stopBalanceAtoms: 0n },
    ...change,
  }
}

const of = { version: 1, round: 1, pass: 1, stage: 6 } as const
const move = { market: 0, from: 4, to: 9, lots: 250n, valueAtoms: 12_250_122_499n, priceTicks: 98_001n } as const
/** 0.25 BTC of a bankrupt long at 49,000.5 USDT go to a short that is closed by buying them. */
export const ADL_FILL: AdlFill = {
  ...{ ...of, ...move, type: 'adl-fill', lossAtoms: 1n, rank: 1, score: '3/2', whole: true },
  // No emitter looks at it.
  candidate: {} as Candidate,
}
export const OTHER_MOVES: readonly ForcedMove[] = [
  { ...of, ...move, type: 'liquidation' },
  { ...of, ...move, type: 'takeover', lossAtoms: 1n, closesPoolPosition: false },
  { ...of, ...move, type: 'own-first', lossAtoms: 1n },
  { ...of, ...move, type: 'cross' },
  { ...of, ...move, type: 'close-at-mark' },
  { ...of, ...move, type: 'hedge-close' },
]
export const MARGIN_CALL: MarginCall = { ...of, type: 'margin-call', account: 4, state: 'at-risk' }

export function moveOf(type: ForcedMove['type']): ForcedMove {
  return [ADL_FILL, ...OTHER_MOVES].find((event) => event.type === type)!
}
