// Records as bytes: columns stand in them as raw bytes, and which element type they have follows from the kind of the
// record and the place.

import { columnBytes, columnOf } from '../journal/column-bytes.ts'
import { packRecord, unpackRecord } from '../journal/records.ts'
import * as record from './command-log.ts'

const U16 = Uint16Array
const U32 = Uint32Array
const I64 = BigInt64Array
const F64 = Float64Array

type ColumnType = typeof U16 | typeof U32 | typeof I64 | typeof F64

/** By kind: the types of its parts, null for what is no column; a column may be left out as null. */
const COLUMNS: Readonly<Record<number, readonly (ColumnType | null)[]>> = {
  [record.RECORD_DEPOSITS]: [U32, I64],
  [record.RECORD_TRADES]: [U32, U32, U16, I64, I64, I64, I64],
  [record.RECORD_MARKS]: [null, U16, I64, F64],
  [record.RECORD_FUNDING_BATCH]: [null, U16, I64],
  [record.RECORD_RUN_ROUND]: [U32, I64, I64],
  [record.RECORD_ACCEPT_PROPOSAL]: [U32, I64, I64],
}

/** @returns bytes that the next call may use again @throws BallastError ERR_RANGE for what cannot be written down */
export function packCommand(command: record.CommandRecord): Uint8Array {
  const [code, ...parts] = command
  const types = COLUMNS[code]
  if (types === undefined) return packRecord(command)
  return packRecord([
    code,
    ...parts.map((part) => (ArrayBuffer.isView(part) ? columnBytes(part as Uint32Array) : part)),
  ])
}

/** @throws BallastError ERR_JOURNAL_CORRUPT when the bytes are no record */
export function unpackCommand(bytes: Uint8Array): record.CommandRecord {
  const [code, ...parts] = unpackRecord(bytes)
  const types = COLUMNS[code]
  if (types === undefined) return [code, ...parts]
  return [
    code,
    ...parts.map((part, index) => {
      const type = types[index]
      return type === null || type === undefined || part === null ? part : columnOf<Uint32Array>(type as never, part)
    }),
  ]
}
