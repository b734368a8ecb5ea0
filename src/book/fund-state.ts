// What is remembered of insurance pools beside their rows: how much each was worth in the last hours, what it has won
// or lost in each of its markets, and whether a trigger holds it back. Part of the state of a book.

import { FundWindow, type PlainWindow } from './fund-window.ts'
import * as mix from './mix.ts'
import type { Lanes } from './row-hash.ts'

/** What a pool has won in one market, as far as it has been observed. */
export interface MarketResult {
  pnlAtoms: bigint
  /** Lots that it held, and the worth of a lot, when it was observed last. */
  lots: bigint
  unitAtoms: bigint
}

export type WarningLevel = 0 | 1 | 2

/** Of a pool (by id) or of a market (by number). */
export interface Watched {
  readonly window: FundWindow
  /** Whether the trigger holds the pool back here: until the fall is under its stop. */
  held: boolean
  /** Whether the last round has deleveraged anybody here. */
  deleveraged: boolean
  /** 0 normal, 1 warning, 2 adl. */
  level: WarningLevel
  /** When this level began. */
  sinceMs: number
}

type PlainWatched = readonly [
  ...[key: number, window: PlainWindow],
  ...[held: boolean, deleveraged: boolean, level: WarningLevel, sinceMs: number],
]
type PlainResult = readonly [market: number, pnlAtoms: bigint, lots: bigint, unitAtoms: bigint]
export type PlainFunds = readonly [
  pools: readonly PlainWatched[],
  markets: readonly PlainWatched[],
  results: readonly PlainResult[],
]

export class FundState {
  readonly pools = new Map<number, Watched>()
  readonly markets = new Map<number, Watched>()
  readonly results = new Map<number, MarketResult>()

  clear(): void {
    this.pools.clear()
    this.markets.clear()
    this.results.clear()
  }

  get isEmpty(): boolean {
    return this.pools.size + this.markets.size + this.results.size === 0
  }

  takeFrom(other: FundState): void {
    this.clear()
    for (const [id, watched] of other.pools) this.pools.set(id, { ...watched, window: watched.window.copy() })
    for (const [market, watched] of other.markets)
      this.markets.set(market, { ...watched, window: watched.window.copy() })
    for (const [market, result] of other.results) this.results.set(market, { ...result })
  }

  /** All of it as numbers, bigints, arrays and typed arrays, to be kept elsewhere. */
  toPlain(): PlainFunds {
    const plain = (watched: ReadonlyMap<number, Watched>) =>
      [...watched].map(([key, { window, held, deleveraged, level, sinceMs }]): PlainWatched => {
        return [key, window.toPlain(), held, deleveraged, level, sinceMs]
      })
    const results = [...this.results].map(([market, { pnlAtoms, lots, unitAtoms }]): PlainResult => {
      return [market, pnlAtoms, lots, unitAtoms]
    })
    return [plain(this.pools), plain(this.markets), results]
  }

  takePlain([pools, markets, results]: PlainFunds): void {
    this.clear()
    for (const [from, to] of [
      [pools, this.pools],
      [markets, this.markets],
    ] as const) {
      for (const [key, window, held, deleveraged, level, sinceMs] of from) {
        to.set(key, { window: FundWindow.fromPlain(window), held, deleveraged, level, sinceMs })
      }
    }
    for (const [market, pnlAtoms, lots, unitAtoms] of results) this.results.set(market, { pnlAtoms, lots, unitAtoms })
  }

  /** What each part adds to the state hash; their order does not count. */
  *elements(timeMs: number): Generator<Lanes> {
    for (const [kind, map] of [
      [0n, this.pools],
      [1n, this.markets],
    ] as const) {
      for (const [key, { window, held, deleveraged, level, sinceMs }] of map) {
        const head = [kind, BigInt(key), held ? 1n : 0n, deleveraged ? 1n : 0n, BigInt(level), BigInt(sinceMs)]
        yield mix.element(mix.TAG_FUND, [...head, ...window.words(timeMs)])
      }
    }
    for (const [market, { pnlAtoms, lots, unitAtoms }] of this.results) {
      yield mix.element(mix.TAG_FUND, [2n, BigInt(market), pnlAtoms, lots, unitAtoms])
    }
  }
}
