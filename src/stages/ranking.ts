// The candidates of one side of a market in the order of their exact scores, put into place as they are asked for.
//
// Reads: the columns of the ranking, candidates. Writes: those columns. Bound: a heap. Allocation: none for a ranking
// by a known policy. Deterministic: group, score, notional, id: a total order.

import type { Book } from '../book/book.ts'
import { abs } from '../fixed/rounding.ts'
import * as at from '../memory/fields.ts'
import { rankPartOf } from '../memory/layout.ts'
import {
  precedes,
  type RankColumns,
  type Ranked,
  RankHeap,
  type RankHelp,
  type TellApart,
} from '../memory/rank-heap.ts'
import { RankMerge } from '../memory/rank-merge.ts'
import type { Candidate, Score } from '../policies/policy.ts'
import { ClosedPlaces } from './closed-places.ts'
import type { Hand } from './deal-out.ts'
import * as edit from './edit-selection.ts'
import type { SelectedShards } from './executor.ts'
import { hasKeys } from './rank-keys.ts'
import type { RankedBook } from './ranked-book.ts'
import { lotsOf } from './round-state.ts'
import { queueTerms } from './rule-terms.ts'
import { Telling } from './telling.ts'

export interface RankingSource {
  candidateOf(row: number): Candidate
  readonly help: RankHelp | null
  readonly split: edit.Split | null
}

/** Candidates of one side of a market, best first. */
export class Ranking {
  /** Who has no lots left there: nothing gives lots to a candidate while others are dealt with. */
  closed = new ClosedPlaces()
  /** By group, the first one first, once an allocation has looked at them. */
  hands: Hand[] | null = null
  readonly #ranked: Ranked
  readonly #source: RankingSource
  readonly #telling: Telling
  readonly #tellApart: TellApart
  readonly #book: Book
  readonly #market: number

  constructor(
    { book, draw = { lot: book.sequence, pass: 0 }, settings: { policy } }: RankedBook,
    { columns, shards, page }: SelectedShards,
    place: number,
    source: RankingSource,
  ) {
    this.#source = source
    this.#book = book
    this.#market = place >> 1
    this.#telling = new Telling(policy, queueTerms(book, place, draw), (row) => source.candidateOf(row))
    const part = rankPartOf(book.columns.word(at.WORD_CAP_MARKETS))
    const parts: edit.Part[] = []
    for (let shard = 0; shard < shards; shard += 1) {
      const side = shard * part + place
      parts.push({ start: columns.rankStart[side]!, count: columns.rankCount[side]! })
    }
    if (!hasKeys(policy, book)) this.#score(columns, parts)
    else if (this.#telling.looksAtOwners) this.#scoreFamilies(book.columns.rowOwner, columns, parts)
    this.#tellApart = (a, b) => this.#telling.precedes(a & at.RANK_ROW_MASK, b & at.RANK_ROW_MASK)
    const { help, split } = source
    const heaps: RankHeap[] = []
    if (split !== null) {
      const { columns: own, part } = edit.standTwice(columns, parts, split)
      heaps.push(new RankHeap(own, part.start, part.count, this.#tellApart))
    } else {
      for (const { start, count } of parts) {
        heaps.push(new RankHeap(columns, start, count, this.#tellApart, help, page))
      }
    }
    this.#ranked = heaps.length === 1 ? heaps[0]! : new RankMerge(heaps, this.#tellApart)
  }

  // Keys by another policy than the kernel's.
  #score({ rankKey, rankEntry }: RankColumns, parts: readonly edit.Part[]): void {
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
  #scoreFamilies(rowOwner: Uint32Array, { rankKey, rankEntry }: RankColumns, parts: readonly edit.Part[]): void {
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

  /** Whether some positions stand twice: their unhedged lots with the others, the rest in the tier behind. */
  get isSplit(): boolean {
    return this.#source.split !== null
  }

  /** Lots, a magnitude, that the candidate of a rank may still give there. */
  openLots(rank: number): bigint {
    if (this.isSplit) return this.lotsAt(this.entry(rank))
    return abs(lotsOf(this.#book, this.row(rank), this.#market))
  }

  /** The same by an entry. */
  lotsAt(entry: number): bigint {
    return edit.lotsAt(this.#source.split, entry, abs(lotsOf(this.#book, entry & at.RANK_ROW_MASK, this.#market)))
  }

  /** To be told when the candidate of a rank has given lots there. */
  gave(rank: number, lots: bigint): void {
    if (this.isSplit) edit.noteGiven(this.#source.split, this.entry(rank), lots)
  }

  /** Puts everybody into place: accounts may then be changed without being remembered, and trade their lots back. */
  settle(): void {
    this.closed = new ClosedPlaces()
    if (this.count > 0) this.#ranked.at(this.count - 1)
  }

  /** As it was ranked. */
  candidate(rank: number): Candidate {
    return this.#source.candidateOf(this.row(rank))
  }

  /**
   * Calls `visit` with the entry of everybody who stands before a row, in no order, without ranking anybody; returns
   * the entry of the row, or -1 when it is no candidate. Who stands twice is looked for at its first place.
   */
  eachBefore(row: number, visit: (entry: number) => void): number {
    const ranked = this.#ranked
    let own = -1
    for (let index = 0; index < this.count; index += 1) {
      if ((ranked.entry(index) & at.RANK_ROW_MASK) !== row) continue
      own = index
      if (!this.isSplit || !edit.isProtected(ranked.entry(index))) break
    }
    if (own === -1) return -1
    const [key, entry] = [ranked.key(own), ranked.entry(own)]
    for (let index = 0; index < this.count; index += 1) {
      const other = ranked.entry(index)
      if (index === own || !precedes(ranked.key(index), other, key, entry, this.#tellApart)) continue
      visit(other)
    }
    return entry
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
