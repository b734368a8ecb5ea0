import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ErrorCode } from '../../src/core/errors.ts'
import type { Engine } from '../../src/engine/engine.ts'
import * as venue from '../engine/small-venue.ts'

const { ALICE, BOB, INVERSE, LINEAR, TIERED, refusesCommand } = venue
const carryOf = (engine: Engine, market = LINEAR) => engine.book.columns.marketCarry[market]!
const indexOf = (engine: Engine, market = LINEAR) => engine.market(market).fundingAtoms

// u is 10,000 atoms, so a rate of 33,334e-9 is 0.33334 atoms a lot. The index is rounded down, the rest is carried.
const THIRDS: [rate: bigint, steps: [index: bigint, carry: bigint][]][] = [
  [
    33_334n,
    [
      [0n, 333_340_000n],
      [0n, 666_680_000n],
      [1n, 20_000n],
    ],
  ],
  [
    -33_334n,
    [
      [-1n, 666_660_000n],
      [-1n, 333_320_000n],
      [-2n, 999_980_000n],
    ],
  ],
]

for (const [rate, steps] of THIRDS) {
  test(`three payments of a third of an atom are one, and what is over is not lost (${rate} ppb)`, () => {
    const engine = venue.openVenue()
    for (const [number, [index, carry]] of steps.entries()) {
      engine.payFunding(LINEAR, rate, number)
      assert.equal([indexOf(engine), carryOf(engine)], [index, carry])
    }
  })
}

test('a payment and its opposite cancel to the last part of an atom', () => {
  const engine = venue.openVenue()
  engine.payFunding(LINEAR, 123_457n, 0)
  engine.payFunding(LINEAR, -123_457n, 0)
  assert.equal([indexOf(engine), carryOf(engine)], [0n, 0n])
})

test('longs pay a positive rate, shorts receive it, and no cash moves', () => {
  const engine = venue.openVenue()
  venue.trade(engine, ALICE, BOB, 3n, 100n)
  const cash = [ALICE, BOB].map((id) => venue.cashOf(engine, id))
  engine.payFunding(LINEAR, 1_000_000n, 0) // 0.1 % of 10,000
  assert.equal(
    [ALICE, BOB].map((id) => engine.account(id).equityAtoms),
    [-30n, 30n],
  )
  assert.equal(
    [ALICE, BOB].map((id) => venue.cashOf(engine, id)),
    cash,
  )
  engine.payFunding(LINEAR, -2_000_000n, 0)
  assert.equal(
    [ALICE, BOB].map((id) => engine.account(id).equityAtoms),
    [30n, -30n],
  )
})

test('in an inverse market the notional counts, not its sign: 1 % of 600', () => {
  const engine = venue.openVenue()
  venue.trade(engine, ALICE, BOB, 2n, 50n, INVERSE)
  engine.payFunding(INVERSE, 10_000_000n, 0)
  assert.is(indexOf(engine, INVERSE), 6n)
  assert.equal(
    [ALICE, BOB].map((id) => engine.account(id).equityAtoms),
    [-12n, 12n],
  )
})

test('the mark of now is what is paid on', () => {
  const engine = venue.openVenue()
  venue.mark(engine, 1, [LINEAR, 200n])
  engine.payFunding(LINEAR, 1_000_000n, 1)
  assert.is(indexOf(engine), 20n)
})

test('the index reaches its bound on both sides, and not an atom more', () => {
  for (const sign of [1n, -1n]) {
    const engine = venue.openVenue()
    engine.payFunding(LINEAR, sign * 1_000_000_000n, 5)
    assert.is(indexOf(engine), sign * 10_000n)
    const message = new RegExp(`would be ${sign * 10_001n} atoms a lot, the market allows ±10000`)
    refusesCommand(engine, ErrorCode.RANGE, message, () => engine.payFunding(LINEAR, sign * 100_000n, 6))
    assert.equal([engine.lastTimeMs, carryOf(engine)], [5, 0n])
  }
})

const REFUSED: [what: string, pay: (engine: Engine) => void, code: ErrorCode, message: RegExp][] = [
  ['more than all', (e) => e.payFunding(LINEAR, 1_000_000_001n, 9), ErrorCode.RANGE, /rate of 1000000001 ppb/],
  ['less than minus all', (e) => e.payFunding(LINEAR, -1_000_000_001n, 9), ErrorCode.RANGE, /at most ±1000000000/],
  ['a rate beyond 64 bits', (e) => e.payFunding(LINEAR, 2n ** 64n + 1n, 9), ErrorCode.RANGE, /18446744073709551617/],
  ['an unknown market', (e) => e.payFunding(3, 1n, 9), ErrorCode.UNKNOWN_MARKET, /no market 3/],
  ['a halted market', (e) => e.payFunding(TIERED, 1n, 9), ErrorCode.HALTED, /TIER-PERP is halted/],
  ['yesterday', (e) => e.payFunding(LINEAR, 1n, 6), ErrorCode.TIME, /time 6.*from 7 on/],
  ['half a millisecond', (e) => e.payFunding(LINEAR, 1n, 7.5), ErrorCode.TIME, /time 7.5/],
]

for (const [what, pay, code, message] of REFUSED) {
  test(`funding of ${what} is refused`, () => {
    const engine = venue.openVenue()
    venue.mark(engine, 7, [LINEAR, 100n])
    engine.haltMarket(TIERED)
    refusesCommand(engine, code, message, () => pay(engine))
  })
}

const batch = (timeMs: number, markets: number[], rates: bigint[]) => {
  return { timeMs, markets: Uint16Array.from(markets), ratesPpb: BigInt64Array.from(rates) }
}

test('a batch pays in all its markets at one time', () => {
  const engine = venue.openVenue()
  engine.applyFunding(batch(4, [LINEAR, INVERSE], [1_000_000n, -10_000_000n]))
  assert.equal([indexOf(engine), indexOf(engine, INVERSE), engine.lastTimeMs], [10n, -6n, 4])
})

const BATCHES: [what: string, markets: number[], rates: bigint[], code: ErrorCode, message: RegExp][] = [
  ['a rate missing', [LINEAR, INVERSE], [1n], ErrorCode.RANGE, /2 markets with 1 rates/],
  ['a market twice', [LINEAR, LINEAR], [1n, 1n], ErrorCode.DUPLICATE, /LIN-PERP stands twice/],
  ['an unknown market', [LINEAR, 9], [1n, 1n], ErrorCode.UNKNOWN_MARKET, /no market 9/],
  ['a rate too high', [LINEAR, INVERSE], [1n, 2_000_000_000n], ErrorCode.RANGE, /INV-PERP: a funding rate/],
]

for (const [what, markets, rates, code, message] of BATCHES) {
  test(`a batch with ${what} pays in no market`, () => {
    const engine = venue.openVenue()
    refusesCommand(engine, code, message, () => engine.applyFunding(batch(4, markets, rates)))
  })
}

test.run()
