// One fill of stage 6: a candidate gives lots to a bankrupt leg, as many as its equity bears at the price; where hedges
// are closed together, no more than its opposite legs can go with.
//
// Reads: a ranking. Writes: two rows, the log, the sums of the side. Bound: constant. Allocation: BigInt.
// Deterministic.

import { abs, min } from '../fixed/rounding.ts'
import type { BankruptLeg, LegPrice } from './adl-price.ts'
import type { Together } from './close-together.ts'
import { isProtected } from './edit-selection.ts'
import type { Rankings } from './rank.ts'
import { isKernels } from './rank-keys.ts'
import type { Ranking } from './ranking.ts'
import { LOG_ADL_FILL } from './round-log.ts'
import { lotsOf, type Round } from './round-state.ts'

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
  /** null: what hedges a candidate stays as it is. */
  readonly together: Together | null
}

/** Closes up to `most` of `open` lots against a candidate; returns how many it has given. */
export function closeCandidate(turn: Turn, rank: number, open: bigint, most: bigint): bigint {
  const { round, market, price, side, ranking, rankings } = turn
  const to = ranking.row(rank)
  const bears = price.bearable(min(most, open), round.kernel.equity(to))
  if (bears === 0n) return 0n
  const together = turn.together !== null && isProtected(ranking.entry(rank)) ? turn.together : null
  const companions = together?.look(rankings, to, market, bears) ?? null
  const count = companions?.lots ?? bears
  if (count === 0n) return 0n
  const fact = rankings.remember(to, market)
  if (!isKernels(round.settings.policy)) round.log.facts.setScore(fact, ranking.score(rank))
  const whole = count === open && (!ranking.isSplit || count === abs(lotsOf(round.book, to, market)))
  price.close(to, count, { type: LOG_ADL_FILL, rank: rank + 1, whole, fact })
  const entry = round.log.count - 1
  const lossAtoms = round.log.losses[entry]!
  side.fills += 1
  side.filledLots += count
  side.valueAtoms += round.log.values[entry]!
  side.lossAtoms += lossAtoms
  if (lossAtoms > 0n) side.taken.set(to, (side.taken.get(to) ?? 0n) + lossAtoms)
  ranking.gave(rank, count)
  if (companions !== null) together!.close(rankings, to, companions)
  return count
}
