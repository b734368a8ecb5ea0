// Of a grid's page: where ADL begins.

import { atomsText, type Column, type Figure } from '../page/figure.ts'
import type { Section } from '../page/page-data.ts'
import type { AdlBegins, GridAnswers } from './answers.ts'
import { familyName, type GridRun } from './grid-types.ts'
import { bySize, type CellNames, LINES_SHOWN, sharePpm } from './page-curves.ts'
import { groups } from './run-groups.ts'

/** Families of shocks with a chart of their own; the table has all. */
const MOST_CHARTS = 6

export function beginsSection(runs: readonly GridRun[], { adlBegins }: GridAnswers, names: CellNames): Section {
  const families = groups(runs, ({ cell }) => [familyName(cell.shock), Math.sign(cell.shock.sizePpm)])
  const charts = families.slice(0, MOST_CHARTS).map((family, index) => frequencyFigure(family, names, index + 1))
  return {
    ...{ id: 'begins', name: 'ADL begins', heading: 'Where ADL begins' },
    figures: [...charts, beginsFigure(adlBegins)],
  }
}

function frequencyFigure(family: readonly GridRun[], names: CellNames, number: number): Figure {
  const { shock } = family[0]!.cell
  const columns = bySize(family, names, 'ppm', (there) => {
    return sharePpm(there.filter(({ outcome }) => outcome.adlTriggered).length, there.length)
  })
  const seeds = new Set(family.map(({ cell }) => cell.seed)).size
  return {
    id: `begins-${number}`,
    title: `Runs with ADL, by size of the shock: ${familyName(shock)}`,
    note: seeds === 1 ? 'One run a point: all or nothing.' : `Part of ${seeds} seeds; halvings are in the table alone.`,
    columns,
    ...lineChart(columns, 'share of the runs in %', true),
  }
}

/** A chart where there are two sizes at least; one alone stays a table. */
export function lineChart(columns: readonly Column[], unit: string, whole = false): Pick<Figure, 'chart' | 'first'> {
  if (columns[0]!.values.length < 2) return { first: 12 }
  const series = columns.slice(1).map((_, index) => index + 1)
  return { chart: { kind: 'lines', x: 0, series, dots: true, shown: LINES_SHOWN, whole, unit }, first: 12 }
}

function beginsFigure(begins: readonly AdlBegins[]): Figure {
  const column = (name: string, kind: Column['kind'], of: (each: AdlBegins) => string | number | null): Column => {
    return { name, kind, values: begins.map(of) }
  }
  return {
    id: 'begins',
    title: 'The smallest shock with ADL',
    note:
      'Sizes without their sign. "First" is that of the most delicate seed, "median" of the one in the middle, "all" ' +
      'triggers every seed; empty: no shock of the grid does. Gap: down to the next smaller size that was played.',
    columns: [
      column('Shock', 'text', ({ family }) => family),
      column('Side', 'text', ({ side }) => side),
      column('Policy', 'text', ({ policy }) => policy),
      column('Fund', 'atoms', ({ fundAtoms }) => atomsText(fundAtoms)),
      column('Depth', 'ppm', ({ depthPpm }) => depthPpm),
      column('First', 'ppm', ({ firstPpm }) => firstPpm),
      column('Median', 'ppm', ({ medianPpm }) => medianPpm),
      column('All', 'ppm', ({ allPpm }) => allPpm),
      column('Gap', 'ppm', ({ gapPpm }) => gapPpm),
      column('Seeds', 'count', ({ seeds }) => seeds),
      column('Never', 'count', ({ never }) => never),
      column('Turn back', 'count', ({ notMonotone }) => notMonotone),
    ],
    first: 12,
  }
}
