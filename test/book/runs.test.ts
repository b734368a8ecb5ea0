import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { reserveSlots } from '../../src/book/arenas.ts'
import type { Book } from '../../src/book/book.ts'
import { rowOf } from '../../src/book/rows.ts'
import { closeSlot, findSlot, openSlot } from '../../src/book/runs.ts'
import * as venue from '../engine/small-venue.ts'

const { ALICE, BOB, CAROL } = venue

/** Rows 0 … 3 in one arena with room for 16 positions. */
function roomyBook(): Book {
  const { book } = venue.openVenue()
  assert.equal(
    [ALICE, BOB, CAROL].map((id) => rowOf(book, id)),
    [0, 1, 2],
  )
  assert.ok(reserveSlots(book, 0, 8))
  return book
}

function open(book: Book, row: number, market: number, lots: bigint): void {
  const slot = ~findSlot(book, row, market)
  openSlot(book, row, slot, market)
  book.columns.posSize[slot] = lots
  book.columns.posEntry[slot] = lots * 10n
}

/** `[market, lots]` of a row, and a check that the entry value moved with the lots. */
function run(book: Book, row: number): [number, bigint][] {
  const { runStart, runCount, posMarket, posSize, posEntry } = book.columns
  return Array.from({ length: runCount[row]! }, (_, index) => {
    const slot = runStart[row]! + index
    assert.is(posEntry[slot], posSize[slot]! * 10n)
    return [posMarket[slot]!, posSize[slot]!]
  })
}

test('positions of a row stand in the order of their markets, in whatever order they are opened', () => {
  const book = roomyBook()
  for (const market of [7, 2, 9, 0, 5]) open(book, 1, market, BigInt(market) + 1n)
  assert.equal(run(book, 1), [
    [0, 1n],
    [2, 3n],
    [5, 6n],
    [7, 8n],
    [9, 10n],
  ])
})

test('a position that is missing is told by the complement of the slot where it belongs', () => {
  const book = roomyBook()
  const start = book.columns.runStart[1]!
  assert.is(findSlot(book, 1, 4), ~start)
  open(book, 1, 2, 1n)
  open(book, 1, 6, 1n)
  assert.equal(
    [0, 2, 4, 6, 8].map((market) => findSlot(book, 1, market)),
    [~start, start, ~(start + 1), start + 1, ~(start + 2)],
  )
})

test('a row does not find its neighbour’s position', () => {
  const book = roomyBook()
  open(book, 1, 5, 1n)
  assert.ok(findSlot(book, 0, 5) < 0)
  assert.ok(findSlot(book, 2, 5) < 0)
})

test('what opens in one row moves the rows behind it up, what closes moves them down', () => {
  const book = roomyBook()
  open(book, 2, 3, 30n)
  open(book, 0, 1, 10n)
  open(book, 1, 2, 20n)
  open(book, 0, 0, 5n)
  assert.equal(
    [0, 1, 2].map((row) => run(book, row)),
    [
      [
        [0, 5n],
        [1, 10n],
      ],
      [[2, 20n]],
      [[3, 30n]],
    ],
  )
  closeSlot(book, 0, findSlot(book, 0, 0))
  assert.equal(
    [0, 1, 2].map((row) => run(book, row)),
    [[[1, 10n]], [[2, 20n]], [[3, 30n]]],
  )
  closeSlot(book, 1, findSlot(book, 1, 2))
  assert.equal(
    [0, 1, 2].map((row) => run(book, row)),
    [[[1, 10n]], [], [[3, 30n]]],
  )
  const { blockStart, blockUsed, runStart } = book.columns
  assert.equal([blockUsed[0], runStart[2]! - blockStart[0]!, runStart[63]! - blockStart[0]!], [2, 1, 2])
  assert.is(book.positionCount, 2)
})

test('rows of other blocks stay where they are', () => {
  const book = roomyBook()
  const starts = book.columns.runStart.slice(64)
  open(book, 0, 0, 1n)
  assert.equal(book.columns.runStart.slice(64), starts)
})

test('a new slot is empty, whatever stood there', () => {
  const book = roomyBook()
  open(book, 0, 1, 10n)
  closeSlot(book, 0, findSlot(book, 0, 1))
  const slot = ~findSlot(book, 0, 2)
  openSlot(book, 0, slot, 2)
  const { posMarket, posSize, posEntry } = book.columns
  assert.equal([posMarket[slot], posSize[slot], posEntry[slot]], [2, 0n, 0n])
})

test.run()
