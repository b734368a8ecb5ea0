// The candidates of one side of a market as a binary heap over a range of COL_RANK_KEY and COL_RANK_ENTRY, as
// `memory/rank-heap.ts` has it: the readable twin, and the same total order, so that either goes on where the
// other stopped. Near-ties are told apart by the book as it is, so nothing may have changed since the candidates were
// selected.

import * as at from '../../memory/fields'
import { NEAR_TIE, precedes, standsBefore } from './compare'
import { isRaised, raiseZeros } from './keys'
import { column, scratchOf } from './places'
import { sortBestLast } from './sort'

/** Makes a heap of `count` candidates from index `first` on. */
export function heapify(first: i32, count: i32, market: i32, keyKind: i32, lane: i32): void {
  const keys = column(at.COL_RANK_KEY) + (<usize>first << 3)
  const entries = column(at.COL_RANK_ENTRY) + (<usize>first << 2)
  const scratch = scratchOf(lane)
  if (keyKind == at.KEY_BITMEX) raiseZeros(keys, entries, count, market, scratch)
  for (let parent = (count >> 1) - 1; parent >= 0; parent--) {
    siftDown(keys, entries, parent, count, market, keyKind, scratch)
  }
}

/**
 * Takes the best `most` of `waiting` candidates out of the heap, each to the place that becomes free behind it.
 *
 * @returns how many still wait
 */
export function popTop(first: i32, waiting: i32, most: i32, market: i32, keyKind: i32, lane: i32): i32 {
  const keys = column(at.COL_RANK_KEY) + (<usize>first << 3)
  const entries = column(at.COL_RANK_ENTRY) + (<usize>first << 2)
  const scratch = scratchOf(lane)
  const rest = max(0, waiting - most)
  while (waiting > rest) {
    waiting--
    const lastKey = keys + (<usize>waiting << 3)
    const lastEntry = entries + (<usize>waiting << 2)
    const key = load<f64>(keys)
    const entry = load<u32>(entries)
    store<f64>(keys, load<f64>(lastKey))
    store<u32>(entries, load<u32>(lastEntry))
    siftDown(keys, entries, 0, waiting, market, keyKind, scratch)
    store<f64>(lastKey, key)
    store<u32>(lastEntry, entry)
  }
  return waiting
}

/**
 * Puts the best `most` of `count` candidates behind the others, the first one last, without ordering those: one pass
 * with a heap of the best so far, whose root is the worst of them. Nearly everybody is told off by one comparison.
 *
 * @returns how many stand before them, in no order
 */
export function takeTop(first: i32, count: i32, most: i32, market: i32, keyKind: i32, lane: i32): i32 {
  const size = min(count, most)
  const rest = count - size
  const keys = column(at.COL_RANK_KEY) + (<usize>first << 3)
  const entries = column(at.COL_RANK_ENTRY) + (<usize>first << 2)
  const topKeys = keys + (<usize>rest << 3)
  const topEntries = entries + (<usize>rest << 2)
  const scratch = scratchOf(lane)
  if (keyKind == at.KEY_BITMEX) raiseZeros(topKeys, topEntries, size, market, scratch)
  for (let parent = rest == 0 ? -1 : (size >> 1) - 1; parent >= 0; parent--) {
    siftWorst(topKeys, topEntries, parent, size, market, keyKind, scratch)
  }
  let hopeless = hopelessBelow(topKeys, topEntries)
  for (let index = 0; index < rest; index++) {
    const keyAt = keys + (<usize>index << 3)
    let key = load<f64>(keyAt)
    if (key < hopeless) continue
    const entryAt = entries + (<usize>index << 2)
    const entry = load<u32>(entryAt)
    if (key == 0 && keyKind == at.KEY_BITMEX) {
      raiseZeros(keyAt, entryAt, 1, market, scratch)
      key = load<f64>(keyAt)
    }
    if (!precedes(key, entry, load<f64>(topKeys), load<u32>(topEntries), market, keyKind, scratch)) continue
    store<f64>(keyAt, load<f64>(topKeys))
    store<u32>(entryAt, load<u32>(topEntries))
    store<f64>(topKeys, key)
    store<u32>(topEntries, entry)
    siftWorst(topKeys, topEntries, 0, size, market, keyKind, scratch)
    hopeless = hopelessBelow(topKeys, topEntries)
  }
  sortBestLast(topKeys, topEntries, size, market, keyKind, scratch)
  return rest
}

