// The file of `--report`: opened before the work, so that a wrong path is told at once; named when it is whole.

import { mkdirSync, rmdirSync, statSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { BallastError, ErrorCode } from '../core/errors.ts'
import { DraftFile } from '../scenario/folder-draft.ts'
import { fileError } from '../scenario/place-error.ts'

export class ReportFile {
  readonly #file: DraftFile
  /** The folders that were made for it, innermost first. */
  readonly #made: readonly string[]

  /** @throws BallastError ERR_FILE */
  constructor(path: string) {
    if (isFolder(path)) {
      throw new BallastError(ErrorCode.FILE, `${path} is a folder: name a file for the report`)
    }
    this.#made = makeFolders(dirname(path))
    try {
      this.#file = new DraftFile(dirname(path), basename(path))
    } catch (error) {
      this.#removeFolders()
      throw error
    }
  }

  commit(text: string): void {
    this.#file.write(text)
    this.#file.close()
    this.#file.rename()
  }

  /** Leaves nothing behind. */
  discard(): void {
    this.#file.discard()
    this.#removeFolders()
  }

  #removeFolders(): void {
    for (const folder of this.#made) {
      try {
        rmdirSync(folder)
      } catch {
        // Somebody else has put a file there meanwhile.
        return
      }
    }
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
  } catch (error) {
    throw fileError(error, path)
  }
}

function makeFolders(folder: string): string[] {
  const made: string[] = []
  try {
    const first = mkdirSync(folder, { recursive: true })
    for (let each = folder; first !== undefined; each = dirname(each)) {
      made.push(each)
      if (each === first || dirname(each) === each) break
    }
  } catch (error) {
    throw fileError(error, folder)
  }
  return made
}
