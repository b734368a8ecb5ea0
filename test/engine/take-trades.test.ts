import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as code from '../../src/core/codes.ts'
import { ErrorCode } from '../../src/core/errors.ts'
import type { Engine } from '../../src/engine/engine.ts'
import type { Trade } from '../../src/engine/trade-batch.ts'
import { batchOf } from '../kernel/batch-columns.ts'
import * as venue from './small-venue.ts'

const { ALICE, BOB, DEFICIT, LINEAR, TIERED } = venue
const good: Trade = { buyer: ALICE, seller: BOB, market: LINEAR, lots: 1n, priceTicks: 100n }

const REFUSED: [what: string, change: Partial<Trade>, code: ErrorCode, message: RegExp][] = [
  ['an unknown buyer', { buyer: 77 }, ErrorCode.UNKNOWN_ACCOUNT, /no account 77 is open/],
  ['an unknown seller', { seller: 78 }, ErrorCode.UNKNOWN_ACCOUNT, /no account 78 is open/],
  ['a buyer beyond 32 bits', { buyer: 2 ** 32 + ALICE }, ErrorCode.UNKNOWN_ACCOUNT, /no account 4294967297/],
  ['an unknown market', { market: 3 }, ErrorCode.UNKNOWN_MARKET, /no market 3/],
  ['a market beyond 16 bits', { market: 65_536 }, ErrorCode.UNKNOWN_MARKET, /no market 65536/],
  ['one account on both sides', { seller: ALICE }, ErrorCode.DUPLICATE, /account 1 trades with itself/],
  ['a halted market', { market: TIERED }, ErrorCode.HALTED, /market 1 is halted/],
  ['no lots', { lots: 0n }, ErrorCode.RANGE, /^trade of 0 lots at 100 ticks in market 0: 0 lots, expected 1 to twice/],
  ['a price outside', { priceTicks: 9n }, ErrorCode.PRICE_BAND, /9 ticks lie outside the band of market 0/],
  ['a fee too high', { buyerFeeAtoms: 2n ** 55n + 1n }, ErrorCode.RANGE, /a fee passes ±2\^55 atoms/],
  ['the deficit row', { seller: DEFICIT }, ErrorCode.ACCOUNT_CLASS, /the deficit row does not trade/],
  ['too many lots', { lots: 1_001n }, ErrorCode.RANGE, /account 1 would pass the market's position limit/],
]

for (const kernel of venue.KERNELS) {
  for (const [what, change, errorCode, message] of REFUSED) {
    test(`a trade with ${what} is an error with its code and numbers (${kernel})`, () => {
      const engine = venue.openVenue(kernel)
      engine.haltMarket(TIERED)
      venue.refusesCommand(engine, errorCode, message, () => engine.trade({ ...good, ...change }))
    })
  }
}

const outcomesOf = (engine: Engine, trades: readonly Trade[]) => {
  const batch = batchOf(trades)
  const applied = engine.applyTrades(batch)
  return [applied, [...batch.outcomes]]
}

for (const kernel of venue.KERNELS) {
  test(`a batch is one command; trades in it that are refused say so and the others stand (${kernel})`, () => {
    const engine = venue.openVenue(kernel)
    const before = engine.lastSequence
    const trades = [good, { ...good, buyer: 77 }, { ...good, lots: 2n, buyerFeeAtoms: 5n }, { ...good, priceTicks: 5n }]
    const outcomes = [0, code.TRADE_UNKNOWN_BUYER, 0, code.TRADE_PRICE_BAND]
    assert.equal(outcomesOf(engine, trades), [2, outcomes])
    assert.equal(venue.positionsOf(engine, ALICE), [[LINEAR, 3n, 30_000n]])
    assert.is(venue.cashOf(engine, ALICE), -30_005n)
    assert.is(engine.lastSequence, before + 1)
    venue.sound(engine)
  })

  test(`a batch longer than the columns is the same as its trades one by one (${kernel})`, () => {
    // The engine takes 8 at a time.
    const trades = Array.from({ length: 21 }, (_, index): Trade => {
      const lots = BigInt(index % 5)
      return {
        ...good,
        lots,
        priceTicks: BigInt(90 + index),
        ...(index % 2 === 0 ? {} : { buyer: BOB, seller: ALICE }),
      }
    })
    const engine = venue.openVenue(kernel)
    const [applied, outcomes] = outcomesOf(engine, trades)
    const hash = engine.stateHash()
    assert.is(applied, 16)
    assert.equal(
      outcomes,
      trades.map(({ lots }) => (lots === 0n ? code.TRADE_LOTS_RANGE : code.TRADE_APPLIED)),
    )
    const single = venue.openVenue(kernel)
    for (const trade of trades) if (trade.lots > 0n) single.trade(trade)
    assert.is(single.stateHash(), hash)
  })
}

test('only the first "count" trades are applied, and no outcome behind them is touched', () => {
  const engine = venue.openVenue()
  const batch = batchOf([good, good, good])
  batch.outcomes.fill(99)
  batch.count = 1
  assert.is(engine.applyTrades(batch), 1)
  assert.equal([...batch.outcomes], [0, 99, 99])
})

for (const count of [-1, 1.5, 3, Number.NaN]) {
  test(`a count of ${count} in columns for two is refused`, () => {
    const engine = venue.openVenue()
    const batch = batchOf([good, good])
    batch.count = count
    const message = new RegExp(`a batch of ${count} trades in columns for 2`)
    venue.refusesCommand(engine, ErrorCode.RANGE, message, () => engine.applyTrades(batch))
  })
}

test.run()
