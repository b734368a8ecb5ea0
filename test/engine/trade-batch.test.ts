import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { AssertionError } from '../../src/core/assert.ts'
import * as codes from '../../src/core/codes.ts'
import { ErrorCode } from '../../src/core/errors.ts'
import { TradeBatch, tradeError } from '../../src/engine/trade-batch.ts'
import { errorOf } from './small-venue.ts'

const trade = { buyer: 1, seller: 2, market: 0, lots: 3n, priceTicks: 100n }

test('a batch has a column for everything, of its capacity', () => {
  const batch = new TradeBatch(5)
  assert.equal([batch.capacity, batch.count], [5, 0])
  const { buyers, sellers, markets, lots, priceTicks, buyerFeeAtoms, sellerFeeAtoms, outcomes } = batch
  for (const column of [buyers, sellers, markets, lots, priceTicks, buyerFeeAtoms, sellerFeeAtoms, outcomes]) {
    assert.is(column.length, 5)
  }
})

for (const capacity of [0, -1, 1.5]) {
  test(`a batch for ${capacity} trades is a mistake of the program`, () => {
    assert.instance(
      errorOf(() => new TradeBatch(capacity)),
      AssertionError,
    )
  })
}

const known = new Set<string>(Object.values(ErrorCode))
const inner = ['TRADE_APPLIED', 'TRADE_NEEDS_ROOM', 'TRADE_INVARIANT_BROKEN']

for (const [name, outcome] of Object.entries(codes).filter(([name]) => name.startsWith('TRADE_'))) {
  if (inner.includes(name)) {
    test(`${name} is no refusal: it has no error`, () => {
      assert.instance(
        errorOf(() => tradeError(outcome, trade)),
        AssertionError,
      )
    })
  } else {
    test(`${name} has an error with a code and the terms of the trade`, () => {
      const { code, message } = tradeError(outcome, trade)
      assert.ok(known.has(code))
      assert.match(message, /^trade of 3 lots at 100 ticks in market 0: \S/)
    })
  }
}

test.run()
