import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ErrorCode } from '../../src/core/errors.ts'
import { checkFill } from '../../src/engine/liquidity.ts'
import { flagAccounts } from '../../src/stages/flag-accounts.ts'
import { type Ask, sellOnBook } from '../../src/stages/sell-on-book.ts'
import { give, marked, roundOver } from '../stages/small-round.ts'
import * as venue from './small-venue.ts'

const { ALICE, BOB, LINEAR } = venue

/** Alice sells 10 lots from 93 ticks up, or buys them from 87 down: she must gain 3 ticks of 1,000. */
function ask(short: boolean): { ask: Ask; engine: ReturnType<typeof venue.emptyEngine> } {
  const fill = (engine: ReturnType<typeof venue.emptyEngine>) => {
    give(engine, ALICE, 7_000n, [LINEAR, short ? -10n : 10n, short ? 80n : 100n])
  }
  const engine = marked('reference', fill, [LINEAR, 90n])
  const round = roundOver(engine)
  flagAccounts(round)
  return { ask: sellOnBook(round, null).next().value as Ask, engine }
}

const FILLS: [what: string, short: boolean, ticks: bigint, lots: bigint, refused: ErrorCode | null][] = [
  ['at the limit', false, 93n, 10n, null],
  ['better than it', false, 1_000n, 1n, null],
  ['worse than it', false, 92n, 1n, ErrorCode.PRICE_BAND],
  ['a buyer at the limit', true, 87n, 10n, null],
  ['a buyer better than it', true, 10n, 1n, null],
  ['a buyer worse than it', true, 88n, 1n, ErrorCode.PRICE_BAND],
  ['of more than is asked', false, 93n, 11n, ErrorCode.RANGE],
  ['of nothing', false, 93n, 0n, ErrorCode.RANGE],
  ['of less than nothing', false, 93n, -1n, ErrorCode.RANGE],
  ['above the market’s band', false, 1_001n, 1n, ErrorCode.PRICE_BAND],
  ['a buyer below the market’s band', true, 9n, 1n, ErrorCode.PRICE_BAND],
  ['of lots beyond 64 bits', false, 93n, 2n ** 64n + 1n, ErrorCode.RANGE],
  ['at a price beyond 64 bits', false, 2n ** 64n + 93n, 1n, ErrorCode.RANGE],
]

for (const [what, short, priceTicks, lots, refused] of FILLS) {
  test(`a fill ${what} is ${refused === null ? 'taken' : `refused with ${refused}`}`, () => {
    const { ask: wanted, engine } = ask(short)
    const check = () => checkFill(engine.book, wanted, priceTicks, lots)
    if (refused === null) assert.not.throws(check)
    else venue.refuses(refused, /fill/, check)
  })
}

test('numbers instead of bigints are refused', () => {
  const { ask: wanted, engine } = ask(false)
  const check = (ticks: unknown, lots: unknown) => () => checkFill(engine.book, wanted, ticks as bigint, lots as bigint)
  venue.refuses(ErrorCode.RANGE, /fill\.lots/, check(93n, 1))
  venue.refuses(ErrorCode.RANGE, /fill\.priceTicks/, check(93, 1n))
})

test('what was filled before is asked for no more', () => {
  const { ask: wanted, engine } = ask(false)
  wanted.leftLots -= 4n
  venue.refuses(ErrorCode.RANGE, /of 7 lots, 6 are asked for/, () => {
    checkFill(engine.book, wanted, 93n, 7n)
  })
})

test('what the account has sold elsewhere in the meantime cannot be filled', () => {
  const { ask: wanted, engine } = ask(false)
  venue.trade(engine, BOB, ALICE, 8n, 95n)
  assert.not.throws(() => checkFill(engine.book, wanted, 93n, 2n))
  venue.refuses(ErrorCode.STATE, /it holds 2 by now/, () => {
    checkFill(engine.book, wanted, 93n, 3n)
  })
  venue.trade(engine, BOB, ALICE, 5n, 95n)
  venue.refuses(ErrorCode.STATE, /it holds -3 by now/, () => {
    checkFill(engine.book, wanted, 93n, 1n)
  })
})

test.run()
