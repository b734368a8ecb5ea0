// A segment is a file of consecutive frames behind a preamble, little-endian:
//
//   byte 0         8         12       16         20       24
//        BALLAST\n version   salt     checksum   0        frames …
//                  u32       u32      of 0 … 15  u32
//
// Its name says the number of its first record. A segment gets the name only when its preamble is on the disk and all
// segments before it are, whole; so a preamble that is not good is damage, whatever else has happened.
//
// The first frame is the header, which the caller fills; its number is the first record's less one. A segment that was
// sealed ends with a frame that repeats the last number and says that it is durable.

import { BallastError, ErrorCode } from '../core/errors.ts'
import { checksumOf } from './checksum.ts'
import { FRAME_HEADER_BYTES, viewOf } from './frames.ts'

export const SEGMENT_VERSION = 1
export const PREAMBLE_BYTES = 24

/** Payload of the frame that seals a segment: zeros, because a frame has a payload. */
export const SEAL_PAYLOAD_BYTES = 8
/** Kept free in every segment, so that there is always room to seal it. */
export const SEAL_BYTES = FRAME_HEADER_BYTES + SEAL_PAYLOAD_BYTES

const MAGIC = new Uint8Array([0x42, 0x41, 0x4c, 0x4c, 0x41, 0x53, 0x54, 0x0a])
const VERSION = 8
const SALT = 12
const CHECKSUM = 16

const SEGMENT_NAME = /^journal-(\d{16})\.ballast$/

export function segmentName(first: number): string {
  return `journal-${String(first).padStart(16, '0')}.ballast`
}

/** Number of the first record of the segment of this name; null when it is the name of none. */
export function firstOf(name: string): number | null {
  const digits = SEGMENT_NAME.exec(name)?.[1]
  const first = Number(digits)
  return Number.isSafeInteger(first) && first >= 1 ? first : null
}

export function preambleOf(salt: number): Uint8Array {
  const bytes = new Uint8Array(PREAMBLE_BYTES)
  const view = viewOf(bytes)
  bytes.set(MAGIC)
  view.setUint32(VERSION, SEGMENT_VERSION, true)
  view.setUint32(SALT, salt, true)
  view.setUint32(CHECKSUM, checksumOf(bytes, 0, CHECKSUM, 0), true)
  return bytes
}

/**
 * @param bytes the first bytes of the file, fewer than `PREAMBLE_BYTES` where it has no more
 * @param path  for messages
 * @returns the salt of the segment's checksums
 * @throws BallastError ERR_JOURNAL for a foreign file or a newer version, ERR_JOURNAL_CORRUPT for a damaged one
 */
export function readPreamble(bytes: Uint8Array, path: string): number {
  if (bytes.length < PREAMBLE_BYTES) {
    const message = `${path} is damaged: ${bytes.length} bytes, a segment has ${PREAMBLE_BYTES} before its frames`
    throw new BallastError(ErrorCode.JOURNAL_CORRUPT, message)
  }
  const wrong = MAGIC.findIndex((byte, index) => bytes[index] !== byte)
  if (wrong >= 0) {
    const message = `${path} is no segment of a journal: byte ${wrong} is ${bytes[wrong]}, expected ${MAGIC[wrong]}`
    throw new BallastError(ErrorCode.JOURNAL, message)
  }
  const view = viewOf(bytes)
  const version = view.getUint32(VERSION, true)
  const sum = checksumOf(bytes, 0, CHECKSUM, 0)
  if (view.getUint32(CHECKSUM, true) !== sum) {
    throw new BallastError(ErrorCode.JOURNAL_CORRUPT, `${path} is damaged at byte 0: the checksum of its preamble`)
  }
  if (version !== SEGMENT_VERSION) {
    const message = `${path} is of version ${version} of the format, this program reads ${SEGMENT_VERSION}`
    throw new BallastError(ErrorCode.JOURNAL, message)
  }
  return view.getUint32(SALT, true)
}
