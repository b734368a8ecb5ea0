// What a round knows while it runs: settings, pass, who is flagged, what they held, frozen splits, budgets, the log.
// Stages read and write it; `moves.ts` is the only one that moves money.

import type { Book } from '../book/book.ts'
import { isStale } from '../book/markets.ts'
import { findSlot } from '../book/runs.ts'
import { BLOCK_HOUSE, CLASS_POOL } from '../core/codes.ts'
import type { Slices } from '../fixed/shares.ts'
import type { Kernel } from '../kernel/kernel.ts'
import * as at from '../memory/fields.ts'
import type { LossPolicy, Policy } from '../policies/policy.ts'
import type { Executor } from './executor.ts'
import type { DrawdownTrigger, WarningTerms } from './fund-trigger.ts'
import type { HedgeTerms } from './hedge-tiers.ts'
import type { Ranking } from './ranking.ts'
import { RoundLog } from './round-log.ts'
import { RowImages } from './row-images.ts'
import type { Draw } from './rule-terms.ts'
import { Transaction } from './transaction.ts'

export type AdlMode = 'auto' | 'propose' | 'off'

/** 'all': those with a profit go first. 'regardless': profit makes no difference beyond the policy. */
export type Eligible = 'all' | 'profitable' | 'regardless'

/** What deleveraged positions are closed at: `adl-price.ts`. */
export type AdlPriceMode = 'bankruptcy' | 'mark' | 'mark-until-fund-nearly-empty' | 'blend' | 'uniform'

/** Stages 2 to 6 by name. 'adl' is stage 6; what it leaves is closed at the mark after all others. */
export type StageName = 'own-first' | 'book' | 'cross' | 'insurance' | 'adl'

/** How rounds are played; checked by `engine/round-options.ts`. */
export interface RoundSettings {
  readonly policy: Policy
  readonly adl: AdlMode
  /** Whose positions ADL closes: of the bankrupt, or also what the order book left of accounts at risk. */
  readonly adlFor: 'bankrupt' | 'unfilled'
  readonly eligible: Eligible
  readonly adlPrice: AdlPriceMode
  /** The price of 'blend': so many parts bankruptcy, so many mark. */
  readonly blend: { readonly bankruptcy: number; readonly mark: number }
  /** What a pool keeps when it pays for closing at the mark. */
  readonly nearlyEmptyAtoms: bigint
  readonly stages: readonly StageName[]
  /** null: who is marked as protected stands behind the others, whatever it holds. */
  readonly hedge: HedgeTerms | null
  /** Beside E ≤ 0, which always holds a pool back. */
  readonly trigger: DrawdownTrigger | null
  readonly warning: WarningTerms | null
  /** The name of `sharing`. */
  readonly socialise: string
  /** Who pays in stage 8; null: the deficit row. */
  readonly sharing: LossPolicy | null
  readonly takeover: 'whole' | 'partial'
  readonly maxSlippagePpm: bigint
  readonly bufferAtoms: bigint
  readonly liquidationBudgetAtoms: bigint | null
  readonly roundBudgetAtoms: bigint | null
  readonly maxPasses: number
  readonly haltOnDeficit: boolean
}

/** The asks of a row that found nothing: they are not repeated within the round while nothing has changed. */
export interface Unanswered {
  /** Entries of the log when it asked. */
  readonly at: number
  readonly asks: readonly {
    readonly market: number
    readonly leftLots: bigint
    readonly plan: { readonly extraAtoms: bigint; readonly slippageAtoms: bigint }
  }[]
}

/** Lots of a row that the order book was asked for and did not take, signed as the row held them. */
export interface Unfilled {
  readonly row: number
  readonly market: number
  readonly lots: bigint
}

/** Is shown every ranking of stage 6 before the first lot is taken by it; it changes nothing. */
export interface RankingWitness {
  see(round: Round, place: number, ranking: Ranking): void
  /** What it has been shown stands. */
  stand(): void
  /** What it has been shown since then has been undone. */
  undo(): void
}

