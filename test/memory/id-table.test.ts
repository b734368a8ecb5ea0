import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Book } from '../../src/book/book.ts'
import { AssertionError } from '../../src/core/assert.ts'
import { MAX_ID } from '../../src/core/limits.ts'
import type { Columns } from '../../src/memory/columns.ts'
import { enterId, findRow, removeId } from '../../src/memory/id-table.ts'
import { errorOf } from '../engine/small-venue.ts'

// 42 accounts in 64 places: two thirds full, as full as a table ever gets.
const ACCOUNTS = 42
const PLACES = 64
const book = Book.open(
  { accounts: ACCOUNTS, positions: 1, markets: 1, tiersPerMarket: 1, batch: 1 },
  { coefficient: 1n, decimals: 2 },
  'plain',
)

function emptyTable(): Columns {
  book.clear()
  assert.is(book.columns.idSlots.length, PLACES)
  return book.columns
}

function enter(columns: Columns, id: number, row: number): void {
  columns.rowId[row] = id
  enterId(columns, id, row)
}

/** The first `count` ids whose search begins at `place`. */
function idsAt(place: number, count: number): number[] {
  const ids: number[] = []
  for (let id = 1; ids.length < count; id += 1) if (Math.imul(id, 0x9e3779b1) >>> 26 === place) ids.push(id)
  return ids
}

test('an empty table knows nobody, not even 0', () => {
  const columns = emptyTable()
  assert.equal([findRow(columns, 0), findRow(columns, 1), findRow(columns, MAX_ID)], [-1, -1, -1])
})

test('row 0 and the largest id are like any other', () => {
  const columns = emptyTable()
  enter(columns, MAX_ID, 0)
  assert.equal([findRow(columns, MAX_ID), findRow(columns, 1)], [0, -1])
})

for (const place of [5, PLACES - 1]) {
  test(`ids that collide at place ${place} stand behind each other and close up when one goes`, () => {
    const columns = emptyTable()
    const ids = idsAt(place, 4)
    for (const [row, id] of ids.entries()) enter(columns, id, row)
    for (const [row, id] of ids.entries()) assert.is(columns.idSlots[(place + row) % PLACES], row + 1, `${id}`)
    removeId(columns, ids[1]!)
    assert.equal(
      [0, 1, 2, 3].map((step) => columns.idSlots[(place + step) % PLACES]),
      [1, 3, 4, 0],
    )
    assert.equal(
      ids.map((id) => findRow(columns, id)),
      [0, -1, 2, 3],
    )
  })
}

test('an id that stands at home does not move when its neighbour goes', () => {
  const columns = emptyTable()
  const [first] = idsAt(10, 1)
  const [second] = idsAt(11, 1)
  enter(columns, first!, 0)
  enter(columns, second!, 1)
  removeId(columns, first!)
  assert.equal([columns.idSlots[10], columns.idSlots[11]], [0, 2])
})

test('to enter an id twice, or to remove a stranger, is a mistake of the program', () => {
  const columns = emptyTable()
  enter(columns, 7, 0)
  assert.match(String(errorOf(() => enter(columns, 7, 1))), /id 7 is in the table already/)
  const error = errorOf(() => removeId(columns, 8))
  assert.instance(error, AssertionError)
  assert.match(String(error), /id 8 is not in the table/)
})

test('whatever comes and goes, up to a table two thirds full, is found as in a Map', () => {
  // Few different ids, many of them on the same places.
  const ids = [...idsAt(3, 15), ...idsAt(4, 15), ...idsAt(PLACES - 1, 15), ...idsAt(40, 15)]
  const step = fc.record({ id: fc.constantFrom(...ids), remove: fc.boolean() })
  fc.assert(
    fc.property(fc.array(step, { minLength: 100, maxLength: 300 }), (steps) => {
      const columns = emptyTable()
      const rows = new Map<number, number>()
      const free = Array.from({ length: ACCOUNTS }, (_, row) => row)
      for (const { id, remove } of steps) {
        if (rows.has(id) && remove) {
          removeId(columns, id)
          free.push(rows.get(id)!)
          rows.delete(id)
        } else if (!rows.has(id) && free.length > 0) {
          rows.set(id, free.pop()!)
          enter(columns, id, rows.get(id)!)
        }
      }
      for (const id of ids) assert.is(findRow(columns, id), rows.get(id) ?? -1)
      assert.is(columns.idSlots.filter((entry) => entry !== 0).length, rows.size)
    }),
    { seed: 1, numRuns: 200 },
  )
})

test('a table two thirds full of dense ids keeps its chains short', () => {
  const columns = emptyTable()
  for (let id = 1; id <= ACCOUNTS; id += 1) enter(columns, id, id - 1)
  let chain = 0
  let longest = 0
  for (let place = 0; place < 2 * PLACES; place += 1) {
    chain = columns.idSlots[place % PLACES] === 0 ? 0 : chain + 1
    longest = Math.max(longest, chain)
  }
  assert.ok(longest <= 8, `a chain of ${longest}`)
})

test.run()
