// Insurance triggers: a pool that has fallen too far in the last hours is held back until it has recovered. Observed
// when marks are applied and when a round has ended; what was found then holds for the round.
//
//   fall of a pool             from the largest it was worth in the window
//   fall of a market           from the largest that the pool had won there in the window, as a part of the largest
//                              that the pool was worth (grouped pools: the losses of one market hold back that alone)
//
// What a pool has won in a market: the lots that it holds when marks are applied, times the change of their worth, less
// what it took over and paid in rounds. Its own trades outside of rounds count as made at the mark. Source: github.com/
// bybit-exchange/docs, docs/v5/market/adl-alert.mdx.
//
// Reads: pools, marks. Writes: the fund state of the book. Bound: the pools and their markets. Allocation: BigInt.
// Deterministic: integers; times are those of commands.

import type { Book } from '../book/book.ts'
import type { MarketResult, Watched } from '../book/fund-state.ts'
import { FundWindow } from '../book/fund-window.ts'
import { effectiveUnit } from '../book/markets.ts'
import { PPM } from '../core/limits.ts'
import { max } from '../fixed/rounding.ts'
import type { Kernel } from '../kernel/kernel.ts'
import * as at from '../memory/fields.ts'
import { LOG_ADL_FILL, LOG_FUND_DRAW, LOG_TAKEOVER, RoundLog } from './round-log.ts'
import { lotsOf } from './round-state.ts'

export interface DrawdownTrigger {
  /** The fall at which the pool is held back, boundary included, and under which it is let go. */
  readonly startPpm: number
  readonly stopPpm: number
  readonly windowMs: number
  /** What falls: the pool as a whole, or what it has won in one market. */
  readonly per: 'pool' | 'market'
  /** Only a pool worth more than this is judged by its fall. */
  readonly leastBalanceAtoms: bigint
  /** 'all' of its budget while it is not held back, or only 'to-start': what leaves the fall at `startPpm`. */
  readonly pays: 'all' | 'to-start'
}

/** When a market or pool is in a state of warning; it ends when fall and balance are beyond both stops. */
export interface WarningTerms {
  readonly startPpm: number
  readonly stopPpm: number
  readonly startBalanceAtoms: bigint
  readonly stopBalanceAtoms: bigint
  /** Of the fall, where there is no trigger that has a window. */
  readonly windowMs: number
}

export interface WatchTerms {
  readonly trigger: DrawdownTrigger | null
  readonly warning: WarningTerms | null
}

type Watching = { readonly book: Book; readonly kernel: Pick<Kernel, 'equity'> }

/** A fall and what it is a part of. */
export interface Fall {
  readonly atoms: bigint
  readonly ofAtoms: bigint
}

/** By market: what its pool has won so far, and what it holds. */
export type Holdings = ReadonlyMap<number, MarketResult>

/** Before marks are applied: what a pool holds then is what gains or loses by them. Changes nothing. */
export function holdingsNow({ book }: Pick<Watching, 'book'>): Holdings {
  const holdings = new Map<number, MarketResult>()
  for (const pool of poolRows(book)) {
    for (const market of marketsOf(book, pool)) holdings.set(market, resultNow(book, pool, market))
  }
  return holdings
}

/**
 * To be called when marks have been applied, and when a round has ended.
 *
 * @param since the log of the round; or what pools held before the marks
 */
export function observeFunds(watching: Watching, terms: WatchTerms, since: RoundLog | Holdings): void {
  const windowMs = terms.trigger?.windowMs ?? terms.warning?.windowMs
  if (windowMs === undefined) return
  const { book } = watching
  const log = since instanceof RoundLog ? since : null
  if (since instanceof RoundLog) chargeResults(book, since)
  else for (const [market, held] of since) book.funds.results.set(market, held)
  const deleveraged = log === null ? null : deleveragedIn(log)
  for (const pool of poolRows(book)) {
    const equityAtoms = watching.kernel.equity(pool)
    const state = watchedOf(book.funds.pools, book.columns.rowId[pool]!, windowMs)
    state.window.observe(book.lastTimeMs, equityAtoms)
    if (terms.trigger?.per === 'pool') hold(state, terms.trigger, equityAtoms, fallOfPool(watching, pool))
    if (deleveraged !== null) state.deleveraged = false
    for (const market of marketsOf(book, pool)) {
      const own = watchedOf(book.funds.markets, market, windowMs)
      const result = resultNow(book, pool, market)
      book.funds.results.set(market, result)
      own.window.observe(book.lastTimeMs, result.pnlAtoms)
      if (terms.trigger?.per === 'market')
        hold(own, terms.trigger, equityAtoms, fallOfMarket(watching, pool, market, 0n))
      if (deleveraged === null) continue
      own.deleveraged = deleveraged.has(market)
      state.deleveraged ||= own.deleveraged
    }
  }
}

