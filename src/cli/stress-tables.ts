// What a grid says, for people. JSON has all of it.

import type { Decimal } from '../fixed/decimal.ts'
import type { GridAnswers } from '../stress/answers.ts'
import type { GridResult } from '../stress/grid.ts'
import { percentText } from '../stress/grid-types.ts'
import { grouped, money } from './format.ts'
import { plainTable } from './plain-table.ts'
import type { Colors } from './terminal.ts'

const MOST_ROWS = 30

export interface StressContext {
  readonly scenario: string
  readonly confidencePpm: number
  readonly intervalPpm: number
  readonly colors: Colors
}

type Rows = readonly (readonly string[])[]

export function renderStress(result: GridResult, answers: GridAnswers, context: StressContext): string {
  const { colors, scenario } = context
  const { runs, refined, accounts, positions, fundAtoms, atom, resumed } = result
  const title = `${colors.bold(`${grouped(runs.length)} runs`)} on ${scenario}: ${grouped(accounts)} accounts`
  const more = [
    `${grouped(positions)} positions`,
    `fund ${money(fundAtoms, atom)}`,
    ...(refined.length === 0 ? [] : [`${grouped(refined.length)} halvings`]),
    ...(resumed === 0 ? [] : [`${grouped(resumed)} of before`]),
  ]
  const parts = [
    begins(answers, atom, colors),
    policies(answers, atom, colors),
    feedback(answers, atom, colors),
    fund(answers, atom, context),
    beyond(answers, atom, context),
    accountsTable(answers, atom, colors),
  ]
  return `${title}, ${more.join(', ')}\n\n${parts.filter((part) => part !== '').join('\n')}`
}

function section(heading: string, head: readonly string[], rows: Rows, colors: Colors): string {
  if (rows.length === 0) return ''
  const left = rows.length - MOST_ROWS
  const rest = left > 0 ? `${colors.dim(`… and ${grouped(left)} more: --json has all of them`)}\n` : ''
  return `${colors.bold(heading)}\n${plainTable(head, rows.slice(0, MOST_ROWS), colors)}\n${rest}`
}

const size = (ppm: number | null) => (ppm === null ? '–' : percentText(ppm))
const depth = (ppm: number) => percentText(ppm)
const tenths = (ppm: number | null) => (ppm === null ? '–' : `${(ppm / 10_000).toFixed(1)} %`)

function begins({ adlBegins }: GridAnswers, atom: Decimal, colors: Colors): string {
  const head = ['<shock', '<', '<policy', 'fund', 'depth', 'first seed', 'median', 'all seeds', 'gap', 'never']
  const rows = adlBegins.map((each) => [
    ...[each.family, each.side, each.policy, money(each.fundAtoms, atom), depth(each.depthPpm)],
    ...[size(each.firstPpm), size(each.medianPpm), size(each.allPpm), size(each.gapPpm)],
    `${each.never} of ${each.seeds}${each.notMonotone === 0 ? '' : ` (${each.notMonotone} turn back)`}`,
  ])
  return section('Where ADL begins: the smallest shock that triggers it', head, rows, colors)
}

function feedback({ feedback: found }: GridAnswers, atom: Decimal, colors: Colors): string {
  const rows = found
    .filter(({ meanAmplificationPpm }) => meanAmplificationPpm !== null)
    .map((each) => [
      ...[each.shock, each.policy, money(each.fundAtoms, atom), depth(each.depthPpm)],
      ...[tenths(each.meanAmplificationPpm), `${tenths(each.worstAmplificationPpm)} ${each.symbol}`],
      ...[tenths(each.meanByLiquidationsPpm), tenths(each.meanByUnwindsPpm)],
      `${each.notRecovered} of ${each.seeds}`,
    ])
  const head = ['<shock', '<policy', 'fund', 'depth', 'amplified', 'worst', 'by liquidations', 'by hedges', 'not back']
  return section('Whether the fall feeds itself: whole move by first move, where it was fed most', head, rows, colors)
}

function policies({ policies: found }: GridAnswers, atom: Decimal, colors: Colors): string {
  const head = ['<policy', 'with ADL', 'deleveraged', 'lost by it', 'socialised', 'deficit', 'accounts', 'top 10 %']
  const rows = found.map((each) => [
    each.policy,
    `${grouped(each.withAdl)} of ${grouped(each.runs)}`,
    money(each.meanDeleveragedAtoms, atom),
    money(each.meanAdlLossAtoms, atom),
    money(each.meanSocialisedAtoms, atom),
    money(each.meanDeficitAtoms, atom),
    each.meanAccounts === null ? '–' : grouped(each.meanAccounts),
    each.meanTop10PercentPpm === null ? '–' : `${(each.meanTop10PercentPpm / 10_000).toFixed(1)} %`,
  ])
  return section('Policies: means over all runs; accounts and concentration over those with ADL', head, rows, colors)
}

function fund({ fundNeeded, valueOfMore }: GridAnswers, atom: Decimal, context: StressContext): string {
  const { colors, confidencePpm, intervalPpm } = context
  if (valueOfMore.length === 0) return ''
  const amount = (atoms: bigint | null) => (atoms === null ? '–' : money(atoms, atom))
  const needs = fundNeeded.map((each) => [
    ...[each.shock, each.policy, depth(each.depthPpm)],
    each.fundAtoms === null ? `more than ${amount(each.notEnoughAtoms)}` : amount(each.fundAtoms),
    ...[amount(each.lowAtoms), each.tooFewSeeds ? 'too few seeds' : amount(each.highAtoms), `${each.seeds}`],
  ])
  const heading = `The fund of the grid with no ADL for ${percentText(confidencePpm)} of the seeds`
  const ends = `at least ${percentText(intervalPpm)} sure`
  const first = section(heading, ['<shock', '<policy', 'depth', 'fund', 'from', `to, ${ends}`, 'seeds'], needs, colors)
  const values = valueOfMore.map((each) => [
    ...[each.shock, each.policy, depth(each.depthPpm), amount(each.fromAtoms), amount(each.toAtoms)],
    ...[amount(each.savedAtoms), amount(each.savedPerMillionAtoms)],
  ])
  const head = ['<shock', '<policy', 'depth', 'from', 'to', 'saves others', 'a million of it']
  return `${first}\n${section('What more of it saves, on average', head, values, colors)}`
}

function beyond({ beyondFund }: GridAnswers, atom: Decimal, { colors, confidencePpm }: StressContext): string {
  const head = [
    '<shock',
    '<policy',
    'fund',
    'depth',
    'times',
    'mean',
    `worst ${percentText(1_000_000 - confidencePpm)}`,
  ]
  const rows = beyondFund.map((each) => [
    ...[each.shock, each.policy, money(each.fundAtoms, atom), depth(each.depthPpm), `${each.times} of ${each.seeds}`],
    ...[money(each.meanAtoms, atom), money(each.tailMeanAtoms, atom), money(each.worstAtoms, atom)],
  ])
  return section('What the fund leaves to others: ADL, socialised losses, deficit', [...head, 'worst'], rows, colors)
}

function accountsTable({ accountsAtRisk }: GridAnswers, atom: Decimal, colors: Colors): string {
  const rows = accountsAtRisk.map((each) => [
    ...[each.policy, `${each.account}`, `${grouped(each.times)} of ${grouped(each.runs)}`],
    ...[money(each.notionalAtoms, atom), money(each.lossAtoms, atom), money(each.worstLossAtoms, atom)],
  ])
  const head = ['<policy', 'account', 'deleveraged in', 'closed', 'lost', 'worst run']
  return section('Accounts most at risk of ADL', head, rows, colors)
}
