// Of a grid's page: how large the fund has to be, and what more of it saves.

import type { Decimal } from '../fixed/decimal.ts'
import { atomsText, type Column, type Figure } from '../page/figure.ts'
import type { Section } from '../page/page-data.ts'
import { grouped, money } from '../page/shown-number.ts'
import type { GridAnswers } from './answers.ts'
import type { Confidence, FundNeeded, MoreFund } from './answers-fund.ts'
import { percentText } from './grid-types.ts'
import { sharePpm } from './page-curves.ts'
import { shareInterval } from './proportion.ts'

/** Shocks with a curve of their own; the table below has all. */
const MOST_CURVES = 6

/** null: the grid has one fund only. */
export function fundSection(answers: GridAnswers, confidence: Confidence, atom: Decimal): Section | null {
  const { fundNeeded, valueOfMore } = answers
  if (valueOfMore.length === 0) return null
  const curves = mostTelling(fundNeeded).map((each, index) => curveFigure(each, index + 1, confidence, atom))
  const figures = [...curves, neededFigure(fundNeeded, confidence), moreFigure(valueOfMore)]
  return { id: 'size', name: 'Fund size', heading: 'How large the fund has to be', figures }
}

/** Of the first policy and depth; those that rise with the fund before those that are all or nothing. */
function mostTelling(needed: readonly FundNeeded[]): FundNeeded[] {
  const [{ policy, depthPpm }] = needed as [FundNeeded]
  const rises = ({ curve }: FundNeeded) => curve.some(({ without }) => without !== curve[0]!.without)
  const order = needed
    .filter((each) => each.policy === policy && each.depthPpm === depthPpm)
    .toSorted((a, b) => Number(rises(b)) - Number(rises(a)))
  const kept = new Set(order.slice(0, MOST_CURVES))
  return needed.filter((each) => kept.has(each))
}

function curveFigure(needed: FundNeeded, number: number, confidence: Confidence, atom: Decimal): Figure {
  const { shock, policy, depthPpm, seeds, curve } = needed
  const intervals = curve.map(({ without }) => shareInterval(without, seeds, confidence.intervalPpm))
  const share = 'Runs without ADL'
  const sure = percentText(confidence.intervalPpm)
  return {
    id: `fund-size-${number}`,
    title: `${share}, by size of the fund: ${shock}, ${policy}, depth ${percentText(depthPpm)}`,
    note:
      `${answerOf(needed, confidence, atom)} The band holds the true share with ${sure} at least, ` +
      `from ${grouped(seeds)} ${seeds === 1 ? 'seed' : 'seeds'}.`,
    columns: [
      { name: 'Fund', kind: 'atoms', values: curve.map(({ fundAtoms }) => atomsText(fundAtoms)) },
      { name: share, kind: 'ppm', values: curve.map(({ without }) => sharePpm(without, seeds)) },
      { name: 'Interval from', kind: 'ppm', values: intervals.map(({ lowPpm }) => lowPpm) },
      { name: 'Interval to', kind: 'ppm', values: intervals.map(({ highPpm }) => highPpm) },
    ],
    chart: { kind: 'band', x: 0, series: [1, 2, 3], roles: ['fund', 'fund', 'fund'], whole: true, unit: 'share in %' },
    first: 12,
  }
}

/** "A fund of 2,000,000.00 keeps 95% of them free of ADL, …" */
export function answerOf(needed: FundNeeded, { quantilePpm, intervalPpm }: Confidence, atom: Decimal): string {
  const { fundAtoms, notEnoughAtoms, lowAtoms, highAtoms, tooFewSeeds } = needed
  const part = percentText(quantilePpm)
  if (fundAtoms === null) {
    const largest = notEnoughAtoms === null ? 'none' : money(notEnoughAtoms, atom)
    return `No fund of the grid keeps ${part} of the seeds free of ADL; the largest is ${largest}.`
  }
  const sure = percentText(intervalPpm)
  const from = lowAtoms === null ? 'below' : `${money(lowAtoms, atom)} to`
  const to = highAtoms === null ? 'more than the largest fund' : money(highAtoms, atom)
  const interval = tooFewSeeds ? 'too few seeds for an interval' : `${from} ${to} with ${sure}`
  return `A fund of ${money(fundAtoms, atom)} keeps ${part} of the seeds free of ADL (${interval}).`
}

function neededFigure(needed: readonly FundNeeded[], { quantilePpm, intervalPpm }: Confidence): Figure {
  const column = (name: string, kind: Column['kind'], of: (each: FundNeeded) => string | number | null): Column => {
    return { name, kind, values: needed.map(of) }
  }
  return {
    id: 'fund-needed',
    title: `The fund of the grid that keeps ${percentText(quantilePpm)} of the seeds free of ADL`,
    note:
      `Empty: no fund of the grid does. The interval holds the true one with ${percentText(intervalPpm)} at least; ` +
      'an end is empty where seeds are too few to say, or no fund of the grid is large enough.',
    columns: [
      column('Shock', 'text', ({ shock }) => shock),
      column('Policy', 'text', ({ policy }) => policy),
      column('Depth', 'ppm', ({ depthPpm }) => depthPpm),
      column('Fund', 'atoms', ({ fundAtoms }) => atomsText(fundAtoms)),
      column('Not enough', 'atoms', ({ notEnoughAtoms }) => atomsText(notEnoughAtoms)),
      column('Interval from', 'atoms', ({ lowAtoms }) => atomsText(lowAtoms)),
      column('Interval to', 'atoms', ({ highAtoms }) => atomsText(highAtoms)),
      column('Seeds', 'count', ({ seeds }) => seeds),
      column('Turn back', 'count', ({ notMonotone }) => notMonotone),
    ],
    first: 12,
  }
}

function moreFigure(more: readonly MoreFund[]): Figure {
  const column = (name: string, kind: Column['kind'], of: (each: MoreFund) => string | number | null): Column => {
    return { name, kind, values: more.map(of) }
  }
  return {
    id: 'more-fund',
    title: 'What more of the fund saves others',
    note: 'Mean loss beyond the smaller fund less that beyond the larger one, and that by a million of the currency.',
    columns: [
      column('Shock', 'text', ({ shock }) => shock),
      column('Policy', 'text', ({ policy }) => policy),
      column('Depth', 'ppm', ({ depthPpm }) => depthPpm),
      column('From', 'atoms', ({ fromAtoms }) => atomsText(fromAtoms)),
      column('To', 'atoms', ({ toAtoms }) => atomsText(toAtoms)),
      column('Saves', 'atoms', ({ savedAtoms }) => atomsText(savedAtoms)),
      column('A million of it', 'atoms', ({ savedPerMillionAtoms }) => atomsText(savedPerMillionAtoms)),
    ],
    first: 12,
  }
}
