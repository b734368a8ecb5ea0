import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as rowHash from '../../src/book/row-hash.ts'
import { rowOf } from '../../src/book/rows.ts'
import * as at from '../../src/memory/fields.ts'
import * as venue from '../engine/small-venue.ts'

const ELEMENTS: [field: string, one: rowHash.Lanes, other: rowHash.Lanes][] = [
  ['id of cash', rowHash.cashElement(1, 5n), rowHash.cashElement(2, 5n)],
  ['cash', rowHash.cashElement(1, 5n), rowHash.cashElement(1, -5n)],
  ['id of a row', rowHash.rowElement(1, 1, 1, 0n), rowHash.rowElement(2, 1, 1, 0n)],
  ['owner', rowHash.rowElement(1, 1, 1, 0n), rowHash.rowElement(1, 2, 1, 0n)],
  ['class', rowHash.rowElement(1, 1, 1, 0n), rowHash.rowElement(1, 1, 2, 0n)],
  ['flags', rowHash.rowElement(1, 1, 1, 0n), rowHash.rowElement(1, 1, 257, 0n)],
  ['margin', rowHash.rowElement(1, 1, 1, 0n), rowHash.rowElement(1, 1, 1, 1n)],
  ['id of a position', rowHash.positionElement(1, 0, 5n, 5n), rowHash.positionElement(2, 0, 5n, 5n)],
  ['market', rowHash.positionElement(1, 0, 5n, 5n), rowHash.positionElement(1, 1, 5n, 5n)],
  ['lots', rowHash.positionElement(1, 0, 5n, 5n), rowHash.positionElement(1, 0, -5n, 5n)],
  ['entry value', rowHash.positionElement(1, 0, 5n, 5n), rowHash.positionElement(1, 0, 5n, 6n)],
]

for (const [field, one, other] of ELEMENTS) {
  test(`another ${field} changes both lanes`, () => {
    assert.is.not(one[0], other[0])
    assert.is.not(one[1], other[1])
  })
}

test('an id and a market do not run into each other', () => {
  assert.is.not(rowHash.positionElement(1, 2, 5n, 5n)[0], rowHash.positionElement(2, 1, 5n, 5n)[0])
})

test('elements are added and taken away in any order, modulo 2^64', () => {
  const { book } = venue.openVenue()
  const { wides } = book.columns
  const lanes = () => [wides[at.WIDE_ROWS_HASH >> 3], wides[(at.WIDE_ROWS_HASH >> 3) + 1]]
  const before = lanes()
  const elements = [1n, 2n, 3n].map((cash) => rowHash.cashElement(7, cash))
  for (const element of elements) rowHash.addElement(book, element)
  assert.not.equal(lanes(), before)
  for (const element of elements.reverse()) rowHash.removeElement(book, element)
  assert.equal(lanes(), before)
})

test('the element of a row is made of what stands in its columns', () => {
  const engine = venue.emptyEngine()
  engine.openAccount({ id: 9, owner: 4, class: 'pool', exempt: true, reservedAtoms: 11n })
  const element = rowHash.rowElementOf(engine.book, rowOf(engine.book, 9))
  assert.equal(element, rowHash.rowElement(9, 4, 2 | 256, 11n))
})

test.run()
