// Appends records. The caller puts a frame at the end of the journal in memory (`begin`), applies its command, and
// makes the frame count (`commit`); neither waits. One loop behind it takes all frames there are, writes them in one
// go, syncs once for all who wait, and begins again: the busier the journal, the larger its groups.
//
//   begin, commit ──▶ pieces in memory ──▶ write ──▶ fdatasync ──▶ durable: callback, promises
//                                           │ at a new segment: cut and sync the old one, then give the new its name
//
// The first write or sync that fails ends it: what is on the disk then is not known, and asking again could be answered
// with a lie. The journal is read-only until it is opened anew.

import { setImmediate } from 'node:timers/promises'
import { assert } from '../core/assert.ts'
import { BallastError, ErrorCode } from '../core/errors.ts'
import type { Disk } from './disk.ts'
import { diskError } from './disk.ts'
import { demandLength, FRAME_HEADER_BYTES, frameBytes, putFrameHeader } from './frames.ts'
import { type Draft, discard, noRoom, SegmentRoom } from './room.ts'
import { Scribe } from './scribe.ts'
import { PREAMBLE_BYTES, SEAL_BYTES } from './segment.ts'
import { type OpenSegment, type Piece, Tail } from './tail.ts'
import { callOut, Waiters } from './waiters.ts'
import { type WriterOptions, type WriterTerms, writerTerms } from './writer-options.ts'

/** The spare segment is ahead of what has been used by twice that and these bytes. */
const LEAD_BYTES = 2 << 20

export class JournalWriter {
  readonly #disk: Disk
  readonly #folder: string
  readonly #terms: WriterTerms
  readonly #options: WriterOptions
  readonly #room: SegmentRoom
  readonly #tail: Tail
  readonly #scribe: Scribe
  readonly #durableWaiters = new Waiters()
  readonly #syncWaiters = new Waiters()

  /** The segment that takes frames: the one that the scribe is in, or one behind it. */
  #segment: OpenSegment
  /** All that are not sealed, and some that are. */
  #open: OpenSegment[] = []
  /** Length of the payload that is begun, 0 when there is none. */
  #begun = 0

  /** Number of the last record that counts. */
  #last: number
  /** The last number that the callback was told. */
  #told: number

  #running: Promise<void> | null = null
  /** Somebody wants the records up to this one synced, whatever `durability` is. */
  #syncWanted = 0
  #timer: NodeJS.Timeout | null = null
  #failure: BallastError | null = null
  #closing: Promise<void> | null = null

  private constructor(disk: Disk, folder: string, last: number, options: WriterOptions, terms: WriterTerms) {
    this.#disk = disk
    this.#folder = folder
    this.#terms = terms
    this.#options = options
    this.#room = new SegmentRoom(disk, folder, terms)
    this.#last = last
    this.#told = last
    this.#scribe = new Scribe(disk, folder, last)
    const header = terms.header(last + 1)
    this.#segment = this.#newSegment(PREAMBLE_BYTES + frameBytes(header.length) + SEAL_BYTES)
    this.#tail = new Tail(this.#segment, last, frameBytes(header.length))
    this.#putHeader(this.#tail.piece, header)
  }

  /** A writer whose first record will be `last + 1`. Its first segment is on the disk. @throws as `begin` */
  static async open(disk: Disk, folder: string, last: number, options: WriterOptions): Promise<JournalWriter> {
    const writer = new JournalWriter(disk, folder, last, options, writerTerms(options))
    try {
      await writer.#scribe.write(writer.#tail.take())
      await writer.#scribe.sync()
    } catch (error) {
      writer.#fail(error)
      await writer.close().catch(() => {})
      throw writer.#failure
    }
    writer.#room.want(LEAD_BYTES)
    return writer
  }

  /** Number of the last record, whether durable or not. */
  get lastNumber(): number {
    return this.#last
  }

