// Room for records before there are any. A segment is filled with zeros before its first frame: what has been accepted
// then cannot fail for lack of room, and a sync has no new blocks to enter in the file system's books.
//
// The file that comes next, the spare, grows in the background, a chunk at a time and by twice what the present segment
// has used, so a small journal stays small and a busy one finds its next segment ready. It can be taken at any moment,
// with the room that it has by then: data never goes where zeros are still on their way. A caller who is faster, or
// finds the disk full, has a segment made at once.

import { join } from 'node:path'
import { BallastError, ErrorCode } from '../core/errors.ts'
import type { Disk, DiskFile } from './disk.ts'
import { isNoRoom } from './disk.ts'
import { PREAMBLE_BYTES, preambleOf } from './segment.ts'

/** A segment without a name yet: preamble and zeros. */
export interface Draft {
  readonly file: DiskFile
  readonly salt: number
  /** Whether the preamble is on the disk; it has to be before the segment gets its name. */
  readonly isSynced: boolean
  /** Bytes that are reserved, the preamble among them. */
  room: number
  /** Zeros may still be on their way to a place behind `room`: the file must not be cut or closed before. */
  settled: Promise<void> | null
}

export interface RoomTerms {
  /** Size of a segment, in bytes. */
  readonly segmentBytes: number
  /** Zeros written in one go, in bytes. */
  readonly chunkBytes: number
  /** A new salt: any unsigned 32-bit number. */
  readonly salt: () => number
}

/** A segment that is made while somebody waits has this size, or what the waiting frame needs. */
const HASTY_BYTES = 4 << 20

/** Zeros are synced after so many chunks: all at once they would hold up the syncs that callers wait for. */
const SYNC_CHUNKS = 4

const DRAFT_NAME = /^spare-\d+\.tmp$/

/** Whether a file is a draft that somebody left behind. */
export function isDraftName(name: string): boolean {
  return DRAFT_NAME.test(name)
}

export class SegmentRoom {
  readonly #disk: Disk
  readonly #folder: string
  readonly #terms: RoomTerms
  readonly #zeros: Uint8Array
  #drafts = 0
  #spare: Draft | null = null
  #wanted = 0
  #growing: Promise<void> | null = null
  /** Growing has failed: it is not tried again until a segment could be had. */
  #isStuck = false
  #isClosed = false

  constructor(disk: Disk, folder: string, terms: RoomTerms) {
    this.#disk = disk
    this.#folder = folder
    this.#terms = terms
    this.#zeros = new Uint8Array(terms.chunkBytes)
  }

  /** Has the spare grow to `bytes`, at most a segment, in the background. Cheap when it has them. */
  want(bytes: number): void {
    this.#wanted = Math.max(this.#wanted, Math.min(bytes, this.#terms.segmentBytes))
    if (this.#growing !== null || this.#isStuck || this.#isClosed) return
    if (this.#spare === null || this.#spare.room < this.#wanted) this.#growing = this.#grow()
  }

  /** A segment with at least `bytes` reserved, or null when the disk has no room. @throws errors of the disk */
  takeNow(bytes: number): Draft | null {
    const spare = this.#spare
    const isReady = spare !== null && spare.room >= bytes
    const draft = isReady ? spare : this.#makeNow(this.#growing === null ? spare : null, bytes)
    if (draft === null) return null
    if (draft === spare) {
      draft.settled = this.#growing
      this.#spare = null
      this.#wanted = 0
    }
    this.#isStuck = false
    return draft
  }

  /** Resolves when nothing grows. */
  async settled(): Promise<void> {
    await this.#growing
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#growing
    if (this.#spare !== null) discard(this.#disk, this.#spare.file)
    this.#spare = null
  }

  async #grow(): Promise<void> {
    try {
      this.#spare ??= await this.#create()
      await this.#fill(this.#spare)
    } catch {
      this.#isStuck = true
    }
    this.#growing = null
  }

  async #fill(spare: Draft): Promise<void> {
    let unsynced = 0
    try {
      while (this.#spare === spare && spare.room < this.#wanted && !this.#isClosed) {
        const bytes = Math.min(this.#zeros.length, this.#wanted - spare.room)
        await spare.file.write(this.#zeros.subarray(0, bytes), spare.room)
        unsynced += bytes
        if (unsynced >= SYNC_CHUNKS * this.#zeros.length) {
          await spare.file.datasync()
          unsynced = 0
        }
        // Whoever has taken it meanwhile has taken it as it was.
        if (this.#spare === spare) spare.room += bytes
      }
    } catch (error) {
      if (this.#spare !== spare) return
      // What has been reserved is good on a full disk; after any other failure the file is not to be trusted.
      if (!isNoRoom(error)) {
        discard(this.#disk, spare.file)
        this.#spare = null
      }
      throw error
    }
  }

  async #create(): Promise<Draft> {
    const file = await this.#disk.create(this.#draftPath())
    try {
      const salt = this.#terms.salt() >>> 0
      await file.write(preambleOf(salt), 0)
      await file.datasync()
      return { file, salt, isSynced: true, room: PREAMBLE_BYTES, settled: null }
    } catch (error) {
      discard(this.#disk, file)
      throw error
    }
  }

  #makeNow(spare: Draft | null, bytes: number): Draft | null {
    const draft = spare ?? this.#createNow()
    if (draft === null) return null
    try {
      this.#fillNow(draft, Math.max(bytes, Math.min(HASTY_BYTES, this.#terms.segmentBytes)))
    } catch (error) {
      if (draft === spare) this.#spare = null
      discard(this.#disk, draft.file)
      throw error
    }
    if (draft.room >= bytes) return draft
    if (draft !== spare) discard(this.#disk, draft.file)
    return null
  }

  #createNow(): Draft | null {
    let file: DiskFile | null = null
    try {
      file = this.#disk.createNow(this.#draftPath())
      const salt = this.#terms.salt() >>> 0
      file.writeNow(preambleOf(salt), 0)
      // A sync may take long, and somebody waits.
      return { file, salt, isSynced: false, room: PREAMBLE_BYTES, settled: null }
    } catch (error) {
      if (file !== null) discard(this.#disk, file)
      if (isNoRoom(error)) return null
      throw error
    }
  }

  /** Reserves up to `bytes`, fewer when the disk is full. */
  #fillNow(draft: Draft, bytes: number): void {
    try {
      while (draft.room < bytes) {
        const count = Math.min(this.#zeros.length, bytes - draft.room)
        draft.file.writeNow(this.#zeros.subarray(0, count), draft.room)
        draft.room += count
      }
    } catch (error) {
      if (!isNoRoom(error)) throw error
    }
  }

  #draftPath(): string {
    this.#drafts += 1
    return join(this.#folder, `spare-${this.#drafts}.tmp`)
  }
}

/** Closes and removes a file that nobody needs. What fails is left for the next opening of the folder to clear away. */
export function discard(disk: Disk, file: DiskFile): void {
  for (const step of [() => file.closeNow(), () => disk.unlinkNow(file.path)]) {
    try {
      step()
    } catch {}
  }
}

export function noRoom(folder: string, number: number, bytes: number): BallastError {
  const message =
    `record ${number} is refused: the disk has no room for the ${bytes} bytes of a segment for it in ${folder}; ` +
    'make room and send the command again'
  return new BallastError(ErrorCode.JOURNAL_FULL, message)
}
