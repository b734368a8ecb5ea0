// An account and its positions at the marks of the round, as plain objects: for one account at a time.
//
// Reads: one row, its markets. Writes: the column `legs`. Bound: the positions of the row. Allocation: BigInt, one
// object a position. Deterministic.

import type { Book } from '../book/book.ts'
import type { Stake } from '../fixed/shares.ts'
import type { Kernel } from '../kernel/kernel.ts'
import * as at from '../memory/fields.ts'

/** A position at the marks of the round, as a split of equity sees it. */
export interface Leg extends Stake {
  readonly market: number
  /** Signed. */
  readonly lots: bigint
  readonly profitAtoms: bigint
}

/** An account at the marks of the round. */
export interface Valued {
  readonly equityAtoms: bigint
  readonly maintenanceAtomPpm: bigint
  readonly notionalAtoms: bigint
  /** By market. */
  readonly legs: readonly Leg[]
}

/** A maintenance that stands in two words of the column `legs`. */
export function atomPpm(legs: BigInt64Array, high: number): bigint {
  return (legs[high]! << 32n) + legs[high + 1]!
}

/** Values a row of any class at the marks of now, exactly. */
export function valueAccount({ book, kernel }: { readonly book: Book; readonly kernel: Kernel }, row: number): Valued {
  kernel.valueRow(row)
  const { legs: column, runStart, runCount, posMarket } = book.columns
  const legs: Leg[] = []
  let word = at.LEGS_FIRST
  const end = runStart[row]! + runCount[row]!
  for (let slot = runStart[row]!; slot < end; slot += 1, word += at.LEG_WORDS) {
    legs.push({
      market: posMarket[slot]!,
      lots: column[word + at.LEG_LOTS]!,
      notionalAtoms: column[word + at.LEG_NOTIONAL]!,
      maintenanceAtomPpm: atomPpm(column, word + at.LEG_MAINTENANCE_HIGH),
      profitAtoms: column[word + at.LEG_PROFIT]!,
    })
  }
  return {
    equityAtoms: column[at.LEGS_EQUITY]!,
    maintenanceAtomPpm: atomPpm(column, at.LEGS_MAINTENANCE_HIGH),
    notionalAtoms: column[at.LEGS_NOTIONAL]!,
    legs,
  }
}
