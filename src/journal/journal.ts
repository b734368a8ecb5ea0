// A journal is a folder: LOCK, segments, snapshots. Whoever opens it holds it until it is closed.
//
//   const journal = Journal.open(folder)              takes the lock
//   const reader = journal.read()                     as often as wanted
//   for (const frame of reader.frames()) …            to its end
//   const writer = await journal.write(reader.end, …)
//   await journal.close()

import { join } from 'node:path'
import { BallastError, ErrorCode } from '../core/errors.ts'
import { codeOf, type Disk, type DiskFile, diskError, namesIn } from './disk.ts'
import { FolderLock } from './lock.ts'
import { nodeDisk } from './node-disk.ts'
import { type Processes, processes } from './process-mark.ts'
import { type JournalEnd, JournalReader, type ReadOptions, segmentsIn } from './reader.ts'
import { isDraftName } from './room.ts'
import { segmentName } from './segment.ts'
import { isSnapshotDraftName } from './snapshot-file.ts'
import { JournalWriter } from './writer.ts'
import type { WriterOptions } from './writer-options.ts'

const CHUNK_BYTES = 1 << 20

export interface JournalOptions {
  readonly disk?: Disk
  readonly processes?: Processes
}

export class Journal {
  readonly folder: string
  readonly disk: Disk
  readonly #lock: FolderLock
  #writer: JournalWriter | null = null
  #isWriting = false
  #closing: Promise<void> | null = null

  private constructor(folder: string, disk: Disk, lock: FolderLock) {
    this.folder = folder
    this.disk = disk
    this.#lock = lock
  }

  /**
   * Opens a folder, made if it does not exist, for this process alone.
   * @throws BallastError ERR_JOURNAL_LOCKED, ERR_JOURNAL
   */
  static open(folder: string, options: JournalOptions = {}): Journal {
    const disk = options.disk ?? nodeDisk
    try {
      disk.makeFolder(folder)
    } catch (error) {
      throw diskError(error, `making ${folder}`)
    }
    const lock = FolderLock.take(disk, folder, options.processes ?? processes)
    try {
      for (const name of namesIn(disk, folder)) {
        if (isDraftName(name) || isSnapshotDraftName(name)) remove(disk, join(folder, name))
      }
    } catch (error) {
      lock.release()
      throw error
    }
    return new Journal(folder, disk, lock)
  }

  read(options: ReadOptions = {}): JournalReader {
    return new JournalReader(this.disk, this.folder, options)
  }

  /**
   * Cuts a torn tail off and goes on behind it, in a new segment.
   * @param end of a reader that has read all there is
   * @throws BallastError ERR_STATE when the reader was stopped before the end: what follows would be written over
   */
  async write(end: JournalEnd, options: WriterOptions): Promise<JournalWriter> {
    if (this.#closing !== null) throw new BallastError(ErrorCode.STATE, `the journal in ${this.folder} is closed`)
    if (this.#isWriting) throw new BallastError(ErrorCode.STATE, `the journal in ${this.folder} is being written`)
    if (end.isStopped) {
      const message =
        `reading stopped before record ${end.next}, and ${this.folder} may go on behind it: ` +
        'write a snapshot into another folder and begin a journal there'
      throw new BallastError(ErrorCode.STATE, message)
    }
    this.#isWriting = true
    try {
      if (end.cut !== null) this.#cut(end.cut.path, end.cut.length)
      this.#writer = await JournalWriter.open(this.disk, this.folder, end.next - 1, options)
      return this.#writer
    } catch (error) {
      this.#isWriting = false
      throw error
    }
  }

  /** Removes the segments all of whose records come before `number`, the oldest first. @returns how many */
  async removeBefore(number: number): Promise<number> {
    const firsts = segmentsIn(this.disk, this.folder)
    const count = firsts.slice(1).filter((first) => first <= number).length
    for (const first of firsts.slice(0, count)) {
      const path = join(this.folder, segmentName(first))
      await this.disk.unlink(path).catch((error: unknown) => {
        if (codeOf(error) !== 'ENOENT') throw diskError(error, `removing ${path}`)
      })
    }
    return count
  }

  /** Closes the writer, if there is one, and gives the folder free. Rejects as the writer's `close` does. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    try {
      await this.#writer?.close()
    } finally {
      this.#lock.release()
    }
  }

  // Before anything is written behind it: once there is a later segment, a torn tail would be damage. What was read may
  // so far stand in the memory of the operating system only, when the process before us has died: hence the syncs. And
  // after a sync that failed the system takes its pages for written: only what is written once more is synced.
  #cut(path: string, length: number): void {
    try {
      const file = this.disk.open(path, 'write')
      try {
        if (file.sizeNow() > length) file.truncateNow(length)
        writeAgain(file, length)
        file.datasyncNow()
      } finally {
        file.closeNow()
      }
      this.disk.syncFolderNow(this.folder)
    } catch (error) {
      throw diskError(error, `cutting ${path} to ${length} bytes`)
    }
  }
}

function writeAgain(file: DiskFile, length: number): void {
  const chunk = new Uint8Array(Math.min(length, CHUNK_BYTES))
  for (let offset = 0; offset < length; ) {
    const bytes = chunk.subarray(0, Math.min(chunk.length, length - offset))
    const count = file.readNow(bytes, offset)
    if (count === 0) return
    file.writeNow(bytes.subarray(0, count), offset)
    offset += count
  }
}

function remove(disk: Disk, path: string): void {
  try {
    disk.unlinkNow(path)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw diskError(error, `removing ${path}`)
  }
}
