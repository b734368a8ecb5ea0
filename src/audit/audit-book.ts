// A book as an auditor wants it: plain rows and markets, every number that a round depends on, nothing derived from
// another. `bookImage` copies it from an engine; anybody may write one down by hand, or from a database.

import type { Book } from '../book/book.ts'
import { isHalted, readTiers, symbolOf } from '../book/markets.ts'
import { type AccountClass, className, rowOf } from '../book/rows.ts'
import { KIND_INVERSE, KIND_LINEAR, ROW_EXEMPT, ROW_HELD, ROW_PROTECTED } from '../core/codes.ts'
import type { Engine } from '../engine/engine.ts'
import { type DrawdownOptions, triggerOf } from '../engine/fund-options.ts'
import type { Tier } from '../fixed/tiers.ts'
import { readWide } from '../fixed/wide.ts'
import * as at from '../memory/fields.ts'

export interface AuditPosition {
  readonly market: number
  /** Long above 0, short below. */
  readonly lots: bigint
  /** What was paid for it, at raw unit values. */
  readonly entryValueAtoms: bigint
}

export interface AuditRow {
  readonly id: number
  readonly owner: number
  readonly class: AccountClass
  readonly exempt: boolean
  readonly protected: boolean
  /** A pool that the operator holds back. */
  readonly held: boolean
  readonly cashAtoms: bigint
  /** Order margin of a trader, the floor of a pool. */
  readonly reservedAtoms: bigint
  /** By market. */
  readonly positions: readonly AuditPosition[]
}

/** What a drawdown trigger knows of a market's pool, where there is such a trigger. */
export interface AuditFund {
  /** Held back since marks were applied or a round ended; holds for the whole round. */
  readonly heldBack: boolean
  /** null: it may spend all that it has; else what leaves its fall at `startPpm`. */
  readonly room: {
    /** What falls: the equity of the pool, or what it has won in this market. */
    readonly per: 'pool' | 'market'
    readonly startPpm: number
    /** Only a pool worth more than this is judged. */
    readonly leastBalanceAtoms: bigint
    /** Largest that this was in the window, and the largest equity; null: nothing has been observed. */
    readonly peakAtoms: bigint | null
    readonly ofAtoms: bigint | null
    /** What the pool had won in the market when the round opened. */
    readonly wonAtoms: bigint
  } | null
}

export interface AuditMarket {
  readonly id: number
  readonly symbol: string
  readonly kind: 'linear' | 'inverse' | 'quanto'
  /** Atoms a lot for one tick; of an inverse contract the atoms of a lot at a price of one tick. */
  readonly unitParam: bigint
  readonly minMarkTicks: bigint
  readonly maxMarkTicks: bigint
  readonly markTicks: bigint
  /** null: no mark since it was resumed. */
  readonly markTimeMs: number | null
  /** null: marks do not grow stale. */
  readonly maxMarkAgeMs: number | null
  readonly halted: boolean
  /** F, cumulative funding per lot. */
  readonly fundingAtoms: bigint
  readonly tiers: readonly Tier[]
  readonly poolAccount: number | null
  readonly externalAccount: number
  readonly takeoverLimitLots: bigint | null
  readonly maxPositionLots: bigint
  readonly fund: AuditFund | null
}

export interface AuditBook {
  /** Commands so far. */
  readonly sequence: number
  readonly timeMs: number
  /** Atoms of one unit of the settlement currency. */
  readonly unitAtoms: bigint
  /** Deposits less withdrawals, of all time. */
  readonly netDepositsAtoms: bigint
  /** So many positions can be open at once. */
  readonly maxPositions: number
  /** By number, from 0. */
  readonly markets: readonly AuditMarket[]
  /** By id. */
  readonly rows: readonly AuditRow[]
}

