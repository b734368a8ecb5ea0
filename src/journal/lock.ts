// One process at a time may write a journal. LOCK in its folder says which, and stands from the opening to the closing.
//
// A lock is written beside its place and linked to it, so it is whole from the start, and of several processes one gets
// it. The lock of a process that is gone may be taken over, and there lies a trap: whoever looks, finds the owner dead
// and puts his own lock there may put it over that of somebody who was faster. So the right to take over the lock of a
// certain dead owner is a lock itself, `LOCK.after-…`, and whoever has it looks at the lock once more. That one may
// have been left by a dead process too: it is taken over in the same way.

import { join } from 'node:path'
import { BallastError, ErrorCode } from '../core/errors.ts'
import { codeOf, type Disk, diskError } from './disk.ts'
import { type Processes, type ProcessMark, processes } from './process-mark.ts'

const LOCK_NAME = 'LOCK'
/** Larger than any lock. */
const MOST_BYTES = 4096
/** Times that a lock may have been given up between two looks at it. */
const TRIES = 100

export class FolderLock {
  readonly #disk: Disk
  readonly #path: string
  readonly #own: string

  private constructor(disk: Disk, path: string, own: string) {
    this.#disk = disk
    this.#path = path
    this.#own = own
  }

  /** @throws BallastError ERR_JOURNAL_LOCKED when a process that lives holds the folder, this one included */
  static take(disk: Disk, folder: string, known: Processes = processes): FolderLock {
    const mark = known.self()
    const own = `${JSON.stringify({ pid: mark.pid, start: mark.start })}\n`
    const draft = join(folder, `${LOCK_NAME}.draft-${nameOf(mark)}`)
    const taking = { disk, folder, draft, known }
    const lock = new FolderLock(disk, join(folder, LOCK_NAME), own)
    try {
      writeDraft(disk, draft, own)
      acquire(taking, lock.#path)
    } catch (error) {
      quietly(() => removeIfThere(disk, draft))
      throw diskError(error, `locking ${folder}`)
    }
    // What is left of it, of us and of others, only lies there.
    quietly(() => removeIfThere(disk, draft))
    quietly(() => sweep(taking))
    return lock
  }

  /** Gives the folder free. Whoever has taken it over meanwhile keeps it. @throws BallastError ERR_JOURNAL */
  release(): void {
    try {
      if (readText(this.#disk, this.#path) === this.#own) removeIfThere(this.#disk, this.#path)
    } catch (error) {
      throw diskError(error, `removing ${this.#path}`)
    }
  }
}

interface Taking {
  readonly disk: Disk
  readonly folder: string
  /** A file that says who we are. */
  readonly draft: string
  readonly known: Processes
}

function acquire(taking: Taking, path: string): void {
  const { disk, draft, folder, known } = taking
  for (let tries = 0; tries < TRIES; tries += 1) {
    if (linkIfFree(disk, draft, path)) return
    const text = readText(disk, path)
    if (text === null) continue
    const owner = parseMark(text, path)
    if (known.isAlive(owner)) throw locked(folder, owner, path)
    const right = join(folder, `${LOCK_NAME}.after-${nameOf(owner)}`)
    acquire(taking, right)
    try {
      if (readText(disk, path) !== text) continue
      replace(disk, draft, path)
      return
    } finally {
      removeIfThere(disk, right)
    }
  }
  throw new BallastError(ErrorCode.JOURNAL_LOCKED, `${path} has changed hands ${TRIES} times: try again`)
}

/** Removes what processes have left that died while they locked. */
function sweep({ disk, folder, known }: Taking): void {
  for (const name of disk.list(folder)) {
    if (!name.startsWith(`${LOCK_NAME}.draft-`)) continue
    const path = join(folder, name)
    const text = readText(disk, path)
    // One that is empty is being written.
    if (text === null || text === '' || known.isAlive(parseMark(text, path))) continue
    removeIfThere(disk, path)
  }
}

function quietly(step: () => void): void {
  try {
    step()
  } catch {
    // It is said in the caller why that does no harm.
  }
}

/** Puts our mark in the place of another in one step, so that there is always one. */
function replace(disk: Disk, draft: string, path: string): void {
  const second = `${draft}.over`
  removeIfThere(disk, second)
  disk.linkNow(draft, second)
  disk.renameNow(second, path)
}

function writeDraft(disk: Disk, draft: string, text: string): void {
  // A process with our number and our start has left it: that was us, in a try before this one.
  removeIfThere(disk, draft)
  const file = disk.createNow(draft)
  try {
    file.writeNow(new TextEncoder().encode(text), 0)
    file.datasyncNow()
  } finally {
    file.closeNow()
  }
}

function linkIfFree(disk: Disk, from: string, to: string): boolean {
  try {
    disk.linkNow(from, to)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

/** The text of a small file, null when there is none. */
function readText(disk: Disk, path: string): string | null {
  try {
    const file = disk.open(path, 'read')
    try {
      const bytes = new Uint8Array(MOST_BYTES)
      return new TextDecoder().decode(bytes.subarray(0, file.readNow(bytes, 0)))
    } finally {
      file.closeNow()
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  }
}

function removeIfThere(disk: Disk, path: string): void {
  try {
    disk.unlinkNow(path)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
  }
}

function parseMark(text: string, path: string): ProcessMark {
  let mark: Partial<ProcessMark> | null = null
  try {
    mark = JSON.parse(text)
  } catch {
    // Told below, with what is wrong otherwise.
  }
  if (Number.isInteger(mark?.pid) && typeof mark?.start === 'string') return mark as ProcessMark
  const message = `${path} does not say which process holds the journal: remove it when none does`
  throw new BallastError(ErrorCode.JOURNAL_LOCKED, message)
}

/** A mark as a part of a file's name. */
function nameOf({ pid, start }: ProcessMark): string {
  return `${pid}-${start.replace(/[^A-Za-z0-9]/g, '_')}`
}

function locked(folder: string, owner: ProcessMark, path: string): BallastError {
  const message = `${folder} is in use by process ${owner.pid} (${path}): close it there first`
  return new BallastError(ErrorCode.JOURNAL_LOCKED, message)
}
