// Of a grid's page: who pays what bankrupt accounts lack, by size of the shock and by policy.

import { atomsText, type Column, type Figure } from '../page/figure.ts'
import type { Section } from '../page/page-data.ts'
import type { GridAnswers } from './answers.ts'
import type { BeyondFund, Confidence } from './answers-fund.ts'
import { meanAtoms } from './answers-order.ts'
import { type GridRun, percentText, type RunOutcome } from './grid-types.ts'
import { bySize, type CellNames, lineChart, linesNote, type ShockSide, sidesOf } from './page-curves.ts'
import { columnsOf, thinned, thinnedNote } from './page-rows.ts'
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
  const [first] = sidesOf(runs) as [ShockSide]
  return {
    ...{ id: 'losses', name: 'Losses', heading: 'Who pays, and what the fund leaves to others' },
    figures: [payersFigure(first, names), beyondFigure(first, names), beyondTable(answers.beyondFund, confidence)],
  }
}

/** Of one policy, fund and depth, that with the largest fund: of several they would not stand on one another. */
function payersFigure({ name: side, runs }: ShockSide, names: CellNames): Figure {
  const one = groups(runs, (run) => [names.of(run)]).reduce((most, group) => {
    return group[0]!.outcome.fundStartAtoms > most[0]!.outcome.fundStartAtoms ? group : most
  })
  const pairs = PAYERS.map(([name, , of]): Column[] => {
    const [size, mean] = bySize(one, names, 'atoms', (there) => meanAtoms(there.map(({ outcome }) => of(outcome))))
    return [size!, { ...mean!, name }]
  })
  return {
    id: 'payers',
    title: `Who pays, by size of the shock: ${side}`,
    note:
      `Means over the seeds, with the largest fund of the grid: ${names.of(one[0]!)}. What other accounts of the ` +
      'same owner paid is not in it.',
    columns: [pairs[0]![0]!, ...pairs.map((pair) => pair[1]!)],
    chart: { kind: 'stacked', x: 0, series: [1, 2, 3, 4], roles: PAYERS.map(([, role]) => role), unit: MONEY },
    first: 12,
  }
}

function beyondFigure({ name, runs }: ShockSide, names: CellNames): Figure {
  const columns = bySize(runs, names, 'atoms', (there) => {
    return meanAtoms(there.map(({ outcome }) => outcome.beyondFundAtoms))
  })
  return {
    id: 'beyond-by-size',
    title: `What the fund leaves to others, by size of the shock: ${name}`,
    note:
      'Losses of deleveraged positions against the mark, socialised losses and deficit: means over the seeds.' +
      linesNote(runs, names),
    columns,
    ...lineChart(columns, MONEY),
  }
}

function beyondTable(beyond: readonly BeyondFund[], { quantilePpm }: Confidence): Figure {
  const tail = percentText(1_000_000 - quantilePpm)
  const rows = thinned(beyond)
  return {
    id: 'beyond',
    title: 'Expected shortfall beyond the fund',
    note:
      `The worst ${tail}: the mean of the worst seeds, one at least. Rounded up.` +
      thinnedNote(beyond.length, rows.length, '--json'),
    columns: columnsOf(rows, [
      ['Shock', 'text', ({ shock }) => shock],
      ['Policy', 'text', ({ policy }) => policy],
      ['Fund', 'atoms', ({ fundAtoms }) => atomsText(fundAtoms)],
      ['Depth', 'ppm', ({ depthPpm }) => depthPpm],
      ['Seeds with any', 'count', ({ times }) => times],
      ['Seeds', 'count', ({ seeds }) => seeds],
      ['Mean', 'atoms', ({ meanAtoms: mean }) => atomsText(mean)],
      [`Worst ${tail}`, 'atoms', ({ tailMeanAtoms }) => atomsText(tailMeanAtoms)],
      ['Worst', 'atoms', ({ worstAtoms }) => atomsText(worstAtoms)],
    ]),
    bars: { parts: [6], roles: ['adl'] },
    first: 12,
  }
}

export function policiesSection({ policies }: GridAnswers): Section {
  const figure: Figure = {
    id: 'policies',
    title: 'The same shocks under every policy, by who paid',
    note:
      'Means over all runs, rounded up; accounts, the share of the largest tenth of them and the Gini coefficient of ' +
      'the deleveraged notional over the runs with ADL.',
    columns: columnsOf(policies, [
      ['Policy', 'text', ({ policy }) => policy],
      ['Insurance fund', 'atoms', ({ meanFundDrawnAtoms }) => atomsText(meanFundDrawnAtoms)],
      ['Deleveraged traders', 'atoms', ({ meanAdlLossAtoms }) => atomsText(meanAdlLossAtoms)],
      ['Socialised', 'atoms', ({ meanSocialisedAtoms }) => atomsText(meanSocialisedAtoms)],
      ['Deficit', 'atoms', ({ meanDeficitAtoms }) => atomsText(meanDeficitAtoms)],
      ['ADL notional', 'atoms', ({ meanDeleveragedAtoms }) => atomsText(meanDeleveragedAtoms)],
      ['Runs with ADL', 'count', ({ withAdl }) => withAdl],
      ['Runs', 'count', ({ runs }) => runs],
      ['Accounts', 'count', ({ meanAccounts }) => meanAccounts],
      ['Largest tenth', 'ppm', ({ meanTop10PercentPpm }) => meanTop10PercentPpm],
      ['Gini', 'ppm', ({ meanGiniPpm }) => meanGiniPpm],
      ['Not at rest', 'count', ({ notQuiet }) => notQuiet],
    ]),
    bars: { parts: [1, 2, 3, 4], roles: PAYERS.map(([, role]) => role), after: 0 },
    first: 12,
  }
  return { id: 'policies', name: 'Policies', heading: 'Policies beside each other', figures: [figure] }
}
