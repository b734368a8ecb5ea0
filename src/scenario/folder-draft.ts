// A folder that appears whole: every file is written under a temporary name beside its place, and all are renamed at
// the end without a pause between. Whoever is interrupted before leaves nothing behind.

import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { BallastError, ErrorCode } from '../core/errors.ts'
import { fileError } from './place-error.ts'

const BUFFER_CHARS = 1 << 16

export class FolderDraft {
  readonly #folder: string
  /** The folders that did not exist, innermost first. */
  readonly #made: string[] = []
  readonly #files: DraftFile[] = []

  /**
   * @param replace names of files that may stand in the folder; without `force` it must be empty
   * @param what the files are together, for messages: 'scenario'
   * @throws BallastError ERR_FILE
   */
  constructor(folder: string, replace: readonly string[], force: boolean, what = 'scenario') {
    this.#folder = folder
    this.#makeFolder(folder)
    const found = readdirSync(folder).filter((name) => !name.startsWith('.'))
    const strange = found.find((name) => !replace.includes(name))
    if (found.length === 0 || (force && strange === undefined)) return
    const message = force
      ? `${folder} holds ${strange}, which is no part of a ${what}: choose another folder`
      : `${folder} holds ${found[0]} already: choose another folder, or replace the ${what} in it with --force`
    throw new BallastError(ErrorCode.FILE, message)
  }

  file(name: string): DraftFile {
    const file = new DraftFile(this.#folder, name)
    this.#files.push(file)
    return file
  }

  /** Gives every file its name, in the order in which they were begun. @param remove files that must not stay */
  commit(remove: readonly string[]): void {
    for (const file of this.#files) file.close()
    for (const name of remove) rmSync(join(this.#folder, name), { force: true })
    for (const file of this.#files) file.rename()
  }

  /** Removes what was begun, and the folder where it was made for it. */
  discard(): void {
    for (const file of this.#files) file.discard()
    for (const folder of this.#made) {
      try {
        rmdirSync(folder)
      } catch {
        // Somebody else has put a file there meanwhile: it is theirs now.
        return
      }
    }
  }

  #makeFolder(folder: string): void {
    try {
      const first = mkdirSync(folder, { recursive: true })
      for (let made = folder; first !== undefined; made = dirname(made)) {
        this.#made.push(made)
        if (made === first || dirname(made) === made) return
      }
    } catch (error) {
      throw fileError(error, folder)
    }
  }
}

/** A text file, written in large pieces. */
export class DraftFile {
  readonly #path: string
  readonly #draft: string
  readonly #name: string
  #handle: number | null
  #buffer = ''

  constructor(folder: string, name: string) {
    this.#name = name
    this.#path = join(folder, name)
    this.#draft = `${this.#path}.tmp-${process.pid}`
    this.#handle = this.#try(() => openSync(this.#draft, 'w'))
  }

  write(text: string): void {
    this.#buffer += text
    if (this.#buffer.length >= BUFFER_CHARS) this.#flush()
  }

  /** Writes the rest, and has the disk keep it. */
  close(): void {
    this.#flush()
    const handle = this.#handle
    if (handle === null) return
    this.#try(() => fsyncSync(handle))
    this.#handle = null
    this.#try(() => closeSync(handle))
  }

  rename(): void {
    this.#try(() => renameSync(this.#draft, this.#path))
  }

  discard(): void {
    if (this.#handle !== null) closeSync(this.#handle)
    this.#handle = null
    rmSync(this.#draft, { force: true })
  }

  #flush(): void {
    const handle = this.#handle
    const bytes = Buffer.from(this.#buffer)
    this.#buffer = ''
    if (handle === null) return
    this.#try(() => {
      for (let done = 0; done < bytes.length; ) done += writeSync(handle, bytes, done)
    })
  }

  #try<Result>(step: () => Result): Result {
    try {
      return step()
    } catch (error) {
      throw fileError(error, this.#name)
    }
  }
}
