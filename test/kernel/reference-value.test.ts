import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { rowOf } from '../../src/book/rows.ts'
import { createKernel } from '../../src/kernel/kernel.ts'
import * as at from '../../src/memory/fields.ts'
import * as venue from '../engine/small-venue.ts'
import { allRows, assertSameBytes, both, fillTwins } from './twin-books.ts'

const { ALICE, BOB, INVERSE, LINEAR, TIERED } = venue

for (const name of venue.KERNELS) {
  test(`an account is written down leg by leg, and as a whole (${name})`, () => {
    const engine = venue.openVenue(name)
    engine.deposit(ALICE, 500_000n)
    venue.trade(engine, ALICE, BOB, 10n, 100n)
    venue.trade(engine, BOB, ALICE, 6n, 110n, TIERED)
    venue.trade(engine, ALICE, BOB, 5n, 50n, INVERSE)
    engine.payFunding(LINEAR, 4_000_000n, 1) // 0.4 % of 10,000: F = 40
    venue.mark(engine, 1, [LINEAR, 103n], [TIERED, 100n], [INVERSE, 60n])
    const kernel = createKernel(name, engine.book)
    const row = rowOf(engine.book, ALICE)
    kernel.valueRow(row)
    // At 103: 10 · 10,300, 1 %. At 100: 60,000: 500 + 5 % of 10,000. At 60: 5 · 500, 1 %.
    const legs = [
      ...[10n, 103_000n, 0n, 1_030_000_000n, 3_000n],
      ...[-6n, 60_000n, 0n, 1_000_000_000n, 6_000n],
      ...[5n, 2_500n, 0n, 25_000_000n, 500n],
    ]
    // 500,000 + 3,000 − 400 of funding + 6,000 + 500; maintenance of 2,055.
    const account = [509_100n, 0n, 2_055_000_000n, 165_500n]
    assert.equal([...engine.book.columns.legs.subarray(0, at.LEGS_FIRST + 3 * at.LEG_WORDS)], [...account, ...legs])
    assert.is(kernel.equity(row), 509_100n)
  })

  test(`an account without positions is worth its cash (${name})`, () => {
    const engine = venue.openVenue(name)
    engine.deposit(ALICE, 7n)
    const kernel = createKernel(name, engine.book)
    kernel.valueRow(rowOf(engine.book, ALICE))
    assert.equal([...engine.book.columns.legs.subarray(0, at.LEGS_FIRST)], [7n, 0n, 0n, 0n])
    assert.is(kernel.equity(rowOf(engine.book, BOB)), 0n)
  })
}

test('both kernels write the same of every row of random books at the limits', () => {
  let wide = 0
  const run = (seed: number) => {
    const { book } = fillTwins(seed)[0]!
    for (const row of allRows(book)) {
      both(({ kernel }) => kernel.equity(row))
      both(({ kernel, book: own }) => {
        kernel.valueRow(row)
        // What stands behind the legs of the row is of an earlier one.
        const words = at.LEGS_FIRST + own.columns.runCount[row]! * at.LEG_WORDS
        if (own.columns.legs[at.LEGS_MAINTENANCE_HIGH]! > 2n ** 32n) wide += 1
        return [...own.columns.legs.subarray(0, words)]
      })
    }
    assertSameBytes()
  }
  fc.assert(fc.property(fc.nat(0xffff_ffff), run), { seed: 71, numRuns: 40 })
  assert.ok(wide > 0, 'no maintenance was wider than 64 bits')
})

test.run()
