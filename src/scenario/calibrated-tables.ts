// The two tables of facts beside calibration.json: markets.csv, what was published about every market, and minutes.csv,
// public prices of some of them by the minute. Counted in cents and ticks; all of it stays below 2^53.

import { join } from 'node:path'
import { BallastError, demand, ErrorCode } from '../core/errors.ts'
import { type Decimal, unitsToDecimal } from '../fixed/decimal.ts'
import { minuteMs } from './calibrated-schema.ts'
import { type CsvHeader, checkHeader, fieldReader } from './csv-header.ts'
import { type RowTaker, readCsv } from './csv-rows.ts'
import { MARKET_FACTS_FILE, MINUTE_FACTS_FILE } from './file-names.ts'
import { countText } from './unit-text.ts'

const ONE: Decimal = { coefficient: 1n, decimals: 0 }
const CENT: Decimal = { coefficient: 1n, decimals: 2 }
/** Ten billion, in cents: what a market may have seen. */
const MOST_CENTS = 1_000_000_000_000
const MOST_TICKS = 20_000_000
const MOST_DECIMALS = 12

export interface MarketFacts {
  readonly symbol: string
  readonly className: string
  /** Whether minutes.csv has its prices; otherwise they are simulated. */
  readonly hasBars: boolean
  /** Of a simulated price: how much of the common fall it takes part in. */
  readonly fallShareMilli: number
  readonly tickDecimals: number
  readonly liquidationCents: number
  readonly liquidationFills: number
  readonly adlCents: number
  readonly adlFills: number
  /** Average price of the deleveraging, weighted by size. */
  readonly adlTicks: number
  /** What the deleveraged had gained. */
  readonly adlProfitCents: number
}

export interface MinuteFacts {
  readonly timeMs: number
  readonly market: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
}

const MARKET_COLUMNS = [
  ...['symbol', 'class', 'path', 'fallShareMilli', 'tickDecimals', 'liquidationNotional', 'liquidationFills'],
  ...['adlNotional', 'adlFills', 'adlPrice', 'adlProfit'],
]
const MINUTE_COLUMNS = ['minute', 'symbol', 'open', 'high', 'low', 'close']

/** @throws BallastError naming file, line and column */
export async function readMarketFacts(folder: string, classNames: readonly string[]): Promise<MarketFacts[]> {
  const markets: MarketFacts[] = []
  const open = (header: CsvHeader) => takeMarkets(header, classNames, markets)
  await readCsv({ path: join(folder, MARKET_FACTS_FILE), open, expected: null }, () => {})
  demand(markets.length > 0, ErrorCode.FILE, () => `${MARKET_FACTS_FILE} has no markets, expected one at least`)
  return markets
}

/** @throws BallastError naming file, line and column */
export async function readMinuteFacts(folder: string, markets: readonly MarketFacts[]): Promise<MinuteFacts[]> {
  const minutes: MinuteFacts[] = []
  const open = (header: CsvHeader) => takeMinutes(header, markets, minutes)
  await readCsv({ path: join(folder, MINUTE_FACTS_FILE), open, expected: null }, () => {})
  return minutes
}

function takeMarkets(header: CsvHeader, classNames: readonly string[], markets: MarketFacts[]): RowTaker {
  checkHeader(header, { required: MARKET_COLUMNS })
  const read = Object.fromEntries(MARKET_COLUMNS.map((name) => [name, fieldReader(header, name)]))
  const seen = new Set<string>()
  return (fields) => {
    const text = (name: string) => read[name]!(fields)
    const number = (name: string, unit: Decimal, least: number, most: number) => {
      return bounded(text(name), unit, name, least, most)
    }
    const symbol = text('symbol')
    demand(!seen.has(symbol), ErrorCode.DUPLICATE, () => `symbol ${JSON.stringify(symbol)} stands above already`)
    seen.add(symbol)
    const tickDecimals = number('tickDecimals', ONE, 0, MOST_DECIMALS)
    markets.push({
      symbol,
      className: oneOf(text('class'), classNames, 'class'),
      hasBars: oneOf(text('path'), ['bars', 'simulated'], 'path') === 'bars',
      fallShareMilli: number('fallShareMilli', ONE, 0, 1_500),
      tickDecimals,
      liquidationCents: number('liquidationNotional', CENT, 1, MOST_CENTS),
      liquidationFills: number('liquidationFills', ONE, 1, 1_000_000),
      adlCents: number('adlNotional', CENT, 0, MOST_CENTS),
      adlFills: number('adlFills', ONE, 0, 1_000_000),
      adlTicks: number('adlPrice', { coefficient: 1n, decimals: tickDecimals }, 1_000, MOST_TICKS),
      adlProfitCents: number('adlProfit', CENT, -MOST_CENTS, MOST_CENTS),
    })
  }
}

function takeMinutes(header: CsvHeader, markets: readonly MarketFacts[], minutes: MinuteFacts[]): RowTaker {
  checkHeader(header, { required: MINUTE_COLUMNS })
  const read = Object.fromEntries(MINUTE_COLUMNS.map((name) => [name, fieldReader(header, name)]))
  const lastTimes = new Float64Array(markets.length).fill(-1)
  const symbols = markets.map(({ symbol }) => symbol)
  return (fields) => {
    const text = (name: string) => read[name]!(fields)
    const timeMs = minuteMs(text('minute'))
    if (timeMs === null) {
      const found = JSON.stringify(text('minute'))
      throw new BallastError(ErrorCode.TIME, `minute is ${found}, expected one such as 2025-10-10T21:12Z`)
    }
    const market = symbols.indexOf(text('symbol'))
    demand(market >= 0 && markets[market]!.hasBars, ErrorCode.UNKNOWN_MARKET, () => {
      return `symbol is ${JSON.stringify(text('symbol'))}, expected one that ${MARKET_FACTS_FILE} gives the path bars`
    })
    demand(timeMs > lastTimes[market]!, ErrorCode.TIME, () => {
      return `minute is ${text('minute')}, not after the one before it of ${text('symbol')}: sort the rows by time`
    })
    lastTimes[market] = timeMs
    const unit: Decimal = { coefficient: 1n, decimals: markets[market]!.tickDecimals }
    const price = (name: string) => bounded(text(name), unit, name, 1_000, MOST_TICKS)
    const bar = { timeMs, market, open: price('open'), high: price('high'), low: price('low'), close: price('close') }
    const spans = bar.low <= Math.min(bar.open, bar.close) && bar.high >= Math.max(bar.open, bar.close)
    demand(spans, ErrorCode.RANGE, () => {
      const [low, high] = [text('low'), text('high')]
      return `low ${low} to high ${high} does not hold open ${text('open')} and close ${text('close')}`
    })
    minutes.push(bar)
  }
}

function bounded(text: string, unit: Decimal, field: string, least: number, most: number): number {
  const count = Number(countText(text, unit, field))
  demand(count >= least && count <= most, ErrorCode.RANGE, () => {
    const bound = (value: number) => unitsToDecimal(BigInt(value), unit)
    return `${field} is ${text}, expected ${bound(least)} to ${bound(most)}`
  })
  return count
}

function oneOf(text: string, choices: readonly string[], field: string): string {
  demand(choices.includes(text), ErrorCode.CONFIG, () => {
    return `${field} is ${JSON.stringify(text)}, expected one of ${choices.join(', ')}`
  })
  return text
}