// A key below this is of no candidate that stands before the root, whatever its group, nor of a near-tie: with d the
// distance to the root's key r, d > 4t·|r| gives t·(|r| + |r − d|) < d. NaN, below which there is nothing, when the
// root is not of the first group or infinite; 0 when it has been raised, as a zero may be when it is looked at.
@inline
function hopelessBelow(topKeys: usize, topEntries: usize): f64 {
  const key = load<f64>(topKeys)
  if (load<u32>(topEntries) >> at.RANK_GROUP_SHIFT != 0) return NaN
  return isRaised(key) ? 0 : key - 4 * NEAR_TIE * abs(key)
}

/** Whether the candidate of entry `a` is to be served before that of `b`, of one group, by more than their keys. */
export function tellNearTie(a: u32, b: u32, market: i32, keyKind: i32, lane: i32): i32 {
  return standsBefore(a, b, market, keyKind, scratchOf(lane)) ? 1 : 0
}

// As `siftDown`, of a heap whose root is the worst.
function siftWorst(
  keys: usize,
  entries: usize,
  from: i32,
  size: i32,
  market: i32,
  keyKind: i32,
  scratch: usize,
): void {
  const key = load<f64>(keys + (<usize>from << 3))
  const entry = load<u32>(entries + (<usize>from << 2))
  const firstLeaf = size >> 1
  let hole = from
  while (hole < firstLeaf) {
    let child = 2 * hole + 1
    let childKey = load<f64>(keys + (<usize>child << 3))
    let childEntry = load<u32>(entries + (<usize>child << 2))
    if (child + 1 < size) {
      const rightKey = load<f64>(keys + (<usize>child << 3), 8)
      const rightEntry = load<u32>(entries + (<usize>child << 2), 4)
      if (precedes(childKey, childEntry, rightKey, rightEntry, market, keyKind, scratch)) {
        child++
        childKey = rightKey
        childEntry = rightEntry
      }
    }
    if (!precedes(key, entry, childKey, childEntry, market, keyKind, scratch)) break
    store<f64>(keys + (<usize>hole << 3), childKey)
    store<u32>(entries + (<usize>hole << 2), childEntry)
    hole = child
  }
  store<f64>(keys + (<usize>hole << 3), key)
  store<u32>(entries + (<usize>hole << 2), entry)
}

// Moves a hole down instead of swapping.
export function siftDown(
  keys: usize,
  entries: usize,
  from: i32,
  size: i32,
  market: i32,
  keyKind: i32,
  scratch: usize,
): void {
  const key = load<f64>(keys + (<usize>from << 3))
  const entry = load<u32>(entries + (<usize>from << 2))
  const firstLeaf = size >> 1
  let hole = from
  while (hole < firstLeaf) {
    let child = 2 * hole + 1
    let childKey = load<f64>(keys + (<usize>child << 3))
    let childEntry = load<u32>(entries + (<usize>child << 2))
    if (child + 1 < size) {
      const rightKey = load<f64>(keys + (<usize>child << 3), 8)
      const rightEntry = load<u32>(entries + (<usize>child << 2), 4)
      if (precedes(rightKey, rightEntry, childKey, childEntry, market, keyKind, scratch)) {
        child++
        childKey = rightKey
        childEntry = rightEntry
      }
    }
    if (!precedes(childKey, childEntry, key, entry, market, keyKind, scratch)) break
    store<f64>(keys + (<usize>hole << 3), childKey)
    store<u32>(entries + (<usize>hole << 2), childEntry)
    hole = child
  }
  store<f64>(keys + (<usize>hole << 3), key)
  store<u32>(entries + (<usize>hole << 2), entry)
}