function watchedOf(map: Map<number, Watched>, key: number, windowMs: number): Watched {
  let state = map.get(key)
  if (state === undefined || state.window.windowMs !== windowMs) {
    state = { window: new FundWindow(windowMs), held: false, deleveraged: false, level: 0, sinceMs: 0 }
    map.set(key, state)
  }
  return state
}

function hold(state: Watched, trigger: DrawdownTrigger, equityAtoms: bigint, fall: Fall): void {
  if (!isJudged(trigger, equityAtoms)) state.held = false
  else if (reaches(fall, trigger.startPpm)) state.held = true
  else if (!reaches(fall, trigger.stopPpm)) state.held = false
}

/** Whether a fall is at least so large a part; no fall never is. */
export function reaches({ atoms, ofAtoms }: Fall, ppm: number): boolean {
  return atoms > 0n && atoms * PPM >= BigInt(ppm) * ofAtoms
}

export function isJudged({ leastBalanceAtoms }: DrawdownTrigger, equityAtoms: bigint): boolean {
  return equityAtoms > leastBalanceAtoms
}

function deleveragedIn(log: RoundLog): Set<number> {
  const markets = new Set<number>()
  for (let index = 0; index < log.count; index += 1) {
    if (log.types[index] === LOG_ADL_FILL) markets.add(log.markets[index]! - 1)
  }
  return markets
}

/** How far a pool has fallen, with what has been moved since it was observed. */
export function fallOfPool({ book, kernel }: Watching, pool: number): Fall {
  const peak = book.funds.pools.get(book.columns.rowId[pool]!)?.window.peak(book.lastTimeMs)
  if (peak == null) return { atoms: 0n, ofAtoms: 0n }
  return { atoms: max(0n, peak.atoms - kernel.equity(pool)), ofAtoms: max(0n, peak.atoms) }
}

/** @param spentAtoms in this market since it was observed */
export function fallOfMarket({ book }: Watching, pool: number, market: number, spentAtoms: bigint): Fall {
  const balance = book.funds.pools.get(book.columns.rowId[pool]!)?.window.peak(book.lastTimeMs)
  const peak = book.funds.markets.get(market)?.window.peak(book.lastTimeMs)
  if (balance == null || peak == null) return { atoms: 0n, ofAtoms: 0n }
  const pnlAtoms = (book.funds.results.get(market)?.pnlAtoms ?? 0n) - spentAtoms
  return { atoms: max(0n, peak.atoms - pnlAtoms), ofAtoms: max(0n, balance.atoms) }
}

/** Whether the trigger held a market's pool back when it was observed last. */
export function isHeldBack(book: Book, trigger: DrawdownTrigger, pool: number, market: number): boolean {
  const state =
    trigger.per === 'pool' ? book.funds.pools.get(book.columns.rowId[pool]!) : book.funds.markets.get(market)
  return state?.held ?? false
}

/** What a pool may still pay before its fall is at the start of the trigger. */
export function roomToStart({ startPpm }: DrawdownTrigger, { atoms, ofAtoms }: Fall): bigint {
  return max(0n, (ofAtoms * BigInt(startPpm)) / PPM - atoms)
}

function resultNow(book: Book, pool: number, market: number): MarketResult {
  const { results } = book.funds
  const lots = lotsOf(book, pool, market)
  const unitAtoms = effectiveUnit(book, market)
  const before = results.get(market)
  const wonAtoms = before === undefined ? 0n : before.lots * (unitAtoms - before.unitAtoms)
  return { pnlAtoms: (before?.pnlAtoms ?? 0n) + wonAtoms, lots, unitAtoms }
}

// What a round has cost the pools, market by market.
function chargeResults(book: Book, log: RoundLog): void {
  for (let index = 0; index < log.count; index += 1) {
    const type = log.types[index]!
    if (type !== LOG_FUND_DRAW && type !== LOG_TAKEOVER) continue
    const result = book.funds.results.get(log.markets[index]! - 1)
    if (result !== undefined) result.pnlAtoms -= type === LOG_TAKEOVER ? log.losses[index]! : log.values[index]!
  }
}

/** Pools of the markets that there are, each once. */
export function poolRows({ columns, marketCount }: Book): Set<number> {
  const rows = new Set<number>()
  for (let market = 0; market < marketCount; market += 1) {
    if (columns.marketPoolRow[market] !== at.NO_ROW) rows.add(columns.marketPoolRow[market]!)
  }
  return rows
}

export function marketsOf({ columns, marketCount }: Book, pool: number): number[] {
  const markets: number[] = []
  for (let market = 0; market < marketCount; market += 1) {
    if (columns.marketPoolRow[market] === pool) markets.push(market)
  }
  return markets
}
