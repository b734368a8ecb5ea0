// Min-max: whole lots that make the largest loss for its equity as small as it can be.
//
//   minimise max(kᵢ / Eᵢ)   with Σ kᵢ = what is needed, 0 ≤ kᵢ ≤ open lots, kᵢ whole
//
// A lot costs the same whoever takes it, so the loss of i is kᵢ times that, and E its account's equity. The optimum is
// exact for any number of candidates, not only for few: a lot is given, again and again, to whoever has the smallest
// (k + 1) / E then; all but the last of these, two a candidate, are found at once, by water-filling. Ties by rank. Who
// has no equity gives only when nobody else can, by size. Losers: after the profitable ones. Source: the integer
// programme of arXiv 2512.01112, which is over all contracts of a wave at once; here a market is dealt by itself.

import { max, min } from '../fixed/rounding.ts'
import { fillWater, sum } from '../fixed/shares.ts'
import type { AllocationPolicy } from './policy.ts'

export const minMax: AllocationPolicy = {
  name: 'min-max',
  allocate(need, candidates, open) {
    const equities = candidates.map(({ equityAtoms }) => max(0n, equityAtoms))
    const solvent = open.map((lots, index) => (equities[index]! > 0n ? lots : 0n))
    const dealt = min(need, sum(solvent))
    const water = fillWater(dealt, equities, solvent)
    // Whole lots below the level: a remainder has added one at most.
    const parts = water.map((lots) => (lots > 0n ? lots - 1n : 0n))
    giveOneByOne(dealt - sum(parts), equities, solvent, parts)
    if (dealt === need) return parts
    const left = open.map((lots, index) => lots - solvent[index]!)
    const more = fillWater(need - dealt, left, left)
    return parts.map((part, index) => part + more[index]!)
  },
}

// A binary heap of who may still give: the smallest (k + 1) / E first, then who stands first.
function giveOneByOne(lots: bigint, equities: readonly bigint[], open: readonly bigint[], parts: bigint[]): void {
  const heap: number[] = []
  for (const [index, most] of open.entries()) if (parts[index]! < most) heap.push(index)
  for (let parent = (heap.length >> 1) - 1; parent >= 0; parent -= 1) siftDown(parent)
  for (let left = lots; left > 0n; left -= 1n) {
    const first = heap[0]!
    parts[first]! += 1n
    if (parts[first] === open[first]) {
      const last = heap.pop()!
      if (heap.length > 0) heap[0] = last
    }
    siftDown(0)
  }

  function siftDown(from: number): void {
    let hole = from
    while (true) {
      let child = 2 * hole + 1
      if (child >= heap.length) return
      if (child + 1 < heap.length && precedes(heap[child + 1]!, heap[child]!)) child += 1
      if (!precedes(heap[child]!, heap[hole]!)) return
      const parent = heap[hole]!
      heap[hole] = heap[child]!
      heap[child] = parent
      hole = child
    }
  }

  function precedes(a: number, b: number): boolean {
    const left = (parts[a]! + 1n) * equities[b]!
    const right = (parts[b]! + 1n) * equities[a]!
    return left === right ? a < b : left < right
  }
}
