import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ErrorCode } from '../../src/core/errors.ts'
import { bytesFor, Columns, writeHeader } from '../../src/memory/columns.ts'
import * as at from '../../src/memory/fields.ts'
import { dimensionsOf, ELEMENT_BYTES, planColumns } from '../../src/memory/layout.ts'
import { refuses } from '../engine/small-venue.ts'

const dimensions = dimensionsOf({ accounts: 100, positions: 1_000, markets: 10, tiersPerMarket: 4, batch: 16 })

function fresh(): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer(bytesFor(dimensions))
  writeHeader(buffer, dimensions)
  return buffer
}

/** A word of the column table: 0 offset, 1 bytes of an element, 2 elements. */
function tableWord(column: number, word: number): number {
  return ((at.COLUMN_TABLE + (column << at.COLUMN_ENTRY_SHIFT)) >> 2) + word
}

function damaged(word: number, value: number): SharedArrayBuffer {
  const buffer = fresh()
  new Uint32Array(buffer, at.HEADER_BASE, at.HEADER_BYTES >> 2)[word] = value
  return buffer
}

test('the memory is whole WebAssembly pages that hold the plan', () => {
  const bytes = bytesFor(dimensions)
  const { endBytes } = planColumns(dimensions)
  assert.is(bytes % 65_536, 0)
  assert.ok(bytes >= endBytes && bytes < endBytes + 65_536)
})

test('the header says what the book can hold', () => {
  const columns = new Columns(fresh())
  const words: [word: number, value: number][] = [
    [at.WORD_MAGIC, at.BOOK_MAGIC],
    [at.WORD_VERSION, at.BOOK_VERSION],
    [at.WORD_PAGES_64K, bytesFor(dimensions) / 65_536],
    [at.WORD_COLUMNS, at.COLUMN_COUNT],
    [at.WORD_CAP_ACCOUNTS, 100],
    [at.WORD_CAP_ROWS, 256],
    [at.WORD_CAP_POSITIONS, 1_000],
    [at.WORD_CAP_SLOTS, 9_648],
    [at.WORD_CAP_MARKETS, 10],
    [at.WORD_CAP_TIERS, 4],
    [at.WORD_CAP_IDS, 256],
    [at.WORD_ID_SHIFT, 24],
    [at.WORD_CAP_BATCH, 16],
  ]
  for (const [word, value] of words) assert.is(columns.word(word), value, `word ${word}`)
})

test('whoever attaches gets one array a column, where the plan has put it', () => {
  const columns = new Columns(fresh())
  const arrays = Object.values(columns)
    .filter((value) => ArrayBuffer.isView(value))
    .filter(({ byteOffset }) => byteOffset !== at.HEADER_BASE) as Uint8Array[]
  const found = arrays.map((array) => [array.byteOffset, array.BYTES_PER_ELEMENT, array.length])
  const { plan } = planColumns(dimensions)
  const planned = plan.map(({ offsetBytes, type, elements }) => [offsetBytes, ELEMENT_BYTES[type], elements])
  assert.equal(
    found.sort((a, b) => a[0]! - b[0]!),
    planned,
  )
})

test('a kernel is told the byte where a column begins', () => {
  const columns = new Columns(fresh())
  assert.is(columns.offsetBytes(at.COL_ROW_ID), at.HEADER_BASE + at.HEADER_BYTES)
  assert.is(columns.offsetBytes(at.COL_FLAGGED), columns.flagged.byteOffset)
})

test('two readers of one buffer see each other', () => {
  const buffer = fresh()
  const [one, other] = [new Columns(buffer), new Columns(buffer)]
  one.rowCash[7] = -5n
  one.setWord(at.WORD_LAST_ID, 12)
  assert.equal([other.rowCash[7], other.word(at.WORD_LAST_ID)], [-5n, 12])
})

const DAMAGES: [what: string, buffer: () => ArrayBufferLike, message: RegExp][] = [
  ['an empty buffer', () => new ArrayBuffer(0), /0 bytes, a header alone ends at 69632/],
  ['a buffer without a book', () => new SharedArrayBuffer(bytesFor(dimensions)), /magic is 0x0/],
  ['another magic', () => damaged(at.WORD_MAGIC, 0xdead), /magic is 0xdead/],
  ['a later version', () => damaged(at.WORD_VERSION, 2), /of version 2, this is a reader of version 1/],
  ['other columns', () => damaged(at.WORD_COLUMNS, 59), /59 columns, not 67/],
  ['a column in the header', () => damaged(tableWord(3, 0), 65_536), /column 3/],
  ['a column beyond the end', () => damaged(tableWord(4, 2), 0xffff_ffff), /column 4 reaches from byte \d+ to \d+/],
  ['a cut buffer', () => fresh().slice(0, at.HEADER_BASE + at.HEADER_BYTES), /column 0 reaches from byte \d+ to \d+/],
  ['elements of another size', () => damaged(tableWord(4, 1), 4), /column 4/],
  ['a column between two words', () => damaged(tableWord(4, 0), at.HEADER_BASE + at.HEADER_BYTES + 1), /column 4/],
]

for (const [what, buffer, message] of DAMAGES) {
  test(`${what} is no book, and the error says why`, () => {
    refuses(ErrorCode.HEADER, message, () => new Columns(buffer()))
  })
}

test.run()
