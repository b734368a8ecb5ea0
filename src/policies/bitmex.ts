// BitMEX's queue, also Delta Exchange's: the most profitable and most leveraged first.
//
//   score = PnL% · L for a profit, PnL% / L for a loss
//   PnL% = profit / |entry value|, L = notional / share of equity
//
// The share of a position in the equity of its account is E · mmᵢ / MM, by notional where it has no maintenance; an
// isolated position is an account of its own. Source: bitmex.com/app/autoDeleveraging. `KEY_BITMEX` of the kernels is
// this score as a double.

import type { Candidate, Score, ScorePolicy } from './policy.ts'

export const bitmex: ScorePolicy = {
  name: 'bitmex',
  score(candidate: Candidate): Score {
    const { profitAtoms, notionalAtoms, entryValueAtoms } = candidate
    if (entryValueAtoms === 0n) return 'last'
    const share = equityShare(candidate)
    const pays = share.over > 0n
    if (profitAtoms > 0n) {
      if (!pays) return 'infinite'
      return { over: profitAtoms * notionalAtoms * share.under, under: entryValueAtoms * share.over }
    }
    if (!pays) return { over: 0n, under: 1n }
    return { over: profitAtoms * share.over, under: entryValueAtoms * notionalAtoms * share.under }
  },
}

/** What of the account's equity stands behind the position, as a fraction. */
export function equityShare(candidate: Candidate): { readonly over: bigint; readonly under: bigint } {
  const { equityAtoms, maintenanceAtomPpm, notionalAtoms } = candidate
  if (maintenanceAtomPpm === 0n) {
    return { over: equityAtoms * notionalAtoms, under: candidate.accountNotionalAtoms }
  }
  return { over: equityAtoms * maintenanceAtomPpm, under: candidate.accountMaintenanceAtomPpm }
}
