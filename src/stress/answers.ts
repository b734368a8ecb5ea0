// What a grid says, as numbers: plain functions of its runs. What there is to say of funds stands in answers-fund.ts.

import { max } from '../fixed/rounding.ts'
import { type Feedback, feedbackOf } from './answers-feedback.ts'
import {
  type BeyondFund,
  beyondFund,
  type Confidence,
  type FundNeeded,
  fundNeeded,
  type MoreFund,
  valueOfMore,
} from './answers-fund.ts'
import { meanAtoms, meanCount } from './answers-order.ts'
import { bracketOf, seriesOf } from './grid-refine.ts'
import { familyName, type GridRun, type GridShock } from './grid-types.ts'
import { groups } from './run-groups.ts'

/** Where ADL begins, for one family of shocks to one side, over the seeds. */
export interface AdlBegins {
  readonly family: string
  readonly side: 'fall' | 'rise' | 'path'
  readonly policy: string
  readonly fundAtoms: bigint
  readonly depthPpm: number
  readonly seeds: number
  /** Seeds that no size triggers. */
  readonly never: number
  /** The smallest size with ADL, in ppm without sign: of the first seed, the middle one (the lower of two), all. */
  readonly firstPpm: number | null
  readonly medianPpm: number | null
  readonly allPpm: number | null
  /** The widest gap between a size with ADL and the next smaller one that was played: the answer's precision. */
  readonly gapPpm: number | null
  /** Seeds for which a larger size has no ADL again: the smallest one counts. */
  readonly notMonotone: number
}

/** @param runs of the grid, and of the halvings */
export function adlBegins(runs: readonly GridRun[]): AdlBegins[] {
  const sized = runs.filter(({ cell }) => cell.shock.sizePpm !== 0)
  return groups(sized, ({ cell, outcome }) => {
    const side = Math.sign(cell.shock.sizePpm)
    return [familyName(cell.shock), side, cell.policy, outcome.fundStartAtoms, cell.depthPpm]
  }).map((group) => {
    const { cell, outcome } = group[0]!
    const brackets = seriesOf(group).map(bracketOf)
    const found = brackets.filter(({ atPpm }) => atPpm !== null)
    const sizes = found.map(({ atPpm }) => atPpm!).sort((a, b) => a - b)
    const all = sizes.length === brackets.length
    return {
      family: familyName(cell.shock),
      side: sideOf(cell.shock),
      ...{ policy: cell.policy, fundAtoms: outcome.fundStartAtoms, depthPpm: cell.depthPpm },
      ...{ seeds: brackets.length, never: brackets.length - sizes.length },
      firstPpm: sizes[0] ?? null,
      // Those that nothing triggers stand behind all others.
      medianPpm: sizes[Math.floor((brackets.length - 1) / 2)] ?? null,
      allPpm: all ? sizes.at(-1)! : null,
      gapPpm: found.reduce<number | null>((gap, { atPpm, belowPpm }) => Math.max(gap ?? 0, atPpm! - belowPpm), null),
      notMonotone: brackets.filter(({ monotone }) => !monotone).length,
    }
  })
}

function sideOf({ family, sizePpm }: GridShock): AdlBegins['side'] {
  if (family === 'path') return 'path'
  return sizePpm < 0 ? 'fall' : 'rise'
}

/** How often and how much an account was deleveraged under a policy. */
export interface AccountAtRisk {
  readonly policy: string
  readonly account: number
  /** Runs in which it was, of all runs under the policy. */
  readonly times: number
  readonly runs: number
  readonly timesPpm: number
  readonly fills: number
  /** Over all runs. */
  readonly notionalAtoms: bigint
  readonly lossAtoms: bigint
  /** In a single run. */
  readonly worstLossAtoms: bigint
}

