import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { reserveSlots } from '../../src/book/arenas.ts'
import { rowOf } from '../../src/book/rows.ts'
import { findSlot } from '../../src/book/runs.ts'
import * as code from '../../src/core/codes.ts'
import { createKernel } from '../../src/kernel/kernel.ts'
import * as at from '../../src/memory/fields.ts'
import * as venue from '../engine/small-venue.ts'
import { Chance } from '../oracles/chance.ts'
import { allRows, assertSameBytes, both, fillTwins, type Twin } from './twin-books.ts'

const { ALICE, BOB, CAROL, LINEAR, POOL } = venue

interface Move {
  readonly from: number
  readonly to: number
  readonly lots: bigint
  readonly value: bigint
  readonly mayGrow?: boolean
  readonly mayOpen?: boolean
}

type Position = [market: number, lots: bigint, entryAtoms: bigint]

/** Alice is long 10 from 100, Bob short 6 of them, Carol 4. F is 40. */
function prepare(name: (typeof venue.KERNELS)[number]) {
  const engine = venue.openVenue(name)
  venue.trade(engine, ALICE, BOB, 6n, 100n)
  venue.trade(engine, ALICE, CAROL, 4n, 100n)
  engine.payFunding(LINEAR, 4_000_000n, 1)
  const kernel = createKernel(name, engine.book)
  const move = ({ from, to, lots, value, mayGrow = false, mayOpen = false }: Move) => {
    const rows = [from, to].map((id) => rowOf(engine.book, id)) as [number, number]
    if (mayOpen) assert.ok(reserveSlots(engine.book, rows[1] >> at.BLOCK_SHIFT, 1))
    for (const row of rows) kernel.countRow(row, true)
    const done = kernel.moveLots(rows[0], rows[1], LINEAR, lots, value, 9_000n, mayGrow, mayOpen)
    for (const row of rows) kernel.countRow(row, false)
    return done
  }
  return { engine, move }
}

const MOVES: [what: string, move: Move, from: Position[], to: Position[]][] = [
  // Entry 6/10 of 100,000, and the rest of −60,000.
  ['a part of both', { from: ALICE, to: BOB, lots: 4n, value: 36_000n }, [[0, 6n, 60_000n]], [[0, -2n, -20_000n]]],
  ['all of the taker’s', { from: ALICE, to: BOB, lots: 6n, value: 54_000n }, [[0, 4n, 40_000n]], []],
  ['all of the giver’s short', { from: BOB, to: ALICE, lots: -6n, value: -54_000n }, [], [[0, 4n, 40_000n]]],
  // Paid at raw u: 36,000 + 4 · 40.
  [
    'what a pool opens is entered at raw u',
    { from: ALICE, to: POOL, lots: 4n, value: 36_000n, mayGrow: true, mayOpen: true },
    [[0, 6n, 60_000n]],
    [[0, 4n, 36_160n]],
  ],
  [
    'a flip of the taker begins anew at u: 2 · 9,000',
    { from: ALICE, to: BOB, lots: 8n, value: 72_000n, mayGrow: true },
    [[0, 2n, 20_000n]],
    [[0, 2n, 18_000n]],
  ],
]

const REFUSED: [what: string, move: Move, why: number][] = [
  ['more than the giver has', { from: ALICE, to: BOB, lots: 11n, value: 1n, mayGrow: true }, code.MOVE_GROWS],
  ['the other side of what it has', { from: ALICE, to: BOB, lots: -1n, value: 1n, mayGrow: true }, code.MOVE_GROWS],
  ['no lots', { from: ALICE, to: BOB, lots: 0n, value: 1n, mayGrow: true }, code.MOVE_GROWS],
  ['more than the taker has, when it may not grow', { from: ALICE, to: BOB, lots: 7n, value: 1n }, code.MOVE_GROWS],
  ['to the same side, when it may not grow', { from: BOB, to: CAROL, lots: -1n, value: 1n }, code.MOVE_GROWS],
  ['to nobody’s position', { from: ALICE, to: POOL, lots: 1n, value: 1n }, code.MOVE_GROWS],
  ['to a pool without a slot', { from: ALICE, to: POOL, lots: 1n, value: 1n, mayGrow: true }, code.MOVE_NEEDS_ROOM],
]