  /** All records up to this number are durable in the sense of the `durability` that was chosen. */
  get durableNumber(): number {
    if (this.#terms.durability === 'sync') return this.#scribe.synced
    return this.#terms.durability === 'interval' ? this.#scribe.written : this.#last
  }

  /** All records up to this number are on the disk, whatever `durability` is. */
  get syncedNumber(): number {
    return this.#scribe.synced
  }

  /** Why the journal is read-only; null while it is not. */
  get failure(): BallastError | null {
    return this.#failure
  }

  /**
   * Puts a record at the end of the journal. It counts from `commit` on, which belongs in the same turn of the event
   * loop; what is not committed is overwritten by the next `begin`.
   *
   * @param payload the bytes of the record, copied; with `more` behind them
   * @returns the number that the record will have
   * @throws BallastError ERR_JOURNAL_FULL when the disk has no room for it (then nothing has changed, and a later
   *   `begin` may find some), ERR_JOURNAL when the journal is read-only, ERR_STATE when it is closed, ERR_RANGE for
   *   0 or more than `MAX_PAYLOAD_BYTES` bytes
   */
  begin(payload: Uint8Array, more: Uint8Array | null = null): number {
    this.#demandOpen()
    this.#begun = 0
    const length = payload.length + (more === null ? 0 : more.length)
    demandLength(length)
    const bytes = frameBytes(length)
    if (this.#segment.end + bytes + SEAL_BYTES > this.#segment.room) this.#roll(bytes)
    let piece = this.#tail.piece
    if (piece.length + bytes > piece.bytes.length) piece = this.#advance(bytes)
    const at = piece.length + FRAME_HEADER_BYTES
    piece.bytes.set(payload, at)
    if (more !== null) piece.bytes.set(more, at + payload.length)
    this.#begun = length
    return this.#last + 1
  }

  /** Makes the record that was begun count. @returns its number @throws BallastError ERR_JOURNAL */
  commit(): number {
    assert(this.#begun > 0, 'commit without a begin in the same turn of the event loop')
    this.#demandOpen()
    this.#last += 1
    this.#putFrame(this.#tail.piece, this.#begun, this.#last)
    this.#begun = 0
    if (this.#running === null) this.#running = this.#run()
    return this.#last
  }

  /**
   * Resolves with `durableNumber` when that has reached `number`, the last record's unless given. Rejects when the
   * journal has become read-only before.
   */
  whenDurable(number: number = this.#last): Promise<number> {
    return this.#when(this.#durableWaiters, number, this.durableNumber)
  }

  /** Has everything up to now synced, whatever `durability` is; resolves when `number` is on the disk. */
  whenSynced(number: number = this.#last): Promise<number> {
    if (this.#failure === null && number > this.#scribe.synced) this.#askSync(number)
    return this.#when(this.#syncWaiters, number, this.#scribe.synced)
  }

  /** Writes and syncs what there is, seals the segment, removes what was reserved. Rejects when that fails or has. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  #when(waiters: Waiters, number: number, reached: number): Promise<number> {
    assert(number <= this.#last, `waiting for record ${number}, the last one is ${this.#last}`)
    if (number <= reached) return Promise.resolve(reached)
    return this.#failure === null ? waiters.add(number) : Promise.reject(this.#failure)
  }

  #putFrame(piece: Piece, length: number, number: number): void {
    const segment = piece.segment
    putFrameHeader(piece.bytes, piece.view, piece.length, length, number, this.#scribe.synced, segment.salt)
    piece.length += frameBytes(length)
    piece.last = number
    segment.end += frameBytes(length)
  }

  #putHeader(piece: Piece, header: Uint8Array): void {
    piece.bytes.set(header, FRAME_HEADER_BYTES)
    this.#putFrame(piece, header.length, this.#last)
  }

  /** Goes on in a new segment with room for a frame of `bytes`. Nothing has changed when it throws. */
  #roll(bytes: number): void {
    const header = this.#terms.header(this.#last + 1)
    const headerBytes = frameBytes(header.length)
    this.#segment = this.#newSegment(PREAMBLE_BYTES + headerBytes + bytes + SEAL_BYTES)
    this.#putHeader(this.#advance(headerBytes), header)
    this.#room.want(LEAD_BYTES)
  }

  #newSegment(bytes: number): OpenSegment {
    let draft: Draft | null
    try {
      draft = this.#room.takeNow(bytes)
    } catch (error) {
      throw this.#fail(diskError(error, `making a segment for record ${this.#last + 1} in ${this.#folder}`))
    }
    if (draft === null) throw noRoom(this.#folder, this.#last + 1, bytes)
    const segment = Object.assign(draft, { first: this.#last + 1, end: PREAMBLE_BYTES, isSealed: false })
    this.#open = [...this.#open.filter((open) => !open.isSealed), segment]
    return segment
  }

  #advance(bytes: number): Piece {
    try {
      return this.#tail.advance(this.#segment, bytes)
    } catch (error) {
      throw this.#fail(diskError(error, `writing records up to ${this.#last} to ${this.#folder}`))
    }
  }

  #demandOpen(): void {
    if (this.#failure !== null) throw this.#failure
    if (this.#closing !== null) throw new BallastError(ErrorCode.STATE, `the journal in ${this.#folder} is closed`)
  }

  #askSync(number: number): void {
    this.#syncWanted = Math.max(this.#syncWanted, number)
    if (this.#running === null) this.#running = this.#run()
  }

  async #run(): Promise<void> {
    // What the caller appends in this turn of the event loop is one group.
    await setImmediate()
    try {
      while (this.#failure === null && this.#hasWork()) await this.#flush()
    } catch (error) {
      this.#fail(error)
    }
    this.#running = null
  }

  #hasWork(): boolean {
    return this.#scribe.written < this.#last || this.#scribe.synced < this.#syncWanted
  }

  /** Writes what has been committed until now, and syncs it when somebody wants that. */
  async #flush(): Promise<void> {
    const target = this.#last
    while (this.#scribe.written < target) {
      const piece = this.#tail.take()
      this.#begun = 0
      await this.#scribe.write(piece)
      this.#tail.recycle(piece)
    }
    this.#room.want(2 * this.#segment.end + LEAD_BYTES)
    if (this.#terms.durability === 'sync' || this.#scribe.synced < this.#syncWanted) await this.#scribe.sync()
    else this.#syncLater()
    this.#tell()
  }

  #syncLater(): void {
    if (this.#terms.durability !== 'interval' || this.#timer !== null) return
    this.#timer = setTimeout(() => {
      this.#timer = null
      if (this.#scribe.synced < this.#scribe.written && this.#failure === null) this.#askSync(this.#scribe.written)
    }, this.#terms.intervalMs).unref()
  }

  #tell(): void {
    this.#syncWaiters.reach(this.#scribe.synced)
    const number = this.durableNumber
    if (number === this.#told) return
    this.#told = number
    this.#durableWaiters.reach(number)
    callOut(() => this.#options.onDurable?.(number))
  }

  /** Makes the journal read-only. @returns why it is */
  #fail(error: unknown): BallastError {
    if (this.#failure !== null) return this.#failure
    const hint = `; the journal is read-only, ${this.#scribe.synced} is its last record known to be on the disk`
    const { code, message, cause } = diskError(error, 'writing the journal')
    const failure = new BallastError(code, message + hint, { cause })
    this.#failure = failure
    this.#durableWaiters.fail(failure)
    this.#syncWaiters.fail(failure)
    callOut(() => this.#options.onFailure?.(failure))
    return failure
  }

  async #close(): Promise<void> {
    clearTimeout(this.#timer ?? undefined)
    try {
      await this.#running
      if (this.#failure === null) this.#askSync(this.#last)
      await this.#running
      if (this.#failure === null) await this.#scribe.finish()
    } catch (error) {
      this.#fail(error)
    }
    await this.#room.settled()
    // One that nobody has written to, or what a failure has left: under its own name it stays.
    for (const segment of this.#open) if (!segment.isSealed) discard(this.#disk, segment.file)
    await this.#room.close()
    if (this.#failure !== null) throw this.#failure
  }
}
