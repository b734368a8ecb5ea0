// The run over time, by pass and by market: prices, the fund, what was closed.

import { unitsToDecimal } from '../fixed/decimal.ts'
import { atomsText, type Column, type Figure, type Role } from './figure.ts'
import type { MarketRow, RoundRow, RunRecord, TakenBy, TakerName } from './run-record.ts'
import { TAKERS } from './run-record.ts'
import { grouped } from './shown-number.ts'

/** Markets with prices in the page. */
const MOST_PRICES = 40
const PRICES_SHOWN = 5
const FIRST_ROWS = 12
const MONEY = 'settlement currency'

const TAKER_NAMES: Readonly<Record<TakerName, string>> = {
  book: 'Order book',
  pools: 'Insurance fund',
  adl: 'Deleveraged',
  other: 'Among themselves',
}
/** Those who took something. */
function takersOf({ closed }: RunRecord): readonly TakerName[] {
  return TAKERS.filter((taker) => closed[taker].count > 0)
}

/** Columns that stand from `first` on, one for each taker. */
function takerChart(first: number, takers: readonly TakerName[]): { series: number[]; roles: readonly Role[] } {
  return { series: takers.map((_, index) => first + index), roles: takers }
}

const sumOf = (by: TakenBy): bigint => TAKERS.reduce((sum, taker) => sum + by[taker].notionalAtoms, 0n)

/** Places of markets, that with the largest closed notional first. */
export function marketOrder(markets: readonly MarketRow[]): number[] {
  const sums = markets.map(({ closed }) => sumOf(closed))
  const order = markets.map((_, market) => market)
  return order.sort((a, b) => (sums[a] === sums[b] ? a - b : sums[a]! > sums[b]! ? -1 : 1))
}

function timeColumn(series: readonly RoundRow[]): Column {
  return { name: 'Time', kind: 'time', values: series.map(({ timeMs }) => timeMs) }
}

function roundColumn(series: readonly RoundRow[]): Column {
  return { name: 'Round', kind: 'id', values: series.map(({ round }) => round) }
}

function rowsNote({ rounds, roundsPerRow, series }: RunRecord): string {
  if (roundsPerRow === 1) return `All ${grouped(rounds)} rounds.`
  const rows = grouped(series.length - 1)
  return `${grouped(rounds)} rounds in ${rows} rows of ${roundsPerRow}: flows are added up, the rest is of the last.`
}

export function pricesFigure(run: RunRecord): Figure {
  const { series, markets } = run
  const order = marketOrder(markets).slice(0, MOST_PRICES)
  const prices = order.map((market): Column => {
    const { symbol, tickSize } = markets[market]!
    const values = series.map(({ markTicks }) => unitsToDecimal(markTicks[market]!, tickSize))
    return { name: symbol, kind: 'decimal', values }
  })
  const which = order.length === markets.length ? 'All markets' : `The ${order.length} markets`
  const of = order.length === markets.length ? '' : ` of ${grouped(markets.length)}`
  return {
    id: 'prices',
    title: 'Mark prices, change since the start',
    note: `${which}${of} by closed notional; choose with the buttons. ${rowsNote(run)}`,
    columns: [timeColumn(series), roundColumn(series), ...prices],
    chart: {
      kind: 'lines',
      x: 0,
      series: prices.map((_, index) => index + 2),
      ...{ change: true, steps: true, shown: PRICES_SHOWN, sync: 'time', unit: 'change in %' },
    },
    first: FIRST_ROWS,
  }
}

export function fundSeriesFigure(run: RunRecord): Figure {
  const { series } = run
  return {
    id: 'fund',
    title: 'Equity of the insurance fund',
    note: `After each round. ${rowsNote(run)}`,
    columns: [
      ...[timeColumn(series), roundColumn(series)],
      { name: 'Fund', kind: 'atoms', values: series.map(({ fundAtoms }) => atomsText(fundAtoms)) },
      { name: 'Paid', kind: 'atoms', values: series.map(({ paidAtoms }) => atomsText(paidAtoms)) },
      { name: 'Socialised', kind: 'atoms', values: series.map((row) => atomsText(row.socialisedAtoms)) },
      { name: 'Deficit', kind: 'atoms', values: series.map((row) => atomsText(row.deficitAtoms)) },
    ],
    chart: { kind: 'lines', x: 0, series: [2], roles: ['fund'], steps: true, sync: 'time', unit: MONEY },
    first: FIRST_ROWS,
  }
}

