import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Book } from '../../src/book/book.ts'
import { stateHash } from '../../src/book/state-hash.ts'
import { createKernel } from '../../src/kernel/kernel.ts'
import { ReferenceKernel } from '../../src/kernel/reference.ts'
import * as venue from '../engine/small-venue.ts'
import { putMarks, putTrades } from './batch-columns.ts'

const { ALICE, BOB, LINEAR } = venue

test('the reference kernel needs no WebAssembly: it runs on whatever holds a book', () => {
  const engine = venue.openVenue('reference')
  const copy = Book.attach(engine.book.columns.buffer.slice(0) as ArrayBuffer)
  const kernel = new ReferenceKernel(copy)
  assert.is(kernel.name, 'reference')
  assert.is(kernel.scan(0, 2, 0), 0)
  putMarks(copy, [[LINEAR, 90n, 3]])
  assert.is(kernel.applyMarks(1, 3, false), 0)
  assert.equal([copy.columns.marketMark[LINEAR], engine.market(LINEAR).markTicks], [90n, 100n])
})

test('a mistake that breaks an invariant stops the batch at that trade, on both kernels alike', () => {
  for (const name of venue.KERNELS) {
    const engine = venue.openVenue(name)
    venue.trade(engine, ALICE, BOB, 1n, 100n)
    engine.book.columns.marketLotsSum[LINEAR] = 1n
    const one = { buyer: ALICE, seller: BOB, market: LINEAR, lots: 1n, priceTicks: 100n }
    putTrades(engine.book, [one, one])
    assert.is(createKernel(name, engine.book).applyTrades(0, 2), 0)
    assert.is(engine.book.columns.tradeOutcome[0], 255)
    assert.instance(
      venue.errorOf(() => engine.trade(one)),
      Error,
    )
  }
})

test('a batch may be taken in parts', () => {
  const hashes = venue.KERNELS.flatMap((name) =>
    [
      [0, 3, 3],
      [0, 1, 3],
    ].map((steps) => {
      const { book } = venue.openVenue(name)
      const kernel = createKernel(name, book)
      venue.trade(venue.openVenue(name), ALICE, BOB, 1n, 100n) // so that there is room
      putTrades(
        book,
        [1n, 2n, 3n].map((lots) => ({ buyer: ALICE, seller: BOB, market: LINEAR, lots, priceTicks: 100n })),
      )
      for (const [index, to] of steps.slice(1).entries()) assert.is(kernel.applyTrades(steps[index]!, to), to)
      return stateHash(book)
    }),
  )
  assert.is(new Set(hashes).size, 1)
})

test.run()
