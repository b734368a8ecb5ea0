// What it means that a frame is not good: the journal ends here, or it is damaged.
//
// Frames that were not synced may be lost in any part and order, so behind the last good frame there may be anything,
// good frames among it. But none of those says that the lost one was durable. One that does makes it damage; so does a
// later segment, because it gets its name only when everything before it is on the disk.

import { BallastError, ErrorCode } from '../core/errors.ts'
import type { FileWindow } from './file-window.ts'
import { durableAt, FRAME_HEADER_BYTES, isSound, lengthAt, MAX_PAYLOAD_BYTES, numberAt } from './frames.ts'

/** A good frame behind a bad one that says that the bad one was durable. */
export interface Witness {
  readonly offset: number
  readonly number: number
  readonly durable: number
}

export interface Rest {
  readonly witness: Witness | null
  /** Bytes up to the last one that is not zero. */
  readonly bytes: number
}

/** Bytes that are looked at in one go. */
const STEP_BYTES = 1 << 16

/** More bytes than these are not summed in search of a witness: only bytes made to look like frames need so many. */
const MOST_SUMMED_BYTES = 2 ** 32

/**
 * Looks at a segment from byte `offset` on, where no good frame is.
 * @param salt     of the segment
 * @param expected number of the record that should be there
 * @throws BallastError ERR_JOURNAL_CORRUPT when it cannot be told
 */
export function inspectRest(window: FileWindow, offset: number, salt: number, expected: number): Rest {
  const search = { window, salt, expected, summed: 0 }
  let bytes = 0
  for (let from = offset; from < window.size; from += STEP_BYTES) {
    // The overlap shows a header that begins in this step whole.
    const length = Math.min(STEP_BYTES + FRAME_HEADER_BYTES, window.size - from)
    const start = window.show(from, length)
    const used = usedBytes(window.bytes, start, start + length)
    if (used === 0) continue
    bytes = from + used - offset
    const witness = searchStep(search, Math.max(from, offset + 1), Math.min(from + STEP_BYTES, window.size))
    if (witness !== null) return { witness, bytes }
  }
  return { witness: null, bytes }
}

interface Search {
  readonly window: FileWindow
  readonly salt: number
  readonly expected: number
  summed: number
}

/** A witness whose frame begins in bytes `from` to `to`. Frames behind a bad one may begin anywhere. */
function searchStep(search: Search, from: number, to: number): Witness | null {
  const { window, expected, salt } = search
  for (let offset = from; offset < to && offset + FRAME_HEADER_BYTES <= window.size; offset += 1) {
    const at = window.show(offset, FRAME_HEADER_BYTES)
    const length = lengthAt(window.view, at)
    if (length === 0 || length > MAX_PAYLOAD_BYTES) continue
    if (offset + FRAME_HEADER_BYTES + length > window.size) continue
    const durable = durableAt(window.view, at)
    const number = numberAt(window.view, at)
    if (durable < expected || number < durable || number > expected + window.size) continue
    search.summed += length
    if (search.summed > MOST_SUMMED_BYTES) throw cannotTell(search, from)
    const whole = window.show(offset, FRAME_HEADER_BYTES + length)
    if (isSound(window.bytes, window.view, whole, salt)) return { offset, number, durable }
  }
  return null
}

/** Bytes up to the last one that is not zero. */
function usedBytes(bytes: Uint8Array, from: number, to: number): number {
  let end = to
  while (end > from && bytes[end - 1] === 0) end -= 1
  return end - from
}

function cannotTell({ window, expected }: Search, offset: number): BallastError {
  const message =
    `${window.path} has no good frame of record ${expected}, and so many bytes around byte ${offset} look like ` +
    'frames that it cannot be told whether it was durable'
  return new BallastError(ErrorCode.JOURNAL_CORRUPT, message)
}
