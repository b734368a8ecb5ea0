// Single events of the sample as rows of exact numbers, which of them are looked at, each as a candidate of a queue.

import { join } from 'node:path'
import { readTable } from './paper-csv.mjs'
import { abs, parseDecimal, roundedQuotient, toText, toUnits } from './paper-decimals.mjs'

const ONE = parseDecimal('1')
const NEAR = parseDecimal('0.001')
/** How many rows before and after are neighbours, and how far uPnL / equity may be from their median. */
const NEIGHBOURS = 30
const BAND = parseDecimal('0.06')
const ATOM_PLACES = 6
const LOT_PLACES = 8
/** No row says a maintenance margin: the same part of the notional for everybody. */
export const MAINTENANCE_PPM = 12_500n
export const TERMS = { unitAtoms: 1_000_000n, seed: 0n }

const NUMBERS = ['adl_price', 'adl_size', 'position_size', 'entry_price', 'closed_pnl']
const ACCOUNT = ['account_value_cash', 'total_unrealized_pnl']

export function readEvents(folder) {
  const columns = ['segment', 'coin', 'order_in_file', 'time_ms', 'user', ...NUMBERS, ...ACCOUNT]
  return readTable(join(folder, 'adl_events_sample.csv'), columns).map((row) => {
    const [price, size, position, printedEntry, closed] = NUMBERS.map(row.decimal)
    if (size <= 0n || position === 0n) throw new Error('adl_events_sample.csv: an event or a position of size 0')
    const [cash, accountProfit] = ACCOUNT.map(row.decimal)
    // What was realised is the venue's number, the printed entry a reconstruction.
    const profit = roundedQuotient(closed * abs(position), size)
    const { segment, coin, user, order_in_file: order, time_ms: time } = row.text
    return {
      segment,
      coin,
      user,
      order: Number(order),
      time,
      price,
      position,
      printedEntry,
      profit,
      cash,
      accountProfit,
    }
  })
}

/** Of one coin: the events of one time, in the order of the file, in narrowing selections. */
export function selectRows(events, coin) {
  const ofCoin = events.filter((row) => row.coin === coin)
  const time = mostFrequent(ofCoin.map((row) => row.time))
  const group = ofCoin.filter((row) => row.time === time).sort((a, b) => a.order - b.order)
  const mark = mostFrequent(group.map((row) => toText(recordedMark(row))))
  const all = group.filter((row) => equityOf(row, row.price, 'recorded') > 0n)
  const alone = all.filter((row) => holdsOnlyThis(row, mark) && equityOf(row, row.price, 'alone') > 0n)
  const leveraged = alone.filter((row) => notionalOf(row, row.price) >= equityOf(row, row.price, 'alone'))
  return {
    coin,
    ...{ time, mark, events: group.length, accounts: new Set(group.map((row) => row.user)).size },
    eventsAtOtherTimes: ofCoin.length - group.length,
    selections: [
      { name: 'all', basis: 'recorded', rows: all },
      { name: 'alone', basis: 'alone', rows: alone },
      { name: 'leveraged', basis: 'alone', rows: leveraged },
      { name: 'neighbours', basis: 'alone', rows: alone.filter((row) => isLikeNeighbours(row, alone)) },
    ],
  }
}

export const SELECTIONS = {
  all:
    'every row of the coin at the most frequent time_ms, all segments, in the order of order_in_file, equity above ' +
    '0. Equity = account_value_cash + total_unrealized_pnl as recorded. Nothing is removed as a duplicate.',
  alone:
    'of all, accounts that hold nothing but this position as far as the rows tell: entry + total_unrealized_pnl / ' +
    'position_size is, for the printed entry and for the one from closed_pnl, within a thousandth of the mark that ' +
    'most rows of the coin were valued at. Equity = account_value_cash + profit of the position at the price of the ' +
    'score.',
  leveraged:
    'of alone, notional at the fill of at least the equity (leverage 1 or more): where it is less, most of the cash ' +
    'may not stand behind the position at all (isolated margin, which no row tells).',
  neighbours:
    'of alone, uPnL / equity at the fill within 0.06 of the median of the row itself and the 30 before and 30 after ' +
    'it in its segment (fewer at the ends). Reconstructed: the published numbers come without their selection, and ' +
    'this one was found by looking for them. It keeps the rows that agree with their neighbours in the very order ' +
    'that is tested, so its rho is high by construction. What the sample says is in the columns before it.',
}

