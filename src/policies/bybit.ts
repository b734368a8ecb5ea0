// Bybit's queue: leveraged return.
//
//   score = PnL% · account leverage
//   PnL% = profit / |entry value|, account leverage = Σ notional / equity
//
// Ties: notional, then id. Losers: behind all profitable ones, the smaller and less leveraged loss first. No equity:
// first among the profitable, 0 (first) among the others. No entry value: last.
// Source: github.com/bybit-exchange/docs, docs/v5/market/adl-alert.mdx, and the help page on ADL.

import type { Candidate, Score, ScorePolicy } from './policy.ts'

export const bybit: ScorePolicy = {
  name: 'bybit',
  score(candidate: Candidate): Score {
    const { profitAtoms, entryValueAtoms, equityAtoms, accountNotionalAtoms } = candidate
    if (entryValueAtoms === 0n) return 'last'
    if (equityAtoms <= 0n) return profitAtoms > 0n ? 'infinite' : { over: 0n, under: 1n }
    return { over: profitAtoms * accountNotionalAtoms, under: entryValueAtoms * equityAtoms }
  },
}
