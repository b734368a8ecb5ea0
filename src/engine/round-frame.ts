// What a round says of itself as a whole: with what it opens, and what it proposes.

import { demand, ErrorCode } from '../core/errors.ts'
import { isLossPolicy } from '../policies/policy.ts'
import type { Round } from '../stages/round-state.ts'
import { adlPriceOf, eligibleOf } from '../stages/rule-terms.ts'
import { type AdlProposed, EVENT_VERSION, type PoolBalance, type RoundEvent, type RoundOpened } from './round-events.ts'
import { balancesOf } from './round-report.ts'

export function proposedEvent(moves: readonly RoundEvent[], round: number, sequence: number): AdlProposed {
  const fills = moves.filter((move) => move.type === 'adl-fill')
  return {
    ...{ version: EVENT_VERSION, type: 'adl-proposed', round, pass: 0, stage: 6, sequence },
    accounts: new Set(fills.map(({ from }) => from)).size,
    fills: fills.length,
    lossAtoms: fills.reduce((sum, { lossAtoms }) => sum + lossAtoms, 0n),
    moves,
  }
}

/** @throws BallastError ERR_STATE when it can be carried out no more */
export function demandProposal(proposal: AdlProposed | null, sequence: number): void {
  demand(proposal !== null, ErrorCode.STATE, () => 'there is no proposal: run a round with adl: "propose" first')
  demand(proposal.sequence === sequence - 1, ErrorCode.STATE, () => {
    return `the proposal was made at command ${proposal.sequence}, others have come since: run a round for a new one`
  })
}

export function openedEvent(round: Round, number: number, sequence: number): RoundOpened {
  const { policy, maxSlippagePpm, ...rest } = round.settings
  const { adl, adlFor, blend, hedge, nearlyEmptyAtoms, stages, socialise, takeover } = rest
  const { bufferAtoms, liquidationBudgetAtoms, roundBudgetAtoms } = rest
  const [adlPrice, eligible] = [adlPriceOf(round.settings), eligibleOf(round.settings)]
  return {
    ...{ version: EVENT_VERSION, type: 'round-opened', round: number, pass: 0, stage: 0, sequence },
    ...{ timeMs: round.book.lastTimeMs, policy: policy.name, adl, adlFor, adlPrice, eligible },
    ...{ blend, hedge, nearlyEmptyAtoms, stages, socialise: isLossPolicy(policy) ? policy.name : socialise, takeover },
    ...{ maxSlippagePpm: Number(maxSlippagePpm), bufferAtoms, liquidationBudgetAtoms, roundBudgetAtoms },
    pools: balancesOf(round),
  }
}

export function total(pools: readonly PoolBalance[]): bigint {
  return pools.reduce((sum, pool) => sum + pool.equityAtoms, 0n)
}