for (const name of venue.KERNELS) {
  for (const [what, move, from, to] of MOVES) {
    test(`lots go from one to the other: ${what} (${name})`, () => {
      const { engine, move: run } = prepare(name)
      const cash = [move.from, move.to].map((id) => venue.cashOf(engine, id))
      assert.is(run(move), code.MOVE_DONE)
      assert.equal([venue.positionsOf(engine, move.from), venue.positionsOf(engine, move.to)], [from, to])
      assert.equal(
        [move.from, move.to].map((id, side) => venue.cashOf(engine, id) - cash[side]!),
        [move.value, -move.value],
      )
      venue.sound(engine)
    })
  }

  for (const [what, move, why] of REFUSED) {
    test(`nothing moves: ${what} (${name})`, () => {
      const { engine, move: run } = prepare(name)
      const before = engine.stateHash()
      assert.is(run(move), why)
      assert.is(engine.stateHash(), before)
      venue.sound(engine)
    })
  }

  test(`a house row holds no more than 64 times a trader’s limit (${name})`, () => {
    const { engine, move } = prepare(name)
    engine.configureMarket(LINEAR, { maxPositionLots: 10n })
    const [external] = venue.EXTERNALS
    for (let held = 0n; held < 639n; held += 9n) venue.trade(engine, POOL, external, 9n, 100n)
    // 639 short: of Bob’s 6 one more may come, not two.
    const toExternal = { from: BOB, to: external, value: 0n, mayGrow: true }
    assert.is(move({ ...toExternal, lots: -2n }), code.MOVE_LOTS_LIMIT)
    assert.is(move({ ...toExternal, lots: -1n }), code.MOVE_DONE)
    assert.equal(venue.positionsOf(engine, external).at(0)?.slice(0, 2), [LINEAR, -640n])
  })
}

/** A move between random rows of a market; one in a few is refused. */
function randomMove(book: Twin['book'], chance: Chance, rows: readonly number[]) {
  const { runStart, runCount, posMarket, posSize } = book.columns
  const from = chance.pick(rows.filter((row) => runCount[row]! > 0))
  const slot = runStart[from]! + chance.below(runCount[from]!)
  const [market, held] = [posMarket[slot]!, posSize[slot]!]
  const opposite = rows.filter((row) => {
    const own = findSlot(book, row, market)
    return own >= 0 && posSize[own]! < 0n !== held < 0n
  })
  const house = rows.filter((row) => book.columns.rowClass[row] !== code.CLASS_TRADER)
  const mayGrow = chance.once(3)
  const to = chance.pick(mayGrow ? house : opposite)
  const size = held < 0n ? -held : held
  const lots = chance.pick([held, held, chance.between(1n, size) * (held < 0n ? -1n : 1n), held + 1n])
  const value = chance.between(-(2n ** 54n), 2n ** 54n)
  const unit = chance.between(-(2n ** 30n), 2n ** 30n)
  return { from, to, market, lots, value, unit, mayGrow }
}

test('both kernels move lots of random books to the same bytes, and count rows out and in as an audit does', () => {
  const outcomes = new Map<number, number>()
  const run = (seed: number) => {
    const chance = new Chance(seed)
    const { book } = fillTwins(seed)[0]!
    const rows = allRows(book)
    if (!rows.some((row) => book.columns.runCount[row]! > 0)) return
    for (const row of rows) both(({ kernel }) => kernel.countRow(row, true))
    for (let moves = 0; moves < 30; moves += 1) {
      const move = randomMove(book, chance, rows)
      if (move.from === move.to) continue
      const open = (mayOpen: boolean) =>
        both(({ kernel }) => {
          const { from, to, market, lots, value, unit, mayGrow } = move
          return kernel.moveLots(from, to, market, lots, value, unit, mayGrow, mayOpen)
        })
      let done = open(false)
      if (done === code.MOVE_NEEDS_ROOM) {
        both((twin) => assert.ok(reserveSlots(twin.book, move.to >> at.BLOCK_SHIFT, 1)))
        done = open(true)
        assert.is(done, code.MOVE_DONE)
        outcomes.set(code.MOVE_NEEDS_ROOM, 1)
      }
      outcomes.set(done, 1)
      if (!rows.some((row) => book.columns.runCount[row]! > 0)) break
    }
    assertSameBytes()
    for (const row of rows) both(({ kernel }) => kernel.countRow(row, false))
    both(({ kernel, book: own }) => {
      const { wides } = own.columns
      const [counted, running] = [at.WIDE_RECOUNT_HASH >> 3, at.WIDE_ROWS_HASH >> 3]
      wides.fill(0n, counted, counted + 2)
      kernel.recountHash(0, own.columns.word(at.WORD_BLOCKS))
      assert.equal([...wides.subarray(running, running + 2)], [...wides.subarray(counted, counted + 2)])
      for (let market = 0; market < own.marketCount; market += 1) assert.is(own.columns.marketLotsSum[market], 0n)
    })
    assertSameBytes()
  }
  fc.assert(fc.property(fc.nat(0xffff_ffff), run), { seed: 72, numRuns: 60 })
  const { MOVE_DONE, MOVE_GROWS, MOVE_NEEDS_ROOM } = code
  for (const outcome of [MOVE_DONE, MOVE_GROWS, MOVE_NEEDS_ROOM]) assert.ok(outcomes.has(outcome), `never ${outcome}`)
})

test.run()
