// Hyperliquid's queue, as published: (mark / entry) · (notional / account value).
//
// mark / entry is the value of the position at the mark over that at its entry, which for linear contracts is the ratio
// of prices. It falls as the profit of a short rises; the page states no side adjustment, and none is made. Account
// value is the equity of the whole account. Ties: notional, then id. Losers: like everybody, but behind those with a
// profit unless the round says `eligible: 'regardless'`. No equity: first of its group. No entry value: last.
// Source: hyperliquid.gitbook.io/hyperliquid-docs/trading/auto-deleveraging. Of the public rows of 10
// October 2025 the order of closing is nearer to PnL% × leverage than to this index (docs/POLICIES.md).

import type { Candidate, Score, ScorePolicy } from './policy.ts'

export const hyperliquid: ScorePolicy = {
  name: 'hyperliquid',
  score({ notionalAtoms, entryValueAtoms, equityAtoms }: Candidate): Score {
    if (entryValueAtoms === 0n) return 'last'
    if (equityAtoms <= 0n) return 'infinite'
    return { over: notionalAtoms * notionalAtoms, under: entryValueAtoms * equityAtoms }
  },
}
