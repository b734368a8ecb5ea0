// Reads a journal from the first segment to the end, in bounded memory and without changing anything. What the end is,
// and what is damage, end-rule.ts says.

import { join } from 'node:path'
import { BallastError, ErrorCode } from '../core/errors.ts'
import type { Disk, DiskFile } from './disk.ts'
import { diskError, namesIn } from './disk.ts'
import { inspectRest, type Rest, type Witness } from './end-rule.ts'
import { FileWindow } from './file-window.ts'
import { durableAt, FRAME_HEADER_BYTES, isSound, lengthAt, MAX_PAYLOAD_BYTES, numberAt } from './frames.ts'
import { firstOf, PREAMBLE_BYTES, readPreamble, segmentName } from './segment.ts'

/** A record as it stands in the journal. */
export interface Frame {
  readonly number: number
  /** What was known to be durable when it was written. */
  readonly durable: number
  /** Valid until the next record is asked for: copy what is to stay. */
  readonly payload: Uint8Array
  /** Path of its segment, and the byte where its frame begins. */
  readonly file: string
  readonly offset: number
}

export interface SegmentStart {
  readonly first: number
  readonly file: string
  /** What the writer's `header` gave; a copy. */
  readonly header: Uint8Array
}

export interface ReadOptions {
  /** Number of the first record that is wanted, the first there is unless given. Segments before it are skipped. */
  readonly from?: number
  /** Stops before this record, whatever comes there: the way to what stands before damage. */
  readonly stopAt?: number
  /** A segment begins: called before its first record is given. */
  onSegment?(start: SegmentStart): void
}

/** What was not whole at the end of a journal, and does not count. */
export interface TornTail {
  readonly file: string
  readonly offset: number
  /** From there to the last byte that is not zero. */
  readonly bytes: number
  /** Number of the record that would be next. */
  readonly number: number
}

export interface JournalEnd {
  /** Number of the next record. */
  readonly next: number
  readonly torn: TornTail | null
  /** The last segment, and how many bytes of it count; null when there is none, or no record in it. */
  readonly cut: { readonly path: string; readonly length: number } | null
  /** Reading stopped at `stopAt`: the journal may go on behind it. */
  readonly isStopped: boolean
}

/** Numbers of the first records of all segments in a folder, ascending. */
export function segmentsIn(disk: Disk, folder: string): number[] {
  return namesIn(disk, folder)
    .map(firstOf)
    .filter((first) => first !== null)
    .sort((a, b) => a - b)
}

export class JournalReader {
  readonly #disk: Disk
  readonly #folder: string
  readonly #options: ReadOptions
  #expected = 0
  #end: JournalEnd | null = null

  constructor(disk: Disk, folder: string, options: ReadOptions = {}) {
    this.#disk = disk
    this.#folder = folder
    this.#options = options
  }

