import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ErrorCode } from '../../src/core/errors.ts'
import { type DrawdownOptions, triggerOf, type WarningOptions, warningOf } from '../../src/engine/fund-options.ts'
import { refuses } from './small-venue.ts'

test('what is left out is 30 % and 25 % of eight hours', () => {
  assert.is(triggerOf('depleted'), null)
  assert.equal(triggerOf({}), {
    ...{ startPpm: 300_000, stopPpm: 250_000, windowMs: 28_800_000, per: 'pool', leastBalanceAtoms: 0n, pays: 'all' },
  })
  assert.is(warningOf(null), null)
  assert.equal(warningOf({ startBalanceAtoms: 5n, stopBalanceAtoms: 5n }), {
    ...{ startPpm: 150_000, stopPpm: 100_000, windowMs: 28_800_000, startBalanceAtoms: 5n, stopBalanceAtoms: 5n },
  })
})

const { CONFIG, RANGE } = ErrorCode
const TRIGGERS: [given: unknown, code: ErrorCode, why: RegExp][] = [
  ['empty', CONFIG, /round\.trigger is "empty", expected "depleted" or an object of startPpm/],
  [null, CONFIG, /round\.trigger is null/],
  [[1], CONFIG, /round\.trigger is \[1\]/],
  [{ start: 1 }, CONFIG, /round\.trigger\.start is no option/],
  [{ startPpm: 0 }, RANGE, /round\.trigger\.startPpm is 0, expected a whole number from 1 to 1000000/],
  [{ startPpm: 200_000 }, RANGE, /round\.trigger\.stopPpm is 250000, expected a whole number from 1 to 200000/],
  [{ windowMs: 1_000 }, RANGE, /round\.trigger\.windowMs is 1000, expected a multiple of 480/],
  [{ windowMs: 0 }, RANGE, /round\.trigger\.windowMs/],
  [{ per: 'account' }, CONFIG, /round\.trigger\.per is "account", expected one of pool, market/],
  [{ pays: 'some' }, CONFIG, /round\.trigger\.pays/],
  [{ leastBalanceAtoms: -1n }, RANGE, /round\.trigger\.leastBalanceAtoms is -1/],
  [{ leastBalanceAtoms: 1 }, RANGE, /expected a bigint/],
]
for (const [given, code, why] of TRIGGERS) {
  test(`no trigger: ${JSON.stringify(given, (_, value) => (typeof value === 'bigint' ? `${value}` : value))}`, () => {
    refuses(code, why, () => triggerOf(given as DrawdownOptions))
  })
}

const WARNINGS: [given: unknown, code: ErrorCode, why: RegExp][] = [
  ['soon', CONFIG, /round\.warning is "soon", expected null or an object/],
  [{ stopPpm: 200_000 }, RANGE, /round\.warning\.stopPpm is 200000, expected a whole number from 1 to 150000/],
  [{ startBalanceAtoms: 5n }, RANGE, /round\.warning\.stopBalanceAtoms is 0, expected at least the start, 5/],
  [{ per: 'pool' }, CONFIG, /round\.warning\.per is no option/],
]
for (const [given, code, why] of WARNINGS) {
  test(`no warning: ${JSON.stringify(given, (_, value) => (typeof value === 'bigint' ? `${value}` : value))}`, () => {
    refuses(code, why, () => warningOf(given as WarningOptions))
  })
}

test.run()
