import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compact, reserveSlots } from '../../src/book/arenas.ts'
import { Book } from '../../src/book/book.ts'
import { setPosition } from '../../src/book/cells.ts'
import { openRow } from '../../src/book/rows.ts'
import * as at from '../../src/memory/fields.ts'

const BLOCKS = 3
const MARKETS = 40

/** Three full blocks of traders: row r is account r + 1, markets are numbers only. */
function openBook(positions = 6_000, markets = MARKETS): Book {
  const capacity = { accounts: BLOCKS * 64, positions, markets, tiersPerMarket: 1, batch: 1 }
  const book = Book.open(capacity, { coefficient: 1n, decimals: 2 }, 'plain')
  for (let id = 1; id <= BLOCKS * 64; id += 1) openRow(book, { id })
  return book
}

const lotsOf = (row: number, market: number) => BigInt(row * 100 + market + 1)

function fill(book: Book, rows: Iterable<number>, markets: number): void {
  for (const row of rows) {
    for (let market = 0; market < markets; market += 1)
      assert.ok(setPosition(book, row, market, lotsOf(row, market), 1n))
  }
}

/** Every row holds exactly markets 0 … n − 1, with its own lots. */
function holds(book: Book, row: number, markets: number): void {
  const { runStart, runCount, posMarket, posSize } = book.columns
  assert.is(runCount[row], markets, `row ${row}`)
  for (let market = 0; market < markets; market += 1) {
    const slot = runStart[row]! + market
    assert.equal([posMarket[slot], posSize[slot]], [market, lotsOf(row, market)], `row ${row}, market ${market}`)
  }
}

/** The row's positions are its own, ascending by market, whichever of them found room. */
function holdsFirst(book: Book, row: number, count: number): void {
  const { runStart, posMarket, posSize } = book.columns
  for (let slot = runStart[row]!; slot < runStart[row]! + count; slot += 1) {
    assert.is(posSize[slot], lotsOf(row, posMarket[slot]!), `row ${row}`)
    if (slot > runStart[row]!) assert.ok(posMarket[slot - 1]! < posMarket[slot]!, `row ${row}`)
  }
}

const rowsOf = (block: number) => Array.from({ length: 64 }, (_, index) => block * 64 + index)
const roomOf = (book: Book, block: number) => book.columns.blockRoom[block]!
const startOf = (book: Book, block: number) => book.columns.blockStart[block]!

test('a block without positions has no arena, its first one gets a page', () => {
  const book = openBook()
  assert.is(roomOf(book, 0), 0)
  assert.ok(reserveSlots(book, 0, 1))
  assert.is(roomOf(book, 0), at.PAGE_SLOTS)
})

test('nothing moves while there is room', () => {
  const book = openBook()
  fill(book, [0], 1)
  const start = startOf(book, 0)
  assert.ok(reserveSlots(book, 0, 15))
  assert.equal([startOf(book, 0), roomOf(book, 0)], [start, 16])
})

test('a full arena grows by a quarter in whole pages and keeps every position', () => {
  const book = openBook()
  fill(book, rowsOf(0), 2) // 128 positions
  for (const row of rowsOf(0)) holds(book, row, 2)
  assert.ok(roomOf(book, 0) >= 128 && roomOf(book, 0) <= 176, `${roomOf(book, 0)} slots`)
})

test('blocks that grow in turn leave holes, which a compaction closes', () => {
  const book = openBook()
  for (let markets = 1; markets <= 20; markets += 1) {
    for (let block = 0; block < BLOCKS; block += 1) fill(book, rowsOf(block), markets)
  }
  const ends = () => Math.max(...[0, 1, 2].map((block) => startOf(book, block) + roomOf(book, block)))
  let rounds = 0
  do compact(book, 64)
  while (book.columns.word(at.WORD_COMPACT_CURSOR) !== 0 && ++rounds < 1_000)
  do compact(book, 64)
  while (book.columns.word(at.WORD_COMPACT_CURSOR) !== 0 && ++rounds < 1_000)
  assert.is(Math.min(...[0, 1, 2].map((block) => startOf(book, block))), 0)
  const rooms = [0, 1, 2].reduce((sum, block) => sum + roomOf(book, block), 0)
  assert.is(ends(), rooms, 'no hole is left between arenas')
  for (let row = 0; row < BLOCKS * 64; row += 1) holds(book, row, 20)
})

test('a compaction takes back the room that closed positions left', () => {
  const book = openBook()
  for (let block = 0; block < BLOCKS; block += 1) fill(book, rowsOf(block), 20)
  const before = roomOf(book, 0)
  for (const row of rowsOf(0)) for (let market = 19; market >= 2; market -= 1) setPosition(book, row, market, 0n, 0n)
  do compact(book, 10_000)
  while (book.columns.word(at.WORD_COMPACT_CURSOR) !== 0)
  assert.ok(before >= 1_280 && roomOf(book, 0) <= 176, `${before} slots, then ${roomOf(book, 0)}`)
  for (const row of rowsOf(0)) holds(book, row, 2)
  for (const row of rowsOf(1)) holds(book, row, 20)
})

test('one step of compaction moves no more than it may, or one arena', () => {
  const book = openBook()
  for (let markets = 1; markets <= 20; markets += 1) {
    for (let block = 0; block < BLOCKS; block += 1) fill(book, rowsOf(block), markets)
  }
  for (let step = 0; step < 50; step += 1) assert.ok(compact(book, 1) <= 64 * 20)
  for (let row = 0; row < BLOCKS * 64; row += 1) holds(book, row, 20)
})

test('every position of the stated capacity finds room, even where all of them stand in one block', () => {
  const book = openBook(64 * MARKETS)
  fill(book, rowsOf(1), MARKETS)
  for (const row of rowsOf(1)) holds(book, row, MARKETS)
})

test('a memory without a long enough hole is packed, block by block, until every slot is taken', () => {
  const book = openBook(64, 128)
  let opened = 0
  // Blocks in turn, so that arenas stand in each other's way; far beyond what was promised.
  for (let market = 0; market < 128; market += 1) {
    for (let row = 0; row < BLOCKS * 64; row += 1) {
      if (setPosition(book, row, market, lotsOf(row, market), 1n)) opened += 1
    }
  }
  const { runCount } = book.columns
  assert.is(book.positionCount, opened)
  assert.ok(opened > 64 * 128 && opened <= book.columns.posSize.length, `${opened} positions`)
  for (let row = 0; row < BLOCKS * 64; row += 1) holdsFirst(book, row, runCount[row]!)
})

test('a demand beyond the whole memory is answered with false, and nothing is lost', () => {
  const book = openBook()
  fill(book, [3], 5)
  assert.not(reserveSlots(book, 0, 1_000_000))
  holds(book, 3, 5)
})

test.run()
