// Candidates of one side of a market in the order of their ranking: a binary heap over a range of the columns `rankKey`
// and `rankEntry`, which gives its candidates up one by one.
//
//   start                    start + waiting                      start + count
//   | heap of who waits      | who has a rank, the last one first |
//
// A candidate that leaves the heap takes the place that becomes free behind it, so nothing is allocated and whoever has
// been ranked can be read again. Order: group ascending, then key descending; keys that a few roundings could have
// turned round are told apart by the caller, exactly. It is total, so the heap's history does not show.

import { assert } from '../core/assert.ts'
import * as at from './fields.ts'

/** Columns of a ranking: the book's, or others of the same form. */
export interface RankColumns {
  /** Where each side of a shard begins. */
  readonly rankStart: Uint32Array
  /** How many candidates each side of a shard has. */
  readonly rankCount: Uint32Array
  /** What candidates are ordered by, near-ties aside. */
  readonly rankKey: Float64Array
  /** Row and group of each candidate. */
  readonly rankEntry: Uint32Array
}

/** Keys closer than this part of the larger one are told apart exactly. Their own error is below 2^-44. */
export const NEAR_TIE = 2 ** -40

/**
 * A kernel raises keys of zero to less than this, by what tells their candidates apart (`kernel/assembly/keys.ts`). It
 * does so when it orders them: a zero may still meet one that has been raised.
 */
export const RAISED_BELOW = 2 ** -900

/** Whether the candidate of entry `a` is to be served before that of entry `b`; entries are of one group. */
export type TellApart = (a: number, b: number) => boolean

/** What a compiled kernel does with the candidates from an index on, in the same order. */
export interface RankHelp {
  /**
   * Puts the best `most` of `count` candidates behind the others, which are in no order; returns how many those are: as
   * many as before when it cannot.
   */
  takeTop(start: number, count: number, most: number): number
  /** Makes a heap; returns false when it leaves that to the caller. */
  heapify(start: number, count: number): boolean
  /** Takes the best `most` out of a heap; returns how many still wait: as many as before when it cannot. */
  popTop(start: number, waiting: number, most: number): number
}

/** What can be read of a ranking. */
export interface Ranked {
  readonly count: number
  /** Entry of the candidate at `place`, 0 for the first of the ranking; below `count`. */
  at(place: number): number
  /** Every candidate, in no order, and its key. */
  entry(index: number): number
  key(index: number): number
}

/** Candidates that a kernel takes out at once, unless more are wanted. */
export const RANK_PAGE = 1024

export class RankHeap implements Ranked {
  readonly count: number
  readonly #start: number
  readonly #keys: Float64Array
  readonly #entries: Uint32Array
  readonly #tellApart: TellApart
  readonly #help: RankHelp | null
  #waiting: number
  /** Whether who waits is a heap, or in no order yet. */
  #isHeap = false

