// Whether falls feed themselves: how far the market that was fed most went, by what, and whether it came back.

import { meanAtoms, meanCount } from './answers-order.ts'
import { type GridRun, shockName } from './grid-types.ts'
import { groups } from './run-groups.ts'

/** One shock under one policy, fund and depth, over the seeds. Means are rounded up; null: nothing has moved. */
export interface Feedback {
  readonly shock: string
  readonly policy: string
  readonly fundAtoms: bigint
  readonly depthPpm: number
  readonly seeds: number
  /** Whole move by first move, of the market of each run whose move was fed most. */
  readonly meanAmplificationPpm: number | null
  readonly worstAmplificationPpm: number | null
  /** In the worst. */
  readonly symbol: string | null
  /** Parts of that whole move. */
  readonly meanByLiquidationsPpm: number | null
  readonly meanByUnwindsPpm: number | null
  readonly meanPasses: number
  /** Of hedges that ADL broke; null: not measured along marks that have happened. */
  readonly meanBrokenHedgeAtoms: bigint | null
  /** Seeds in which it was not where the shock alone would have it by the end. */
  readonly notRecovered: number
}

export function feedbackOf(runs: readonly GridRun[]): Feedback[] {
  return groups(runs, ({ cell, outcome }) => {
    return [shockName(cell.shock), cell.policy, outcome.fundStartAtoms, cell.depthPpm]
  }).map((group) => {
    const { cell, outcome } = group[0]!
    const fed = group.flatMap((run) => run.outcome.fed ?? [])
    const worst = fed.length === 0 ? null : fed.reduce((a, b) => (b.amplificationPpm > a.amplificationPpm ? b : a))
    const broken = group.map((run) => run.outcome.brokenHedgeAtoms)
    const isMeasured = broken.every((atoms): atoms is bigint => atoms !== null)
    return {
      ...{ shock: shockName(cell.shock), policy: cell.policy, fundAtoms: outcome.fundStartAtoms },
      ...{ depthPpm: cell.depthPpm, seeds: group.length },
      meanAmplificationPpm: meanCount(fed.map(({ amplificationPpm }) => amplificationPpm)),
      worstAmplificationPpm: worst?.amplificationPpm ?? null,
      symbol: worst?.symbol ?? null,
      meanByLiquidationsPpm: meanCount(fed.map(({ sharesPpm }) => sharesPpm.liquidations)),
      meanByUnwindsPpm: meanCount(fed.map(({ sharesPpm }) => sharesPpm.unwinds)),
      meanPasses: meanCount(group.map((run) => run.outcome.passes))!,
      meanBrokenHedgeAtoms: isMeasured ? meanAtoms(broken) : null,
      notRecovered: fed.filter(({ recoverySteps }) => recoverySteps === null).length,
    }
  })
}
