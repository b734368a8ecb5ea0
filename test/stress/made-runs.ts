// Runs as a grid might have come to, by hand.

import type { PolicyName } from '../../src/policies/known.ts'
import type { FedMarket } from '../../src/stress/fed-market.ts'
import type { GridRun, HitAccount, ShockFamily } from '../../src/stress/grid-types.ts'

export interface MadeRun {
  readonly policy?: string
  readonly seed?: number
  readonly sizePpm?: number
  readonly symbol?: string
  readonly family?: ShockFamily
  readonly fundAtoms?: bigint
  readonly adl: boolean
  readonly lossAtoms?: bigint
  readonly deficitAtoms?: bigint
  readonly accounts?: readonly HitAccount[]
  readonly fed?: FedMarket
}

export function madeRun(made: MadeRun): GridRun {
  const { policy = 'bitmex', seed = 1, sizePpm = -100_000, symbol = null, fundAtoms = 1_000n, adl } = made
  const {
    lossAtoms = 0n,
    deficitAtoms = 0n,
    accounts = [],
    fed = null,
    family = symbol === null ? 'uniform' : 'market',
  } = made
  const shock = { family, symbol, sizePpm }
  return {
    cell: { shock, policy: policy as PolicyName, fundAtoms, depthPpm: 1_000_000, seed },
    outcome: {
      ...{ adlTriggered: adl, adlStep: adl ? 1 : null, steps: 3, passes: 4, quiet: true, fed },
      ...{ brokenHedgeAtoms: 0n, unwoundAtoms: 0n },
      ...{ fundStartAtoms: fundAtoms, fundEndAtoms: 0n, fundMinimumAtoms: 0n, fundDrawnAtoms: fundAtoms },
      ...{ liquidatedAtoms: 0n, takenOverAtoms: 0n, deleveragedAtoms: 0n, adlLossAtoms: lossAtoms },
      ...{ socialisedAtoms: 0n, deficitAtoms, beyondFundAtoms: lossAtoms + deficitAtoms },
      ...{ adlFills: adl ? 1 : 0, adlAccounts: accounts.length, top10PercentPpm: 0, giniPpm: 0, accounts },
      stateHash: '00',
    },
  }
}