export function roundsFigure(run: RunRecord): Figure {
  const series = run.series.slice(1)
  const takers = takersOf(run)
  const closed = takers.map((taker): Column => {
    return { name: TAKER_NAMES[taker], kind: 'atoms', values: series.map((row) => atomsText(row.closedAtoms[taker])) }
  })
  return {
    id: 'rounds',
    title: 'Closed in each round, by who took it',
    note: `Notional at the mark. ${rowsNote(run)}`,
    columns: [
      ...[timeColumn(series), roundColumn(series), ...closed],
      { name: 'Accounts under margin', kind: 'count', values: series.map(({ flagged }) => flagged) },
      { name: 'Passes', kind: 'count', values: series.map(({ passes }) => passes) },
    ],
    chart: { kind: 'stacked', x: 0, ...takerChart(2, takers), sync: 'time', unit: MONEY },
    first: FIRST_ROWS,
  }
}

export function passesFigure(run: RunRecord): Figure {
  const { passes } = run
  const takers = takersOf(run)
  const closed = takers.map((taker): Column => {
    return { name: TAKER_NAMES[taker], kind: 'atoms', values: passes.map((by) => atomsText(by[taker].notionalAtoms)) }
  })
  const fills = passes.map((by) => TAKERS.reduce((sum, taker) => sum + by[taker].count, 0))
  return {
    id: 'passes',
    title: 'Closed in each pass, over all rounds',
    note: 'Passes follow until one changes nothing: what is closed can bring others under margin. Logarithmic.',
    columns: [
      { name: 'Pass', kind: 'id', values: passes.map((_, index) => index + 1) },
      ...closed,
      { name: 'Fills', kind: 'count', values: fills },
    ],
    chart: { kind: 'lines', x: 0, ...takerChart(1, takers), logY: true, dots: true, unit: MONEY },
    first: FIRST_ROWS,
  }
}

export function marketsFigure(run: RunRecord): Figure {
  const { markets, series } = run
  const takers = takersOf(run)
  const order = marketOrder(markets)
  const rows = order.map((market) => markets[market]!)
  const closed = takers.map((taker): Column => {
    const values = rows.map((row) => atomsText(row.closed[taker].notionalAtoms))
    return { name: TAKER_NAMES[taker], kind: 'atoms', values }
  })
  return {
    id: 'markets',
    title: 'Closed in each market, by who took it',
    note: 'Loss of the deleveraged, and what the fund paid, are against the mark.',
    columns: [
      { name: 'Market', kind: 'text', values: rows.map(({ symbol }) => symbol) },
      { name: 'Closed', kind: 'atoms', values: rows.map((row) => atomsText(sumOf(row.closed))) },
      ...closed,
      { name: 'ADL fills', kind: 'count', values: rows.map((row) => row.closed.adl.count) },
      { name: 'Loss of the deleveraged', kind: 'atoms', values: rows.map((row) => atomsText(row.adlLossAtoms)) },
      { name: 'Paid by the fund', kind: 'atoms', values: rows.map((row) => atomsText(row.fundLossAtoms)) },
      { name: 'Price change', kind: 'ppm', values: order.map((market) => changePpm(series, market)) },
    ],
    bars: { parts: takers.map((_, index) => 2 + index), roles: takers, after: 1 },
    first: FIRST_ROWS,
  }
}

/** Rounded towards zero. */
function changePpm(series: readonly RoundRow[], market: number): number {
  const [first, last] = [series[0]!.markTicks[market]!, series.at(-1)!.markTicks[market]!]
  return Number(((last - first) * 1_000_000n) / first)
}
