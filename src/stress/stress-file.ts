// The runs of a grid on the disk: DIR/runs.jsonl, a header and a line a run, in the order in which they ended.
//
// A line is written whole and synced before it counts. A process that is killed leaves whole lines and at most one
// that is torn, the last, which is cut when the grid is resumed; anything else that cannot be read is told as damage.
// The header says what grid it is, the book and the model with it: another grid is refused.

import {
  closeSync,
  fdatasyncSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { BallastError, demand, ErrorCode } from '../core/errors.ts'
import { FolderLock } from '../journal/lock.ts'
import { nodeDisk } from '../journal/node-disk.ts'
import { fileError } from '../scenario/place-error.ts'
import { cellName, type GridRun } from './grid-types.ts'
import { readRun, runLine } from './stress-file-line.ts'

export const RUNS_FILE = 'runs.jsonl'
export const RUNS_FORMAT = 2

/** What makes a grid what it is; compared as text, field by field. */
export type RunsHeader = Readonly<Record<string, unknown>>

export class RunsFile {
  readonly #path: string
  readonly #lock: FolderLock
  #handle: number | null
  /** Bytes of whole lines. */
  #bytes: number
  /** By the name of their cell. */
  readonly runs: Map<string, GridRun>

  private constructor(path: string, lock: FolderLock, handle: number, found: Found) {
    this.#path = path
    this.#lock = lock
    this.#handle = handle
    this.#bytes = found.bytes
    this.runs = found.runs
  }

  /**
   * @param resume whether a folder that holds runs already is gone on with; without, it is refused
   * @throws BallastError ERR_FILE: another grid, damage, no place to write; ERR_JOURNAL_LOCKED: another process has it
   */
  static open(folder: string, header: RunsHeader, resume: boolean): RunsFile {
    const path = join(folder, RUNS_FILE)
    attempt(folder, () => mkdirSync(folder, { recursive: true }))
    const lock = FolderLock.take(nodeDisk, folder)
    let handle: number | null = null
    try {
      handle = attempt(path, () => openSync(path, 'a+'))
      const found = readRuns(readFileSync(handle, 'utf8'), JSON.stringify({ format: RUNS_FORMAT, ...header }), path)
      demand(resume || found.runs.size === 0, ErrorCode.FILE, () => {
        return `${path} holds ${found.runs.size} runs already: go on with --resume, or choose another folder`
      })
      const file = new RunsFile(path, lock, handle, found)
      file.#begin(header, folder)
      return file
    } catch (error) {
      if (handle !== null) closeSync(handle)
      lock.release()
      throw error
    }
  }

  /** On the disk when it returns. @throws BallastError ERR_FILE; the file keeps its whole lines */
  append(run: GridRun): void {
    this.#write(`${runLine(run)}\n`)
    this.runs.set(cellName(run.cell), run)
  }

  close(): void {
    if (this.#handle === null) return
    closeSync(this.#handle)
    this.#handle = null
    this.#lock.release()
  }

  // Cuts what is torn; writes the header where there is none yet.
  #begin(header: RunsHeader, folder: string): void {
    attempt(this.#path, () => ftruncateSync(this.#handle!, this.#bytes))
    if (this.#bytes === 0) this.#write(`${JSON.stringify({ format: RUNS_FORMAT, ...header })}\n`)
    attempt(folder, () => syncFolder(folder))
  }

  #write(text: string): void {
    const bytes = Buffer.from(text)
    attempt(this.#path, () => {
      try {
        for (let done = 0; done < bytes.length; ) done += writeSync(this.#handle!, bytes, done)
        fdatasyncSync(this.#handle!)
      } catch (error) {
        // A part of a line would make the next one unreadable.
        ftruncateSync(this.#handle!, this.#bytes)
        throw error
      }
    })
    this.#bytes += bytes.length
  }
}

/** A file that is there whole, or as it was before. @throws BallastError ERR_FILE */
export function writeWhole(path: string, text: string): void {
  const draft = `${path}.tmp-${process.pid}`
  attempt(path, () => {
    try {
      const handle = openSync(draft, 'w')
      try {
        writeFileSync(handle, text)
        fsyncSync(handle)
      } finally {
        closeSync(handle)
      }
      renameSync(draft, path)
    } catch (error) {
      rmSync(draft, { force: true })
      throw error
    }
  })
}

interface Found {
  readonly bytes: number
  readonly runs: Map<string, GridRun>
}

function readRuns(text: string, header: string, path: string): Found {
  const runs = new Map<string, GridRun>()
  const end = text.lastIndexOf('\n') + 1
  const lines = text.slice(0, end).split('\n').slice(0, -1)
  if (lines[0] !== undefined) demandSameGrid(lines[0], header, path)
  for (const [index, line] of lines.entries()) {
    if (index === 0) continue
    const run = readRun(line, `${path}:${index + 1}`)
    runs.set(cellName(run.cell), run)
  }
  return { bytes: Buffer.byteLength(text.slice(0, end)), runs }
}

function demandSameGrid(found: string, wanted: string, path: string): void {
  if (found === wanted) return
  let before: Record<string, unknown> | null = null
  try {
    before = JSON.parse(found)
  } catch {
    // Told below.
  }
  demand(typeof before === 'object' && before !== null, ErrorCode.FILE, () => `${path}:1: this is no header of a grid`)
  const now: Record<string, unknown> = JSON.parse(wanted)
  const keys = [...new Set([...Object.keys(now), ...Object.keys(before)])]
  const field =
    keys.find((key) => JSON.stringify(before[key]) !== JSON.stringify(now[key])) ?? 'the order of its fields'
  const [was, is] = [before[field], now[field]].map((value) => short(JSON.stringify(value) ?? 'nothing'))
  const message = `${path} is of another grid: ${field} is ${was} there and ${is} here; choose another folder`
  throw new BallastError(ErrorCode.FILE, message)
}

function short(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 80)}…`
}

// What is new in a folder survives a loss of power only when the folder itself is synced.
function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

function attempt<Result>(path: string, step: () => Result): Result {
  try {
    return step()
  } catch (error) {
    throw fileError(error, path)
  }
}
