// The end of the journal that is still in memory: frames wait in pieces, each a run of bytes of one segment. The caller
// fills the last piece while the writer writes the ones before it, so neither waits for the other; buffers come back.
//
// A caller that never lets the writer have a turn would fill the memory: above a bound what waits is written by him.

import { viewOf } from './frames.ts'
import type { Draft } from './room.ts'

/** A segment that is being filled. */
export interface OpenSegment extends Draft {
  /** Number of its first record. */
  readonly first: number
  /** Bytes that are in use: where the next frame begins. */
  end: number
  /** It has its last frame, and its file is closed. */
  isSealed: boolean
}

export interface Piece {
  readonly segment: OpenSegment
  /** Where in the segment it begins. */
  readonly offset: number
  bytes: Uint8Array
  view: DataView
  /** Bytes of it that count. */
  length: number
  /** The highest number in it. */
  last: number
  /** It has been given to the operating system. */
  isWritten: boolean
}

const BUFFER_BYTES = 1 << 20
/** Buffers that are kept for later. */
const FREE_BUFFERS = 3
/** More bytes than these do not wait in memory. */
const WAITING_BYTES = 8 << 20

const NOTHING = new Uint8Array(0)

export class Tail {
  readonly #queue: Piece[] = []
  readonly #free: Uint8Array[] = []
  #piece: Piece
  #waitingBytes = 0

  /** @param bytes that the first piece must have room for */
  constructor(segment: OpenSegment, last: number, bytes: number) {
    this.#piece = this.#fresh(segment, last, bytes)
  }

  /** The piece that takes the next frame. */
  get piece(): Piece {
    return this.#piece
  }

  /** Goes on with a piece at the end of `segment` that has room for `bytes`. @throws errors of the disk */
  advance(segment: OpenSegment, bytes: number): Piece {
    const full = this.#piece
    if (full.length > 0) {
      this.#queue.push(full)
      this.#waitingBytes += full.length
    } else {
      this.recycle(full)
    }
    this.#piece = this.#fresh(segment, full.last, bytes)
    if (this.#waitingBytes > WAITING_BYTES) this.#writeNow()
    return this.#piece
  }

  /** Takes the oldest piece out, to be written. */
  take(): Piece {
    const waiting = this.#queue.shift()
    if (waiting !== undefined) {
      if (!waiting.isWritten) this.#waitingBytes -= waiting.length
      return waiting
    }
    const piece = this.#piece
    this.#piece = this.#fresh(piece.segment, piece.last, 0)
    return piece
  }

  /** Has the buffer of a piece that is done used again. */
  recycle(piece: Piece): void {
    if (piece.bytes.length === BUFFER_BYTES && this.#free.length < FREE_BUFFERS) this.#free.push(piece.bytes)
    piece.bytes = NOTHING
  }

  // The pieces are later in the journal than the one that is being written: it counts first whatever is done here.
  #writeNow(): void {
    for (const piece of this.#queue) {
      if (piece.isWritten) continue
      piece.segment.file.writeNow(piece.bytes.subarray(0, piece.length), piece.offset)
      piece.isWritten = true
      this.#waitingBytes -= piece.length
      this.recycle(piece)
    }
  }

  #fresh(segment: OpenSegment, last: number, bytes: number): Piece {
    const free = bytes <= BUFFER_BYTES ? this.#free.pop() : undefined
    const buffer = free ?? new Uint8Array(Math.max(BUFFER_BYTES, bytes))
    return { segment, offset: segment.end, bytes: buffer, view: viewOf(buffer), length: 0, last, isWritten: false }
  }
}
