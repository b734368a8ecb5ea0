// Arrow by apache-arrow, a package that users of the format install beside this one: as an IPC stream, which can be
// read while it grows, or as an IPC file. Integers are Int64, text is Utf8, every field may be null; a batch of rows is
// a record batch.

import type * as Arrow from 'apache-arrow'
import { demand, ErrorCode } from '../core/errors.ts'
import { shown } from '../core/shown.ts'
import { batchEncoder } from './batch-encoder.ts'
import type { BatchColumn, ColumnBatch } from './column-batch.ts'
import { optionalPackage } from './optional-package.ts'
import type { Output } from './output.ts'
import type { MakeEncoder } from './sink.ts'
import type { Columns, ColumnType } from './table.ts'

type Package = typeof Arrow

/** Of the names and types of columns; another one when they change. */
const TABLE_VERSION = '1'

/** @throws BallastError ERR_CONFIG when the package is not installed */
export async function loadArrow(): Promise<MakeEncoder> {
  const arrow = await optionalPackage('Arrow', 'apache-arrow', () => import('apache-arrow'))
  return (table, output, options) => {
    const { form = 'file' } = options
    demand(form === 'file' || form === 'stream', ErrorCode.CONFIG, () => {
      return `form is ${shown(form)}, expected file or stream`
    })
    const schema = schemaOf(arrow, table)
    const writer = form === 'file' ? new arrow.RecordBatchFileWriter() : new arrow.RecordBatchStreamWriter()
    // With a schema from the start there is a whole file also of no row at all.
    writer.reset(straightTo(arrow, output), schema)
    const write = (batch: ColumnBatch): void => writer.write(recordBatch(arrow, schema, batch))
    return batchEncoder(table, options, write, () => {
      writer.finish()
    })
  }
}

/** The writer's queue, without the queue: bytes go on at once and nothing gathers. */
function straightTo(arrow: Package, output: Output): Arrow.AsyncByteQueue {
  const queue = new arrow.AsyncByteQueue()
  queue.write = (bytes) => output.write(bytes as Uint8Array)
  return queue
}

function typeOf(arrow: Package, type: ColumnType): Arrow.DataType {
  if (type === 'int64' || type === 'count') return new arrow.Int64()
  if (type === 'float64') return new arrow.Float64()
  return type === 'boolean' ? new arrow.Bool() : new arrow.Utf8()
}

function schemaOf(arrow: Package, { name, columns }: { name: string; columns: Columns }): Arrow.Schema {
  const fields = Object.entries(columns).map(([column, type]) => new arrow.Field(column, typeOf(arrow, type), true))
  const metadata = { 'ballast.table': name, 'ballast.version': TABLE_VERSION }
  return new arrow.Schema(fields, new Map(Object.entries(metadata)))
}

function recordBatch(arrow: Package, schema: Arrow.Schema, { columns, count }: ColumnBatch): Arrow.RecordBatch {
  const children = columns.map((column) => dataOf(arrow, column, count))
  const type = new arrow.Struct(schema.fields)
  return new arrow.RecordBatch(schema, arrow.makeData({ type, length: count, nullCount: 0, children }))
}

function dataOf(arrow: Package, column: BatchColumn, count: number): Arrow.Data {
  const { type, values, present } = column
  let nullCount = 0
  for (let row = 0; row < count; row += 1) nullCount += 1 - present[row]!
  const same = { length: count, nullCount, nullBitmap: bitsOf(present, count) }
  switch (type) {
    case 'int64':
    case 'count':
      return arrow.makeData({ ...same, type: new arrow.Int64(), data: values.subarray(0, count) })
    case 'float64':
      return arrow.makeData({ ...same, type: new arrow.Float64(), data: values.subarray(0, count) })
    case 'boolean':
      return arrow.makeData({ ...same, type: new arrow.Bool(), data: bitsOf(values, count) })
    default:
      return arrow.makeData({ ...same, type: new arrow.Utf8(), ...textOf(values, present, count) })
  }
}

/** Bytes that are 0 or 1, as bits, the lowest first. */
function bitsOf(bytes: Uint8Array, count: number): Uint8Array {
  const bits = new Uint8Array(Math.ceil(count / 8))
  for (let row = 0; row < count; row += 1) bits[row >> 3]! |= bytes[row]! << (row & 7)
  return bits
}

const MOST_TEXT_BYTES = 2 ** 31 - 1

function textOf(values: readonly string[], present: Uint8Array, count: number) {
  const parts: Uint8Array[] = []
  const valueOffsets = new Int32Array(count + 1)
  let end = 0
  for (let row = 0; row < count; row += 1) {
    if (present[row] === 1) {
      const part = Buffer.from(values[row]!)
      parts.push(part)
      end += part.length
      demand(end <= MOST_TEXT_BYTES, ErrorCode.RANGE, () => `text of ${end} bytes in a batch: take fewer batchRows`)
    }
    valueOffsets[row + 1] = end
  }
  return { valueOffsets, data: Buffer.concat(parts) as Uint8Array }
}
