// Who was closed: how the deleveraged notional falls on accounts, and the accounts with most of it.

import { atomsText, type Column, type Figure } from './figure.ts'
import { partOf } from './loss-figures.ts'
import type { Published } from './page-data.ts'
import type { RunRecord } from './run-record.ts'
import { grouped } from './shown-number.ts'

/** Points of the curve in every tenfold of accounts. */
const MANTISSAS = [10, 12, 14, 16, 18, 20, 23, 26, 30, 34, 38, 43, 48, 54, 60, 67, 75, 83, 91]
const MOST_ACCOUNTS = 1_000

/** Share of the notional that the first k accounts have, for k spread evenly over a logarithmic axis. */
export function concentrationFigure({ deleveraged }: RunRecord, published: Published | undefined): Figure {
  const told = new Map((published?.topShares ?? []).map(({ accounts, sharePpm }) => [accounts, sharePpm]))
  const counts = spread(deleveraged.length, [...told.keys()])
  const all = deleveraged.reduce((sum, { notionalAtoms }) => sum + notionalAtoms, 0n)
  const shares: number[] = []
  let sum = 0n
  for (const [index, { notionalAtoms }] of deleveraged.entries()) {
    sum += notionalAtoms
    if (index + 1 === counts[shares.length]) shares.push(partOf(sum, all))
  }
  const columns: Column[] = [
    { name: 'Accounts', kind: 'count', values: counts },
    { name: 'Share of the deleveraged notional', kind: 'ppm', values: shares },
  ]
  const beside: Column = { name: 'Published', kind: 'ppm', values: counts.map((count) => told.get(count) ?? null) }
  if (told.size > 0) columns.push(beside)
  return {
    id: 'concentration',
    title: 'How few accounts bear how much',
    note: `Share of the notional that the first so many of ${grouped(deleveraged.length)} deleveraged accounts have.`,
    columns,
    chart: {
      ...{ kind: 'lines', x: 0, series: told.size > 0 ? [1, 2] : [1], roles: ['adl', 'beside'] },
      ...{ logX: true, unit: 'share in %', ...(told.size > 0 ? { points: [2] } : {}) },
    },
    first: 12,
  }
}

/** Ascending, from 1 to `last`, with those of `wanted` that are within. */
function spread(last: number, wanted: readonly number[]): number[] {
  const found = new Set(wanted.filter((count) => count >= 1 && count <= last))
  if (last > 0) found.add(last)
  for (let scale = 1; scale <= last; scale *= 10) {
    for (const mantissa of MANTISSAS) {
      const count = Math.floor((mantissa * scale) / 10)
      if (count <= last) found.add(count)
    }
  }
  return [...found].sort((a, b) => a - b)
}

export function accountsFigure({ deleveraged }: RunRecord): Figure {
  const shown = deleveraged.slice(0, MOST_ACCOUNTS)
  const all = deleveraged.reduce((sum, { notionalAtoms }) => sum + notionalAtoms, 0n)
  const of = grouped(deleveraged.length)
  const which = shown.length < deleveraged.length ? `The first ${grouped(shown.length)} of ${of} accounts` : `All ${of}`
  return {
    id: 'accounts',
    title: 'Accounts that were deleveraged',
    note: `${which}, by notional. The loss is against the mark.`,
    columns: [
      { name: 'Account', kind: 'id', values: shown.map(({ account }) => account) },
      { name: 'Notional', kind: 'atoms', values: shown.map(({ notionalAtoms }) => atomsText(notionalAtoms)) },
      { name: 'Share', kind: 'ppm', values: shown.map(({ notionalAtoms }) => partOf(notionalAtoms, all)) },
      { name: 'Loss', kind: 'atoms', values: shown.map(({ lossAtoms }) => atomsText(lossAtoms)) },
      { name: 'Fills', kind: 'count', values: shown.map(({ fills }) => fills) },
      { name: 'Positions closed whole', kind: 'count', values: shown.map(({ whole }) => whole) },
    ],
    bars: { parts: [1], roles: ['adl'] },
    first: 12,
  }
}
