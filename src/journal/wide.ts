// Unsigned 128-bit numbers, the state hash and totals, as 16 bytes, little-endian.
//
// The only file that knows bigint-buffer, of which vendor/ has the part in plain JavaScript. That writes other numbers
// than it is given when they are negative or too wide, and takes anything for bytes: what goes in is checked here.

import { BallastError, ErrorCode } from '../core/errors.ts'
import { toBigIntLE, toBufferLE } from './vendor/bigint-buffer.cjs'

export const WIDE_BYTES = 16

const LIMIT = 1n << 128n

/** @returns 16 bytes of their own @throws BallastError ERR_RANGE unless 0 ≤ value < 2^128 */
export function wideToBytes(value: bigint): Uint8Array {
  if (typeof value !== 'bigint') throw refused(`a 128-bit number is a bigint, got a ${typeof value}`)
  if (value < 0n || value >= LIMIT) throw refused(`${value} is no unsigned 128-bit number`)
  return new Uint8Array(toBufferLE(value, WIDE_BYTES))
}

/** @throws BallastError ERR_RANGE unless there are 16 bytes */
export function wideFromBytes(bytes: Uint8Array): bigint {
  if (!(bytes instanceof Uint8Array)) throw refused(`a 128-bit number is read from bytes, got a ${typeof bytes}`)
  if (bytes.length !== WIDE_BYTES) throw refused(`a 128-bit number has ${WIDE_BYTES} bytes, got ${bytes.length}`)
  return toBigIntLE(bytes)
}

function refused(message: string): BallastError {
  return new BallastError(ErrorCode.RANGE, message)
}