/** Copies the book of an engine that stands between two commands. */
export function bookImage(engine: Engine): AuditBook {
  const { book } = engine
  const { coefficient, decimals } = book.atom
  const scale = 10n ** BigInt(decimals)
  const { trigger = 'depleted' } = engine.roundState.options as { trigger?: 'depleted' | DrawdownOptions }
  return {
    sequence: book.sequence,
    timeMs: book.lastTimeMs,
    unitAtoms: (scale + coefficient - 1n) / coefficient,
    netDepositsAtoms: readWide(book.columns.wides, at.WIDE_NET_DEPOSITS >> 3),
    maxPositions: book.columns.word(at.WORD_CAP_POSITIONS),
    markets: Array.from({ length: book.marketCount }, (_, market) => marketOf(book, market, trigger)),
    rows: Array.from(engine.accountIds(), (id) => rowImage(book, id)),
  }
}

export function rowImage(book: Book, id: number): AuditRow {
  const row = rowOf(book, id)
  const { rowOwner, rowClass, rowFlags, rowCash, rowReserved, runStart, runCount } = book.columns
  const { posMarket, posSize, posEntry } = book.columns
  const flags = rowFlags[row]!
  return {
    id,
    owner: rowOwner[row]!,
    class: className(rowClass[row]!),
    exempt: (flags & ROW_EXEMPT) !== 0,
    protected: (flags & ROW_PROTECTED) !== 0,
    held: (flags & ROW_HELD) !== 0,
    cashAtoms: rowCash[row]!,
    reservedAtoms: rowReserved[row]!,
    positions: Array.from({ length: runCount[row]! }, (_, index) => {
      const slot = runStart[row]! + index
      return { market: posMarket[slot]!, lots: posSize[slot]!, entryValueAtoms: posEntry[slot]! }
    }),
  }
}

function marketOf(book: Book, market: number, trigger: 'depleted' | DrawdownOptions): AuditMarket {
  const { columns } = book
  const kind = columns.marketKind[market]!
  const markTimeMs = columns.marketMarkTime[market]!
  const maxAgeMs = columns.marketMaxAge[market]!
  const poolRow = columns.marketPoolRow[market]!
  const limit = columns.marketTakeover[market]!
  const poolAccount = poolRow === at.NO_ROW ? null : columns.rowId[poolRow]!
  return {
    id: market,
    symbol: symbolOf(book, market),
    kind: kind === KIND_LINEAR ? 'linear' : kind === KIND_INVERSE ? 'inverse' : 'quanto',
    unitParam: columns.marketUnit[market]!,
    minMarkTicks: columns.marketMin[market]!,
    maxMarkTicks: columns.marketMax[market]!,
    markTicks: columns.marketMark[market]!,
    markTimeMs: markTimeMs < 0 ? null : markTimeMs,
    maxMarkAgeMs: maxAgeMs < 0 ? null : maxAgeMs,
    halted: isHalted(book, market),
    fundingAtoms: columns.marketFunding[market]!,
    tiers: readTiers(book, market),
    poolAccount,
    externalAccount: columns.rowId[columns.marketExternalRow[market]!]!,
    takeoverLimitLots: limit < 0n ? null : limit,
    maxPositionLots: columns.marketMaxLots[market]!,
    fund: poolAccount === null || trigger === 'depleted' ? null : fundOf(book, market, poolAccount, trigger),
  }
}

function fundOf(book: Book, market: number, pool: number, given: DrawdownOptions): AuditFund | null {
  const { per, startPpm, leastBalanceAtoms, pays } = triggerOf(given)!
  const { pools, markets, results } = book.funds
  const watched = per === 'pool' ? pools.get(pool) : markets.get(market)
  const heldBack = watched?.held ?? false
  if (pays === 'all') return { heldBack, room: null }
  const peakAtoms = watched?.window.peak(book.lastTimeMs)?.atoms ?? null
  const ofAtoms = pools.get(pool)?.window.peak(book.lastTimeMs)?.atoms ?? null
  const wonAtoms = results.get(market)?.pnlAtoms ?? 0n
  return { heldBack, room: { per, startPpm, leastBalanceAtoms, peakAtoms, ofAtoms, wonAtoms } }
}
