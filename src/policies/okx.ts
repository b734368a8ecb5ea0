// OKX's queue: leverage PnL% = PnL% × effective leverage, divided for a loss; isolated and cross positions of one owner
// in one contract count as one.
//
//   PnL% = Σ profit / Σ |entry value|, L = Σ notional / Σ share of equity     over the owner's positions of that side
//
// The positions of an owner stand together; among them and in other ties notional decides, then id. Losers, no equity
// and no entry value: as in BitMEX's queue. An owner with a profitable and a losing position on one side has one score
// for both, and still the profitable one is served first. Source:
// okx.com/help/iv-introduction-to-auto-deleveraging-adl, and restatements of its former text.

import { bitmex, leveragedReturn } from './bitmex.ts'
import type { Candidate, Score, ScorePolicy } from './policy.ts'
import { shareOfEquity, sumOf } from './share-of-equity.ts'

export const okx: ScorePolicy = {
  name: 'okx',
  score: bitmex.score,
  scoreTogether: scoreAsOne,
}

function scoreAsOne(candidates: readonly Candidate[]): Score {
  const held = { profitAtoms: 0n, notionalAtoms: 0n, entryValueAtoms: 0n }
  for (const candidate of candidates) {
    held.profitAtoms += candidate.profitAtoms
    held.notionalAtoms += candidate.notionalAtoms
    held.entryValueAtoms += candidate.entryValueAtoms
  }
  return leveragedReturn(held, sumOf(candidates.map(shareOfEquity)))
}
