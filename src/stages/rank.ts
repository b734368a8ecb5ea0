// The rankings of stage 6: candidates of every side that is needed, found in one pass over the book, in the order of
// their exact scores.
//
// Reads: the whole book. Writes: the columns of the ranking. Bound: one pass, then a heap. Allocation: none for a
// ranking by a known policy; two candidates whose keys are a few roundings apart are told apart in BigInt.
// Deterministic: group, score, notional, id: a total order.

import { findSlot } from '../book/runs.ts'
import * as at from '../memory/fields.ts'
import { rankPartOf } from '../memory/layout.ts'
import {
  precedes,
  RANK_PAGE,
  type RankColumns,
  type Ranked,
  RankHeap,
  type RankHelp,
  type TellApart,
} from '../memory/rank-heap.ts'
import { RankMerge } from '../memory/rank-merge.ts'
import type { Candidate, Score } from '../policies/policy.ts'
import { CandidateFacts } from './candidate-facts.ts'
import type { Hand } from './deal-out.ts'
import { dropRows, mixProfits, placeInTiers } from './edit-selection.ts'
import type { SelectedShards } from './executor.ts'
import { hasKeys, isKernels, keyKindOf } from './rank-keys.ts'
import type { RankedBook } from './ranked-book.ts'
import { eligibleOf, queueTerms } from './rule-terms.ts'
import { Telling } from './telling.ts'

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
    const eligible = eligibleOf(settings)
    this.#keyKind = keyKindOf(settings.policy)
    const hedge = settings.hedge ?? null
    const isEdited = newcomers.size > 0 || eligible === 'regardless' || hedge !== null
    const asSelected = isKernels(settings.policy) && !isEdited
    this.#selected = round.executor.select(this.#keyKind, eligible === 'profitable', asSelected ? RANK_PAGE : 0)
    if (newcomers.size > 0) dropRows(book, this.#selected, newcomers)
    if (eligible === 'regardless') mixProfits(book, this.#selected)
    if (hedge !== null) placeInTiers(book, this.#selected, hedge)
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
      kernel.valueRow(row)
      first = this.#facts.addAll(book, row)
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

/** Where the candidates of one shard stand. */
interface Part {
  readonly start: number
  readonly count: number
}

interface RankingSource {
  candidateOf(row: number): Candidate
  readonly help: RankHelp | null
}

/** Candidates of one side of a market, best first. */
export class Ranking {
  /** Everybody before this place has no lots left. */
  firstOpen = 0
  /** By group, the first one first, once an allocation has looked at them. */
  hands: Hand[] | null = null
  readonly #ranked: Ranked
  readonly #source: RankingSource
  readonly #telling: Telling
  readonly #tellApart: TellApart

  constructor(
    { book, draw = { lot: book.sequence, pass: 0 }, settings: { policy } }: RankedBook,
    { columns, shards, page }: SelectedShards,
    place: number,
    source: RankingSource,
  ) {
    this.#source = source
    this.#telling = new Telling(policy, queueTerms(book, place, draw), (row) => source.candidateOf(row))
    const part = rankPartOf(book.columns.word(at.WORD_CAP_MARKETS))
    const parts: Part[] = []
    for (let shard = 0; shard < shards; shard += 1) {
      const side = shard * part + place
      parts.push({ start: columns.rankStart[side]!, count: columns.rankCount[side]! })
    }
    if (!hasKeys(policy, book)) this.#score(columns, parts)
    else if (this.#telling.looksAtOwners) this.#scoreFamilies(book.columns.rowOwner, columns, parts)
    this.#tellApart = (a, b) => this.#telling.precedes(a & at.RANK_ROW_MASK, b & at.RANK_ROW_MASK)
    const { help } = source
    const heaps: RankHeap[] = []
    for (const { start, count } of parts) {
      heaps.push(new RankHeap(columns, start, count, this.#tellApart, help, page))
    }
    this.#ranked = heaps.length === 1 ? heaps[0]! : new RankMerge(heaps, this.#tellApart)
  }

  // Keys by another policy than the kernel's.
  #score({ rankKey, rankEntry }: RankColumns, parts: readonly Part[]): void {
    const rows: number[] = []
    for (const { start, count } of parts) {
      for (let index = start; index < start + count; index += 1) rows.push(rankEntry[index]! & at.RANK_ROW_MASK)
    }
    this.#telling.tellAll(rows)
    let next = 0
    for (const { start, count } of parts) {
      for (let index = start; index < start + count; index += 1) {
        rankKey[index] = this.#telling.key(rows[next]!)
        next += 1
      }
    }
  }

  // Keys of those whose owner has more than one position here; all others have theirs from the kernel.
  #scoreFamilies(rowOwner: Uint32Array, { rankKey, rankEntry }: RankColumns, parts: readonly Part[]): void {
    const firsts = new Map<number, number>()
    const families = new Set<number>()
    for (const { start, count } of parts) {
      for (let index = start; index < start + count; index += 1) {
        const owner = rowOwner[rankEntry[index]! & at.RANK_ROW_MASK]!
        const first = firsts.get(owner)
        if (first === undefined) firsts.set(owner, index)
        else families.add(first).add(index)
      }
    }
    const indices = [...families]
    this.#telling.tellAll(Array.from(indices, (index) => rankEntry[index]! & at.RANK_ROW_MASK))
    for (const index of indices) rankKey[index] = this.#telling.key(rankEntry[index]! & at.RANK_ROW_MASK)
  }

  /** The score of a candidate as it was ranked; null: the policy has none. */
  score(rank: number): Score | null {
    return this.#telling.score(this.row(rank))
  }

  get count(): number {
    return this.#ranked.count
  }

  /** Row and group of the candidate of a rank, counted from 0, as in `rankEntry`. */
  entry(rank: number): number {
    return this.#ranked.at(rank)
  }

  /** Row of the candidate of a rank, counted from 0. */
  row(rank: number): number {
    return this.#ranked.at(rank) & at.RANK_ROW_MASK
  }

  /** GROUP_… of a rank: a group is served before the next. */
  group(rank: number): number {
    return this.#ranked.at(rank) >>> at.RANK_GROUP_SHIFT
  }

  /** Puts everybody into place: accounts may then be changed without being remembered. */
  settle(): void {
    if (this.count > 0) this.#ranked.at(this.count - 1)
  }

  /** As it was ranked. */
  candidate(rank: number): Candidate {
    return this.#source.candidateOf(this.row(rank))
  }

  /**
   * Calls `visit` with the row of everybody who stands before a row, in no order, without ranking anybody; returns the
   * group of the row, or -1 when it is no candidate.
   */
  eachBefore(row: number, visit: (row: number) => void): number {
    const ranked = this.#ranked
    let own = 0
    while (own < this.count && (ranked.entry(own) & at.RANK_ROW_MASK) !== row) own += 1
    if (own === this.count) return -1
    const [key, entry] = [ranked.key(own), ranked.entry(own)]
    for (let index = 0; index < this.count; index += 1) {
      const other = ranked.entry(index)
      if (index === own || !precedes(ranked.key(index), other, key, entry, this.#tellApart)) continue
      visit(other & at.RANK_ROW_MASK)
    }
    return entry >>> at.RANK_GROUP_SHIFT
  }

  /** Row and group of every candidate, in no order. */
  unranked(index: number): number {
    return this.#ranked.entry(index)
  }

  /** All rows, in no order. */
  rows(): Set<number> {
    const rows = new Set<number>()
    for (let index = 0; index < this.count; index += 1) rows.add(this.#ranked.entry(index) & at.RANK_ROW_MASK)
    return rows
  }
}

const NOBODY: ReadonlySet<number> = new Set()
