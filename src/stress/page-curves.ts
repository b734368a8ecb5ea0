// Curves of a grid's page: a value by size of the shock, a line for every policy, fund and depth.

import { type Decimal, unitsToDecimal } from '../fixed/decimal.ts'
import type { Chart, Column, Figure } from '../page/figure.ts'
import { grouped } from '../page/shown-number.ts'
import { familyName, type GridRun, percentText } from './grid-types.ts'
import { groups } from './run-groups.ts'

/** Lines in a chart: at first, and in all. */
const LINES_SHOWN = 6
const MOST_LINES = 40

/** Names what differs between the runs of a page: policies, funds, depths. Other runs have other names. */
export class CellNames {
  readonly #atom: Decimal
  readonly #differs: { readonly policy: boolean; readonly fund: boolean; readonly depth: boolean }

  constructor(runs: readonly GridRun[], atom: Decimal) {
    const differs = (of: (run: GridRun) => unknown) => new Set(runs.map(of)).size > 1
    this.#atom = atom
    this.#differs = {
      policy: differs(({ cell }) => cell.policy),
      fund: differs(({ outcome }) => outcome.fundStartAtoms),
      depth: differs(({ cell }) => cell.depthPpm),
    }
  }

  /** "bitmex, fund 2,000,000, depth 50%"; the policy alone where nothing differs. */
  of({ cell, outcome }: GridRun): string {
    return this.named(cell.policy, outcome.fundStartAtoms, cell.depthPpm) ?? cell.policy
  }

  /** null: nothing differs. */
  named(policy: string, fundAtoms: bigint, depthPpm: number): string | null {
    const parts: string[] = []
    if (this.#differs.policy) parts.push(policy)
    // Exactly: funds that are less than a hundredth apart are two.
    if (this.#differs.fund) parts.push(`fund ${grouped(unitsToDecimal(fundAtoms, this.#atom))}`)
    if (this.#differs.depth) parts.push(`depth ${percentText(depthPpm)}`)
    return parts.length === 0 ? null : parts.join(', ')
  }
}

/** Shocks of one family to one side. */
export interface ShockSide {
  /** "uniform, fall". */
  readonly name: string
  readonly runs: readonly GridRun[]
}

/** No shock at all is the first point of both sides. */
export function sidesOf(runs: readonly GridRun[]): ShockSide[] {
  return groups(runs, ({ cell }) => [familyName(cell.shock)]).flatMap((family) => {
    const name = familyName(family[0]!.cell.shock)
    const falls = family.filter(({ cell }) => cell.shock.sizePpm <= 0)
    const rises = family.filter(({ cell }) => cell.shock.sizePpm >= 0)
    const goes = (side: readonly GridRun[]) => side.some(({ cell }) => cell.shock.sizePpm !== 0)
    if (goes(falls) && goes(rises)) {
      return [
        { name: `${name}, fall`, runs: falls },
        { name: `${name}, rise`, runs: rises },
      ]
    }
    return [{ name, runs: family }]
  })
}

type Value = number | bigint

/** The size of the shock, then a column for each name. Sizes ascend; a fall of 40 % comes first. */
export function bySize(
  runs: readonly GridRun[],
  names: CellNames,
  kind: 'ppm' | 'atoms',
  of: (runs: readonly GridRun[]) => Value,
): Column[] {
  const sizes = [...new Set(runs.map(({ cell }) => cell.shock.sizePpm))].sort((a, b) => a - b)
  const lines = groups(runs, (run) => [names.of(run)])
  const columns = lines.slice(0, MOST_LINES).map((group): Column => {
    const there = new Map(
      groups(group, ({ cell }) => [cell.shock.sizePpm]).map((at) => [at[0]!.cell.shock.sizePpm, at]),
    )
    const values = sizes.map((size) => {
      const found = there.get(size)
      return found === undefined ? null : plain(of(found))
    })
    return { name: names.of(group[0]!), kind, values }
  })
  return [{ name: 'Shock', kind: 'ppm', values: sizes }, ...columns]
}

/** Of how many lines not all are there. */
export function linesNote(runs: readonly GridRun[], names: CellNames): string {
  const lines = new Set(runs.map((run) => names.of(run))).size
  return lines <= MOST_LINES ? '' : ` The first ${MOST_LINES} of ${grouped(lines)} series.`
}

function plain(value: Value): number | string {
  return typeof value === 'bigint' ? value.toString() : value
}

/** A chart where there are two sizes at least; one alone stays a table. */
export function lineChart(columns: readonly Column[], unit: string, whole = false): Pick<Figure, 'chart' | 'first'> {
  if (columns[0]!.values.length < 2) return { first: 12 }
  const series = columns.slice(1).map((_, index) => index + 1)
  const chart: Chart = { kind: 'lines', x: 0, series, dots: true, shown: LINES_SHOWN, whole, unit }
  return { chart, first: 12 }
}

export function sharePpm(count: number, of: number): number {
  return of === 0 ? 0 : Math.floor((count * 1_000_000) / of)
}
