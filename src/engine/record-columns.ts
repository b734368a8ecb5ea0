// Records as bytes: columns stand in them as raw bytes, and which element type they have follows from the kind of the
// record and the place.

import { columnBytes, columnOf } from '../journal/column-bytes.ts'
import { packColumns, packRecord, unpackRecord } from '../journal/records.ts'
import * as record from './command-log.ts'
import { RESULT_COLUMNS } from './round-result.ts'

const U16 = Uint16Array
const U32 = Uint32Array
const I64 = BigInt64Array
const F64 = Float64Array

type ColumnType = typeof Uint8Array | typeof U16 | typeof U32 | typeof I64 | typeof F64

/** By kind: the types of its parts, null for what is no column; a column may be left out as null. */
const COLUMNS: Readonly<Record<number, readonly (ColumnType | null)[]>> = {
  [record.RECORD_DEPOSITS]: [U32, I64],
  [record.RECORD_TRADES]: [U32, U32, U16, I64, I64, I64, I64],
  [record.RECORD_MARKS]: [null, U16, I64, F64],
  [record.RECORD_FUNDING_BATCH]: [null, U16, I64],
  [record.RECORD_RUN_ROUND]: [U32, I64, I64],
  [record.RECORD_ACCEPT_PROPOSAL]: [U32, I64, I64],
  [record.RECORD_ROUND_RESULT]: [null, null, null, null, ...Object.values(RESULT_COLUMNS)],
}

/** How many parts stand before the command itself in one that bears an id. */
const ID_PARTS = 3

/** @returns bytes that the next call may use again @throws BallastError ERR_RANGE for what cannot be written down */
export function packCommand(command: record.CommandRecord): Uint8Array {
  const types = typesOf(command)
  if (types === null) return packRecord(command)
  if (command[0] === record.RECORD_TRADES) return packColumns(command[0], viewsOf(command))
  const [code, ...parts] = command
  return packRecord([
    code,
    ...parts.map((part) => (ArrayBuffer.isView(part) ? columnBytes(part as Uint32Array) : part)),
  ])
}

function viewsOf(command: record.CommandRecord): Uint8Array[] {
  const views: Uint8Array[] = []
  for (let index = 1; index < command.length; index += 1) views.push(columnBytes(command[index] as Uint32Array))
  return views
}

/** @throws BallastError ERR_JOURNAL_CORRUPT when the bytes are no record */
export function unpackCommand(bytes: Uint8Array): record.CommandRecord {
  const packed = unpackRecord(bytes)
  const types = typesOf(packed)
  if (types === null) return packed
  const [code, ...parts] = packed
  return [
    code,
    ...parts.map((part, index) => {
      const type = types[index]
      return type === null || type === undefined || part === null ? part : columnOf<Uint32Array>(type as never, part)
    }),
  ]
}

/** The command itself of a record that gives it an id; others as they are. */
export function withoutId(command: record.CommandRecord): record.CommandRecord {
  return command[0] === record.RECORD_ONCE ? (command.slice(ID_PARTS) as unknown as record.CommandRecord) : command
}

function typesOf(command: record.CommandRecord): readonly (ColumnType | null)[] | null {
  if (command[0] !== record.RECORD_ONCE) return COLUMNS[command[0]] ?? null
  const types = COLUMNS[withoutId(command)[0]]
  return types === undefined ? null : [...new Array<null>(ID_PARTS).fill(null), ...types]
}
