// Brings pieces of the journal to the disk, one after the other: which segment has which name when, and up to which
// number what has been written and synced. It is told what to do by the loop of writer.ts, a step at a time.

import { join } from 'node:path'
import { assert } from '../core/assert.ts'
import type { Disk } from './disk.ts'
import { diskError } from './disk.ts'
import { putFrameHeader, viewOf } from './frames.ts'
import { SEAL_BYTES, SEAL_PAYLOAD_BYTES, segmentName } from './segment.ts'
import type { OpenSegment, Piece } from './tail.ts'

export class Scribe {
  readonly #disk: Disk
  readonly #folder: string
  /** The segment that was written to last. */
  #segment: OpenSegment | null = null
  #written: number
  #synced: number
  /** The folder has a new name in it that may not be on the disk. */
  #isFolderStale = false

  /** @param last the number before the first record to come; all up to it are on the disk */
  constructor(disk: Disk, folder: string, last: number) {
    this.#disk = disk
    this.#folder = folder
    this.#written = last
    this.#synced = last
  }

  /** All records up to this one are with the operating system, in segments that have their names. */
  get written(): number {
    return this.#written
  }

  /** All records up to this one are on the disk. */
  get synced(): number {
    return this.#synced
  }

  /** @throws BallastError ERR_JOURNAL, like the others */
  async write(piece: Piece): Promise<void> {
    const { segment, offset, length, last } = piece
    if (segment !== this.#segment) await this.#enter(segment)
    try {
      if (!piece.isWritten) await segment.file.write(piece.bytes.subarray(0, length), offset)
    } catch (error) {
      throw diskError(error, `writing records up to ${last} at byte ${offset} of ${segmentName(segment.first)}`)
    }
    this.#written = last
  }

  async sync(): Promise<void> {
    const segment = this.#segment
    assert(segment !== null, 'a sync before the first write')
    const number = this.#written
    try {
      await segment.file.datasync()
      await this.#syncFolder()
    } catch (error) {
      throw diskError(error, `syncing records ${this.#synced + 1} to ${number} of ${segmentName(segment.first)}`)
    }
    this.#synced = number
  }

  /** Ends the journal after everything was synced: a frame that says so, and nothing reserved behind it. */
  async finish(): Promise<void> {
    const segment = this.#segment
    assert(segment !== null && this.#synced === this.#written, 'the end of a journal that is not synced')
    try {
      await segment.file.write(sealOf(this.#synced, segment.salt), segment.end)
      segment.end += SEAL_BYTES
      await this.#seal(segment)
    } catch (error) {
      throw diskError(error, `closing ${segmentName(segment.first)}`)
    }
  }

  /** Ends the segment before for good, and only then gives the next one its name: see segment.ts. */
  async #enter(segment: OpenSegment): Promise<void> {
    const name = segmentName(segment.first)
    try {
      if (this.#segment !== null) await this.#seal(this.#segment)
      this.#segment = segment
      if (!segment.isSynced) await segment.file.datasync()
      await this.#disk.rename(segment.file.path, join(this.#folder, name))
      this.#isFolderStale = true
    } catch (error) {
      throw diskError(error, `beginning ${name} after record ${this.#written}`)
    }
  }

  async #seal(segment: OpenSegment): Promise<void> {
    await segment.settled
    await segment.file.truncate(segment.end)
    await segment.file.datasync()
    await this.#syncFolder()
    segment.isSealed = true
    await segment.file.close()
  }

  async #syncFolder(): Promise<void> {
    if (!this.#isFolderStale) return
    await this.#disk.syncFolder(this.#folder)
    this.#isFolderStale = false
  }
}

/** The frame that seals a journal whose records up to `last` are all on the disk. */
function sealOf(last: number, salt: number): Uint8Array {
  const bytes = new Uint8Array(SEAL_BYTES)
  putFrameHeader(bytes, viewOf(bytes), 0, SEAL_PAYLOAD_BYTES, last, last, salt)
  return bytes
}
