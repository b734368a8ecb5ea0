// One fill of stage 6: a candidate gives lots to a bankrupt leg, as many as its equity bears at the price.
//
// Reads: a ranking. Writes: two rows, the log, the sums of the side. Bound: constant. Allocation: BigInt.
// Deterministic.

import { min } from '../fixed/rounding.ts'
import type { BankruptLeg, LegPrice } from './adl-price.ts'
import type { Ranking, Rankings } from './rank.ts'
import { isKernels } from './rank-keys.ts'
import { LOG_ADL_FILL } from './round-log.ts'
import type { Round } from './round-state.ts'

/** What one side of a market has to give in this pass. */
export interface AdlSide {
  readonly place: number
  accounts: number
  requiredLots: bigint
  fills: number
  filledLots: bigint
  valueAtoms: bigint
  lossAtoms: bigint
  atMarkLots: bigint
  /** By row: what a counterparty has lost here. */
  readonly taken: Map<number, bigint>
}

/** One leg of a bankrupt account at its turn. */
export interface Turn extends BankruptLeg {
  readonly round: Round
  readonly side: AdlSide
  readonly ranking: Ranking
  readonly rankings: Rankings
  readonly price: LegPrice
}

/** Closes up to `most` lots against a candidate; returns how many its equity bears. */
export function closeCandidate(turn: Turn, rank: number, open: bigint, most: bigint): bigint {
  const { round, market, price, side, ranking, rankings } = turn
  const to = ranking.row(rank)
  const count = price.bearable(min(most, open), round.kernel.equity(to))
  if (count === 0n) return 0n
  const fact = rankings.remember(to, market)
  if (!isKernels(round.settings.policy)) round.log.facts.setScore(fact, ranking.score(rank))
  price.close(to, count, { type: LOG_ADL_FILL, rank: rank + 1, whole: count === open, fact })
  const entry = round.log.count - 1
  const lossAtoms = round.log.losses[entry]!
  side.fills += 1
  side.filledLots += count
  side.valueAtoms += round.log.values[entry]!
  side.lossAtoms += lossAtoms
  if (lossAtoms > 0n) side.taken.set(to, (side.taken.get(to) ?? 0n) + lossAtoms)
  return count
}
