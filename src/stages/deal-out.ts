// An allocation: candidates of a group share what is needed, profitable ones before losing ones. Who closes less than
// it was dealt, because its equity bears no more, drops out, and the rest is dealt again.
//
// Reads: a ranking. Writes: counterparties, through `closeCandidate`. Bound: the candidates of the side, for every
// dealing. Allocation: BigInt, an object a candidate. Deterministic: ranks.

import { abs, min } from '../fixed/rounding.ts'
import { sum } from '../fixed/shares.ts'
import type { AllocationPolicy, Candidate, Deal } from '../policies/policy.ts'
import { closeCandidate, type Turn } from './close-candidate.ts'
import { type AmountWords, demandAmounts, refuse } from './demand-amounts.ts'
import { lotsOf } from './round-state.ts'
import { queueTerms } from './rule-terms.ts'
import { called } from './telling.ts'

/**
 * Those of a group who may be dealt to, in the order of ranks. What they have left is kept here from one bankrupt
 * position to the next: nothing but these dealings shrinks positions of a side, or who does has the hands made again.
 */
export interface Hand {
  readonly ranks: readonly number[]
  /** 0, 1, 2, …: everybody. */
  readonly seats: readonly number[]
  readonly candidates: readonly Candidate[]
  readonly holds: bigint[]
}

const DEALS: AmountWords = {
  ...{ whole: 'deals to', whom: 'candidates' },
  one: (amount, index) => `deals ${amount} lots to candidate ${index}`,
}
const CAPACITY: AmountWords = {
  ...{ whole: 'has a capacity for', whom: 'candidates' },
  one: (amount, index) => `lets candidate ${index} give ${amount} lots`,
}

export function dealOut(turn: Turn, policy: AllocationPolicy): void {
  const { round, row, market, ranking } = turn
  ranking.hands ??= handsOf(turn)
  for (const [index, last] of ranking.hands.entries()) {
    const hand = withoutEmpty(last)
    ranking.hands[index] = hand
    let { seats } = hand
    while (seats.length > 0) {
      const need = abs(lotsOf(round.book, row, market)) - turn.keptLots
      // Below 0 where the leg has given lots to another one meanwhile, and holds less than it would keep.
      if (need <= 0n) return
      seats = dealOnce(turn, policy, hand, seats, need)
    }
  }
}

function handsOf({ ranking }: Turn): Hand[] {
  const groups: number[][] = []
  let last = -1
  for (let rank = 0; rank < ranking.count; rank += 1) {
    const group = ranking.group(rank)
    if (group !== last) groups.push([])
    last = group
    groups.at(-1)!.push(rank)
  }
  return Array.from(groups, (ranks) => ({
    ranks,
    seats: Array.from(ranks.keys()),
    candidates: Array.from(ranks, (rank) => ranking.candidate(rank)),
    holds: Array.from(ranks, (rank) => ranking.openLots(rank)),
  }))
}

function withoutEmpty(hand: Hand): Hand {
  const { ranks, candidates, holds } = hand
  if (!holds.includes(0n)) return hand
  const left: number[] = []
  for (const seat of hand.seats) if (holds[seat] !== 0n) left.push(seat)
  return {
    ranks: picked(ranks, left),
    seats: Array.from(left.keys()),
    candidates: picked(candidates, left),
    holds: picked(holds, left),
  }
}

function picked<Value>(values: readonly Value[], seats: readonly number[]): Value[] {
  // All of them are copied at once: as many as there are are dealt to again and again.
  return seats.length === values.length ? values.slice() : Array.from(seats, (seat) => values[seat]!)
}

// Returns who is still in the game.
function dealOnce(
  turn: Turn,
  policy: AllocationPolicy,
  hand: Hand,
  seats: readonly number[],
  need: bigint,
): readonly number[] {
  // Copies: a policy may do with them what it likes.
  const holds = picked(hand.holds, seats)
  const candidates = picked(hand.candidates, seats)
  const deal = dealOf(turn, hand, seats)
  const open = capacityOf(policy, candidates, holds, deal)
  const dealt = min(need, sum(open))
  if (dealt === 0n) return []
  const given = called(policy.name, () => policy.allocate(dealt, candidates, open.slice(), deal))
  const parts = demandAmounts(policy.name, given, open, DEALS)
  if (sum(parts) !== dealt) refuse(policy.name, `deals ${sum(parts)} lots, ${dealt} are needed`)
  const dropped = new Set<number>()
  for (const [index, seat] of seats.entries()) {
    const part = parts[index]!
    if (part === 0n) continue
    const closed = closeCandidate(turn, hand.ranks[seat]!, holds[index]!, part)
    hand.holds[seat]! -= closed
    if (closed !== part) dropped.add(seat)
  }
  return dropped.size === 0 ? seats : without(seats, dropped)
}

function without(seats: readonly number[], dropped: ReadonlySet<number>): number[] {
  const staying: number[] = []
  for (const seat of seats) if (!dropped.has(seat)) staying.push(seat)
  return staying
}

function dealOf({ round, side, ranking, price }: Turn, hand: Hand, seats: readonly number[]): Deal {
  const { lossAtoms, lossLots } = price
  return {
    ...{ ...queueTerms(round.book, side.place, round.draw), lossAtoms, lossLots },
    // Few rules look at it.
    get takenAtoms() {
      return Array.from(seats, (seat) => side.taken.get(ranking.row(hand.ranks[seat]!)) ?? 0n)
    },
  }
}

function capacityOf(
  policy: AllocationPolicy,
  candidates: readonly Candidate[],
  holds: readonly bigint[],
  deal: Deal,
): readonly bigint[] {
  const { capacity } = policy
  if (capacity === undefined) return holds
  const most = called(policy.name, () => policy.capacity!(candidates, holds.slice(), deal))
  return demandAmounts(policy.name, most, holds, CAPACITY)
}
