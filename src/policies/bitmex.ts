// BitMEX's queue: the most profitable and most leveraged first.
//
//   score = PnL% · L for a profit, PnL% / L for a loss
//   PnL% = profit / |entry value|, L = notional / share of equity
//
// Ties: notional, then id. Losers: behind all profitable ones, the smallest loss for its leverage first. No equity
// behind a position is infinite leverage: first among the profitable, 0 among the others. No entry value: last.
// Source: bitmex.com/app/autoDeleveraging. `KEY_BITMEX` of the kernels is this score as a double.

import type { Candidate, Score, ScorePolicy } from './policy.ts'
import { type Fraction, shareOfEquity } from './share-of-equity.ts'

export const bitmex: ScorePolicy = {
  name: 'bitmex',
  score: (candidate: Candidate): Score => leveragedReturn(candidate, shareOfEquity(candidate)),
}

/** What is needed of a position, or of several as one. */
export type Held = Pick<Candidate, 'profitAtoms' | 'notionalAtoms' | 'entryValueAtoms'>

/** PnL% · L for a profit, PnL% / L for a loss, of a position with so much equity behind it. */
export function leveragedReturn({ profitAtoms, notionalAtoms, entryValueAtoms }: Held, equity: Fraction): Score {
  if (entryValueAtoms === 0n) return 'last'
  const pays = equity.over > 0n
  if (profitAtoms > 0n) {
    if (!pays) return 'infinite'
    return { over: profitAtoms * notionalAtoms * equity.under, under: entryValueAtoms * equity.over }
  }
  if (!pays) return { over: 0n, under: 1n }
  return { over: profitAtoms * equity.over, under: entryValueAtoms * notionalAtoms * equity.under }
}
