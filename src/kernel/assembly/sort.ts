// All candidates of a range in the order of `heap.ts`, the best one last: where a whole queue is wanted, a quicksort
// takes about half of the comparisons of a heap, and goes through memory in order.

import { precedes } from './compare'
import { siftDown } from './heap'

// Below this, a sort by insertion is the quicker one.
const FEW = 16

/** Sorts `count` candidates. */
export function sortBestLast(
  keys: usize,
  entries: usize,
  count: i32,
  market: i32,
  keyKind: i32,
  scratch: usize,
): void {
  sortRange(keys, entries, count, 2 * (32 - clz<i32>(count)), market, keyKind, scratch)
}

// A range that has been cut so often must have had bad medians: it becomes a heap. No two candidates are equal.
function sortRange(
  keys: usize,
  entries: usize,
  count: i32,
  cuts: i32,
  market: i32,
  keyKind: i32,
  scratch: usize,
): void {
  while (count > FEW) {
    if (cuts == 0) return sortByHeap(keys, entries, count, market, keyKind, scratch)
    cuts--
    const cut = cutInTwo(keys, entries, count, market, keyKind, scratch)
    const behindKeys = keys + (<usize>cut << 3)
    const behindEntries = entries + (<usize>cut << 2)
    // The smaller part first: so never more than log2 of all wait.
    if (2 * cut < count) {
      sortRange(keys, entries, cut, cuts, market, keyKind, scratch)
      keys = behindKeys
      entries = behindEntries
      count -= cut
    } else {
      sortRange(behindKeys, behindEntries, count - cut, cuts, market, keyKind, scratch)
      count = cut
    }
  }
  sortFew(keys, entries, count, market, keyKind, scratch)
}

// Hoare's partition by a median of three: returns where the better ones begin, who are some but not all.
function cutInTwo(keys: usize, entries: usize, count: i32, market: i32, keyKind: i32, scratch: usize): i32 {
  const median = medianOf(keys, entries, count, market, keyKind, scratch)
  const key = load<f64>(keys + (<usize>median << 3))
  const entry = load<u32>(entries + (<usize>median << 2))
  let low = -1
  let high = count
  while (true) {
    do low++
    while (precedes(key, entry, keyAt(keys, low), entryAt(entries, low), market, keyKind, scratch))
    do high--
    while (precedes(keyAt(keys, high), entryAt(entries, high), key, entry, market, keyKind, scratch))
    if (low >= high) return high + 1
    swapCandidates(keys, entries, low, high)
  }
}

function medianOf(keys: usize, entries: usize, count: i32, market: i32, keyKind: i32, scratch: usize): i32 {
  let low = 0
  let high = count - 1
  const middle = count >> 1
  if (isBetter(keys, entries, low, high, market, keyKind, scratch)) {
    low = high
    high = 0
  }
  if (isBetter(keys, entries, low, middle, market, keyKind, scratch)) return low
  return isBetter(keys, entries, middle, high, market, keyKind, scratch) ? high : middle
}

function sortFew(keys: usize, entries: usize, count: i32, market: i32, keyKind: i32, scratch: usize): void {
  for (let index = 1; index < count; index++) {
    const key = keyAt(keys, index)
    const entry = entryAt(entries, index)
    let hole = index
    while (hole > 0) {
      const other = keyAt(keys, hole - 1)
      const otherEntry = entryAt(entries, hole - 1)
      if (!precedes(other, otherEntry, key, entry, market, keyKind, scratch)) break
      putCandidate(keys, entries, hole, other, otherEntry)
      hole--
    }
    putCandidate(keys, entries, hole, key, entry)
  }
}

function sortByHeap(keys: usize, entries: usize, count: i32, market: i32, keyKind: i32, scratch: usize): void {
  for (let parent = (count >> 1) - 1; parent >= 0; parent--) {
    siftDown(keys, entries, parent, count, market, keyKind, scratch)
  }
  for (let waiting = count - 1; waiting > 0; waiting--) {
    swapCandidates(keys, entries, 0, waiting)
    siftDown(keys, entries, 0, waiting, market, keyKind, scratch)
  }
}

function isBetter(keys: usize, entries: usize, a: i32, b: i32, market: i32, keyKind: i32, scratch: usize): bool {
  return precedes(keyAt(keys, a), entryAt(entries, a), keyAt(keys, b), entryAt(entries, b), market, keyKind, scratch)
}

@inline
function keyAt(keys: usize, index: i32): f64 {
  return load<f64>(keys + (<usize>index << 3))
}

@inline
function entryAt(entries: usize, index: i32): u32 {
  return load<u32>(entries + (<usize>index << 2))
}

@inline
function putCandidate(keys: usize, entries: usize, index: i32, key: f64, entry: u32): void {
  store<f64>(keys + (<usize>index << 3), key)
  store<u32>(entries + (<usize>index << 2), entry)
}

function swapCandidates(keys: usize, entries: usize, a: i32, b: i32): void {
  const key = keyAt(keys, a)
  const entry = entryAt(entries, a)
  putCandidate(keys, entries, a, keyAt(keys, b), entryAt(entries, b))
  putCandidate(keys, entries, b, key, entry)
}
