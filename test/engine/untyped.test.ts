// What callers without types do: numbers for bigints, text, getters that change their mind, half a batch. Each gets a
// typed error and changes nothing.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { AssertionError } from '../../src/core/assert.ts'
import { BallastError, ErrorCode } from '../../src/core/errors.ts'
import type { Engine } from '../../src/index.ts'
import * as venue from './small-venue.ts'

const { ALICE, BOB, LINEAR } = venue

// biome-ignore lint/suspicious/noExplicitAny: the callers of this file have no types.
type Untyped = any

const MISTAKES: [what: string, code: ErrorCode, command: (engine: Untyped) => void][] = [
  ['a number of reserved atoms', ErrorCode.RANGE, (e) => e.openAccount({ id: 5_000, reservedAtoms: 10 })],
  ['a class in an array', ErrorCode.ACCOUNT_CLASS, (e) => e.openAccount({ id: 5_000, class: ['trader'] })],
  ['an exemption of 1', ErrorCode.CONFIG, (e) => e.openAccount({ id: 5_000, exempt: 1 })],
  ['an exemption in words', ErrorCode.CONFIG, (e) => e.setExempt(ALICE, 'no')],
  ['a number of margin', ErrorCode.RANGE, (e) => e.setReserved(ALICE, 5)],
  ['a deposit in text', ErrorCode.RANGE, (e) => e.deposit(ALICE, '5')],
  ['a withdrawal of a number', ErrorCode.RANGE, (e) => e.withdraw(ALICE, 5)],
  ['a transfer of nothing', ErrorCode.RANGE, (e) => e.transfer(ALICE, BOB)],
  [
    'a number of lots',
    ErrorCode.RANGE,
    (e) => e.trade({ buyer: ALICE, seller: BOB, market: LINEAR, lots: 5, priceTicks: 100n }),
  ],
  ['a funding rate in text', ErrorCode.RANGE, (e) => e.payFunding(LINEAR, '7', 1)],
  [
    'a takeover limit of 5',
    ErrorCode.RANGE,
    (e) => e.configureMarket(LINEAR, { maxPositionLots: 7n, takeoverLimitLots: 5 }),
  ],
  [
    'a tier floor of 1000',
    ErrorCode.TIERS,
    (e) =>
      e.configureMarket(LINEAR, {
        maxPositionLots: 7n,
        tiers: [
          { floorAtoms: 0n, ratePpm: 1 },
          { floorAtoms: 1000, ratePpm: 2 },
        ],
      }),
  ],
  ['a term with a slip of the pen', ErrorCode.CONFIG, (e) => e.configureMarket(LINEAR, { maxPositionLot: 5n })],
  ['a market without a symbol', ErrorCode.CONFIG, (e) => e.listMarket({ ...venue.linearConfig, symbol: undefined })],
  [
    'markets in a plain array',
    ErrorCode.RANGE,
    (e) => e.applyMarks({ timeMs: 1, markets: [65_536], priceTicks: BigInt64Array.of(100n) }),
  ],
  [
    'accounts in a plain array',
    ErrorCode.RANGE,
    (e) => e.applyDeposits({ accounts: [ALICE], atoms: BigInt64Array.of(1n) }),
  ],
  ['a batch of another make', ErrorCode.RANGE, (e) => e.applyTrades({ count: 1, capacity: 1, buyers: [ALICE] })],
]

for (const kernel of venue.KERNELS) {
  for (const [what, code, command] of MISTAKES) {
    test(`${what} is a typed error and changes nothing (${kernel})`, () => {
      const engine = venue.openVenue(kernel)
      const before = [engine.stateHash(), engine.lastSequence]
      const error = venue.errorOf(() => command(engine))
      assert.instance(error, BallastError)
      assert.is((error as BallastError).code, code, String(error))
      assert.equal([engine.stateHash(), engine.lastSequence], before)
      venue.sound(engine)
    })
  }
}

test('a getter that changes its mind is asked once', () => {
  const engine = venue.openVenue()
  let asked = 0
  const account = {
    id: 5_000,
    get class() {
      asked += 1
      return asked === 1 ? ('trader' as const) : ('pool' as const)
    },
  }
  engine.openAccount(account)
  assert.is(engine.account(5_000).class, 'trader')
  const funding = {
    markets: Uint16Array.of(LINEAR),
    ratesPpb: BigInt64Array.of(1n),
    get timeMs() {
      asked += 1
      return asked === 2 ? 7 : Number.NaN
    },
  }
  engine.applyFunding(funding)
  assert.is(engine.lastTimeMs, 7)
  venue.sound(engine)
})

function stopped(engine: Engine): void {
  for (const command of [() => engine.deposit(ALICE, 1n), () => engine.checkSync(), () => engine.advanceTime(9)]) {
    const error = venue.errorOf(command)
    assert.is((error as BallastError).code, ErrorCode.STATE)
    assert.match(String(error), /an invariant broke/)
  }
}

for (const kernel of venue.KERNELS) {
  test(`an engine whose lots do not add up stops at the trade that sees it (${kernel})`, () => {
    const engine = venue.openVenue(kernel)
    engine.book.columns.marketLotsSum[LINEAR] = 1n
    assert.instance(
      venue.errorOf(() => venue.trade(engine, ALICE, BOB, 1n, 100n)),
      AssertionError,
    )
    stopped(engine)
  })

  test(`an engine whose cash does not add up stops at the next command (${kernel})`, () => {
    const engine = venue.openVenue(kernel)
    engine.book.columns.wides.fill(1n, 34, 35)
    assert.instance(
      venue.errorOf(() => engine.deposit(ALICE, 1n)),
      AssertionError,
    )
    stopped(engine)
  })
}

test.run()
