// Of a grid's page: how large the fund has to be, and what more of it saves.

import type { Decimal } from '../fixed/decimal.ts'
import { atomsText, type Figure } from '../page/figure.ts'
import type { Section } from '../page/page-data.ts'
import { grouped, money } from '../page/shown-number.ts'
import type { GridAnswers } from './answers.ts'
import type { Confidence, FundNeeded, MoreFund } from './answers-fund.ts'
import { percentText } from './grid-types.ts'
import { sharePpm } from './page-curves.ts'
import { columnsOf, thinned, thinnedNote } from './page-rows.ts'
import { shareInterval } from './proportion.ts'

/** Shocks with a curve of their own; the table below has all. */
const MOST_CURVES = 6
const NOTE =
  'Curves are of the first policy and depth, of shocks whose outcome hangs on the fund; the tables have all. Pools ' +
  'take positions over within the limits of the venue only, so that a larger fund may change nothing.'

/** null: the grid has one fund only. */
export function fundSection(answers: GridAnswers, confidence: Confidence, atom: Decimal): Section | null {
  const { fundNeeded, valueOfMore } = answers
  if (valueOfMore.length === 0) return null
  const curves = mostTelling(fundNeeded).map((each, index) => curveFigure(each, index + 1, confidence, atom))
  const figures = [...curves, neededFigure(fundNeeded, confidence), moreFigure(valueOfMore)]
  return { id: 'size', name: 'Fund size', heading: 'How large the fund has to be', note: NOTE, figures }
}

/** Of the first policy and depth, those that rise with the fund; where none does, the first. */
function mostTelling(needed: readonly FundNeeded[]): readonly FundNeeded[] {
  const [{ policy, depthPpm }] = needed as [FundNeeded]
  const beside = needed.filter((each) => each.policy === policy && each.depthPpm === depthPpm)
  const rising = beside.filter(({ curve }) => curve.some(({ without }) => without !== curve[0]!.without))
  return (rising.length === 0 ? beside.slice(0, 1) : rising).slice(0, MOST_CURVES)
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

/** "A fund of 2,000,000.00 keeps 95% of the seeds free of ADL (1,500,000.00 to 2,500,000.00 with 90%)." */
export function answerOf(needed: FundNeeded, { quantilePpm, intervalPpm }: Confidence, atom: Decimal): string {
  const { fundAtoms, notEnoughAtoms, lowAtoms, highAtoms, tooFewSeeds } = needed
  const part = percentText(quantilePpm)
  if (fundAtoms === null) {
    const largest = notEnoughAtoms === null ? 'none' : money(notEnoughAtoms, atom)
    return `There is no fund of the grid from which on ${part} of the seeds are free of ADL; the largest is ${largest}.`
  }
  const text = (atoms: bigint | null) => (atoms === null ? null : money(atoms, atom))
  const interval = tooFewSeeds ? null : intervalText(text(lowAtoms), text(highAtoms))
  const sure = interval === null ? 'too few seeds for an interval' : `${interval} with ${percentText(intervalPpm)}`
  return `A fund of ${money(fundAtoms, atom)} keeps ${part} of the seeds free of ADL (${sure}).`
}

/** null: neither end is known. */
function intervalText(low: string | null, high: string | null): string | null {
  if (low === null) return high === null ? null : `${high} at most`
  return high === null ? `${low} at least` : `${low} to ${high}`
}

function neededFigure(needed: readonly FundNeeded[], { quantilePpm, intervalPpm }: Confidence): Figure {
  const rows = thinned(needed)
  return {
    id: 'fund-needed',
    title: `The fund of the grid that keeps ${percentText(quantilePpm)} of the seeds free of ADL`,
    note:
      'The smallest from which on that is so; empty: there is none. The interval holds the true one with ' +
      `${percentText(intervalPpm)} at least; an end is empty where seeds are too few to say, or no fund of the grid ` +
      `is large enough.${thinnedNote(needed.length, rows.length, '--json')}`,
    columns: columnsOf(rows, [
      ['Shock', 'text', ({ shock }) => shock],
      ['Policy', 'text', ({ policy }) => policy],
      ['Depth', 'ppm', ({ depthPpm }) => depthPpm],
      ['Fund', 'atoms', ({ fundAtoms }) => atomsText(fundAtoms)],
      ['Not enough', 'atoms', ({ notEnoughAtoms }) => atomsText(notEnoughAtoms)],
      ['Interval from', 'atoms', ({ lowAtoms }) => atomsText(lowAtoms)],
      ['Interval to', 'atoms', ({ highAtoms }) => atomsText(highAtoms)],
      ['Seeds', 'count', ({ seeds }) => seeds],
      ['Turn back', 'count', ({ notMonotone }) => notMonotone],
    ]),
    first: 12,
  }
}

function moreFigure(more: readonly MoreFund[]): Figure {
  const rows = thinned(more)
  return {
    id: 'more-fund',
    title: 'What more of the fund saves others',
    note:
      'Mean loss beyond the smaller fund less that beyond the larger one, and that by a million of the currency.' +
      thinnedNote(more.length, rows.length, '--json'),
    columns: columnsOf(rows, [
      ['Shock', 'text', ({ shock }) => shock],
      ['Policy', 'text', ({ policy }) => policy],
      ['Depth', 'ppm', ({ depthPpm }) => depthPpm],
      ['From', 'atoms', ({ fromAtoms }) => atomsText(fromAtoms)],
      ['To', 'atoms', ({ toAtoms }) => atomsText(toAtoms)],
      ['Saves', 'atoms', ({ savedAtoms }) => atomsText(savedAtoms)],
      ['A million of it', 'atoms', ({ savedPerMillionAtoms }) => atomsText(savedPerMillionAtoms)],
    ]),
    first: 12,
  }
}
