// A folder of CSV files as a scenario. Files are read as streams, and read again rather than held in memory: lines are
// counted first, so that the engine's memory can be laid out; collateral needs a pass over the positions.

import { createReadStream } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { BallastError, ErrorCode } from '../core/errors.ts'
import type { ImportedAccount } from '../engine/importer.ts'
import { readAccounts, statesCollateral } from './csv-accounts.ts'
import type { CsvHeader } from './csv-header.ts'
import { readMarks } from './csv-marks.ts'
import { readPositions } from './csv-positions.ts'
import { type RowTaker, readCsv } from './csv-rows.ts'
import { ACCOUNTS_FILE, MARKS_FILE, POSITIONS_FILE, VENUE_FILE } from './file-names.ts'
import { fileError } from './place-error.ts'
import { readJson } from './read-json.ts'
import type { Pulse, ScenarioSource, SourceCounts, SourceMark, SourcePosition } from './source.ts'
import { type Venue, venueOf } from './venue.ts'
import { checkVenueFile } from './venue-schema.ts'

/** @throws BallastError naming file and line or field */
export async function openCsvSource(folder: string): Promise<ScenarioSource> {
  const file = checkVenueFile(await readJson(join(folder, VENUE_FILE)), VENUE_FILE)
  const venue = venueOf(file, VENUE_FILE)
  const marks = await exists(join(folder, MARKS_FILE))
  const counts = file.counts === undefined ? await countRows(folder, marks) : await atMost(file.counts, folder, marks)
  return new CsvSource(folder, venue, counts, marks)
}

export async function exists(path: string): Promise<boolean> {
  try {
    await access(path)
    return true
  } catch {
    return false
  }
}

class CsvSource implements ScenarioSource {
  readonly venue: Venue
  readonly counts: SourceCounts
  readonly #folder: string
  readonly #hasMarks: boolean

  constructor(folder: string, venue: Venue, counts: SourceCounts, hasMarks: boolean) {
    this.venue = venue
    this.counts = counts
    this.#folder = folder
    this.#hasMarks = hasMarks
  }

  async accounts(take: (account: ImportedAccount) => void, pulse: Pulse): Promise<void> {
    const costs = await this.#costs(pulse)
    const costOf = (id: number) => costs?.get(id) ?? 0n
    const open = (header: CsvHeader) => readAccounts(header, { atom: this.venue.atom, costOf, take })
    await this.#read('accounts', ACCOUNTS_FILE, open, pulse)
  }

  async positions(take: (position: SourcePosition) => void, pulse: Pulse): Promise<void> {
    await this.#read('positions', POSITIONS_FILE, (header) => readPositions(header, this.venue, take), pulse)
  }

  async marks(take: (mark: SourceMark) => void, pulse: Pulse): Promise<void> {
    if (this.#hasMarks) {
      await this.#read('marks', MARKS_FILE, (header) => readMarks(header, this.venue, take), pulse)
      return
    }
    if ((this.venue.file.counts?.marks ?? 0) === 0) return
    throw new BallastError(ErrorCode.FILE, `${MARKS_FILE}: there is no such file, ${VENUE_FILE} counts marks`)
  }

  /** What the positions of every account have cost, where accounts.csv states the collateral instead of the cash. */
  async #costs(pulse: Pulse): Promise<Map<number, bigint> | null> {
    if (!(await this.#statesCollateral())) return null
    const costs = new Map<number, bigint>()
    const add = ({ account, entryValueAtoms }: SourcePosition) => {
      costs.set(account, (costs.get(account) ?? 0n) + entryValueAtoms)
    }
    await this.positions(add, pulse)
    return costs
  }

  // Reads the header and no row.
  async #statesCollateral(): Promise<boolean> {
    let states = false
    const found = new Error('the header has been read')
    try {
      const open = (header: CsvHeader): RowTaker => {
        states = statesCollateral(header)
        return () => {
          throw found
        }
      }
      await readCsv({ path: join(this.#folder, ACCOUNTS_FILE), open, expected: null }, () => {})
    } catch (error) {
      if (error !== found) throw error
    }
    return states
  }

  async #read(
    count: keyof SourceCounts,
    file: string,
    open: (header: CsvHeader) => RowTaker,
    pulse: Pulse,
  ): Promise<void> {
    const expected = this.venue.file.counts?.[count] ?? null
    await readCsv({ path: join(this.#folder, file), open, expected }, pulse)
  }
}

/** Of the shortest row there can be, its line break included. */
const LEAST_ROW_BYTES: SourceCounts = {
  accounts: '1,0\n'.length,
  positions: '1,B,1,1\n'.length,
  marks: '1,B,1\n'.length,
}

// Memory is asked for by these counts before a row has been read, so they are held against the files. That one is wrong
// is said when its file has been read.
async function atMost(counts: SourceCounts, folder: string, marks: boolean): Promise<SourceCounts> {
  const rowsOf = async (name: keyof SourceCounts, file: string) => {
    return Math.min(counts[name], Math.floor((await sizeOf(folder, file)) / LEAST_ROW_BYTES[name]))
  }
  return {
    accounts: await rowsOf('accounts', ACCOUNTS_FILE),
    positions: await rowsOf('positions', POSITIONS_FILE),
    marks: marks ? await rowsOf('marks', MARKS_FILE) : 0,
  }
}

async function sizeOf(folder: string, file: string): Promise<number> {
  try {
    return (await stat(join(folder, file))).size
  } catch (error) {
    throw fileError(error, file)
  }
}

// At most so many rows: empty lines and the header count too.
async function countRows(folder: string, marks: boolean): Promise<SourceCounts> {
  return {
    accounts: await countLines(folder, ACCOUNTS_FILE),
    positions: await countLines(folder, POSITIONS_FILE),
    marks: marks ? await countLines(folder, MARKS_FILE) : 0,
  }
}

const NEWLINE = 10

async function countLines(folder: string, file: string): Promise<number> {
  let lines = 1
  try {
    for await (const chunk of createReadStream(join(folder, file)) as AsyncIterable<Buffer>) {
      for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) lines += 1
    }
  } catch (error) {
    throw fileError(error, file)
  }
  return lines
}
