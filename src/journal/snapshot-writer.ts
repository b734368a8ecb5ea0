// Writes a snapshot, in pieces that let the event loop go on in between.

import { join } from 'node:path'
import { BallastError, ErrorCode } from '../core/errors.ts'
import { checksumOf } from './checksum.ts'
import { type Disk, type DiskFile, diskError, isNoRoom } from './disk.ts'
import {
  footerBytes,
  listBytes,
  SECTION_ALIGNMENT,
  type SectionEntry,
  SNAPSHOT_CHUNK_BYTES,
  snapshotDraftName,
  snapshotHead,
  snapshotName,
} from './snapshot-file.ts'

export interface SnapshotSection {
  readonly name: string
  /** Its bytes, in one piece or several. They are asked for when their turn comes, and copied. */
  readonly bytes: Uint8Array | Iterable<Uint8Array>
}

const MOST_NAME_BYTES = 255

/** All at once they would hold up the syncs that the callers of a journal on the same disk wait for. */
const SYNC_BYTES = 4 << 20

/**
 * Writes a snapshot of the state after record `number`, which must be on the disk (`whenSynced`): a snapshot that is
 * ahead of its journal makes the journal unusable. To keep memory still between two pieces is the caller's business.
 * @returns the path of the file, which survives a loss of power
 * @throws BallastError ERR_JOURNAL_FULL when the disk has no room, ERR_JOURNAL for other errors of it; then there is no
 *   new snapshot
 */
export async function writeSnapshot(
  disk: Disk,
  folder: string,
  number: number,
  sections: Iterable<SnapshotSection>,
): Promise<string> {
  const path = join(folder, snapshotName(number))
  const draft = join(folder, snapshotDraftName(number))
  let isBegun = false
  try {
    const file = await disk.create(draft)
    isBegun = true
    try {
      await writeAll(new SnapshotStream(file), number, sections)
      await file.datasync()
    } finally {
      await file.close()
    }
    await disk.rename(draft, path)
    await disk.syncFolder(folder)
    return path
  } catch (error) {
    if (isBegun) removeDraft(disk, draft)
    const message = `the snapshot after record ${number} does not fit on the disk of ${folder}: make room and try again`
    if (isNoRoom(error)) throw new BallastError(ErrorCode.JOURNAL_FULL, message, { cause: error })
    throw diskError(error, `writing ${path}`)
  }
}

function removeDraft(disk: Disk, draft: string): void {
  try {
    disk.unlinkNow(draft)
  } catch {
    // It has its name already, or stays until the folder is opened the next time.
  }
}

async function writeAll(stream: SnapshotStream, number: number, sections: Iterable<SnapshotSection>): Promise<void> {
  const head = snapshotHead(number)
  await stream.put(head)
  const entries: SectionEntry[] = []
  for (const { name, bytes } of sections) {
    demandName(name, entries)
    await stream.align()
    const offset = stream.offset
    stream.checksum = 0
    for (const part of bytes instanceof Uint8Array ? [bytes] : bytes) await stream.put(part)
    entries.push({ name, offset, length: stream.offset - offset, checksum: stream.checksum })
  }
  await stream.align()
  const listOffset = stream.offset
  const list = listBytes(entries)
  await stream.put(list)
  await stream.put(footerBytes(head, list, listOffset, number))
  await stream.flush()
}

/** Gathers bytes and writes them in large pieces. */
class SnapshotStream {
  /** Of what has been put since it was last set to 0. */
  checksum = 0
  readonly #file: DiskFile
  readonly #buffer = new Uint8Array(SNAPSHOT_CHUNK_BYTES)
  #count = 0
  #written = 0
  #synced = 0

  constructor(file: DiskFile) {
    this.#file = file
  }

  /** Where the next byte will stand. */
  get offset(): number {
    return this.#written + this.#count
  }

  // The sum is that of the copy: memory that changes meanwhile cannot make the two differ.
  async put(bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const part = bytes.subarray(done, done + this.#buffer.length - this.#count)
      this.#buffer.set(part, this.#count)
      this.checksum = checksumOf(this.#buffer, this.#count, this.#count + part.length, this.checksum)
      this.#count += part.length
      done += part.length
      if (this.#count === this.#buffer.length) await this.flush()
    }
  }

  async align(): Promise<void> {
    await this.put(new Uint8Array(-this.offset & (SECTION_ALIGNMENT - 1)))
  }

  async flush(): Promise<void> {
    await this.#file.write(this.#buffer.subarray(0, this.#count), this.#written)
    this.#written += this.#count
    this.#count = 0
    if (this.#written - this.#synced < SYNC_BYTES) return
    await this.#file.datasync()
    this.#synced = this.#written
  }
}

function demandName(name: string, entries: readonly SectionEntry[]): void {
  const length = new TextEncoder().encode(name).length
  if (length < 1 || length > MOST_NAME_BYTES) {
    throw new BallastError(ErrorCode.RANGE, `the name of a section has ${length} bytes: from 1 to ${MOST_NAME_BYTES}`)
  }
  if (entries.some((entry) => entry.name === name)) {
    throw new BallastError(ErrorCode.DUPLICATE, `the snapshot has a section ${name} already`)
  }
}
