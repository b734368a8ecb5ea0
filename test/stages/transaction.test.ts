import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { reserveSlots } from '../../src/book/arenas.ts'
import { AssertionError } from '../../src/core/assert.ts'
import { ErrorCode } from '../../src/core/errors.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { createEngine } from '../../src/engine/engine.ts'
import { min } from '../../src/fixed/rounding.ts'
import { createKernel, type KernelName } from '../../src/kernel/kernel.ts'
import { BLOCK_SHIFT } from '../../src/memory/fields.ts'
import { Transaction } from '../../src/stages/transaction.ts'
import * as venue from '../engine/small-venue.ts'
import { Chance } from '../oracles/chance.ts'
import { give, row } from './small-round.ts'

const { ALICE, BOB, LINEAR, POOL, TIERED } = venue

interface Moved {
  readonly from: number
  readonly to: number
  readonly market: number
  readonly lots: bigint
  readonly value: bigint
}

/** Moves of a transaction by ids; a pool may open a position. */
function begin(engine: Engine) {
  const kernel = createKernel(engine.kernel, engine.book)
  const transaction = new Transaction(engine.book, kernel)
  const move = ({ from, to, market, lots, value }: Moved) => {
    const [giver, taker] = [row(engine, from), row(engine, to)]
    transaction.touch(giver)
    transaction.touch(taker)
    assert.ok(reserveSlots(engine.book, taker >> BLOCK_SHIFT, 1))
    return kernel.moveLots(giver, taker, market, lots, value, 10_000n, engine.account(to).class !== 'trader', true)
  }
  return { transaction, kernel, move }
}

function small(kernel: KernelName): Engine {
  const engine = venue.openVenue(kernel)
  give(engine, ALICE, 9_000n, [LINEAR, 10n, 100n], [TIERED, 5n, 101n])
  give(engine, BOB, 9_000n, [LINEAR, -6n, 103n])
  give(engine, POOL, 9_000n)
  return engine
}

const closing = { from: ALICE, to: BOB, market: LINEAR, lots: 6n, value: 61_000n }
const opening = { from: ALICE, to: POOL, market: TIERED, lots: 5n, value: 50_001n }

