// Rows as typed columns: what Parquet and Arrow are written from. A batch has room for so many rows, and grows only for
// an item that has more of its own.

import { type Cell, type ColumnType, checkCell, type RowWriter, refuseColumn, type Table } from './table.ts'

interface Base {
  readonly name: string
  /** By row: 1, or 0 where there is no value; what stands in `values` there means nothing. */
  readonly present: Uint8Array
}

/** Integers of both kinds are 64 bits; `wide` ones are text; booleans are 0 or 1. */
export type BatchColumn = Base &
  (
    | { readonly type: 'int64' | 'count'; readonly values: BigInt64Array }
    | { readonly type: 'float64'; readonly values: Float64Array }
    | { readonly type: 'text' | 'wide'; readonly values: string[] }
    | { readonly type: 'boolean'; readonly values: Uint8Array }
  )

const FIRST_ROOM = 1024

export class ColumnBatch implements RowWriter {
  readonly #name: string
  readonly #indices = new Map<string, number>()
  #columns: BatchColumn[]
  #room = FIRST_ROOM
  #count = 0

  constructor(table: Pick<Table<never>, 'name' | 'columns'>) {
    this.#name = table.name
    this.#columns = Object.entries(table.columns).map(([name, type]) => makeColumn(name, type, FIRST_ROOM))
    for (const [index, { name }] of this.#columns.entries()) this.#indices.set(name, index)
  }

  /** Rows that there are. */
  get count(): number {
    return this.#count
  }

  /** In the order of the table; longer than `count`. Valid until rows are added or cleared. */
  get columns(): readonly BatchColumn[] {
    return this.#columns
  }

  /** Adds all rows of an item or, when one is refused, none. @throws BallastError ERR_RANGE, ERR_CONFIG */
  add<Item>(table: Table<Item>, item: Item, index: number): void {
    const before = this.#count
    try {
      table.write(item, index, this)
    } catch (error) {
      for (const { present } of this.#columns) present.fill(0, before, this.#count + 1)
      this.#count = before
      throw error
    }
  }

  set(name: string, cell: Cell): void {
    if (cell === null || cell === undefined) return
    const index = this.#indices.get(name) ?? refuseColumn(this.#name, name)
    if (this.#count === this.#room) this.#grow()
    setCell(this.#columns[index]!, this.#count, cell)
  }

  end(): void {
    if (this.#count === this.#room) this.#grow()
    this.#count += 1
  }

  clear(): void {
    for (const { present } of this.#columns) present.fill(0, 0, this.#count)
    this.#count = 0
  }

  #grow(): void {
    this.#room *= 2
    this.#columns = this.#columns.map((column) => {
      const grown = makeColumn(column.name, column.type, this.#room)
      grown.present.set(column.present)
      if (Array.isArray(column.values)) return { ...grown, values: column.values } as BatchColumn
      ;(grown.values as BigInt64Array).set(column.values as BigInt64Array)
      return grown
    })
  }
}

function setCell(column: BatchColumn, row: number, cell: Exclude<Cell, null | undefined>): void {
  checkCell(column.name, column.type, cell)
  column.present[row] = 1
  switch (column.type) {
    case 'int64':
    case 'count':
      column.values[row] = BigInt(cell as bigint | number)
      return
    case 'float64':
      // No format keeps apart what CSV and JSON cannot: there is one zero.
      column.values[row] = (cell as number) + 0
      return
    case 'boolean':
      column.values[row] = Number(cell)
      return
    default:
      column.values[row] = String(cell)
  }
}

function makeColumn(name: string, type: ColumnType, room: number): BatchColumn {
  const present = new Uint8Array(room)
  switch (type) {
    case 'int64':
    case 'count':
      return { name, type, present, values: new BigInt64Array(room) }
    case 'float64':
      return { name, type, present, values: new Float64Array(room) }
    case 'boolean':
      return { name, type, present, values: new Uint8Array(room) }
    default:
      return { name, type, present, values: [] }
  }
}
