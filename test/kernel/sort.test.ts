// A whole queue taken at once, in an order that was made against the quicksort: whatever median it looks at is one of
// the worst candidates that are left (McIlroy, "A killer adversary for quicksort", 1999).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as at from '../../src/memory/fields.ts'
import { fillTwins } from './twin-books.ts'

const FEW = 16
const COUNT = 2_000

/** Decides which candidate is which only when it is asked, so that pivots turn out to be bad. */
class Adversary {
  readonly keys: number[]
  #solid = 0
  #likelyPivot = 0

  constructor(count: number) {
    this.keys = new Array<number>(count).fill(Infinity)
  }

  /** Whether `a` is worse than `b`. */
  isWorse(a: number, b: number): boolean {
    const { keys } = this
    if (keys[a] === Infinity && keys[b] === Infinity && a !== b) {
      keys[a === this.#likelyPivot ? a : b] = this.#solid
      this.#solid += 1
    }
    if (keys[a] === Infinity) this.#likelyPivot = a
    else if (keys[b] === Infinity) this.#likelyPivot = b
    return keys[a]! < keys[b]!
  }
}

/** The cuts of `kernel/assembly/sort.ts`, as far as they go; returns how often a range has been cut at most. */
function cut(items: number[], from: number, to: number, foe: Adversary): number {
  if (to - from <= FEW) return 0
  const pivot = items[medianOf(items, from, to, foe)]!
  let [low, high] = [from - 1, to]
  for (;;) {
    do low += 1
    while (foe.isWorse(items[low]!, pivot))
    do high -= 1
    while (foe.isWorse(pivot, items[high]!))
    if (low >= high) break
    const other = items[low]!
    items[low] = items[high]!
    items[high] = other
  }
  return 1 + Math.max(cut(items, from, high + 1, foe), cut(items, high + 1, to, foe))
}

function medianOf(items: readonly number[], from: number, to: number, foe: Adversary): number {
  let [low, high] = [from, to - 1]
  const middle = from + ((to - from) >> 1)
  if (foe.isWorse(items[high]!, items[low]!)) {
    low = high
    high = from
  }
  if (foe.isWorse(items[middle]!, items[low]!)) return low
  return foe.isWorse(items[high]!, items[middle]!) ? high : middle
}

test('a queue that is made of bad medians is sorted all the same', () => {
  const { book, kernel } = fillTwins(1).find((twin) => twin.kernel.name === 'fast')!
  const foe = new Adversary(COUNT)
  const items = Array.from({ length: COUNT }, (_, index) => index)
  const cuts = cut(items, 0, COUNT, foe)
  // The kernel gives up after 2 · log2 of the count.
  assert.ok(cuts > 4 * Math.log2(COUNT), `${cuts} cuts`)
  const { rankEntry, rankKey } = book.columns
  for (const [index, key] of foe.keys.entries()) {
    rankKey[index] = key === Infinity ? COUNT + index : key
    rankEntry[index] = index
  }
  const expected = [...rankKey.subarray(0, COUNT)].sort((a, b) => a - b)
  assert.is(kernel.takeTop(0, COUNT, COUNT, 0, at.KEY_NOTIONAL), 0)
  assert.equal([...rankKey.subarray(0, COUNT)], expected)
  assert.equal(new Set(rankEntry.subarray(0, COUNT)).size, COUNT)
})

test.run()
