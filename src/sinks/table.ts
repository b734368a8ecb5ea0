// What a table is: named columns of a few types, and how an item becomes rows of them. The names are stable: programs
// and queries hold on to them; units stand in the names, as everywhere.

import { demand, ErrorCode } from '../core/errors.ts'
import { shown } from '../core/shown.ts'

/**
 * int64    a bigint of 64 bits
 * wide     a bigint of any size: decimal text in every format, because not all of them know more than 64 bits
 * count    a whole number up to 2^53 (ids, milliseconds, counts): a 64-bit integer in Parquet and Arrow
 * float64  a number that nothing is decided with
 */
export type ColumnType = 'int64' | 'wide' | 'count' | 'float64' | 'text' | 'boolean'

/** Names of columns in their order, each with its type. */
export type Columns = Readonly<Record<string, ColumnType>>

export type Cell = bigint | number | string | boolean | null | undefined

/** Takes rows cell by cell: an object for each row would be most of the work. */
export interface RowWriter {
  /** null and undefined are no value. @throws BallastError ERR_RANGE, ERR_CONFIG */
  set(column: string, cell: Cell): void
  /** The row is whole; the next one begins. */
  end(): void
}

export interface Table<Item> {
  /** Stands in Parquet's and Arrow's metadata. */
  readonly name: string
  readonly columns: Columns
  /** Writes the rows of an item. @param index items before it in the same file */
  write(item: Item, index: number, to: RowWriter): void
}

interface CellOf {
  readonly int64: bigint
  readonly wide: bigint
  readonly count: number
  readonly float64: number
  readonly text: string
  readonly boolean: boolean
}

/** What a row of a table may hold. */
export type RowOf<Of extends Columns> = { readonly [Name in keyof Of]?: CellOf[Of[Name]] | null | undefined }

const TYPES: readonly string[] = ['int64', 'wide', 'count', 'float64', 'text', 'boolean'] satisfies ColumnType[]
const MOST_COLUMNS = 1000
const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,62}$/

/**
 * A table whose items are its rows.
 *
 * @throws BallastError ERR_CONFIG
 */
export function defineTable<const Of extends Columns>(name: string, columns: Of): Table<RowOf<Of>> {
  demand(NAME.test(name), ErrorCode.CONFIG, () => `the name of a table is ${shown(name)}, expected a word`)
  const names = Object.keys(columns)
  demand(names.length >= 1 && names.length <= MOST_COLUMNS, ErrorCode.CONFIG, () => {
    return `table ${name} has ${names.length} columns, expected 1 to ${MOST_COLUMNS}`
  })
  for (const column of names) {
    demand(NAME.test(column), ErrorCode.CONFIG, () => `a column of ${name} is called ${shown(column)}, expected a word`)
    demand(TYPES.includes(columns[column]!), ErrorCode.CONFIG, () => {
      return `column ${column} has type ${shown(columns[column])}, expected one of ${TYPES.join(', ')}`
    })
  }
  return { name, columns: { ...columns }, write: (item, _, to) => writeRow(item as Readonly<Record<string, Cell>>, to) }
}

function writeRow(row: Readonly<Record<string, Cell>>, to: RowWriter): void {
  for (const column in row) to.set(column, row[column])
  to.end()
}

const LEAST_INT64 = -(2n ** 63n)
const MOST_INT64 = 2n ** 63n - 1n
/** Half of a pair alone: UTF-8 has no bytes for it. */
const HALF_CHARACTER = /\p{Surrogate}/u

const EXPECTED: Record<ColumnType, string> = {
  int64: 'a bigint of 64 bits',
  wide: 'a bigint',
  count: 'a whole number up to 2^53',
  float64: 'a finite number',
  text: 'well-formed text',
  boolean: 'true or false',
}

/** @throws BallastError ERR_RANGE: what a column cannot hold is refused, and never cut */
export function checkCell(column: string, type: ColumnType, cell: Cell): void {
  demand(fits(type, cell), ErrorCode.RANGE, () => `column ${column} is ${shown(cell)}, expected ${EXPECTED[type]}`)
}

function fits(type: ColumnType, cell: Cell): boolean {
  switch (type) {
    case 'int64':
      return typeof cell === 'bigint' && cell >= LEAST_INT64 && cell <= MOST_INT64
    case 'wide':
      return typeof cell === 'bigint'
    case 'count':
      return Number.isSafeInteger(cell)
    case 'float64':
      return Number.isFinite(cell)
    case 'text':
      return typeof cell === 'string' && !HALF_CHARACTER.test(cell)
    default:
      return typeof cell === 'boolean'
  }
}

/** @throws BallastError ERR_CONFIG: a cell without a column would be lost */
export function refuseColumn(table: string, column: string): never {
  demand(false, ErrorCode.CONFIG, () => `table ${table} has no column ${shown(column)}`)
}
