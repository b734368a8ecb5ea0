// Bluefin's queue: profit times leverage, where leverage is bounded by the maintenance rate.
//
//   score = max(0, PnL%) / max(MMR, MR)
//   MMR = maintenance / notional of the position, MR = share of equity / notional
//
// Ties (every position without profit has 0): notional, then id. No equity: the leverage is 1 / MMR, no more; without
// maintenance either, infinite. No entry value: last.
// Source: learn.bluefin.io, risk engine, ADL.

import type { Candidate, Score, ScorePolicy } from './policy.ts'
import { shareOfEquity } from './share-of-equity.ts'

const PPM = 1_000_000n

export const bluefin: ScorePolicy = {
  name: 'bluefin',
  score(candidate: Candidate): Score {
    const { profitAtoms, entryValueAtoms, notionalAtoms, maintenanceAtomPpm } = candidate
    if (entryValueAtoms === 0n) return 'last'
    if (profitAtoms <= 0n) return { over: 0n, under: 1n }
    const share = shareOfEquity(candidate)
    const maintenanceIsMore = maintenanceAtomPpm * share.under >= share.over * PPM
    const behind = maintenanceIsMore ? { over: maintenanceAtomPpm, under: PPM } : share
    if (behind.over <= 0n) return 'infinite'
    return { over: profitAtoms * notionalAtoms * behind.under, under: entryValueAtoms * behind.over }
  },
}
