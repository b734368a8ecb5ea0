// A CSV file as a stream of rows, each with its line. csv-parse reads whole lines, a chunk at a time: memory holds one
// chunk, and rows come about as fast as the parser can make them.
//
// A field with a line break in it cannot be valid in any of our columns, so a record is a line and lines are counted as
// records. A byte order mark and CRLF are accepted, empty lines skipped.

import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { CsvError, parse } from 'csv-parse/sync'
import { BallastError, demand, ErrorCode } from '../core/errors.ts'
import type { CsvHeader } from './csv-header.ts'
import { openHeader } from './csv-header.ts'
import { fileError, placeError } from './place-error.ts'
import type { Pulse } from './source.ts'

const CHUNK_BYTES = 1 << 17
const MAX_LINE_BYTES = 1 << 16
const NEWLINE = 10

const QUOTE_FAULTS: Record<string, string> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote is opened and not closed',
  INVALID_OPENING_QUOTE: 'a quote within a field: quote the whole field and double the quotes in it, or leave it out',
  CSV_INVALID_CLOSING_QUOTE: 'something follows a closing quote, expected a comma or the end of the line',
}

/** Takes the fields of one row; what it throws gets the file and line put before it. */
export type RowTaker = (fields: readonly string[]) => void

export interface CsvReading {
  readonly path: string
  /** Looks at the header and says who takes the rows. */
  readonly open: (header: CsvHeader) => RowTaker
  /** How many rows the file must have, and that its last line must be whole; null: not known. */
  readonly expected: number | null
}

/** Reads a file to its end. @throws BallastError with `file:line: ` before the reason */
export async function readCsv({ path, open, expected }: CsvReading, pulse: Pulse): Promise<void> {
  const what = basename(path)
  const rows = new Rows(what, open, expected)
  try {
    const total = (await stat(path)).size
    let done = 0
    let rest: Buffer = Buffer.alloc(0)
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>) {
      const end = chunk.lastIndexOf(NEWLINE) + 1
      const whole = Buffer.concat([rest, chunk.subarray(0, end)])
      rest = end === 0 ? Buffer.concat([rest, chunk]) : chunk.subarray(end)
      if (end > 0) rows.take(whole)
      else demandLine(rest, `${what}:${rows.lines + 1}`)
      done += chunk.length
      pulse({ what, rows: rows.count, done, total })
    }
    rows.end(rest)
  } catch (error) {
    throw fileError(error, what)
  }
}

function demandLine(rest: Buffer, place: string): void {
  demand(rest.length <= MAX_LINE_BYTES, ErrorCode.FILE, () => {
    return `${place}: a line of more than ${MAX_LINE_BYTES} bytes, expected rows of a few numbers`
  })
}

class Rows {
  readonly #what: string
  readonly #open: (header: CsvHeader) => RowTaker
  readonly #expected: number | null
  #taker: RowTaker | null = null
  #columns = 0
  #header = ''
  /** Lines read so far. */
  lines = 0
  /** Rows taken, the header not counted. */
  count = 0

  constructor(what: string, open: (header: CsvHeader) => RowTaker, expected: number | null) {
    this.#what = what
    this.#open = open
    this.#expected = expected
  }

  take(bytes: Buffer): void {
    const records = this.#parse(this.lines === 0 ? withoutMark(bytes) : bytes)
    try {
      for (const fields of records) {
        this.lines += 1
        if (fields.length === 1 && fields[0] === '') continue
        if (this.#taker === null) this.#begin(fields)
        else this.#row(fields, this.#taker)
      }
    } catch (error) {
      throw placeError(error, `${this.#what}:${this.lines}`)
    }
  }

  end(rest: Buffer): void {
    if (rest.length > 0) this.take(rest)
    const expected = this.#expected
    const fail = (reason: string) => {
      throw new BallastError(ErrorCode.FILE, `${this.#what}:${this.lines}: ${reason}`)
    }
    if (this.#taker === null) fail('the file is empty, expected a header')
    if (expected === null) return
    if (this.count !== expected) {
      const advice = 'the file is cut short, or the count is wrong'
      fail(`the file ends after ${this.count} rows, venue.json counts ${expected}: ${advice}`)
    }
    if (rest.length > 0 && expected > 0) fail('the last line has no line break: the file is cut short')
  }

  #parse(bytes: Buffer): string[][] {
    try {
      return parse(bytes, { relax_column_count: true })
    } catch (error) {
      if (!(error instanceof CsvError)) throw error
      // The parser counts within this piece of the file; what it had finished are the lines before the bad one.
      const line = this.lines + Number(error.records) + 1
      const reason = QUOTE_FAULTS[error.code] ?? error.message
      throw new BallastError(ErrorCode.FILE, `${this.#what}:${line}: not valid CSV: ${reason}`, { cause: error })
    }
  }

  #begin(fields: readonly string[]): void {
    this.#columns = fields.length
    this.#header = fields.join(',')
    this.#taker = this.#open(openHeader(fields))
  }

  #row(fields: readonly string[], taker: RowTaker): void {
    demand(fields.length === this.#columns, ErrorCode.FILE, () => {
      const found = `${fields.length} columns in ${JSON.stringify(fields.join(',').slice(0, 60))}`
      return `${found}, expected the ${this.#columns} of the header, ${this.#header}: cut short, or a comma too many`
    })
    demand(this.#expected === null || this.count < this.#expected, ErrorCode.FILE, () => {
      return `a row beyond the ${this.#expected} that venue.json counts: correct the count, or leave it out`
    })
    taker(fields)
    this.count += 1
  }
}

function withoutMark(bytes: Buffer): Buffer {
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  return marked ? bytes.subarray(3) : bytes
}
