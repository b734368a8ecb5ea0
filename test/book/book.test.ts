import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Book } from '../../src/book/book.ts'
import { stateHash } from '../../src/book/state-hash.ts'
import { ErrorCode } from '../../src/core/errors.ts'
import * as at from '../../src/memory/fields.ts'
import { ALICE, BOB, emptyEngine, mark, openVenue, refuses, trade } from '../engine/small-venue.ts'

const capacity = { accounts: 10, positions: 20, markets: 3, tiersPerMarket: 2, batch: 4 }
const cent = { coefficient: 1n, decimals: 2 }

test('a new book holds nothing and knows its atom', () => {
  const book = Book.open(capacity, cent, 'plain')
  assert.equal([book.accountCount, book.positionCount, book.marketCount], [0, 0, 0])
  assert.equal([book.sequence, book.lastTimeMs], [0, 0])
  assert.equal(book.atom, cent)
  assert.is(book.memory, null)
})

test('a book in WebAssembly memory keeps the memory, which cannot grow', () => {
  const { memory, columns } = emptyEngine('fast').book
  assert.ok(memory !== null)
  assert.is(memory!.buffer, columns.buffer)
  assert.instance(columns.buffer, SharedArrayBuffer)
  assert.throws(() => (memory as WebAssembly.Memory).grow(1))
})

test('commands are counted one by one', () => {
  const book = Book.open(capacity, cent, 'plain')
  assert.equal([book.nextSequence(), book.nextSequence(), book.sequence], [1, 2, 2])
})

const NOT_POSSIBLE: [field: string, value: number][] = [
  ['accounts', 0],
  ['accounts', 1.5],
  ['accounts', 2 ** 27 + 1],
  ['positions', -1],
  ['positions', 2 ** 27 + 1],
  ['markets', 65_536],
  ['tiersPerMarket', 65],
  ['batch', 2 ** 20 + 1],
  ['batch', Number.NaN],
]

for (const [field, value] of NOT_POSSIBLE) {
  test(`a capacity of ${value} ${field} is refused by name`, () => {
    const open = () => Book.open({ ...capacity, [field]: value }, cent, 'plain')
    refuses(ErrorCode.CONFIG, new RegExp(`^capacity\\.${field} is ${value}, expected an integer of 1 to \\d+$`), open)
  })
}

test('a book of more than 4 GiB is refused before memory is asked for', () => {
  const open = () => Book.open({ ...capacity, accounts: 2 ** 27, positions: 2 ** 27 }, cent, 'plain')
  refuses(ErrorCode.MEMORY, /^the book needs \d+ bytes, a WebAssembly memory holds 4294901760 at most$/, open)
})

test('whoever attaches to the buffer or the memory reads the same book', () => {
  const engine = openVenue('fast')
  engine.deposit(ALICE, 100_000n)
  trade(engine, ALICE, BOB, 3n, 100n)
  const { buffer } = engine.book.columns
  for (const book of [Book.attach(buffer), Book.attach(engine.book.memory!)]) {
    assert.is(stateHash(book), engine.stateHash())
    assert.equal([book.accountCount, book.positionCount, book.sequence], [9, 2, engine.lastSequence])
  }
  assert.is(Book.attach(buffer).memory, null)
})

test('a buffer of zeros is no book', () => {
  refuses(ErrorCode.HEADER, /holds no book/, () => Book.attach(new SharedArrayBuffer(1 << 20)))
})

test('an emptied book is like a new one, whatever it held', () => {
  const engine = emptyEngine()
  const empty = engine.stateHash()
  openVenue()
  engine.deposit(ALICE, 1_000_000n)
  engine.deposit(BOB, 1_000_000n)
  trade(engine, ALICE, BOB, 5n, 100n)
  mark(engine, 77, [0, 101n])
  engine.closeAccount(3)
  engine.book.clear()
  assert.is(engine.stateHash(), empty)
  assert.equal([engine.lastSequence, engine.lastTimeMs, engine.book.columns.word(at.WORD_LAST_ID)], [0, 0, 0])
  assert.equal(engine.audit().findings, [])
  openVenue()
  const again = engine.stateHash()
  openVenue()
  assert.is(engine.stateHash(), again)
})

test.run()
