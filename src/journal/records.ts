// A record is a tuple, [code, …arguments], packed with MessagePack: positions mean something, names would only be
// repeated. Columns are raw bytes, whose element type the reader knows. Integers of 64 bits are bigints on both sides.
//
// The only file that knows msgpackr. Its doors `pack` and `unpack` leave the native addon alone that the package's
// front door looks for.

import { Packr } from 'msgpackr/pack'
import { Unpackr } from 'msgpackr/unpack'
import { BallastError, ErrorCode } from '../core/errors.ts'

export type RecordTuple = readonly [code: number, ...args: unknown[]]

const TERMS = { useRecords: false, int64AsType: 'bigint', moreTypes: false } as const

const packer = new Packr(TERMS)
const unpacker = new Unpackr(TERMS)

/**
 * @returns a view of memory that the next call may use again: copy or append it first
 * @throws BallastError ERR_RANGE for a code that is no small number, or a bigint that does not fit 64 bits
 */
export function packRecord(tuple: RecordTuple): Uint8Array {
  if (!isCode(tuple[0])) throw new BallastError(ErrorCode.RANGE, `a record has a code from 0 to 65535, got ${tuple[0]}`)
  try {
    return packer.pack(tuple)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new BallastError(ErrorCode.RANGE, `a record of code ${tuple[0]} cannot be packed: ${reason}`, {
      cause: error,
    })
  }
}

let packed = new Uint8Array(1 << 16)

/**
 * The bytes that `packRecord` makes of a code and raw bytes, with one copy of each: for what comes often and is long.
 *
 * @param code below 128 @param columns 14 at most
 * @returns a view of memory that the next call uses again
 */
export function packColumns(code: number, columns: readonly Uint8Array[]): Uint8Array {
  let length = 2
  for (const column of columns) length += 5 + column.length
  if (length > packed.length) packed = new Uint8Array(2 * length)
  packed[0] = 0x90 | (columns.length + 1)
  packed[1] = code
  let at = 2
  for (const column of columns) at = putBytes(column, at)
  return packed.subarray(0, at)
}

// bin 8, bin 16 or bin 32.
function putBytes(bytes: Uint8Array, at: number): number {
  const { length } = bytes
  const wide = length < 0x100 ? 1 : length < 0x10000 ? 2 : 4
  packed[at] = wide === 1 ? 0xc4 : wide === 2 ? 0xc5 : 0xc6
  for (let byte = 1; byte <= wide; byte += 1) packed[at + byte] = (length >>> (8 * (wide - byte))) & 0xff
  packed.set(bytes, at + 1 + wide)
  return at + 1 + wide + length
}

/**
 * @param bytes one packed record; raw bytes in the result are views of it
 * @throws BallastError ERR_JOURNAL_CORRUPT when they are no packed tuple
 */
export function unpackRecord(bytes: Uint8Array): RecordTuple {
  let value: unknown
  try {
    value = unpacker.unpack(bytes)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw noRecord(bytes, reason, error)
  }
  if (!Array.isArray(value)) throw noRecord(bytes, `it holds ${value === null ? 'null' : `a ${typeof value}`}`)
  if (!isCode(value[0])) throw noRecord(bytes, `its code is ${String(value[0])}`)
  return value as unknown as RecordTuple
}

function isCode(code: unknown): boolean {
  return Number.isInteger(code) && (code as number) >= 0 && (code as number) <= 0xffff
}

function noRecord(bytes: Uint8Array, reason: string, cause?: unknown): BallastError {
  const message = `${bytes.length} bytes are no record, a tuple that begins with its code: ${reason}`
  return new BallastError(ErrorCode.JOURNAL_CORRUPT, message, { cause })
}
