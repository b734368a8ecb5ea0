// The rankings of stage 6: candidates of every side that is needed, found in one pass over the book, in the order of
// their exact scores.
//
// Reads: the whole book. Writes: the columns of the ranking. Bound: one pass, then a heap. Allocation: none for a
// ranking by a known policy; two candidates whose keys are a few roundings apart are told apart in BigInt.
// Deterministic: group, score, notional, id: a total order.

import { findSlot } from '../book/runs.ts'
import { BallastError, ErrorCode } from '../core/errors.ts'
import * as at from '../memory/fields.ts'
import { rankPartOf } from '../memory/layout.ts'
import {
  RANK_PAGE,
  type RankColumns,
  type Ranked,
  RankHeap,
  type RankHelp,
  type TellApart,
} from '../memory/rank-heap.ts'
import { RankMerge } from '../memory/rank-merge.ts'
import {
  type Candidate,
  compareScores,
  isScorePolicy,
  type Policy,
  type Score,
  type ScorePolicy,
} from '../policies/policy.ts'
import { scoreKey } from '../policies/score-key.ts'
import { CandidateFacts } from './candidate-facts.ts'
import type { SelectedShards } from './executor.ts'
import type { Round } from './round-state.ts'

/** What the rankings of a round need of it: `ballast rank` has a book and no round. */
export type RankedBook = Pick<Round, 'book' | 'kernel' | 'executor'> & {
  /** Rows that are no candidates, whatever they hold. */
  readonly newcomers?: ReadonlySet<number>
  /** Where candidates are kept that a round closes against. */
  readonly log?: { readonly facts: CandidateFacts }
  readonly settings: Pick<Round['settings'], 'policy' | 'eligible'>
}

/** Index of a side of a market in a shard's part of the columns of the ranking. */
export function placeOf(market: number, short: boolean): number {
  return 2 * market + (short ? at.SIDE_SHORT : at.SIDE_LONG)
}

export class Rankings {
  readonly #round: RankedBook
  readonly #selected: SelectedShards
  readonly #keyKind: number
  readonly #rankings = new Map<number, Ranking>()
  /** First facts of the accounts that have been changed since they were ranked. */
  readonly #remembered = new Map<number, number>()
  readonly #facts: CandidateFacts
  readonly #glance = new CandidateFacts()

  /** Selects the candidates of all places at once. */
  constructor(round: RankedBook, places: Iterable<number>) {
    this.#round = round
    this.#facts = round.log?.facts ?? new CandidateFacts()
    const { book, settings } = round
    const { marketNeed } = book.columns
    marketNeed.fill(0, 0, book.marketCount)
    for (const place of places) marketNeed[place >> 1] = marketNeed[place >> 1]! | (1 << (place & 1))
    const newcomers = round.newcomers ?? NOBODY
    this.#keyKind = isScorePolicy(settings.policy) ? at.KEY_BITMEX : at.KEY_NOTIONAL
    const page = isKernels(settings.policy) && newcomers.size === 0 ? RANK_PAGE : 0
    this.#selected = round.executor.select(this.#keyKind, settings.eligible === 'profitable', page)
    if (newcomers.size > 0) this.#dropRows(newcomers)
  }

  #dropRows(rows: ReadonlySet<number>): void {
    const { book } = this.#round
    const { columns, shards } = this.#selected
    const { rankStart, rankCount, rankKey, rankEntry } = columns
    const part = rankPartOf(book.columns.word(at.WORD_CAP_MARKETS))
    for (let side = 0; side < shards * part; side += 1) {
      // Behind the markets that there are, a shard's part holds nothing.
      if (side % part >= 2 * book.marketCount) continue
      const start = rankStart[side]!
      let kept = start
      for (let index = start; index < start + rankCount[side]!; index += 1) {
        if (rows.has(rankEntry[index]! & at.RANK_ROW_MASK)) continue
        rankKey[kept] = rankKey[index]!
        rankEntry[kept] = rankEntry[index]!
        kept += 1
      }
      rankCount[side] = kept - start
    }
  }

  /** The ranking of a place that was asked for. */
  of(place: number): Ranking {
    let ranking = this.#rankings.get(place)
    if (ranking === undefined) {
      ranking = new Ranking(this.#round, this.#selected, place, {
        candidateOf: (row) => this.#candidate(row, place >> 1),
        help: this.#helpFor(place >> 1),
      })
      this.#rankings.set(place, ranking)
    }
    return ranking
  }

  /**
   * To be called before a candidate's account is changed: its rank and score stay as made.
   *
   * @returns number of its facts in a market
   */
  remember(row: number, market: number): number {
    let first = this.#remembered.get(row)
    if (first === undefined) {
      const { book, kernel } = this.#round
      first = this.#facts.count
      kernel.valueRow(row)
      for (let leg = 0; leg < book.columns.runCount[row]!; leg += 1) this.#facts.add(book, row, leg)
      this.#remembered.set(row, first)
    }
    while (this.#facts.market(first) !== market) first += 1
    return first
  }

  // The kernel tells near-ties apart by the accounts as they are, so it helps until one has changed.
  #helpFor(market: number): RankHelp | null {
    const { book, kernel, settings } = this.#round
    const keyKind = this.#keyKind
    if (kernel.name !== 'fast' || !isKernels(settings.policy) || this.#selected.columns !== book.columns) return null
    const mayHelp = () => this.#remembered.size === 0
    return {
      takeTop: (start, count, most) => (mayHelp() ? kernel.takeTop(start, count, most, market, keyKind) : count),
      heapify: (start, count) => mayHelp() && kernel.heapify(start, count, market, keyKind),
      popTop: (start, waiting, most) => (mayHelp() ? kernel.popTop(start, waiting, most, market, keyKind) : waiting),
    }
  }

  #candidate(row: number, market: number): Candidate {
    if (this.#remembered.has(row)) return this.#facts.at(this.remember(row, market))
    const { book, kernel } = this.#round
    kernel.valueRow(row)
    // Looked at and forgotten: it may still change its place in memory, but not its account.
    this.#glance.clear()
    return this.#glance.at(this.#glance.add(book, row, findSlot(book, row, market) - book.columns.runStart[row]!))
  }
}

