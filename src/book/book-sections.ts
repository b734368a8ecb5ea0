// The state of a book as named pieces of bytes, and back: its counters and those columns that are no result, scratch
// or argument. Places of memory are kept too, so a restored book finds room where the old one would.
//
// Columns end in zeros as far as they have not been used: these are left out.

import { demand, ErrorCode } from '../core/errors.ts'
import * as at from '../memory/fields.ts'
import type { Book } from './book.ts'

export interface Section {
  readonly name: string
  readonly bytes: Uint8Array
}

/** The numbers of capacity that decide where things lie; threads do not. */
const CAPACITY_WORDS = [at.WORD_CAP_ACCOUNTS, at.WORD_CAP_POSITIONS, at.WORD_CAP_MARKETS, at.WORD_CAP_TIERS] as const
const FIRST_WORD = at.WORD_BLOCKS
const END_WORD = at.WORD_ATOM_DECIMALS
const FIRST_WIDE = at.WIDE_SEQUENCE
const END_WIDE = at.WIDE_RECOUNT_HASH

/** Views of the book's own memory: to be used before its next command. */
export function* sectionsOf(book: Book): Generator<Section> {
  yield { name: 'kind', bytes: kindOf(book) }
  for (const name of sectionNames()) yield { name, bytes: withoutZeros(placeOf(book, name)) }
}

/**
 * Makes a book of the same capacity what the sections say. One that has thrown in between is none any more.
 *
 * @param read gives the bytes of a section; they are copied
 * @throws BallastError ERR_CAPACITY, ERR_HEADER when a section does not fit
 */
export function restoreSections(book: Book, read: (name: string) => Uint8Array): void {
  checkKind(book, read('kind'))
  for (const name of sectionNames()) {
    const [from, to] = [read(name), placeOf(book, name)]
    demand(from.length <= to.length, ErrorCode.HEADER, () => {
      return `section ${name} has ${from.length} bytes, the book holds ${to.length}`
    })
    to.set(from)
    to.fill(0, from.length)
  }
  checkWords(book)
}

// Loops run up to these, and rows are found by them.
function checkWords({ columns }: Book): void {
  const rows = columns.rowId.length
  const most: readonly (readonly [word: number, most: number])[] = [
    [at.WORD_BLOCKS, rows >> at.BLOCK_SHIFT],
    [at.WORD_POSITIONS, columns.posMarket.length],
    [at.WORD_MARKETS, columns.word(at.WORD_CAP_MARKETS)],
    [at.WORD_ACCOUNTS, rows],
    [at.WORD_TRADERS, rows],
    [at.WORD_COMPACT_CURSOR, columns.posMarket.length >> at.PAGE_SHIFT],
  ]
  for (const [word, limit] of most) {
    const value = columns.word(word)
    demand(value <= limit, ErrorCode.HEADER, () => `word ${word} is ${value}, of ${limit} at most`)
  }
  const places = [at.WORD_FREE_TRADER, at.WORD_FREE_HOUSE, at.WORD_NEXT_TRADER, at.WORD_NEXT_HOUSE, at.WORD_DEFICIT_ROW]
  for (const word of places) {
    const value = columns.word(word)
    demand(value === at.NO_ROW || value <= rows, ErrorCode.HEADER, () => `word ${word} is row ${value} of ${rows}`)
  }
}

function sectionNames(): string[] {
  const names = ['words', 'wides']
  for (let column = 0; column <= at.COL_MARKET_SYMBOL; column += 1) {
    if (column !== at.COL_FLAGGED) names.push(`column-${column}`)
  }
  return names
}

function placeOf({ columns: { buffer } }: Book, name: string): Uint8Array {
  if (name === 'words') return new Uint8Array(buffer, at.HEADER_BASE + 4 * FIRST_WORD, 4 * (END_WORD - FIRST_WORD))
  if (name === 'wides') return new Uint8Array(buffer, at.HEADER_BASE + FIRST_WIDE, END_WIDE - FIRST_WIDE)
  const column = Number(name.slice('column-'.length))
  const entry = (at.COLUMN_TABLE + (column << at.COLUMN_ENTRY_SHIFT)) >> 2
  const table = new Uint32Array(buffer, at.HEADER_BASE, at.HEADER_BYTES >> 2)
  return new Uint8Array(buffer, table[entry], table[entry + 1]! * table[entry + 2]!)
}

function withoutZeros(bytes: Uint8Array): Uint8Array {
  let end = bytes.length
  while (end > 0 && bytes[end - 1] === 0) end -= 1
  return bytes.subarray(0, end)
}

// Capacity and atom, which an engine is opened with.
function kindOf({ columns, atom }: Book): Uint8Array {
  const words = BigInt64Array.from(CAPACITY_WORDS, (word) => BigInt(columns.word(word)))
  const kind = BigInt64Array.of(...words, BigInt(atom.decimals), atom.coefficient)
  return new Uint8Array(kind.buffer)
}

function checkKind(book: Book, given: Uint8Array): void {
  const own = new BigInt64Array(kindOf(book).slice().buffer)
  const other = new BigInt64Array(given.slice().buffer)
  demand(own.length === other.length && own.every((value, index) => other[index] === value), ErrorCode.CAPACITY, () => {
    const names = 'accounts, positions, markets, tiersPerMarket, decimals and coefficient of the atom'
    return `a book of ${own.join(', ')} (${names}) cannot become one of ${other.join(', ')}`
  })
}
