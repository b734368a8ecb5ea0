// Curves of a grid's page: a value by size of the shock, a line for every policy, fund and depth.

import type { Decimal } from '../fixed/decimal.ts'
import type { Column } from '../page/figure.ts'
import { money } from '../page/shown-number.ts'
import { type GridCell, type GridRun, percentText } from './grid-types.ts'
import { groups } from './run-groups.ts'

/** Lines in a chart at first; the rest can be switched on. */
export const LINES_SHOWN = 6

/** Names what differs between the runs of a page: policies, funds, depths. */
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

  /** "bitmex, fund 2,000,000.00, depth 50%"; the policy alone where nothing differs. */
  of({ cell, outcome }: GridRun): string {
    return this.#named(cell, outcome.fundStartAtoms)
  }

  /** Without the fund: of curves along it. */
  withoutFund({ cell }: GridRun): string {
    return this.#named(cell, null)
  }

  #named({ policy, depthPpm }: GridCell, fundAtoms: bigint | null): string {
    const parts: string[] = []
    if (this.#differs.policy) parts.push(policy)
    if (this.#differs.fund && fundAtoms !== null) parts.push(`fund ${money(fundAtoms, this.#atom)}`)
    if (this.#differs.depth) parts.push(`depth ${percentText(depthPpm)}`)
    return parts.length === 0 ? policy : parts.join(', ')
  }
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
  const lines = groups(runs, (run) => [names.of(run)]).map((group): Column => {
    const values = sizes.map((size) => {
      const there = group.filter(({ cell }) => cell.shock.sizePpm === size)
      return there.length === 0 ? null : plain(of(there))
    })
    return { name: names.of(group[0]!), kind, values }
  })
  return [{ name: 'Shock', kind: 'ppm', values: sizes }, ...lines]
}

function plain(value: Value): number | string {
  return typeof value === 'bigint' ? value.toString() : value
}

export function sharePpm(count: number, of: number): number {
  return of === 0 ? 0 : Math.floor((count * 1_000_000) / of)
}
