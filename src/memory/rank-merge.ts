// The rankings of several shards as one: the best of their heads, again and again. Who has been merged is kept in a
// list that grows, so that everybody with a rank can be read again.

import { assert } from '../core/assert.ts'
import { precedes, type Ranked, type RankHeap, type TellApart } from './rank-heap.ts'

const FIRST_ENTRIES = 1024

export class RankMerge implements Ranked {
  readonly count: number
  readonly #heaps: readonly RankHeap[]
  readonly #tellApart: TellApart
  /** By heap: candidates that have been merged. */
  readonly #taken: Uint32Array
  #entries: Uint32Array
  #merged = 0

  constructor(heaps: readonly RankHeap[], tellApart: TellApart) {
    this.#heaps = heaps
    this.#tellApart = tellApart
    this.#taken = new Uint32Array(heaps.length)
    let count = 0
    for (const heap of heaps) count += heap.count
    this.count = count
    this.#entries = new Uint32Array(Math.min(count, FIRST_ENTRIES))
  }

  at(place: number): number {
    assert(place < this.count, `place ${place} of ${this.count} candidates`)
    while (this.#merged <= place) this.#mergeNext()
    return this.#entries[place]!
  }

  entry(index: number): number {
    return this.#of(index, (heap, rest) => heap.entry(rest))
  }

  key(index: number): number {
    return this.#of(index, (heap, rest) => heap.key(rest))
  }

  #of(index: number, read: (heap: RankHeap, rest: number) => number): number {
    let rest = index
    for (const heap of this.#heaps) {
      if (rest < heap.count) return read(heap, rest)
      rest -= heap.count
    }
    throw new RangeError(`candidate ${index} of ${this.count}`)
  }

  #mergeNext(): void {
    const heaps = this.#heaps
    const taken = this.#taken
    let best = -1
    let bestKey = 0
    let bestEntry = 0
    for (let index = 0; index < heaps.length; index += 1) {
      const heap = heaps[index]!
      const place = taken[index]!
      if (place >= heap.count) continue
      const entry = heap.at(place)
      const key = heap.keyAt(place)
      if (best >= 0 && !precedes(key, entry, bestKey, bestEntry, this.#tellApart)) continue
      best = index
      bestKey = key
      bestEntry = entry
    }
    if (this.#merged === this.#entries.length) this.#grow()
    this.#entries[this.#merged] = bestEntry
    this.#merged += 1
    taken[best] = taken[best]! + 1
  }

  #grow(): void {
    const longer = new Uint32Array(Math.min(this.count, 2 * this.#entries.length))
    longer.set(this.#entries)
    this.#entries = longer
  }
}