for (const kernel of venue.KERNELS) {
  test(`what is committed stands, counted once, whatever order of moves has led there (${kernel})`, () => {
    const engine = small(kernel)
    const { transaction, move } = begin(engine)
    for (const each of [closing, opening]) assert.is(move(each), 0)
    transaction.commit()
    venue.sound(engine)
    assert.equal([venue.positionsOf(engine, BOB), venue.positionsOf(engine, POOL)], [[], [[TIERED, 5n, 50_001n]]])
    assert.is(transaction.images.count, 0)
    // The same by trades in another order is the same book.
    const other = small(kernel)
    const { transaction: another, move: moveThere } = begin(other)
    for (const each of [opening, { ...closing, lots: 2n, value: 1_000n }, { ...closing, lots: 4n, value: 60_000n }]) {
      moveThere(each)
    }
    another.commit()
    assert.is(other.stateHash(), engine.stateHash())
  })

  test(`a rollback puts back what was: positions closed and opened, entry values, cash (${kernel})`, () => {
    const engine = small(kernel)
    const before = engine.stateHash()
    const { transaction, move } = begin(engine)
    for (const each of [closing, opening]) assert.is(move(each), 0)
    transaction.rollback()
    assert.is(engine.stateHash(), before)
    venue.sound(engine)
    assert.equal(venue.positionsOf(engine, POOL), [])
    assert.equal([transaction.images.count, venue.cashOf(engine, POOL)], [0, 9_000n])
    // And it can begin anew.
    move(closing)
    transaction.commit()
    venue.sound(engine)
  })

  test(`a rollback in the middle of a move, with one row touched, leaves everything as it was (${kernel})`, () => {
    const engine = small(kernel)
    const before = engine.stateHash()
    const { transaction } = begin(engine)
    transaction.touch(row(engine, ALICE))
    engine.book.columns.rowCash[row(engine, ALICE)] = 123n
    transaction.rollback()
    assert.is(engine.stateHash(), before)
    venue.sound(engine)
  })

  test(`cash beyond 2^61 is refused before anything is counted, and can be undone (${kernel})`, () => {
    const engine = small(kernel)
    const before = engine.stateHash()
    const { transaction, move } = begin(engine)
    move({ ...closing, value: 2n ** 61n + 200_000n })
    venue.refuses(ErrorCode.RANGE, /account 1 would hold \d+ atoms, the limit is 2\^61/, () => transaction.commit())
    transaction.rollback()
    assert.is(engine.stateHash(), before)
    venue.sound(engine)
  })

  test(`cash from nowhere breaks I2, lots from nowhere I1 (${kernel})`, () => {
    for (const [spoil, why] of [
      [(engine: Engine) => (engine.book.columns.rowCash[row(engine, ALICE)]! += 1n), /I2 broken/],
      [
        (engine: Engine) => (engine.book.columns.posSize[engine.book.columns.runStart[row(engine, ALICE)]!]! += 1n),
        /I1/,
      ],
    ] as const) {
      const engine = small(kernel)
      const { transaction } = begin(engine)
      transaction.touch(row(engine, ALICE))
      spoil(engine)
      const error = venue.errorOf(() => transaction.commit())
      assert.instance(error, AssertionError)
      assert.match((error as Error).message, why)
    }
  })

  test(`rollbacks after many moves in a book full to the last position restore it each time (${kernel})`, () => {
    const engine = full(kernel)
    const chance = new Chance(17)
    const before = engine.stateHash()
    assert.is(engine.book.positionCount, POSITIONS)
    for (let round = 0; round < 40; round += 1) {
      const { transaction, move } = begin(engine)
      const left = new Map<string, bigint>()
      for (let moves = 0; moves < 60; moves += 1) {
        const market = chance.below(MARKETS)
        const [from, to] = [LONGS + chance.below(TRADERS), chance.once(3) ? POOL : SHORTS + chance.below(TRADERS)]
        const key = (id: number) => `${id} ${market}`
        const open = (id: number) => left.get(key(id)) ?? LOTS
        const most = to === POOL ? open(from) : min(open(from), open(to))
        // A pool opens a position only where one is closed.
        if (most === 0n) continue
        const lots = to === POOL ? most : chance.between(1n, most)
        assert.is(move({ from, to, market, lots, value: chance.between(-99_999n, 99_999n) }), 0)
        left.set(key(from), open(from) - lots)
        if (to !== POOL) left.set(key(to), open(to) - lots)
      }
      transaction.rollback()
      assert.is(engine.stateHash(), before, `round ${round}`)
      venue.sound(engine)
    }
  })
}

const [LONGS, SHORTS, TRADERS, MARKETS, LOTS] = [1_000, 2_000, 90, 12, 3n] as const
const POSITIONS = 2 * TRADERS * MARKETS

/** Longs and shorts in every market, nothing left for another position. */
function full(kernel: KernelName): Engine {
  const capacity = { accounts: 300, positions: POSITIONS, markets: MARKETS }
  const engine = createEngine({ capacity, atom: '0.01', kernel })
  engine.openAccount({ id: venue.EXTERNALS[0], class: 'external' })
  engine.openAccount({ id: POOL, class: 'pool' })
  for (let market = 0; market < MARKETS; market += 1) engine.listMarket({ ...venue.linearConfig, symbol: `M${market}` })
  for (const first of [LONGS, SHORTS]) {
    for (let index = 0; index < TRADERS; index += 1) engine.openAccount({ id: first + index })
  }
  for (let market = 0; market < MARKETS; market += 1) {
    for (let index = 0; index < TRADERS; index += 1) {
      venue.trade(engine, LONGS + index, SHORTS + index, LOTS, 100n + BigInt(index), market)
    }
  }
  return engine
}

test.run()
