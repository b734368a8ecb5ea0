import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { assertCash, setCash, setPosition, setRowFields } from '../../src/book/cells.ts'
import { rowOf } from '../../src/book/rows.ts'
import { AssertionError } from '../../src/core/assert.ts'
import { ROW_EXEMPT } from '../../src/core/codes.ts'
import { readWide } from '../../src/fixed/wide.ts'
import * as at from '../../src/memory/fields.ts'
import * as venue from '../engine/small-venue.ts'

const { ALICE, BOB, LINEAR } = venue

function cells() {
  const engine = venue.openVenue()
  const { book } = engine
  return { engine, book, alice: rowOf(book, ALICE), bob: rowOf(book, BOB) }
}

test('cash that is set is counted, hashed, and undone by setting it back', () => {
  const { engine, book, alice } = cells()
  const hash = engine.stateHash()
  setCash(book, alice, -7n)
  assert.is(readWide(book.columns.wides, at.WIDE_CASH_TOTAL >> 3), -7n)
  assert.is.not(engine.stateHash(), hash)
  setCash(book, alice, 0n)
  assert.is(engine.stateHash(), hash)
  venue.sound(engine)
})

test('cash that moves between rows stays the same in sum', () => {
  const { engine, book, alice, bob } = cells()
  engine.deposit(ALICE, 10n)
  setCash(book, alice, 4n)
  const error = venue.errorOf(() => assertCash(book))
  assert.instance(error, AssertionError)
  assert.match(String(error), /I2 broken/)
  setCash(book, bob, 6n)
  assertCash(book)
  venue.sound(engine)
})

test('a position is opened, changed and closed; no lots where there is none do nothing', () => {
  const { engine, book, alice } = cells()
  const hash = engine.stateHash()
  assert.ok(setPosition(book, alice, LINEAR, 0n, 9n))
  assert.is(engine.stateHash(), hash)
  assert.ok(setPosition(book, alice, LINEAR, 5n, 50n))
  assert.ok(setPosition(book, alice, LINEAR, -3n, -31n))
  assert.equal(venue.positionsOf(engine, ALICE), [[LINEAR, -3n, -31n]])
  assert.is(book.columns.marketLotsSum[LINEAR], -3n)
  assert.ok(setPosition(book, alice, LINEAR, 0n, 0n))
  assert.equal([engine.stateHash(), book.positionCount], [hash, 0])
  venue.sound(engine)
})

test('an entry value alone counts in the hash', () => {
  const { engine, book, alice } = cells()
  setPosition(book, alice, LINEAR, 5n, 50n)
  const hash = engine.stateHash()
  setPosition(book, alice, LINEAR, 5n, 51n)
  assert.is.not(engine.stateHash(), hash)
})

test('margin and flags of a row change apart and come back', () => {
  const { engine, book, alice } = cells()
  const hash = engine.stateHash()
  setRowFields(book, alice, { reservedAtoms: 9n })
  setRowFields(book, alice, { flags: ROW_EXEMPT })
  assert.equal([engine.account(ALICE).reservedAtoms, engine.account(ALICE).exempt], [9n, true])
  venue.sound(engine)
  setRowFields(book, alice, { reservedAtoms: 0n, flags: 0 })
  assert.is(engine.stateHash(), hash)
})

test.run()
