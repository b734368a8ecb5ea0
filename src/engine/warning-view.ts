// States of warning as a caller sees them.

import type { Book } from '../book/book.ts'
import { symbolOf } from '../book/markets.ts'
import { type Fall, marketsOf, type WatchTerms } from '../stages/fund-trigger.ts'
import { LEVEL_ADL, LEVEL_NORMAL, levelOf, type Watch } from '../stages/fund-warning.ts'
import type { AdlWarning, WarningReason, WarningState } from './warning.ts'

const PPM = 1_000_000n

export function warningOf(book: Book, watch: Watch, terms: WatchTerms): AdlWarning {
  const { pool, market, state, equityAtoms, fall } = watch
  const { trigger, warning } = terms
  const id = book.columns.rowId[pool]!
  const balance = book.funds.pools.get(id)?.window
  const peak = balance?.peak(book.lastTimeMs) ?? { atoms: equityAtoms, timeMs: book.lastTimeMs }
  const level = state?.level ?? levelOf(watch, terms)
  const served = market === null ? marketsOf(book, pool) : [market]
  const result = market === null ? undefined : book.funds.results.get(market)
  return {
    market,
    symbol: served.length === 1 ? symbolOf(book, served[0]!) : null,
    pool: id,
    state: nameOf(level),
    reason: reasonOf(watch, level, warning?.stopPpm ?? null),
    sinceMs: state?.sinceMs ?? 0,
    timeMs: book.lastTimeMs,
    balanceAtoms: equityAtoms,
    maxBalanceAtoms: peak.atoms,
    maxBalanceTimeMs: peak.timeMs,
    marketPnlAtoms: result?.pnlAtoms ?? null,
    windowMs: balance?.windowMs ?? 0,
    drawdownPpm: partOf(fall),
    startPpm: trigger?.startPpm ?? null,
    stopPpm: trigger?.stopPpm ?? null,
    leastBalanceAtoms: trigger?.leastBalanceAtoms ?? 0n,
    startBalanceAtoms: 0n,
    stopBalanceAtoms: 0n,
  }
}

function nameOf(level: number): WarningState {
  if (level === LEVEL_ADL) return 'adl'
  return level === LEVEL_NORMAL ? 'normal' : 'warning'
}

function reasonOf(
  { held, equityAtoms, fall, state }: Watch,
  level: number,
  stopPpm: number | null,
): WarningReason | null {
  if (level === LEVEL_NORMAL) return null
  if (level === LEVEL_ADL && !held && equityAtoms > 0n) return state?.deleveraged === true ? 'bankrupt-positions' : null
  if (held) return 'drawdown'
  if (equityAtoms <= 0n) return 'depleted'
  return stopPpm !== null && fall.atoms * PPM >= BigInt(stopPpm) * fall.ofAtoms && fall.atoms > 0n
    ? 'drawdown'
    : 'depleted'
}

function partOf({ atoms, ofAtoms }: Fall): number {
  if (atoms === 0n) return 0
  return ofAtoms === 0n ? Number(PPM) : Number((atoms * PPM) / ofAtoms)
}
