// Where ADL begins, between the sizes of a grid: each pair of neighbours, one without ADL and one with it, is halved by
// a run of its own, until it is near enough. All pairs take a step at once, so that threads have something to do.

import { demand, ErrorCode } from '../core/errors.ts'
import { cellName, familyName, type GridCell, type GridRun } from './grid-types.ts'

/** Runs that differ in nothing but the size of the shock, to one side; by size, the smallest first. */
export interface SizeSeries {
  readonly cell: GridCell
  readonly runs: readonly GridRun[]
}

/** In the order in which they come. */
export function seriesOf(runs: readonly GridRun[]): SizeSeries[] {
  const series = new Map<string, GridRun[]>()
  for (const run of runs) {
    const { shock } = run.cell
    const side = Math.sign(shock.sizePpm)
    const name = `${side} ${cellName({ ...run.cell, shock: { ...shock, sizePpm: 0 } })} ${familyName(shock)}`
    const known = series.get(name)
    if (known === undefined) series.set(name, [run])
    else known.push(run)
  }
  return [...series.values()].map((found) => {
    const sorted = found.toSorted((a, b) => sizeOf(a) - sizeOf(b))
    return { cell: sorted[0]!.cell, runs: sorted }
  })
}

export function sizeOf({ cell }: GridRun): number {
  return Math.abs(cell.shock.sizePpm)
}

/** The smallest size with ADL and the next smaller one that was played, 0 where there is none. */
export interface Bracket {
  /** null: no size that was played triggers it. */
  readonly atPpm: number | null
  /** Without ADL; 0 has not been played. */
  readonly belowPpm: number
  /** Whether no larger size is without ADL. */
  readonly monotone: boolean
}

export function bracketOf({ runs }: SizeSeries): Bracket {
  const first = runs.findIndex(({ outcome }) => outcome.adlTriggered)
  const belowPpm = first === 0 ? 0 : sizeOf(runs.at(first < 0 ? -1 : first - 1)!)
  if (first < 0) return { atPpm: null, belowPpm, monotone: true }
  const monotone = runs.slice(first).every(({ outcome }) => outcome.adlTriggered)
  return { atPpm: sizeOf(runs[first]!), belowPpm, monotone }
}

/** The next run of every bracket that is wider than `refinePpm`; none: all are near enough. */
export function halvings(runs: readonly GridRun[], refinePpm: number): GridCell[] {
  demand(Number.isSafeInteger(refinePpm) && refinePpm >= 1, ErrorCode.RANGE, () => {
    return `a bracket of ${refinePpm} ppm, expected a whole number from 1`
  })
  return seriesOf(runs).flatMap((series) => {
    const { atPpm, belowPpm } = bracketOf(series)
    if (atPpm === null || atPpm - belowPpm <= refinePpm) return []
    const size = Math.floor((atPpm + belowPpm) / 2)
    const { cell } = series
    const sizePpm = cell.shock.sizePpm < 0 ? -size : size
    return [{ ...cell, shock: { ...cell.shock, sizePpm } }]
  })
}