// Circular as a test of an order; here because the published numbers come out with it, and with none of the others.
function isLikeNeighbours(row, rows) {
  const segment = rows.filter((other) => other.segment === row.segment)
  const index = segment.indexOf(row)
  const around = segment.slice(Math.max(0, index - NEIGHBOURS), index + NEIGHBOURS + 1).map(profitOfEquity)
  return abs(profitOfEquity(row) - medianOf(around)) <= BAND
}

function profitOfEquity(row) {
  return roundedQuotient(row.profit * ONE, equityOf(row, row.price, 'alone'))
}

function medianOf(values) {
  const sorted = values.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2n
}

function mostFrequent(values) {
  const counts = new Map()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].reduce((best, each) => (each[1] > best[1] ? each : best), [undefined, 0])[0]
}

/** At which mark the position alone would give the account's unrealised profit. */
function recordedMark({ printedEntry, position, accountProfit }) {
  return printedEntry + roundedQuotient(accountProfit * ONE, position)
}

function holdsOnlyThis(row, markText) {
  const mark = parseDecimal(markText)
  const entry = row.price - roundedQuotient(row.profit * ONE, row.position)
  const fromClosed = entry + roundedQuotient(row.accountProfit * ONE, row.position)
  const isNear = (value) => abs(value - mark) * ONE <= NEAR * mark
  return isNear(recordedMark(row)) && isNear(fromClosed)
}

function notionalOf({ position }, price) {
  return roundedQuotient(abs(position) * price, ONE)
}

function profitOf({ profit, position, price }, at) {
  return profit + roundedQuotient(position * (at - price), ONE)
}

function equityOf(row, at, basis) {
  return row.cash + (basis === 'alone' ? profitOf(row, at) : row.accountProfit)
}

/** Price so many ten-thousandths above the fill. */
export function priceAbove({ price }, parts) {
  return roundedQuotient(price * BigInt(10_000 + parts), 10_000n)
}

/** As the engine's policies get it; what no row tells is assumed, see ASSUMPTIONS. */
export function candidateOf(row, account, at, basis) {
  const atoms = (value) => toUnits(value, ATOM_PLACES)
  const notionalAtoms = atoms(notionalOf(row, at))
  const profitAtoms = atoms(profitOf(row, at))
  const maintenanceAtomPpm = notionalAtoms * MAINTENANCE_PPM
  return {
    ...{ account, owner: account, market: 0, lots: toUnits(abs(row.position), LOT_PLACES) },
    ...{ notionalAtoms, profitAtoms },
    entryValueAtoms: row.position > 0n ? notionalAtoms - profitAtoms : notionalAtoms + profitAtoms,
    maintenanceAtomPpm,
    equityAtoms: atoms(equityOf(row, at, basis)),
    accountMaintenanceAtomPpm: maintenanceAtomPpm,
    accountNotionalAtoms: notionalAtoms,
    accountProfitAtoms: basis === 'alone' ? profitAtoms : atoms(row.accountProfit),
  }
}

export const ASSUMPTIONS = [
  'Maintenance is in no row: 1.25 % of the notional for every position, and that of the account is the position’s.',
  'Other positions of an account are in no row: its notional is taken as this position’s. Where it holds more, ' +
    'account scores (binance, bybit …) are off, and its share of equity is too large.',
  'Isolated positions cannot be told from cross ones: all are taken as cross, with the whole cash behind them.',
  'Each row is an owner of its own. Accounts that were passed over are in no row: only the order among those that ' +
    'were closed is compared. Of the queue of a coin the rows are a few pieces, not the whole.',
  'PnL% is on the entry value. The mark is taken as the fill price, except in "at the fitted mark": there the ' +
    'profit, the notional and, but for all, the equity are at the mark 0 … 3 % above the fill, in steps of 0.25 % ' +
    '(which give the published values; finer ones find a little more), that gives the highest rho on the very rows ' +
    'it is measured on. Equal scores share the mean of their ranks.',
]
