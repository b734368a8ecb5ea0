// What policies came to, for people and for machines.

import type { Compared } from '../scenario/compare.ts'
import type { PolicyMetrics } from '../scenario/policy-tally.ts'
import { grouped, money } from './format.ts'
import { plainTable } from './plain-table.ts'
import type { Colors } from './terminal.ts'

/** The document: money in atoms as decimal strings, counts and ppm as numbers. */
export function compareDocument({ policies, batches, accounts, positions }: Compared, head: object) {
  return { ...head, rounds: batches, accounts, positions, policies: policies.map(plain) }
}

function plain(metrics: PolicyMetrics): Record<string, unknown> {
  const entries = Object.entries(metrics).map(([key, value]) => [key, typeof value === 'bigint' ? `${value}` : value])
  return Object.fromEntries(entries)
}

const COLUMNS = [
  ...(['name', 'neededAtoms', 'usedAtoms', 'overshootAtoms', 'residualAtoms', 'fundAtoms', 'socialisedAtoms'] as const),
  ...(['deficitAtoms', 'adlFills', 'wholeCloses', 'adlNotionalAtoms', 'closedAtMarkAtoms', 'accountsHit'] as const),
  ...(['largestHaircutPpm', 'largestHaircutAccount', 'giniPpm', 'profitToSolvencyPpm', 'hedgesBroken'] as const),
  ...(['closedTogetherAtoms', 'secondPass', 'stateHash'] as const),
] as const

/** A header and a row for every policy; names have no comma in them. */
export function compareCsv({ policies }: Compared): string {
  const head = [...COLUMNS, 'top1Ppm', 'top10Ppm', 'top100Ppm'].join(',')
  const rows = policies.map((metrics) => {
    const top = [metrics.topSharesPpm[1], metrics.topSharesPpm[10], metrics.topSharesPpm[100]]
    return [...COLUMNS.map((column) => metrics[column] ?? ''), ...top].join(',')
  })
  return `${[head, ...rows].join('\n')}\n`
}

export function renderCompared({ atom, policies, batches }: Compared, scenario: string, colors: Colors): string {
  const amount = (atoms: bigint) => money(atoms, atom)
  const percent = (ppm: number) => `${(ppm / 10_000).toFixed(1)} %`
  const rows = policies.map((each) => [
    each.name,
    amount(each.neededAtoms),
    amount(each.usedAtoms),
    amount(each.residualAtoms),
    grouped(each.adlFills),
    grouped(each.accountsHit),
    percent(each.largestHaircutPpm),
    percent(each.topSharesPpm[10]),
    (each.giniPpm / 1_000_000).toFixed(3),
    grouped(each.hedgesBroken),
    grouped(each.secondPass),
  ])
  const columns = ['policy', 'needed', 'used', 'left to others', 'fills', 'accounts hit', 'largest haircut']
  const more = ['top 10', 'Gini', 'hedges broken', 'second pass']
  const title = `${colors.bold(`${policies.length} policies`)} on ${scenario}, ${grouped(batches)} rounds each`
  return `${title}\n\n${plainTable([...columns, ...more], rows, colors)}\n`
}
