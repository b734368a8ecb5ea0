// What a fund is for: how large it must be for no ADL at a shock, what it leaves to others, and what more of it saves.

import { max } from '../fixed/rounding.ts'
import { meanAtoms, quantileRanks, tailMeanAtoms } from './answers-order.ts'
import { type GridRun, shockName } from './grid-types.ts'
import { groups } from './run-groups.ts'

/** How sure an answer has to be, in ppm. */
export interface Confidence {
  /** The part of the seeds that shall go without ADL. */
  readonly quantilePpm: number
  /** Of the interval around that. */
  readonly intervalPpm: number
}

export interface FundNeeded {
  readonly shock: string
  readonly policy: string
  readonly depthPpm: number
  readonly seeds: number
  /** The smallest fund of the grid that is enough for so many seeds; null: the largest is not. */
  readonly fundAtoms: bigint | null
  /** The next smaller fund of the grid, which is not enough; null: there is none. */
  readonly notEnoughAtoms: bigint | null
  /** Ends of the interval; null: too few seeds to say, or beyond the largest fund. */
  readonly lowAtoms: bigint | null
  readonly highAtoms: bigint | null
  /** Whether seeds are too few for a bound from above, whatever they came to. */
  readonly tooFewSeeds: boolean
  /** Seeds that had ADL with a larger fund and none with a smaller one. */
  readonly notMonotone: number
  /** By fund, ascending: seeds without ADL. */
  readonly curve: readonly { readonly fundAtoms: bigint; readonly without: number }[]
}

/** Beyond every fund of the grid. */
const BEYOND = null

/** For every shock, policy and depth. @throws BallastError ERR_RANGE */
export function fundNeeded(runs: readonly GridRun[], confidence: Confidence): FundNeeded[] {
  return groups(runs, ({ cell }) => [shockName(cell.shock), cell.policy, cell.depthPpm]).map((group) => {
    const { cell } = group[0]!
    const funds = fundsOf(group)
    const seeds = groups(group, (run) => [run.cell.seed])
    const needs = seeds.map(needOf)
    const { rank, low, high } = quantileRanks(seeds.length, confidence.quantilePpm, confidence.intervalPpm)
    const sorted = needs.map(({ needed }) => needed).sort(byNeed)
    const at = (place: number | null) => (place === null ? BEYOND : (sorted[place - 1] ?? BEYOND))
    const fundAtoms = at(rank)
    return {
      ...{ shock: shockName(cell.shock), policy: cell.policy, depthPpm: cell.depthPpm, seeds: seeds.length },
      ...{ fundAtoms, notEnoughAtoms: funds.findLast((fund) => fundAtoms === BEYOND || fund < fundAtoms) ?? null },
      ...{ lowAtoms: at(low), highAtoms: at(high), tooFewSeeds: high === null },
      notMonotone: needs.filter(({ isMonotone }) => !isMonotone).length,
      curve: funds.map((fund) => {
        const without = group.filter(({ outcome }) => outcome.fundStartAtoms === fund && !outcome.adlTriggered).length
        return { fundAtoms: fund, without }
      }),
    }
  })
}

// The smallest fund from which on none has ADL.
function needOf(runs: readonly GridRun[]): { readonly needed: bigint | null; readonly isMonotone: boolean } {
  const sorted = runs.toSorted((a, b) => compare(a.outcome.fundStartAtoms, b.outcome.fundStartAtoms))
  const lastWith = sorted.findLastIndex(({ outcome }) => outcome.adlTriggered)
  const isMonotone = sorted.slice(0, lastWith + 1).every(({ outcome }) => outcome.adlTriggered)
  return { needed: sorted[lastWith + 1]?.outcome.fundStartAtoms ?? BEYOND, isMonotone }
}

export interface BeyondFund {
  readonly shock: string
  readonly policy: string
  readonly depthPpm: number
  readonly fundAtoms: bigint
  readonly seeds: number
  /** Seeds with any. */
  readonly times: number
  /** Of adlLoss + socialised + deficit, over the seeds, rounded up. */
  readonly meanAtoms: bigint
  /** Mean of the worst seeds: those beyond the confidence, one at least; rounded up. */
  readonly tailMeanAtoms: bigint
  readonly worstAtoms: bigint
}

export function beyondFund(runs: readonly GridRun[], { quantilePpm }: Confidence): BeyondFund[] {
  return groups(runs, ({ cell, outcome }) => {
    return [shockName(cell.shock), cell.policy, cell.depthPpm, outcome.fundStartAtoms]
  }).map((group) => {
    const { cell, outcome } = group[0]!
    const losses = group.map((run) => run.outcome.beyondFundAtoms)
    return {
      ...{ shock: shockName(cell.shock), policy: cell.policy, depthPpm: cell.depthPpm },
      ...{ fundAtoms: outcome.fundStartAtoms, seeds: group.length },
      times: losses.filter((loss) => loss > 0n).length,
      meanAtoms: meanAtoms(losses),
      tailMeanAtoms: tailMeanAtoms(losses, quantilePpm),
      worstAtoms: losses.reduce((worst, loss) => max(worst, loss), 0n),
    }
  })
}

export interface MoreFund {
  readonly shock: string
  readonly policy: string
  readonly depthPpm: number
  readonly fromAtoms: bigint
  readonly toAtoms: bigint
  /** Mean loss beyond the smaller fund less that beyond the larger one; below zero: the larger one makes it worse. */
  readonly savedAtoms: bigint
  /** The same for a million of the currency, rounded towards zero. */
  readonly savedPerMillionAtoms: bigint
}

/** Between each two neighbouring funds of the grid. @param millionAtoms a million of the currency */
export function valueOfMore(runs: readonly GridRun[], millionAtoms: bigint): MoreFund[] {
  return groups(runs, ({ cell }) => [shockName(cell.shock), cell.policy, cell.depthPpm]).flatMap((group) => {
    const { cell } = group[0]!
    const funds = fundsOf(group)
    const lossesAt = (fund: bigint) => {
      return group.filter(({ outcome }) => outcome.fundStartAtoms === fund).map((run) => run.outcome.beyondFundAtoms)
    }
    return funds.slice(1).map((toAtoms, index) => {
      const fromAtoms = funds[index]!
      const [before, after] = [lossesAt(fromAtoms), lossesAt(toAtoms)]
      // Σ/n − Σ'/n', over one denominator so that nothing is rounded before.
      const over = sum(before) * BigInt(after.length) - sum(after) * BigInt(before.length)
      const under = BigInt(before.length * after.length)
      return {
        ...{ shock: shockName(cell.shock), policy: cell.policy, depthPpm: cell.depthPpm, fromAtoms, toAtoms },
        savedAtoms: over / under,
        savedPerMillionAtoms: (over * millionAtoms) / (under * (toAtoms - fromAtoms)),
      }
    })
  })
}

function fundsOf(runs: readonly GridRun[]): bigint[] {
  return [...new Set(runs.map(({ outcome }) => outcome.fundStartAtoms))].sort(compare)
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n)
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function byNeed(a: bigint | null, b: bigint | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  return compare(a, b)
}
