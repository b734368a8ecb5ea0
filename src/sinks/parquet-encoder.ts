// Parquet by hyparquet-writer, a package of plain JavaScript that users of the format install beside this one. Integers
// are INT64, text is UTF8, every column may be null; a batch is a row group, compressed with Snappy.

import { batchEncoder } from './batch-encoder.ts'
import type { BatchColumn, ColumnBatch } from './column-batch.ts'
import { optionalPackage } from './optional-package.ts'
import type { MakeEncoder } from './sink.ts'
import type { Columns, ColumnType } from './table.ts'

type Package = typeof import('hyparquet-writer')
type SchemaElement = import('hyparquet-writer').SchemaElement

/** Of the names and types of columns; another one when they change. */
const TABLE_VERSION = '1'

/** @throws BallastError ERR_CONFIG when the package is not installed */
export async function loadParquet(): Promise<MakeEncoder> {
  const parquet = await optionalPackage('Parquet', 'hyparquet-writer', () => import('hyparquet-writer'))
  return (table, output, options) => {
    const bytes = new parquet.ByteWriter()
    const flush = (): void => {
      output.write(bytes.getBytes())
      bytes.index = 0
    }
    Object.assign(bytes, { flush, finish: flush })
    const writer = beginFile(parquet, bytes, table)
    const write = (batch: ColumnBatch): void => {
      const { count } = batch
      const columnData = batch.columns.map((column) => ({ name: column.name, data: cellsOf(column, count) }))
      writer.write({ columnData, rowGroupSize: count })
    }
    return batchEncoder(table, options, write, () => {
      writer.finish()
    })
  }
}

function beginFile(parquet: Package, writer: InstanceType<Package['ByteWriter']>, table: Described) {
  return new parquet.ParquetWriter({
    writer,
    schema: schemaOf(table.columns),
    createdBy: 'ballast-adl',
    kvMetadata: [
      { key: 'ballast.table', value: table.name },
      { key: 'ballast.version', value: TABLE_VERSION },
    ],
  })
}

interface Described {
  readonly name: string
  readonly columns: Columns
}

const PHYSICAL = {
  int64: { type: 'INT64' },
  count: { type: 'INT64' },
  float64: { type: 'DOUBLE' },
  wide: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  boolean: { type: 'BOOLEAN' },
} as const satisfies Record<ColumnType, Omit<SchemaElement, 'name'>>

function schemaOf(columns: Columns): SchemaElement[] {
  const named = Object.entries(columns)
  return [
    { name: 'root', num_children: named.length },
    ...named.map(([name, type]) => ({ name, repetition_type: 'OPTIONAL' as const, ...PHYSICAL[type] })),
  ]
}

/** Values, and null where there is none. */
function cellsOf({ type, present, values }: BatchColumn, count: number): unknown[] {
  const cells = new Array<unknown>(count)
  for (let row = 0; row < count; row += 1) {
    if (present[row] === 0) cells[row] = null
    else cells[row] = type === 'boolean' ? values[row] === 1 : values[row]
  }
  return cells
}
