// A frame is how a record stands in a segment, little-endian:
//
//   byte 0        4        8              16             24
//        length   checksum number         durable        payload …
//        u32      u32      u64            u64            `length` bytes
//
// number    of the record; consecutive over all segments, from 1.
// durable   the highest number that was known to be on the disk when the frame was made. It is what tells damage from a
//           torn tail: a good frame that says 7 was durable makes a bad frame 7 damage.
// checksum  CRC-32 of everything from byte 8 on, begun with `salt XOR length`. The salt is the segment's: bytes of a
//           frame that stand elsewhere, in a payload even, are no frame here.
//
// A length of 0 is no frame: segments are filled with zeros before they are used.

import { BallastError, ErrorCode } from '../core/errors.ts'
import { checksumOf } from './checksum.ts'

export const FRAME_HEADER_BYTES = 24

/** Greatest length of a payload: a batch of a million trades has 40 MB. */
export const MAX_PAYLOAD_BYTES = 1 << 28

const CHECKSUM = 4
const NUMBER = 8
const DURABLE = 16
const TWO_32 = 2 ** 32

/** Bytes of the frame of a payload. */
export function frameBytes(payloadBytes: number): number {
  return FRAME_HEADER_BYTES + payloadBytes
}

/** @throws BallastError ERR_RANGE unless a payload can have this length */
export function demandLength(length: number): void {
  if (length >= 1 && length <= MAX_PAYLOAD_BYTES) return
  const message = `a record of ${length} bytes: from 1 to ${MAX_PAYLOAD_BYTES} are possible`
  throw new BallastError(ErrorCode.RANGE, message)
}

/** Writes a number below 2^53 as u64. */
export function putNumber(view: DataView, at: number, value: number): void {
  view.setUint32(at, value >>> 0, true)
  view.setUint32(at + 4, Math.floor(value / TWO_32), true)
}

/** Reads a u64; beyond 2^53 the result is not exact, and no number of a record. */
export function getNumber(view: DataView, at: number): number {
  return view.getUint32(at + 4, true) * TWO_32 + view.getUint32(at, true)
}

/** Heads the payload that stands at `at + FRAME_HEADER_BYTES`, and seals both with the checksum. */
export function putFrameHeader(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  length: number,
  number: number,
  durable: number,
  salt: number,
): void {
  view.setUint32(at, length, true)
  putNumber(view, at + NUMBER, number)
  putNumber(view, at + DURABLE, durable)
  const sum = checksumOf(bytes, at + NUMBER, at + FRAME_HEADER_BYTES + length, (salt ^ length) >>> 0)
  view.setUint32(at + CHECKSUM, sum, true)
}

export function lengthAt(view: DataView, at: number): number {
  return view.getUint32(at, true)
}

export function numberAt(view: DataView, at: number): number {
  return getNumber(view, at + NUMBER)
}

export function durableAt(view: DataView, at: number): number {
  return getNumber(view, at + DURABLE)
}

/** Whether the frame at `at`, all of whose bytes are there, is what was written. */
export function isSound(bytes: Uint8Array, view: DataView, at: number, salt: number): boolean {
  const length = lengthAt(view, at)
  const sum = checksumOf(bytes, at + NUMBER, at + FRAME_HEADER_BYTES + length, (salt ^ length) >>> 0)
  return sum === view.getUint32(at + CHECKSUM, true)
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
