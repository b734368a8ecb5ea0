// What of an account's equity stands behind one of its positions: what leverage of a position is measured by.

import type { Candidate } from './policy.ts'

/** Σ of atoms as a fraction, `under` above 0. */
export interface Fraction {
  readonly over: bigint
  readonly under: bigint
}

/** E · mmᵢ / MM, by notional where the position has no maintenance; of an isolated position that is E. */
export function shareOfEquity(candidate: Candidate): Fraction {
  const { equityAtoms, maintenanceAtomPpm, notionalAtoms } = candidate
  if (maintenanceAtomPpm === 0n) {
    return { over: equityAtoms * notionalAtoms, under: candidate.accountNotionalAtoms }
  }
  return { over: equityAtoms * maintenanceAtomPpm, under: candidate.accountMaintenanceAtomPpm }
}

export function sumOf(shares: readonly Fraction[]): Fraction {
  let [over, under] = [0n, 1n]
  for (const share of shares) {
    over = over * share.under + share.over * under
    under *= share.under
  }
  return { over, under }
}
