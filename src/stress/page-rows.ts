// Rows of a grid's page: as many as a page holds, spread evenly over the grid.

import type { Cell, Column } from '../page/figure.ts'
import { grouped } from '../page/shown-number.ts'

/** Of one table. */
const MOST_ROWS = 5_000
const KEPT_ROWS = 4_900

/** (√5 − 1) / 2: its multiples are spread evenly over any part of a grid, whatever that repeats by. */
const GOLDEN = 0.618_033_988_749_894_9

/** All rows, or so many of them that every part of a grid stays as large to the others as it is. */
export function thinned<Row>(rows: readonly Row[]): readonly Row[] {
  if (rows.length <= MOST_ROWS) return rows
  const part = KEPT_ROWS / rows.length
  return rows.filter((_, index) => (index * GOLDEN) % 1 < part)
}

/** What a table says where not all rows are there; else nothing. */
export function thinnedNote(all: number, shown: number, where: string): string {
  if (all === shown) return ''
  return ` ${grouped(shown)} of ${grouped(all)} rows, spread evenly: this page holds no more; ${where} has all.`
}

export type CellOf<Row> = (row: Row) => Cell

/** Columns of rows, each of what it says. */
export function columnsOf<Row>(
  rows: readonly Row[],
  columns: readonly (readonly [name: string, kind: Column['kind'], of: CellOf<Row>])[],
): Column[] {
  return columns.map(([name, kind, of]) => ({ name, kind, values: rows.map(of) }))
}
