// Binance's queue: how far an account is in profit, and how near to liquidation. Account by account, not by position.
//
//   score = PnL% · margin ratio
//   PnL% = max(0, Σ profit) / max(1, wallet)      wallet = equity − Σ profit, 1 = one unit of the currency
//   margin ratio = maintenance / equity           0 where the equity is not positive
//
// So all positions of an account have one score, and a long and a short of one market share it, as in Binance's hedge
// mode. Ties (all positions of an account, and everybody with 0): notional, then id. Losers: a position without profit
// stands behind those that have one, whatever its account earns. Source: binance.com/en/support/faq/360033525471 and
// dev.binance.vision/t/17801.

import { max } from '../fixed/rounding.ts'
import type { Candidate, QueueTerms, Score, ScorePolicy } from './policy.ts'

const PPM = 1_000_000n

export const binance: ScorePolicy = { name: 'binance', score: walletScore }

export function walletScore(candidate: Candidate, { unitAtoms }: QueueTerms): Score {
  const { accountProfitAtoms: profit, equityAtoms: equity, accountMaintenanceAtomPpm: maintenance } = candidate
  if (profit <= 0n || equity <= 0n) return { over: 0n, under: 1n }
  const wallet = max(unitAtoms, equity - profit)
  return { over: profit * maintenance, under: wallet * equity * PPM }
}