/** The parts of a bankrupt equity that go with each leg, frozen until the account trades at another price. */
export type FrozenSplit = readonly FrozenLeg[]

export interface FrozenLeg extends Slices {
  readonly market: number
}

export class Round {
  readonly book: Book
  readonly kernel: Kernel
  readonly executor: Executor
  settings: RoundSettings
  witness: RankingWitness | null = null
  readonly log = new RoundLog()
  readonly changes: Transaction
  /** Positions of accounts when they were first flagged. */
  readonly formers: RowImages
  /** Positions, when the round opened, of rows that it has changed since; those of `changes` come on top. */
  readonly opening: RowImages
  /** From 1 while a round is open. */
  pass = 0
  /** Commands before the round was opened: whatever is drawn by lot in it follows from this. */
  lot = 0
  /** Whether lots or cash have moved in this pass. */
  changed = false
  /** Rows flagged when the pass opened, in the order of ids. */
  flagged = new Uint32Array(64)
  /** 1 for each of them that was bankrupt then. */
  flaggedBankrupt = new Uint8Array(64)
  flaggedCount = 0
  /** Entries of the log when the pass opened. */
  passStart = 0
  /** By row: entries of the log when the round last moved something of it. */
  readonly movedAt: Uint32Array
  /** Rows that found nothing on the order book, and what was asked then. */
  readonly unanswered = new Map<number, Unanswered>()
  /** What the order book has left in this pass, of whoever asked. */
  readonly unfilled: Unfilled[] = []
  /** Pools, in the order of ids. */
  pools: number[] = []
  /** Pools with nothing left when the round opened: the trigger `depleted` is active for the whole of it. */
  readonly depleted = new Set<number>()
  /** 1 for every market with a fresh mark. */
  readonly fresh: Uint8Array
  readonly frozen = new Map<number, FrozenSplit>()
  roundBudgetUsedAtoms = 0n
  /** By pool: what it may spend, and entries of the log when that was counted. */
  readonly budgets = new Map<number, { readonly at: number; readonly atoms: bigint }>()
  /** By market: what the round has cost its pool, as far as the log has been read. */
  readonly spent = new Map<number, bigint>()
  spentUpTo = 0
  /** Traders that held nothing when the round opened and have traded since: they pay for nobody else's loss (I5). */
  readonly newcomers = new Set<number>()
  /** Markets to be halted when the round has closed. */
  readonly toHalt = new Set<number>()

  /** @param outer the round whose changes this one comes on top of, to be undone before they are committed */
  constructor(book: Book, kernel: Kernel, executor: Executor, settings: RoundSettings, outer: Round | null = null) {
    const rows = book.columns.rowId.length
    this.book = book
    this.kernel = kernel
    this.executor = executor
    this.settings = settings
    this.changes = new Transaction(book, kernel, outer?.changes ?? null)
    this.formers = new RowImages(rows)
    this.opening = new RowImages(rows)
    this.fresh = new Uint8Array(book.columns.marketKind.length)
    this.movedAt = new Uint32Array(rows)
  }

  /** @param lot of the round whose proposal is carried out: chance is asked once */
  open(lot: number = this.book.sequence): void {
    const { book } = this
    this.lot = lot
    this.log.cut(0)
    this.toHalt.clear()
    this.formers.clear()
    this.opening.clear()
    this.frozen.clear()
    this.newcomers.clear()
    this.disturb()
    this.movedAt.fill(0)
    this.pass = 0
    this.flaggedCount = 0
    this.roundBudgetUsedAtoms = 0n
    this.pools = rowsOfPools(book)
    this.depleted.clear()
    for (const pool of this.pools) if (this.kernel.equity(pool) <= 0n) this.depleted.add(pool)
    this.refresh()
  }

  get draw(): Draw {
    return { lot: this.lot, pass: this.pass }
  }

  /** Something outside of the round has changed the book: what was found out about it holds no more. */
  disturb(): void {
    this.unanswered.clear()
    this.budgets.clear()
    this.spent.clear()
    this.spentUpTo = 0
  }

