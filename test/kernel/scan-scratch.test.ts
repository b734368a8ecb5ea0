// A block whose positions fit the scan's scratch memory is summed in one go, a longer one row by row. At the edge of
// the two, and for every lane, both must say what the reference says.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Book } from '../../src/book/book.ts'
import { setCash } from '../../src/book/cells.ts'
import { rowOf } from '../../src/book/rows.ts'
import { MAX_TRADER_POSITIONS } from '../../src/core/codes.ts'
import { PPM } from '../../src/core/limits.ts'
import { Engine } from '../../src/engine/engine.ts'
import { divCeil } from '../../src/fixed/rounding.ts'
import { FastKernel } from '../../src/kernel/fast.ts'
import { createKernel } from '../../src/kernel/kernel.ts'
import * as at from '../../src/memory/fields.ts'
import * as venue from '../engine/small-venue.ts'

const MARKETS = 9
const HOUSE = 1_000
const LANES = 8

/** One block of traders with so many positions in all, everybody within two atoms of the margin. */
function openBlock(positions: number) {
  const capacity = { accounts: 128, positions: 700, markets: MARKETS, tiersPerMarket: 4, batch: 1, lanes: LANES }
  const columns = Book.open(capacity, { coefficient: 1n, decimals: 2 }, 'wasm')
  const engine = new Engine({ book: columns, kernel: createKernel('fast', columns) })
  const book = engine.beginImport()
  book.account({ id: HOUSE, class: 'external', cashAtoms: 0n })
  for (let market = 0; market < MARKETS; market += 1) {
    book.market({ ...venue.linearConfig, symbol: `M${market}`, externalAccount: HOUSE })
  }
  const lots = new Array<bigint>(MARKETS).fill(0n)
  for (let index = 0; index < at.BLOCK_ROWS; index += 1) {
    book.account({ id: index + 1, cashAtoms: 0n })
  }
  for (let index = 0; index < positions; index += 1) {
    const market = Math.floor(index / at.BLOCK_ROWS)
    const size = BigInt((index % 7) - 3) || 1n
    book.position({ account: (index % at.BLOCK_ROWS) + 1, market, lots: size, entryValueAtoms: size * 100n })
    lots[market]! += size
  }
  for (const [market, sum] of lots.entries()) {
    if (sum !== 0n) book.position({ account: HOUSE, market, lots: -sum, entryValueAtoms: 0n })
  }
  book.finish()
  for (let id = 1; id <= at.BLOCK_ROWS; id += 1) {
    const { equityAtoms, maintenanceAtomPpm, cashAtoms } = engine.account(id)
    const target = divCeil(maintenanceAtomPpm, PPM) + BigInt((id % 5) - 2)
    setCash(engine.book, rowOf(engine.book, id), cashAtoms - equityAtoms + target)
  }
  return engine.book
}

for (const positions of [0, 1, 448, at.SCAN_SCRATCH_SLOTS, at.SCAN_SCRATCH_SLOTS + 1, 64 * MARKETS]) {
  test(`a block of ${positions} positions is judged alike on every lane`, () => {
    const book = openBlock(positions)
    const blocks = book.columns.word(at.WORD_BLOCKS)
    const flaggedBy = (scan: (fromBlock: number, toBlock: number, out: number) => number) => {
      return [...book.columns.flagged.subarray(0, scan(0, blocks, 0))]
    }
    const reference = createKernel('reference', book)
    const expected = flaggedBy((...range) => reference.scan(...range))
    assert.ok(expected.length > 0 && expected.length < at.BLOCK_ROWS, `${expected.length} are flagged`)
    for (let lane = 0; lane < LANES; lane += 1) {
      const fast = new FastKernel(book, undefined, lane)
      assert.equal(
        flaggedBy((...range) => fast.scan(...range)),
        expected,
      )
    }
  })
}

test('scratch memory of a lane holds the sums of a block, the legs of a trader, facts and digits', () => {
  assert.is(1 << at.LANE_BYTES_SHIFT, at.LANE_BYTES)
  assert.is((at.SCAN_SCRATCH_SLOTS + 1) * 16, at.LANE_BYTES)
  assert.ok((at.LEGS_FIRST + at.LEG_WORDS * MAX_TRADER_POSITIONS) * 8 <= at.LANE_FACTS_A)
  assert.ok(at.LANE_FACTS_A + 64 <= at.LANE_FACTS_B && at.LANE_FACTS_B + 64 <= at.LANE_DIGITS)
  assert.ok(at.LANE_DIGITS + 6 * 64 <= at.LANE_BYTES)
})

test('there is no lane beyond those of the book', () => {
  const book = openBlock(1)
  assert.is(book.columns.offsetBytes(at.COL_LANE_SCRATCH) % 64, 0)
  assert.throws(() => new FastKernel(book, undefined, LANES), /lane 8/)
})

test.run()
