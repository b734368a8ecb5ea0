// The runs of a grid as a table, a row each; amounts in atoms.

import { defineTable, type RowOf } from '../sinks/table.ts'
import { familyName, type GridRun, shockName } from './grid-types.ts'

const COLUMNS = {
  shock: 'text',
  family: 'text',
  sizePpm: 'count',
  policy: 'text',
  fundAtoms: 'int64',
  depthPpm: 'count',
  seed: 'count',
  adlTriggered: 'boolean',
  adlStep: 'count',
  steps: 'count',
  passes: 'count',
  quiet: 'boolean',
  fedMarket: 'text',
  amplificationPpm: 'count',
  byLiquidationsPpm: 'count',
  byUnwindsPpm: 'count',
  recoverySteps: 'count',
  fundEndAtoms: 'wide',
  fundMinimumAtoms: 'wide',
  fundDrawnAtoms: 'wide',
  liquidatedAtoms: 'wide',
  takenOverAtoms: 'wide',
  deleveragedAtoms: 'wide',
  brokenHedgeAtoms: 'wide',
  unwoundAtoms: 'wide',
  adlLossAtoms: 'wide',
  socialisedAtoms: 'wide',
  deficitAtoms: 'wide',
  beyondFundAtoms: 'wide',
  adlFills: 'count',
  adlAccounts: 'count',
  top10PercentPpm: 'count',
  giniPpm: 'count',
  stateHash: 'text',
} as const

/** `wide`: sums over a run may leave 64 bits. */
export const RUN_TABLE = defineTable('stress-runs', COLUMNS)

export function runRow({ cell, outcome }: GridRun): RowOf<typeof COLUMNS> {
  const { shock, policy, depthPpm, seed } = cell
  const { accounts: _, fundStartAtoms, fed, ...found } = outcome
  const feedback = {
    fedMarket: fed?.symbol ?? null,
    amplificationPpm: fed?.amplificationPpm ?? null,
    byLiquidationsPpm: fed?.sharesPpm.liquidations ?? null,
    byUnwindsPpm: fed?.sharesPpm.unwinds ?? null,
    recoverySteps: fed?.recoverySteps ?? null,
  }
  const name = { shock: shockName(shock), family: familyName(shock), sizePpm: shock.sizePpm }
  return { ...name, policy, fundAtoms: fundStartAtoms, depthPpm, seed, ...feedback, ...found }
}
