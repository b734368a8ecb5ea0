// One random book twice, each with its own kernel: what the two leave behind is compared byte by byte.

import * as assert from 'uvu/assert'
import type { Book } from '../../src/book/book.ts'
import { setPosition, setRowFields } from '../../src/book/cells.ts'
import { CLASS_TRADER, ROW_EXEMPT, ROW_PROTECTED } from '../../src/core/codes.ts'
import { createEngine } from '../../src/engine/engine.ts'
import { createKernel, type Kernel } from '../../src/kernel/kernel.ts'
import * as at from '../../src/memory/fields.ts'
import { Chance } from '../oracles/chance.ts'
import { extremeBook } from '../oracles/extreme-book.ts'
import { columnsOf } from '../oracles/trio.ts'

const capacity = { accounts: 260, positions: 3000, markets: 128, tiersPerMarket: 64 }
const engines = (['reference', 'fast'] as const).map((kernel) => createEngine({ capacity, kernel }))
const twins = engines.map(({ book, kernel }) => ({ book, kernel: createKernel(kernel, book) }))

export type Twin = { readonly book: Book; readonly kernel: Kernel }

/** Both books are filled from the seed: at the limits of every number, some accounts exempt or protected. */
export function fillTwins(seed: number): readonly Twin[] {
  const chance = new Chance(seed)
  const { fill } = extremeBook(capacity, chance)
  for (const engine of engines) {
    for (const column of columnsOf(engine.book.columns.buffer)) column.fill(0)
    engine.book.clear()
    fill(engine)
  }
  const { book } = twins[0]!
  for (const row of traderRows(book)) {
    const flags = (chance.once(4) ? ROW_EXEMPT : 0) | (chance.once(3) ? ROW_PROTECTED : 0)
    for (const twin of twins) setRowFields(twin.book, row, { flags })
    // Positions without an entry value, and with profits of every size.
    const { runStart, runCount, posMarket, posSize } = book.columns
    for (let slot = runStart[row]!; slot < runStart[row]! + runCount[row]!; slot += 1) {
      if (chance.once(2)) continue
      const entry = chance.pick([
        0n,
        1n,
        chance.between(-(10n ** 6n), 10n ** 6n),
        chance.between(-(2n ** 50n), 2n ** 50n),
      ])
      for (const twin of twins) setPosition(twin.book, row, posMarket[slot]!, posSize[slot]!, entry)
    }
  }
  return twins
}

/** Does the same to both, and what they return must be the same. */
export function both<Result>(action: (twin: Twin) => Result): Result {
  const [reference, fast] = twins.map(action)
  assert.equal(fast, reference)
  return reference!
}

const SCRATCH: readonly number[] = [at.COL_FLAGGED, at.COL_LEGS, at.COL_LANE_SCRATCH]

/** All columns, counters and lanes of both are the same bytes, but for what is scratch. */
export function assertSameBytes(): void {
  const [reference, fast] = twins.map(({ book }) => columnsOf(book.columns.buffer))
  for (let column = 0; column < at.COLUMN_COUNT; column += 1) {
    if (SCRATCH.includes(column)) continue
    const equal = Buffer.compare(reference![column]!, fast![column]!) === 0
    assert.ok(equal, `column ${column} differs between the kernels`)
  }
  assert.equal(headerOf(twins[1]!.book), headerOf(twins[0]!.book), 'the headers differ between the kernels')
}

function headerOf({ columns }: Book) {
  const end = at.WIDE_RECOUNT_HASH >> 3
  return [
    [...columns.words.subarray(0, at.WIDE_SEQUENCE >> 2)],
    [...columns.wides.subarray(at.WIDE_CASH_TOTAL >> 3, end)],
  ]
}

export function traderRows(book: Book): number[] {
  return allRows(book).filter((row) => book.columns.rowClass[row] === CLASS_TRADER)
}

/** Rows with an account. */
export function allRows(book: Book): number[] {
  const end = book.columns.word(at.WORD_BLOCKS) << at.BLOCK_SHIFT
  return Array.from({ length: end }, (_, row) => row).filter((row) => book.columns.rowClass[row] !== 0)
}
