// Of a grid's page: who pays what bankrupt accounts lack, by size of the shock and by policy.

import { atomsText, type Column, type Figure } from '../page/figure.ts'
import type { Section } from '../page/page-data.ts'
import type { GridAnswers, PolicySummary } from './answers.ts'
import type { BeyondFund, Confidence } from './answers-fund.ts'
import { meanAtoms } from './answers-order.ts'
import { familyName, type GridRun, percentText, type RunOutcome } from './grid-types.ts'
import { lineChart } from './page-begins.ts'
import { bySize, type CellNames } from './page-curves.ts'
import { groups } from './run-groups.ts'

const MONEY = 'settlement currency'

const PAYERS = [
  ['Insurance fund', 'fund', (outcome: RunOutcome) => outcome.fundDrawnAtoms],
  ['Deleveraged traders', 'adl', (outcome: RunOutcome) => outcome.adlLossAtoms],
  ['Socialised', 'socialised', (outcome: RunOutcome) => outcome.socialisedAtoms],
  ['Deficit', 'deficit', (outcome: RunOutcome) => outcome.deficitAtoms],
] as const

export function lossesSection(
  runs: readonly GridRun[],
  answers: GridAnswers,
  names: CellNames,
  confidence: Confidence,
): Section {
  const first = groups(runs, ({ cell }) => [familyName(cell.shock), Math.sign(cell.shock.sizePpm)])[0]!
  return {
    ...{ id: 'losses', name: 'Losses', heading: 'Who pays, and what the fund leaves to others' },
    figures: [payersFigure(first, names), beyondFigure(first, names), beyondTable(answers.beyondFund, confidence)],
  }
}

/** Of one policy, fund and depth, that with the largest fund: of several they would not stand on one another. */
function payersFigure(family: readonly GridRun[], names: CellNames): Figure {
  const one = groups(family, (run) => [names.of(run)]).reduce((most, group) => {
    return group[0]!.outcome.fundStartAtoms > most[0]!.outcome.fundStartAtoms ? group : most
  })
  const { cell } = one[0]!
  const [sizes, ...payers] = PAYERS.map(([name, , of]): Column[] => {
    const [size, mean] = bySize(one, names, 'atoms', (there) => meanAtoms(there.map(({ outcome }) => of(outcome))))
    return [size!, { ...mean!, name }]
  })
  const columns = [...sizes!, ...payers.map((pair) => pair[1]!)]
  return {
    id: 'payers',
    title: `Who pays, by size of the shock: ${familyName(cell.shock)}`,
    note: `Means over the seeds, with the largest fund of the grid: ${names.of(one[0]!)}.`,
    columns,
    chart: { kind: 'stacked', x: 0, series: [1, 2, 3, 4], roles: PAYERS.map(([, role]) => role), unit: MONEY },
    first: 12,
  }
}

function beyondFigure(family: readonly GridRun[], names: CellNames): Figure {
  const columns = bySize(family, names, 'atoms', (there) => {
    return meanAtoms(there.map(({ outcome }) => outcome.beyondFundAtoms))
  })
  return {
    id: 'beyond-by-size',
    title: `What the fund leaves to others, by size of the shock: ${familyName(family[0]!.cell.shock)}`,
    note: 'Losses of deleveraged positions against the mark, socialised losses and deficit: means over the seeds.',
    columns,
    ...lineChart(columns, MONEY),
  }
}

function beyondTable(beyond: readonly BeyondFund[], { quantilePpm }: Confidence): Figure {
  const column = (name: string, kind: Column['kind'], of: (each: BeyondFund) => string | number | null): Column => {
    return { name, kind, values: beyond.map(of) }
  }
  const tail = percentText(1_000_000 - quantilePpm)
  return {
    id: 'beyond',
    title: 'Expected shortfall beyond the fund',
    note: `The worst ${tail}: the mean of the worst seeds, one at least. Rounded up.`,
    columns: [
      column('Shock', 'text', ({ shock }) => shock),
      column('Policy', 'text', ({ policy }) => policy),
      column('Fund', 'atoms', ({ fundAtoms }) => atomsText(fundAtoms)),
      column('Depth', 'ppm', ({ depthPpm }) => depthPpm),
      column('Seeds with any', 'count', ({ times }) => times),
      column('Seeds', 'count', ({ seeds }) => seeds),
      column('Mean', 'atoms', ({ meanAtoms: mean }) => atomsText(mean)),
      column(`Worst ${tail}`, 'atoms', ({ tailMeanAtoms }) => atomsText(tailMeanAtoms)),
      column('Worst', 'atoms', ({ worstAtoms }) => atomsText(worstAtoms)),
    ],
    bars: { parts: [6], roles: ['adl'] },
    first: 12,
  }
}

export function policiesSection({ policies }: GridAnswers): Section {
  const column = (name: string, kind: Column['kind'], of: (each: PolicySummary) => string | number | null): Column => {
    return { name, kind, values: policies.map(of) }
  }
  const figure: Figure = {
    id: 'policies',
    title: 'The same shocks under every policy, by who paid',
    note:
      'Means over all runs, rounded up; accounts, the share of the largest tenth of them and the Gini coefficient of ' +
      'the deleveraged notional over the runs with ADL.',
    columns: [
      column('Policy', 'text', ({ policy }) => policy),
      column('Insurance fund', 'atoms', ({ meanFundDrawnAtoms }) => atomsText(meanFundDrawnAtoms)),
      column('Deleveraged traders', 'atoms', ({ meanAdlLossAtoms }) => atomsText(meanAdlLossAtoms)),
      column('Socialised', 'atoms', ({ meanSocialisedAtoms }) => atomsText(meanSocialisedAtoms)),
      column('Deficit', 'atoms', ({ meanDeficitAtoms }) => atomsText(meanDeficitAtoms)),
      column('ADL notional', 'atoms', ({ meanDeleveragedAtoms }) => atomsText(meanDeleveragedAtoms)),
      column('Runs with ADL', 'count', ({ withAdl }) => withAdl),
      column('Runs', 'count', ({ runs }) => runs),
      column('Accounts', 'count', ({ meanAccounts }) => meanAccounts),
      column('Largest tenth', 'ppm', ({ meanTop10PercentPpm }) => meanTop10PercentPpm),
      column('Gini', 'ppm', ({ meanGiniPpm }) => meanGiniPpm),
      column('Not at rest', 'count', ({ notQuiet }) => notQuiet),
    ],
    bars: { parts: [1, 2, 3, 4], roles: PAYERS.map(([, role]) => role), after: 0 },
    first: 12,
  }
  return { id: 'policies', name: 'Policies', heading: 'Policies beside each other', figures: [figure] }
}