  /** Which markets are traded in: an operator may have halted one since. */
  refresh(): void {
    const { book } = this
    for (let market = 0; market < book.marketCount; market += 1) {
      this.fresh[market] = isStale(book, market, book.lastTimeMs) ? 0 : 1
    }
  }

  /** Lots of a row when the round opened. */
  lotsAtOpening(row: number, market: number): bigint {
    if (this.opening.has(row)) return this.opening.lotsIn(row, market)
    if (this.changes.images.has(row)) return this.changes.images.lotsIn(row, market)
    return lotsOf(this.book, row, market)
  }

  /** Entry value of what a row held when the round opened. */
  entryAtOpening(row: number, market: number): bigint {
    if (this.opening.has(row)) return this.opening.entryIn(row, market)
    if (this.changes.images.has(row)) return this.changes.images.entryIn(row, market)
    return entryOf(this.book, row, market)
  }
}

/** Signed lots of a row in a market. */
export function lotsOf(book: Book, row: number, market: number): bigint {
  const slot = findSlot(book, row, market)
  return slot < 0 ? 0n : book.columns.posSize[slot]!
}

/** Signed entry value of a row's position in a market. */
export function entryOf(book: Book, row: number, market: number): bigint {
  const slot = findSlot(book, row, market)
  return slot < 0 ? 0n : book.columns.posEntry[slot]!
}

export function isFlat(book: Book, row: number): boolean {
  return book.columns.runCount[row] === 0
}

/** Markets of a row in which there is a fresh mark, ascending. */
export function freshMarkets({ book, fresh }: Round, row: number): number[] {
  const { runStart, runCount, posMarket } = book.columns
  const markets: number[] = []
  const end = runStart[row]! + runCount[row]!
  for (let slot = runStart[row]!; slot < end; slot += 1) {
    if (fresh[posMarket[slot]!] === 1) markets.push(posMarket[slot]!)
  }
  return markets
}

export function hasFreshMarket({ book, fresh }: Round, row: number): boolean {
  const { runStart, runCount, posMarket } = book.columns
  const end = runStart[row]! + runCount[row]!
  for (let slot = runStart[row]!; slot < end; slot += 1) if (fresh[posMarket[slot]!] === 1) return true
  return false
}

/**
 * Rows worth less than nothing now, by id: of the traders flagged in this pass (nothing makes others bankrupt), and of
 * the pools where a stage treats them alike.
 */
export function bankruptRows(round: Round, withPools: boolean): number[] {
  const { kernel, flagged, flaggedBankrupt, flaggedCount, movedAt, passStart } = round
  const rows: number[] = []
  for (let index = 0; index < flaggedCount; index += 1) {
    const row = flagged[index]!
    // Who was at risk and has not moved is so still.
    if (flaggedBankrupt[index] === 0 && movedAt[row]! <= passStart) continue
    if (kernel.equity(row) < 0n) rows.push(row)
  }
  if (!withPools) return rows
  const broke = bankruptPools(round)
  return broke.length === 0 ? rows : byId(round.book, [...rows, ...broke])
}

export function bankruptPools({ kernel, pools }: Round): number[] {
  const broke: number[] = []
  for (const pool of pools) if (kernel.equity(pool) < 0n) broke.push(pool)
  return broke
}

/** Sorts rows by the ids of their accounts, in place. */
export function byId<Rows extends number[] | Uint32Array>(book: Book, rows: Rows): Rows {
  const { rowId } = book.columns
  rows.sort((a, b) => rowId[a]! - rowId[b]!)
  return rows
}

function rowsOfPools(book: Book): number[] {
  const { rowClass, blockKind } = book.columns
  const rows: number[] = []
  for (let block = 0; block < book.columns.word(at.WORD_BLOCKS); block += 1) {
    if (blockKind[block] !== BLOCK_HOUSE) continue
    for (let row = block << at.BLOCK_SHIFT; row < (block + 1) << at.BLOCK_SHIFT; row += 1) {
      if (rowClass[row] === CLASS_POOL) rows.push(row)
    }
  }
  return byId(book, rows)
}