  /** Where the journal ends. `frames` must have been read to the end. */
  get end(): JournalEnd {
    if (this.#end !== null) return this.#end
    throw new BallastError(ErrorCode.STATE, `the journal in ${this.#folder} has not been read to its end`)
  }

  /**
   * All records from `from` on, in order.
   * @throws BallastError ERR_JOURNAL_CORRUPT for damaged, missing or doubled records; ERR_JOURNAL for what is no
   *   journal of this version, and for errors of the disk
   */
  *frames(): Generator<Frame, void> {
    const firsts = segmentsIn(this.#disk, this.#folder)
    const from = this.#options.from ?? firsts[0] ?? 1
    this.#expected = firsts.findLast((first) => first <= from) ?? firsts[0] ?? from
    if (from < this.#expected) throw missing(from, this.#expected, this.#path(this.#expected))
    for (const first of firsts.filter((number) => number >= this.#expected)) {
      if (first !== this.#expected) throw this.#gap(first)
      const next = firsts.find((number) => number > first) ?? null
      yield* this.#segment(first, next, from)
      if (this.#end?.isStopped) return
    }
    this.#end ??= { next: this.#expected, torn: null, cut: null, isStopped: false }
    if (this.#end.next < from) throw missing(this.#end.next, from, this.#where(this.#end))
  }

  *#segment(first: number, next: number | null, from: number): Generator<Frame, void> {
    const path = this.#path(first)
    const file = this.#open(path)
    try {
      const window = new FileWindow(file)
      const bytes = Math.min(PREAMBLE_BYTES, window.size)
      const at = window.show(0, bytes)
      const salt = readPreamble(window.bytes.subarray(at, at + bytes), path)
      let offset = this.#header(window, salt, first)
      while (offset !== null && this.#expected !== this.#options.stopAt) {
        const frame: Frame | null = this.#next(window, offset, salt, next)
        if (frame === null) break
        offset += FRAME_HEADER_BYTES + frame.payload.length
        if (frame.number >= from) yield frame
      }
      if (this.#expected === this.#options.stopAt) this.#stop()
      else this.#finish(window, offset ?? PREAMBLE_BYTES, salt, first, next)
    } finally {
      file.closeNow()
    }
  }

  /** @returns where the first record stands; null when the header is not good */
  #header(window: FileWindow, salt: number, first: number): number | null {
    const at = showFrame(window, PREAMBLE_BYTES, salt)
    if (at === null) return null
    const number = numberAt(window.view, at)
    if (number !== first - 1) throw wrongNumber(window, PREAMBLE_BYTES, first - 1, number)
    const length = lengthAt(window.view, at)
    const header = window.bytes.slice(at + FRAME_HEADER_BYTES, at + FRAME_HEADER_BYTES + length)
    this.#options.onSegment?.({ first, file: window.path, header })
    return PREAMBLE_BYTES + FRAME_HEADER_BYTES + length
  }

  /** The record at `offset`; null when there is none, be it that the segment was sealed there. */
  #next(window: FileWindow, offset: number, salt: number, next: number | null): Frame | null {
    const at = showFrame(window, offset, salt)
    if (at === null) return null
    const { bytes, view } = window
    const number = numberAt(view, at)
    const durable = durableAt(view, at)
    if (number === this.#expected - 1 && durable === number) return null
    if (number !== this.#expected) throw wrongNumber(window, offset, this.#expected, number)
    if (next !== null && number >= next) throw doubled(number, window.path, this.#path(next))
    const start = at + FRAME_HEADER_BYTES
    const payload = bytes.subarray(start, start + lengthAt(view, at))
    this.#expected += 1
    return { number, durable, payload, file: window.path, offset }
  }

  #stop(): void {
    this.#end = { next: this.#expected, torn: null, cut: null, isStopped: true }
  }

  /** Judges what stands at `offset`, where no record is. */
  #finish(window: FileWindow, offset: number, salt: number, first: number, next: number | null): void {
    const expected = this.#expected
    const seal = showFrame(window, offset, salt)
    const rest = seal === null ? inspectRest(window, offset, salt, expected) : NO_REST
    if (rest.witness !== null) throw damaged(window, offset, expected, says(rest.witness))
    if (next !== null) {
      if (rest.bytes > 0) throw damaged(window, offset, expected, `${this.#path(next)} follows`)
      if (next !== expected)
        throw missing(expected, next, `${this.#path(next)}, behind byte ${offset} of ${window.path}`)
      return
    }
    const length = seal === null ? offset : offset + FRAME_HEADER_BYTES + lengthAt(window.view, seal)
    const torn = rest.bytes === 0 ? null : { file: window.path, offset, bytes: rest.bytes, number: expected }
    const cut = expected > first ? { path: window.path, length } : null
    this.#end = { next: expected, torn, cut, isStopped: false }
  }

  #where({ torn, cut }: JournalEnd): string {
    if (torn !== null) return `byte ${torn.offset} of ${torn.file}, where nothing whole stands any more`
    return cut === null ? 'the end of the journal' : `the end of the journal, byte ${cut.length} of ${cut.path}`
  }

  #gap(first: number): BallastError {
    if (first > this.#expected) return missing(this.#expected, first, this.#path(first))
    return doubled(first, 'the segment before', this.#path(first))
  }

  #open(path: string): DiskFile {
    try {
      return this.#disk.open(path, 'read')
    } catch (error) {
      throw diskError(error, `opening ${path}`)
    }
  }

  #path(first: number): string {
    return join(this.#folder, segmentName(first))
  }
}

const gaps = new WeakSet<object>()

/** Whether an error of a reader says that records are missing, not that some are damaged. */
export function isGap(error: unknown): boolean {
  return gaps.has(error as object)
}

const NO_REST: Rest = { witness: null, bytes: 0 }

/** The index in the window of the frame at `offset`, all of it; null when there is no good one. */
function showFrame(window: FileWindow, offset: number, salt: number): number | null {
  if (offset + FRAME_HEADER_BYTES > window.size) return null
  const length = lengthAt(window.view, window.show(offset, FRAME_HEADER_BYTES))
  if (length === 0 || length > MAX_PAYLOAD_BYTES || offset + FRAME_HEADER_BYTES + length > window.size) return null
  const at = window.show(offset, FRAME_HEADER_BYTES + length)
  return isSound(window.bytes, window.view, at, salt) ? at : null
}

function corrupt(message: string): BallastError {
  return new BallastError(ErrorCode.JOURNAL_CORRUPT, message)
}

function says({ offset, number, durable }: Witness): string {
  return `the frame of record ${number} at byte ${offset} says that ${durable} was durable`
}

function damaged(window: FileWindow, offset: number, expected: number, why: string): BallastError {
  return corrupt(`${window.path} is damaged at byte ${offset}: record ${expected} is not whole there, and ${why}`)
}

function wrongNumber(window: FileWindow, offset: number, expected: number, found: number): BallastError {
  return corrupt(`${window.path} is damaged at byte ${offset}: record ${expected} should be there, ${found} is`)
}

function missing(from: number, next: number, where: string): BallastError {
  const error = corrupt(`records ${from} to ${next - 1} are missing before ${where}`)
  gaps.add(error)
  return error
}

function doubled(number: number, file: string, other: string): BallastError {
  return corrupt(`record ${number} stands in ${file} and in ${other}`)
}
