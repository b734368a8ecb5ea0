import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { AssertionError } from '../../src/core/assert.ts'
import { grown, RowImages } from '../../src/stages/row-images.ts'
import * as venue from '../engine/small-venue.ts'
import { give, row } from './small-round.ts'

const { ALICE, BOB, LINEAR, TIERED } = venue

function images() {
  const engine = venue.openVenue()
  give(engine, ALICE, 7n, [LINEAR, 2n, 100n], [TIERED, -3n, 110n])
  const kept = new RowImages(engine.book.columns.rowId.length)
  kept.add(engine.book, row(engine, ALICE))
  return { engine, kept, alice: row(engine, ALICE), bob: row(engine, BOB) }
}

/** `[market, lots, entry]` of every leg. */
const legs = (kept: RowImages, of: number) => {
  const found: unknown[] = []
  for (let leg = kept.firstLeg(of); leg < kept.endLeg(of); leg += 1) {
    found.push([kept.market(leg), kept.lots(leg), kept.entryAtoms(leg)])
  }
  return found
}

test('an image is cash and positions as they were, whatever happens to the row', () => {
  const { engine, kept, alice } = images()
  const cash = venue.cashOf(engine, ALICE)
  venue.trade(engine, BOB, ALICE, 2n, 90n)
  engine.deposit(ALICE, 50n)
  assert.is(kept.cashAtoms(alice), cash)
  assert.equal(legs(kept, alice), [
    [LINEAR, 2n, 20_000n],
    [TIERED, -3n, -33_000n],
  ])
  assert.equal([kept.lotsIn(alice, LINEAR), kept.lotsIn(alice, TIERED), kept.lotsIn(alice, 2)], [2n, -3n, 0n])
})

test('rows are numbered in the order in which they were remembered', () => {
  const { engine, kept, alice, bob } = images()
  kept.add(engine.book, bob)
  assert.equal([kept.count, kept.row(0), kept.row(1)], [2, alice, bob])
  assert.equal(legs(kept, bob), [])
})

test('a row is remembered once, and one that is not has no image', () => {
  const { engine, kept, alice, bob } = images()
  assert.equal([kept.has(alice), kept.has(bob)], [true, false])
  for (const wrong of [() => kept.add(engine.book, alice), () => kept.cashAtoms(bob), () => kept.lotsIn(bob, LINEAR)]) {
    assert.instance(venue.errorOf(wrong), AssertionError)
  }
})

test('what was cleared can be remembered anew', () => {
  const { engine, kept, alice } = images()
  kept.clear()
  assert.equal([kept.count, kept.has(alice)], [0, false])
  venue.trade(engine, BOB, ALICE, 1n, 100n)
  kept.add(engine.book, alice)
  assert.is(kept.lotsIn(alice, LINEAR), 1n)
})

test('an image can be taken over from others', () => {
  const { engine, kept, alice, bob } = images()
  const other = new RowImages(engine.book.columns.rowId.length)
  other.add(engine.book, bob)
  other.copy(kept, alice)
  kept.clear()
  assert.equal([other.count, other.row(1), other.cashAtoms(alice), legs(other, alice).length], [2, alice, 13_007n, 2])
  assert.equal(legs(other, bob), [])
})

test('hundreds of rows with thousands of legs find room, also taken over', () => {
  const engine = venue.emptyEngine()
  engine.openAccount({ id: 5_000, class: 'external' })
  const ids = Array.from({ length: 290 }, (_, index) => 1_000 + index)
  engine.openAccount({ id: 6_000, class: 'pool' })
  for (let market = 0; market < 6; market += 1) {
    engine.listMarket({ ...venue.linearConfig, symbol: `M${market}`, externalAccount: 5_000 })
  }
  const importerIds = ids.map((id) => id + 10_000)
  for (const id of importerIds) engine.openAccount({ id })
  for (const [index, id] of importerIds.entries()) {
    for (let market = 0; market < 6; market += 1)
      venue.trade(engine, id, 5_000, BigInt(index + market + 1), 100n, market)
  }
  const rows = engine.book.columns.rowId.length
  const [kept, taken] = [new RowImages(rows), new RowImages(rows)]
  for (const id of importerIds) kept.add(engine.book, row(engine, id))
  for (const id of importerIds) taken.copy(kept, row(engine, id))
  for (const [index, id] of importerIds.entries()) {
    for (const each of [kept, taken]) {
      const lots = Array.from({ length: 6 }, (_, market) => each.lotsIn(row(engine, id), market))
      assert.equal(
        lots,
        lots.map((_, market) => BigInt(index + market + 1)),
      )
    }
  }
})

test('a grown column begins with what was there', () => {
  assert.equal([...grown(Uint32Array.of(3, 4), new Uint32Array(4))], [3, 4, 0, 0])
})

test.run()
