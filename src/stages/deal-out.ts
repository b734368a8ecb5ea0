// An allocation: candidates of a group share what is needed, profitable ones before losing ones. Who closes less than
// it was dealt, because its equity bears no more, drops out, and the rest is dealt again.
//
// Reads: a ranking. Writes: counterparties, through `closeCandidate`. Bound: the candidates of the side, for every
// dealing. Allocation: BigInt, an object a candidate. Deterministic: ranks.

import { BallastError, ErrorCode } from '../core/errors.ts'
import { abs, min } from '../fixed/rounding.ts'
import { sum } from '../fixed/shares.ts'
import type { AllocationPolicy, Candidate, Deal } from '../policies/policy.ts'
import { closeCandidate, type Turn } from './close-candidate.ts'
import type { Ranking } from './rank.ts'
import { lotsOf } from './round-state.ts'
import { queueTerms } from './rule-terms.ts'
import { called } from './telling.ts'

export function dealOut(turn: Turn, policy: AllocationPolicy): void {
  const { round, row, market, ranking } = turn
  ranking.players ??= groupsOf(ranking)
  for (const [index, group] of ranking.players.entries()) {
    const holders: number[] = []
    for (const rank of group) if (lotsOf(round.book, ranking.row(rank), market) !== 0n) holders.push(rank)
    // Positions only shrink: who has none left is not looked at again.
    ranking.players[index] = holders
    let players: readonly number[] = holders
    while (players.length > 0) {
      const need = abs(lotsOf(round.book, row, market))
      if (need === 0n) return
      players = dealOnce(turn, policy, players, need)
    }
  }
}

function groupsOf(ranking: Ranking): number[][] {
  const groups: number[][] = []
  let last = -1
  for (let rank = 0; rank < ranking.count; rank += 1) {
    const group = ranking.group(rank)
    if (group !== last) groups.push([])
    last = group
    groups.at(-1)!.push(rank)
  }
  return groups
}

// Returns who is still in the game.
function dealOnce(turn: Turn, policy: AllocationPolicy, players: readonly number[], need: bigint): number[] {
  const { round, market, ranking } = turn
  const holds = Array.from(players, (rank) => abs(lotsOf(round.book, ranking.row(rank), market)))
  const candidates = Array.from(players, (rank) => ranking.candidate(rank))
  const deal = dealOf(turn, players)
  const open = capacityOf(policy, candidates, holds, deal)
  const dealt = min(need, sum(open))
  if (dealt === 0n) return []
  const parts = called(policy.name, () => policy.allocate(dealt, candidates, open.slice(), deal))
  demandParts(policy, parts, open, dealt)
  const staying: number[] = []
  for (const [index, rank] of players.entries()) {
    const part = parts[index]!
    if (part === 0n || closeCandidate(turn, rank, holds[index]!, part) === part) staying.push(rank)
  }
  return staying
}

function dealOf({ round, side, ranking, price }: Turn, players: readonly number[]): Deal {
  const { lossAtoms, lossLots } = price
  return {
    ...{ ...queueTerms(round.book, side.place, round.draw), lossAtoms, lossLots },
    // Few rules look at it.
    get takenAtoms() {
      return Array.from(players, (rank) => side.taken.get(ranking.row(rank)) ?? 0n)
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
  demandList(policy, most, holds, 'lets candidate')
  return most
}

function refuse(policy: AllocationPolicy, why: string): never {
  throw new BallastError(ErrorCode.POLICY, `policy ${policy.name} ${why}`)
}

function demandParts(policy: AllocationPolicy, parts: readonly bigint[], open: readonly bigint[], need: bigint): void {
  demandList(policy, parts, open, 'deals')
  const dealt = sum(parts)
  if (dealt !== need) refuse(policy, `deals ${dealt} lots, ${need} are needed`)
}

function demandList(policy: AllocationPolicy, parts: readonly bigint[], open: readonly bigint[], does: string): void {
  const isDeal = does === 'deals'
  if (!Array.isArray(parts) || parts.length !== open.length) {
    refuse(
      policy,
      `${isDeal ? 'deals to' : 'has a capacity for'} ${parts?.length ?? parts} candidates, there are ${open.length}`,
    )
  }
  for (let index = 0; index < parts.length; index += 1) {
    const part = parts[index]!
    if (typeof part === 'bigint' && part >= 0n && part <= open[index]!) continue
    const what = isDeal
      ? `deals ${String(part)} lots to candidate ${index}`
      : `lets candidate ${index} give ${String(part)} lots`
    refuse(policy, typeof part === 'bigint' ? `${what}, which has ${open[index]}` : `${what}, expected a bigint`)
  }
}
