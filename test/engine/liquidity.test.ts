import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ErrorCode } from '../../src/core/errors.ts'
import { checkFill, liquidityIn } from '../../src/engine/liquidity.ts'
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

const ASK = { account: 1, market: 0, lots: 5n, limitTicks: null, markTicks: 100n, timeMs: 0 }

test('an order book may be left out, and is whatever can answer', () => {
  for (const options of [{}, { liquidity: null }, { liquidity: undefined }]) {
    assert.is(liquidityIn(options as Parameters<typeof liquidityIn>[0]), null)
  }
  class Books {
    readonly #fill = { priceTicks: 7n, lots: 1n, more: 'than asked for' }
    answer() {
      return [this.#fill]
    }
  }
  assert.equal(liquidityIn({ liquidity: new Books() })!.answer(ASK), [{ priceTicks: 7n, lots: 1n }])
})

// biome-ignore lint/suspicious/noExplicitAny: what callers without types give.
type Untyped = any

const NO_BOOKS: [what: string, options: Untyped, why: RegExp][] = [
  ['no options', null, /^options of a round is null/],
  ['text', { liquidity: 'deep' }, /^liquidity is "deep"/],
  ['one without an answer', { liquidity: {} }, /^liquidity\.answer is undefined, expected a function/],
  ['a class for an answer', { liquidity: { answer: class {} } }, /^liquidity\.answer is a class/],
]

for (const [what, options, why] of NO_BOOKS) {
  test(`refused as an order book: ${what}`, () => venue.refuses(ErrorCode.CONFIG, why, () => liquidityIn(options)))
}

const NO_FILLS: [what: string, answer: Untyped, why: RegExp][] = [
  ['nothing', undefined, /^liquidity answers with Undefined, expected a list of fills/],
  ['a column', BigInt64Array.of(1n), /^liquidity answers with BigInt64Array/],
  ['a fill by itself', { priceTicks: 7n, lots: 1n }, /^liquidity answers with Object/],
  ['a list with a hole', new Array(3), /^a fill of the liquidity is undefined/],
  ['a list of bigints', [7n], /^a fill of the liquidity is 7, expected an object/],
]

for (const [what, answer, why] of NO_FILLS) {
  test(`refused as an answer: ${what}`, () => {
    const liquidity = liquidityIn({ liquidity: { answer: () => answer } })!
    venue.refuses(ErrorCode.RANGE, why, () => liquidity.answer(ASK))
  })
}

test('asks are shown as copies, and fills are read once', () => {
  let asked = 0
  const liquidity = liquidityIn({
    liquidity: {
      get answer() {
        asked += 1
        return (ask: Untyped) => {
          ask.lots = 1_000n
          return [
            {
              lots: 1n,
              get priceTicks() {
                asked += 1
                return BigInt(asked)
              },
            },
          ]
        }
      },
    },
  })!
  const own = { ...ASK }
  const [fill] = liquidity.answer(own)
  assert.equal([own, asked, fill!.priceTicks, fill!.priceTicks], [ASK, 2, 2n, 2n])
})

test.run()
