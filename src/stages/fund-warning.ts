// How near each pool and each of its markets is to ADL: normal, warning, adl. Levels are part of the state, because a
// warning that has begun ends only when fall and balance are beyond their stops.
//
// Reads: the fund state, pools. Writes: levels. Bound: the pools and their markets. Allocation: BigInt. Deterministic.

import type { Book } from '../book/book.ts'
import type { WarningLevel, Watched } from '../book/fund-state.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { type Fall, fallOfMarket, fallOfPool, marketsOf, poolRows, reaches, type WatchTerms } from './fund-trigger.ts'

export const LEVEL_NORMAL = 0
export const LEVEL_WARNING = 1
export const LEVEL_ADL = 2

/** What is looked at for a pool (market: null) or one of its markets. */
export interface Watch {
  readonly pool: number
  readonly market: number | null
  readonly state: Watched | null
  /** Whether a trigger holds the pool back here. */
  readonly held: boolean
  readonly equityAtoms: bigint
  readonly fall: Fall
}

type Watching = { readonly book: Book; readonly kernel: Pick<Kernel, 'equity'> }

/** Pools in the order of their markets, each followed by these. */
export function watchesOf(watching: Watching, { trigger }: WatchTerms): Watch[] {
  const { book, kernel } = watching
  const { pools, markets } = book.funds
  const watches: Watch[] = []
  for (const pool of poolRows(book)) {
    const state = pools.get(book.columns.rowId[pool]!) ?? null
    const whole = {
      ...{ pool, market: null, state, held: state?.held ?? false },
      ...{ equityAtoms: kernel.equity(pool), fall: fallOfPool(watching, pool) },
    }
    watches.push(whole)
    for (const market of marketsOf(book, pool)) {
      const own = markets.get(market) ?? null
      const apart = trigger?.per === 'market'
      const held = apart ? (own?.held ?? false) : whole.held
      const fall = apart ? fallOfMarket(watching, pool, market, 0n) : whole.fall
      watches.push({ pool, market, state: own, held, equityAtoms: whole.equityAtoms, fall })
    }
  }
  return watches
}

export function levelOf({ state, held, equityAtoms, fall }: Watch, { warning }: WatchTerms): WarningLevel {
  if (held || equityAtoms <= 0n || state?.deleveraged === true) return LEVEL_ADL
  if (warning === null) return LEVEL_NORMAL
  const { startPpm, stopPpm, startBalanceAtoms, stopBalanceAtoms } = warning
  if (reaches(fall, startPpm) || equityAtoms <= startBalanceAtoms) return LEVEL_WARNING
  const before = state?.level ?? LEVEL_NORMAL
  const goesOn = before !== LEVEL_NORMAL && (reaches(fall, stopPpm) || equityAtoms <= stopBalanceAtoms)
  return goesOn ? LEVEL_WARNING : LEVEL_NORMAL
}

/** To be called after `observeFunds`; returns those whose level has changed. */
export function updateLevels(watching: Watching, terms: WatchTerms): Watch[] {
  const changed: Watch[] = []
  for (const watch of watchesOf(watching, terms)) {
    const level = levelOf(watch, terms)
    if (watch.state === null || watch.state.level === level) continue
    watch.state.level = level
    watch.state.sinceMs = watching.book.lastTimeMs
    changed.push(watch)
  }
  return changed
}
