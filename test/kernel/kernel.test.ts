import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { reserveSlots } from '../../src/book/arenas.ts'
import type { Book } from '../../src/book/book.ts'
import { createKernel, type KernelName } from '../../src/kernel/kernel.ts'
import * as at from '../../src/memory/fields.ts'
import * as venue from '../engine/small-venue.ts'
import { putMarks, putTrades } from './batch-columns.ts'

const { ALICE, BOB, CAROL, INVERSE, LINEAR, TIERED } = venue

for (const name of venue.KERNELS) {
  test(`the kernel ${name} is had by its name`, () => {
    assert.is(createKernel(name, venue.emptyEngine(name).book).name, name)
  })
}

/** Alice, Bob and Carol have no cash but what they gained, and that is not enough for any of them. */
const FLAGGED = 3

/** Trades, marks, a scan and a recount, by hand on one kernel. */
function play(name: KernelName): Book {
  const { book } = venue.openVenue(name, venue.newEngine(name))
  const kernel = createKernel(name, book)
  putTrades(book, [
    { buyer: ALICE, seller: BOB, market: LINEAR, lots: 7n, priceTicks: 103n, buyerFeeAtoms: 5n, sellerFeeAtoms: -2n },
    { buyer: ALICE, seller: BOB, market: INVERSE, lots: 9n, priceTicks: 32n },
    { buyer: BOB, seller: CAROL, market: LINEAR, lots: 11n, priceTicks: 97n },
    { buyer: CAROL, seller: ALICE, market: LINEAR, lots: 3n, priceTicks: 99n, sellerFeeAtoms: 1n },
    { buyer: BOB, seller: CAROL, market: 77, lots: 1n, priceTicks: 1n },
    { buyer: ALICE, seller: CAROL, market: TIERED, lots: 20n, priceTicks: 100n, buyerFeeAtoms: 3n },
  ])
  for (let next = 0; next < 6; ) {
    next = kernel.applyTrades(next, 6)
    if (next < 6) reserve(book)
  }
  putMarks(book, [
    [LINEAR, 95n, 4],
    [INVERSE, 96n, 5],
  ])
  assert.is(kernel.applyMarks(2, 5, false), 0)
  assert.is(kernel.scan(0, 2, 0), FLAGGED)
  kernel.recountHash(0, 2)
  return book
}

function reserve(book: Book): void {
  assert.ok(reserveSlots(book, book.columns.word(at.WORD_NEEDS_ROOM_BLOCK), 2))
}

test('both kernels leave the same bytes behind, from the header to the last column', () => {
  const [reference, fast] = venue.KERNELS.map((name) => {
    const { columns } = play(name)
    // Behind the last flagged row the column is scratch.
    columns.flagged.fill(0, FLAGGED)
    const end = columns.markTime.byteOffset + columns.markTime.byteLength
    return Buffer.from(columns.buffer.slice(at.HEADER_BASE, end) as ArrayBuffer)
  })
  assert.is(Buffer.compare(reference!, fast!), 0)
})

test.run()