interface Told {
  readonly candidate: Candidate
  readonly score: Score | null
}

interface RankingSource {
  candidateOf(row: number): Candidate
  readonly help: RankHelp | null
}

/** Candidates of one side of a market, best first. */
export class Ranking {
  /** Everybody before this place has no lots left. */
  firstOpen = 0
  readonly #ranked: Ranked
  readonly #source: RankingSource
  readonly #policy: ScorePolicy | null
  /** Candidates that had to be told apart exactly. */
  readonly #told = new Map<number, Told>()

  constructor(
    { book, settings }: RankedBook,
    { columns, shards, page }: SelectedShards,
    place: number,
    source: RankingSource,
  ) {
    this.#source = source
    this.#policy = isScorePolicy(settings.policy) ? settings.policy : null
    const part = rankPartOf(book.columns.word(at.WORD_CAP_MARKETS))
    const tellApart: TellApart = (a, b) => this.#precedes(a, b)
    const heaps: RankHeap[] = []
    for (let shard = 0; shard < shards; shard += 1) {
      const start = columns.rankStart[shard * part + place]!
      const count = columns.rankCount[shard * part + place]!
      if (!isKernels(settings.policy)) this.#score(columns, start, count)
      heaps.push(new RankHeap(columns, start, count, tellApart, source.help, page))
    }
    this.#ranked = heaps.length === 1 ? heaps[0]! : new RankMerge(heaps, tellApart)
  }

  // Keys by a policy of one's own instead of the kernel's.
  #score({ rankKey, rankEntry }: RankColumns, start: number, count: number): void {
    for (let index = start; index < start + count; index += 1) {
      rankKey[index] = scoreKey(this.#tell(rankEntry[index]! & at.RANK_ROW_MASK).score!)
    }
  }

  get count(): number {
    return this.#ranked.count
  }

  /** Row of the candidate of a rank, counted from 0. */
  row(rank: number): number {
    return this.#ranked.at(rank) & at.RANK_ROW_MASK
  }

  /** GROUP_… of a rank: a group is served before the next. */
  group(rank: number): number {
    return this.#ranked.at(rank) >>> at.RANK_GROUP_SHIFT
  }

  candidate(rank: number): Candidate {
    return this.#source.candidateOf(this.row(rank))
  }

  /** All rows, in no order. */
  rows(): Set<number> {
    const rows = new Set<number>()
    for (let index = 0; index < this.count; index += 1) rows.add(this.#ranked.entry(index) & at.RANK_ROW_MASK)
    return rows
  }

  // Score descending, notional descending, id ascending.
  #precedes(entryA: number, entryB: number): boolean {
    const a = this.#tell(entryA & at.RANK_ROW_MASK)
    const b = this.#tell(entryB & at.RANK_ROW_MASK)
    if (a.score !== null) {
      const order = compareScores(a.score, b.score!)
      if (order !== 0) return order > 0
    }
    const { notionalAtoms } = a.candidate
    if (notionalAtoms !== b.candidate.notionalAtoms) return notionalAtoms > b.candidate.notionalAtoms
    return a.candidate.account < b.candidate.account
  }

  #tell(row: number): Told {
    let told = this.#told.get(row)
    if (told === undefined) {
      const candidate = this.#source.candidateOf(row)
      told = { candidate, score: this.#policy === null ? null : scoreOf(this.#policy, candidate) }
      this.#told.set(row, told)
    }
    return told
  }
}

/** Whether the kernels know the keys of a policy, and how to tell near ones apart. */
export function isKernels(policy: Policy): boolean {
  return !isScorePolicy(policy) || policy.name === 'bitmex'
}

const NOBODY: ReadonlySet<number> = new Set()

/** The score of a candidate. @throws BallastError ERR_POLICY when it is none */
export function scoreOf(policy: ScorePolicy, candidate: Candidate): Score {
  const score = called(policy.name, () => policy.score(candidate))
  if (score === 'infinite' || score === 'last') return score
  const exact = typeof score?.over === 'bigint' && typeof score.under === 'bigint' && score.under > 0n
  if (exact) return score
  const given = typeof score === 'object' && score !== null ? `${score.over}/${score.under}` : String(score)
  const wanted = `expected bigints over and under, under above 0, or 'infinite' or 'last'`
  const message = `policy ${policy.name} gives account ${candidate.account} the score ${given}, ${wanted}`
  throw new BallastError(ErrorCode.POLICY, message)
}

/** What a policy returns. @throws BallastError ERR_POLICY with its name when it throws */
export function called<Result>(name: string, policy: () => Result): Result {
  try {
    return policy()
  } catch (cause) {
    throw new BallastError(ErrorCode.POLICY, `policy ${name} has failed: ${String(cause)}`, { cause })
  }
}
