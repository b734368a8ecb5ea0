// The rankings of stage 6: candidates of every side that is needed, found in one pass over the book, in the order of
// their exact scores.
//
// Reads: the whole book. Writes: the columns of the ranking. Bound: one pass, then a heap. Allocation: none for a
// ranking by a known policy; two candidates whose keys are a few roundings apart are told apart in BigInt.
// Deterministic: group, score, notional, id: a total order.

import { findSlot } from '../book/runs.ts'
import { BallastError, ErrorCode } from '../core/errors.ts'
import * as at from '../memory/fields.ts'
import { RankHeap } from '../memory/rank-heap.ts'
import { type Candidate, compareScores, isScorePolicy, type Score, type ScorePolicy } from '../policies/policy.ts'
import { scoreKey } from '../policies/score-key.ts'
import { CandidateFacts } from './candidate-facts.ts'
import type { Round } from './round-state.ts'

/** What the rankings of a round need of it: `ballast rank` has a book and no round. */
export type RankedBook = Pick<Round, 'book' | 'kernel'> & {
  /** Rows that are no candidates, whatever they hold. */
  readonly newcomers?: ReadonlySet<number>
  /** Where candidates are kept that a round closes against. */
  readonly log?: { readonly facts: CandidateFacts }
  readonly settings: Pick<Round['settings'], 'policy' | 'eligible'>
}

/** Index of a side of a market in the columns of the ranking. */
export function placeOf(market: number, short: boolean): number {
  return 2 * market + (short ? at.SIDE_SHORT : at.SIDE_LONG)
}

export class Rankings {
  readonly #round: RankedBook
  readonly #rankings = new Map<number, Ranking>()
  /** First facts of the accounts that have been changed since they were ranked. */
  readonly #remembered = new Map<number, number>()
  readonly #facts: CandidateFacts
  readonly #glance = new CandidateFacts()

  /** Selects the candidates of all places at once. */
  constructor(round: RankedBook, places: Iterable<number>) {
    this.#round = round
    this.#facts = round.log?.facts ?? new CandidateFacts()
    const { book, kernel, settings } = round
    const { marketNeed, rankStart, rankCount } = book.columns
    const sides = 2 * book.marketCount
    marketNeed.fill(0, 0, book.marketCount)
    for (const place of places) marketNeed[place >> 1] = marketNeed[place >> 1]! | (1 << (place & 1))
    const blocks = book.columns.word(at.WORD_BLOCKS)
    rankCount.fill(0, 0, sides)
    kernel.countNeeded(0, blocks)
    let start = 0
    for (let place = 0; place < sides; place += 1) {
      rankStart[place] = start
      start += rankCount[place]!
    }
    rankCount.fill(0, 0, sides)
    const keyKind = isScorePolicy(settings.policy) ? at.KEY_BITMEX : at.KEY_NOTIONAL
    kernel.selectCandidates(0, blocks, keyKind, settings.eligible === 'profitable')
    if (round.newcomers !== undefined && round.newcomers.size > 0) this.#dropRows(round.newcomers)
  }

  #dropRows(rows: ReadonlySet<number>): void {
    const { columns } = this.#round.book
    const { rankStart, rankCount, rankKey, rankEntry } = columns
    for (let place = 0; place < 2 * this.#round.book.marketCount; place += 1) {
      const start = rankStart[place]!
      let kept = start
      for (let index = start; index < start + rankCount[place]!; index += 1) {
        if (rows.has(rankEntry[index]! & at.RANK_ROW_MASK)) continue
        rankKey[kept] = rankKey[index]!
        rankEntry[kept] = rankEntry[index]!
        kept += 1
      }
      rankCount[place] = kept - start
    }
  }

  /** The ranking of a place that was asked for. */
  of(place: number): Ranking {
    let ranking = this.#rankings.get(place)
    if (ranking === undefined) {
      ranking = new Ranking(this.#round, place, (row) => this.#candidate(row, place >> 1))
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

/** Candidates of one side of a market, best first. */
export class Ranking {
  /** Everybody before this place has no lots left. */
  firstOpen = 0
  readonly #heap: RankHeap
  readonly #candidateOf: (row: number) => Candidate
  readonly #policy: ScorePolicy | null
  /** Candidates that had to be told apart exactly. */
  readonly #told = new Map<number, Told>()

  constructor({ book, settings }: RankedBook, place: number, candidateOf: (row: number) => Candidate) {
    const { columns } = book
    const start = columns.rankStart[place]!
    const count = columns.rankCount[place]!
    this.#candidateOf = candidateOf
    this.#policy = isScorePolicy(settings.policy) ? settings.policy : null
    if (this.#policy !== null && this.#policy.name !== 'bitmex') {
      for (let index = start; index < start + count; index += 1) {
        const row = columns.rankEntry[index]! & at.RANK_ROW_MASK
        columns.rankKey[index] = scoreKey(this.#tell(row).score!)
      }
    }
    this.#heap = new RankHeap(columns, start, count, (a, b) => this.#precedes(a, b))
  }

  get count(): number {
    return this.#heap.count
  }

  /** Row of the candidate of a rank, counted from 0. */
  row(rank: number): number {
    return this.#heap.at(rank) & at.RANK_ROW_MASK
  }

  /** GROUP_… of a rank: a group is served before the next. */
  group(rank: number): number {
    return this.#heap.at(rank) >>> at.RANK_GROUP_SHIFT
  }

  candidate(rank: number): Candidate {
    return this.#candidateOf(this.row(rank))
  }

  /** All rows, in no order. */
  rows(): Set<number> {
    const rows = new Set<number>()
    for (let index = 0; index < this.count; index += 1) rows.add(this.#heap.entry(index) & at.RANK_ROW_MASK)
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
      const candidate = this.#candidateOf(row)
      told = { candidate, score: this.#policy === null ? null : scoreOf(this.#policy, candidate) }
      this.#told.set(row, told)
    }
    return told
  }
}

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