  /**
   * Orders `count` candidates from index `start` of the columns on: O(count).
   *
   * @param help does the same as this, only faster; null: there is none
   * @param taken so many of the best stand behind the others already, the first one last
   */
  constructor(
    columns: Pick<RankColumns, 'rankKey' | 'rankEntry'>,
    start: number,
    count: number,
    tellApart: TellApart,
    help: RankHelp | null = null,
    taken = 0,
  ) {
    this.#keys = columns.rankKey
    this.#entries = columns.rankEntry
    assert(start + count <= this.#keys.length, `candidates ${start} to ${start + count} of ${this.#keys.length}`)
    this.#start = start
    this.count = count
    this.#waiting = Math.max(0, count - taken)
    this.#tellApart = tellApart
    this.#help = help
  }

  at(place: number): number {
    assert(place < this.count, `place ${place} of ${this.count} candidates`)
    while (this.count - this.#waiting <= place) this.#rankMore(place)
    return this.#entries[this.#start + this.count - 1 - place]!
  }

  /** Key of the candidate at a place that has been looked at. */
  keyAt(place: number): number {
    return this.#keys[this.#start + this.count - 1 - place]!
  }

  entry(index: number): number {
    return this.#entries[this.#start + index]!
  }

  key(index: number): number {
    return this.#keys[this.#start + index]!
  }

  #rankMore(place: number): void {
    const start = this.#start
    const before = this.#waiting
    const help = this.#help
    const most = Math.max(RANK_PAGE, place + 1 - (this.count - before))
    if (help !== null && before === this.count) {
      this.#waiting = help.takeTop(start, before, most)
      if (this.#waiting < before) return
    }
    if (!this.#isHeap) {
      this.#isHeap = true
      if (help === null || !help.heapify(start, before)) this.#heapify()
    }
    if (help !== null) this.#waiting = help.popTop(start, before, most)
    if (this.#waiting === before) this.#rankNext()
  }

  #heapify(): void {
    for (let parent = (this.#waiting >> 1) - 1; parent >= 0; parent -= 1) this.#siftDown(parent)
  }

  #rankNext(): void {
    const keys = this.#keys
    const entries = this.#entries
    const start = this.#start
    this.#waiting -= 1
    const last = start + this.#waiting
    const key = keys[start]!
    const entry = entries[start]!
    keys[start] = keys[last]!
    entries[start] = entries[last]!
    this.#siftDown(0)
    keys[last] = key
    entries[last] = entry
  }

  // Moves a hole down instead of swapping: one write a level where a swap needs three.
  #siftDown(from: number): void {
    const keys = this.#keys
    const entries = this.#entries
    const start = this.#start
    const size = this.#waiting
    const firstLeaf = size >> 1
    const tellApart = this.#tellApart
    const key = keys[start + from]!
    const entry = entries[start + from]!
    let hole = from
    while (hole < firstLeaf) {
      let child = 2 * hole + 1
      const left = start + child
      const hasRight = child + 1 < size
      if (hasRight && precedes(keys[left + 1]!, entries[left + 1]!, keys[left]!, entries[left]!, tellApart)) child += 1
      if (!precedes(keys[start + child]!, entries[start + child]!, key, entry, tellApart)) break
      keys[start + hole] = keys[start + child]!
      entries[start + hole] = entries[start + child]!
      hole = child
    }
    keys[start + hole] = key
    entries[start + hole] = entry
  }
}

/** The order of a ranking: whether the candidate of key and entry A is to be served before that of B. */
export function precedes(keyA: number, entryA: number, keyB: number, entryB: number, tellApart: TellApart): boolean {
  const groupA = entryA >>> at.RANK_GROUP_SHIFT
  const groupB = entryB >>> at.RANK_GROUP_SHIFT
  if (groupA !== groupB) return groupA < groupB
  if (isZeroTie(keyA, keyB)) return tellApart(entryA, entryB)
  // Most keys are far apart, and told so by one comparison; what is infinite is never beyond an infinite reach.
  const distance = keyA - keyB
  const reach = NEAR_TIE * (Math.abs(keyA) + Math.abs(keyB))
  if (distance > reach) return true
  if (distance < -reach) return false
  return isNearTie(keyA, keyB) ? tellApart(entryA, entryB) : keyA > keyB
}

/** Infinite keys are near each other and nothing else; near zero is only what a kernel makes of it. */
export function isNearTie(keyA: number, keyB: number): boolean {
  if (keyA === keyB || isZeroTie(keyA, keyB)) return true
  const distance = Math.abs(keyA - keyB)
  return distance !== Infinity && distance <= NEAR_TIE * Math.max(Math.abs(keyA), Math.abs(keyB))
}

/** A zero and what may be a zero that has been raised. */
function isZeroTie(keyA: number, keyB: number): boolean {
  return (keyA === 0 || keyB === 0) && Math.abs(keyA + keyB) < RAISED_BELOW
}
