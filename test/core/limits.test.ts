import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ErrorCode } from '../../src/core/errors.ts'
import * as limit from '../../src/core/limits.ts'
import { refuses } from '../engine/small-venue.ts'

for (const value of [-(2n ** 63n), -1n, 0n, 2n ** 63n - 1n]) {
  test(`${value} fits 64 bits`, () => limit.checkInt64(value, 'lots'))
}

for (const value of [-(2n ** 63n) - 1n, 2n ** 63n, 2n ** 64n + 1n]) {
  test(`${value} does not fit 64 bits, and the field is named`, () => {
    refuses(ErrorCode.RANGE, /^trade\.lots is -?\d+, beyond 64 bits$/, () => limit.checkInt64(value, 'trade.lots'))
  })
}

test('the equity of a full account fits 64 bits', () => {
  const positions = BigInt(limit.MAX_TRADER_POSITIONS) * limit.MAX_POSITION_ATOMS
  assert.ok(positions + limit.MAX_CASH_ATOMS <= limit.MAX_INT64)
})

test('a maintenance margin of 100 % on a full account fits the two accumulators of the scan', () => {
  // Each half of a notional is below 2^32, the rate is at most 10^6, an account has at most 128 positions.
  assert.ok(BigInt(limit.MAX_TRADER_POSITIONS) * 2n ** 32n * limit.PPM < limit.MAX_INT64)
})

test('the cash of a row takes the largest trade with both fees without leaving 64 bits', () => {
  const trade = 2n * limit.MAX_POSITION_ATOMS + 2n * limit.MAX_FEE_ATOMS
  assert.ok(limit.MAX_CASH_ATOMS + trade <= limit.MAX_INT64)
})

test('the entry value of a house position fits 64 bits', () => {
  assert.ok(limit.HOUSE_LOTS_FACTOR * limit.MAX_POSITION_ATOMS <= limit.MAX_INT64)
})

test.run()