/** The `top` accounts of every policy: most often, then by loss, then by id. Only those that runs remember are seen. */
export function accountsAtRisk(runs: readonly GridRun[], top: number): AccountAtRisk[] {
  return groups(runs, ({ cell }) => [cell.policy]).flatMap((group) => {
    const found = new Map<number, { -readonly [Key in keyof AccountAtRisk]: AccountAtRisk[Key] }>()
    const { policy } = group[0]!.cell
    for (const { outcome } of group) {
      for (const { account, fills, notionalAtoms, lossAtoms } of outcome.accounts) {
        let sums = found.get(account)
        if (sums === undefined) {
          const none = { notionalAtoms: 0n, lossAtoms: 0n, worstLossAtoms: 0n }
          sums = { policy, account, times: 0, runs: group.length, timesPpm: 0, fills: 0, ...none }
          found.set(account, sums)
        }
        sums.times += 1
        sums.fills += fills
        sums.notionalAtoms += notionalAtoms
        sums.lossAtoms += lossAtoms
        sums.worstLossAtoms = max(sums.worstLossAtoms, lossAtoms)
      }
    }
    for (const sums of found.values()) sums.timesPpm = Math.floor((sums.times * 1_000_000) / group.length)
    return [...found.values()].sort(mostOften).slice(0, top)
  })
}

function mostOften(a: AccountAtRisk, b: AccountAtRisk): number {
  if (a.times !== b.times) return b.times - a.times
  if (a.lossAtoms !== b.lossAtoms) return a.lossAtoms > b.lossAtoms ? -1 : 1
  return a.account - b.account
}

/** One policy over all runs; means are rounded up. */
export interface PolicySummary {
  readonly policy: string
  readonly runs: number
  readonly withAdl: number
  /** Runs whose marks did not come to rest. */
  readonly notQuiet: number
  readonly meanDeleveragedAtoms: bigint
  readonly meanAdlLossAtoms: bigint
  readonly meanSocialisedAtoms: bigint
  readonly meanDeficitAtoms: bigint
  readonly meanBeyondFundAtoms: bigint
  readonly meanFundDrawnAtoms: bigint
  /** Over the runs with ADL; null: there is none. */
  readonly meanAccounts: number | null
  readonly meanTop10PercentPpm: number | null
  readonly meanGiniPpm: number | null
}

export function comparePolicies(runs: readonly GridRun[]): PolicySummary[] {
  return groups(runs, ({ cell }) => [cell.policy]).map((group) => {
    const outcomes = group.map(({ outcome }) => outcome)
    const hit = outcomes.filter(({ adlTriggered }) => adlTriggered)
    const mean = (field: 'adlAccounts' | 'top10PercentPpm' | 'giniPpm') => {
      return meanCount(hit.map((each) => each[field]))
    }
    return {
      ...{ policy: group[0]!.cell.policy, runs: group.length, withAdl: hit.length },
      notQuiet: outcomes.filter(({ quiet }) => !quiet).length,
      meanDeleveragedAtoms: meanAtoms(outcomes.map((each) => each.deleveragedAtoms)),
      meanAdlLossAtoms: meanAtoms(outcomes.map((each) => each.adlLossAtoms)),
      meanSocialisedAtoms: meanAtoms(outcomes.map((each) => each.socialisedAtoms)),
      meanDeficitAtoms: meanAtoms(outcomes.map((each) => each.deficitAtoms)),
      meanBeyondFundAtoms: meanAtoms(outcomes.map((each) => each.beyondFundAtoms)),
      meanFundDrawnAtoms: meanAtoms(outcomes.map((each) => each.fundDrawnAtoms)),
      ...{
        meanAccounts: mean('adlAccounts'),
        meanTop10PercentPpm: mean('top10PercentPpm'),
        meanGiniPpm: mean('giniPpm'),
      },
    }
  })
}

export interface GridAnswers {
  readonly adlBegins: readonly AdlBegins[]
  readonly fundNeeded: readonly FundNeeded[]
  readonly beyondFund: readonly BeyondFund[]
  readonly valueOfMore: readonly MoreFund[]
  readonly feedback: readonly Feedback[]
  readonly accountsAtRisk: readonly AccountAtRisk[]
  readonly policies: readonly PolicySummary[]
}

export interface AnswerTerms extends Confidence {
  readonly topAccounts: number
  readonly millionAtoms: bigint
}

/** @param refined runs of the halvings: they say where ADL begins, and nothing else, for they are no even sample */
export function answersOf(runs: readonly GridRun[], refined: readonly GridRun[], terms: AnswerTerms): GridAnswers {
  return {
    adlBegins: adlBegins([...runs, ...refined]),
    fundNeeded: fundNeeded(runs, terms),
    beyondFund: beyondFund(runs, terms),
    valueOfMore: valueOfMore(runs, terms.millionAtoms),
    feedback: feedbackOf(runs),
    accountsAtRisk: accountsAtRisk(runs, terms.topAccounts),
    policies: comparePolicies(runs),
  }
}
