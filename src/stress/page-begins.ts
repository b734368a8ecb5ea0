// Of a grid's page: where ADL begins.

import { atomsText, type Figure } from '../page/figure.ts'
import type { Section } from '../page/page-data.ts'
import { grouped } from '../page/shown-number.ts'
import type { AdlBegins, GridAnswers } from './answers.ts'
import type { GridRun } from './grid-types.ts'
import { bySize, type CellNames, lineChart, linesNote, type ShockSide, sharePpm, sidesOf } from './page-curves.ts'
import { columnsOf, thinned, thinnedNote } from './page-rows.ts'

/** Sides of shocks with a chart of their own; the table has all. */
const MOST_CHARTS = 6

export function beginsSection(runs: readonly GridRun[], { adlBegins }: GridAnswers, names: CellNames): Section {
  const charts = sidesOf(runs)
    .slice(0, MOST_CHARTS)
    .map((side, index) => frequencyFigure(side, names, index + 1))
  return {
    ...{ id: 'begins', name: 'ADL begins', heading: 'Where ADL begins' },
    figures: [...charts, beginsFigure(adlBegins)],
  }
}

function frequencyFigure({ name, runs }: ShockSide, names: CellNames, number: number): Figure {
  const columns = bySize(runs, names, 'ppm', (there) => {
    return sharePpm(there.filter(({ outcome }) => outcome.adlTriggered).length, there.length)
  })
  const seeds = new Set(runs.map(({ cell }) => cell.seed)).size
  const points = seeds === 1 ? 'One run a point: all or nothing.' : `A point is the part of ${grouped(seeds)} seeds.`
  return {
    id: `begins-${number}`,
    title: `Runs with ADL, by size of the shock: ${name}`,
    note: `${points} Halvings are in the table alone.${linesNote(runs, names)}`,
    columns,
    ...lineChart(columns, 'share of the runs in %', true),
  }
}

function beginsFigure(begins: readonly AdlBegins[]): Figure {
  const rows = thinned(begins)
  return {
    id: 'begins',
    title: 'The smallest shock with ADL',
    note:
      'Sizes without their sign. "First" is that of the most delicate seed, "median" of the one in the middle, "all" ' +
      'triggers every seed; empty: no shock of the grid does. Gap: down to the next smaller size that was played, or ' +
      `to nothing.${thinnedNote(begins.length, rows.length, '--json')}`,
    columns: columnsOf(rows, [
      ['Shock', 'text', ({ family }) => family],
      ['Side', 'text', ({ side }) => side],
      ['Policy', 'text', ({ policy }) => policy],
      ['Fund', 'atoms', ({ fundAtoms }) => atomsText(fundAtoms)],
      ['Depth', 'ppm', ({ depthPpm }) => depthPpm],
      ['First', 'ppm', ({ firstPpm }) => firstPpm],
      ['Median', 'ppm', ({ medianPpm }) => medianPpm],
      ['All', 'ppm', ({ allPpm }) => allPpm],
      ['Gap', 'ppm', ({ gapPpm }) => gapPpm],
      ['Seeds', 'count', ({ seeds }) => seeds],
      ['Never', 'count', ({ never }) => never],
      ['Turn back', 'count', ({ notMonotone }) => notMonotone],
    ]),
    first: 12,
  }
}
