import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Book } from '../../src/book/book.ts'
import { setCash, setPosition } from '../../src/book/cells.ts'
import { configureMarket } from '../../src/book/market-config.ts'
import { marketMaintenanceAtomPpm, setMark, unitAt, unitAtMark } from '../../src/book/markets.ts'
import { PLAN_HEALTHY, PLAN_MADE } from '../../src/core/codes.ts'
import { PPM } from '../../src/core/limits.ts'
import { createKernel } from '../../src/kernel/kernel.ts'
import * as at from '../../src/memory/fields.ts'
import { fewestLots, limitTicks, planSale } from '../../src/stages/plan-sale.ts'
import { type Leg, type Valued, valueAccount } from '../../src/stages/value-account.ts'
import * as venue from '../engine/small-venue.ts'
import { row } from './small-round.ts'

const { ALICE, INVERSE, LINEAR, TIERED } = venue

const engine = venue.openVenue('reference', venue.newEngine('reference'))
const { book } = engine
const kernel = createKernel('reference', book)
const fastEngine = venue.openVenue('fast', venue.newEngine('fast'))
const fast = createKernel('fast', fastEngine.book)
const alice = row(engine, ALICE)

/** 0.5 %, then 2 % above 40,000 atoms, then 10 % above 200,000. */
const tiers = [
  { floorAtoms: 0n, ratePpm: 5_000 },
  { floorAtoms: 40_000n, ratePpm: 20_000 },
  { floorAtoms: 200_000n, ratePpm: 100_000 },
]
for (const each of [book, fastEngine.book]) configureMarket(each, TIERED, { tiers })

/** Alice holds so many lots at the mark, and is worth so much. */
function hold(to: Book, market: number, lots: bigint, ticks: bigint, equity: bigint): void {
  for (const other of [LINEAR, TIERED, INVERSE]) setPosition(to, alice, other, 0n, 0n)
  setMark(to, market, ticks, 1)
  setPosition(to, alice, market, lots, 0n)
  setCash(to, alice, equity - lots * unitAtMark(to, market))
}

function valued(market: number, lots: bigint, ticks: bigint, equity: bigint): { valued: Valued; leg: Leg } {
  hold(book, market, lots, ticks, equity)
  const account = valueAccount({ book, kernel }, alice)
  return { valued: account, leg: account.legs[0]! }
}

const settings = (maxSlippagePpm: bigint, bufferAtoms = 0n) => ({ maxSlippagePpm, bufferAtoms })

const FEWEST: [what: string, lots: bigint, equity: bigint, slippage: bigint, buffer: bigint, wanted: bigint][] = [
  // 10 lots of 10,000 at 1 %: 100 a lot. 550 bear 5.
  ['as few as bring the maintenance down to the equity', 10n, 550n, 0n, 0n, 5n],
  ['of a short too', -10n, 550n, 0n, 0n, 5n],
  ['exactly healthy is healthy', 10n, 600n, 0n, 0n, 4n],
  // Slippage of 0.5 %, 50 a lot: 550 − 50k ≥ 100 · (10 − k): k = 9.
  ['slippage is paid for by selling more', 10n, 550n, 5_000n, 0n, 9n],
  ['a buffer as well', 10n, 550n, 0n, 100n, 6n],
  ['the whole leg when slippage eats what it frees', 10n, 550n, 10_000n, 0n, 10n],
  ['the whole leg when nothing is left to save', 10n, -1n, 0n, 0n, 10n],
  ['at least one lot', 10n, 5_000n, 0n, 0n, 1n],
]

for (const [what, lots, equity, slippage, buffer, wanted] of FEWEST) {
  test(`how many lots: ${what}`, () => {
    const { valued: account, leg } = valued(LINEAR, lots, 100n, equity)
    assert.is(fewestLots(book, account, leg, settings(slippage, buffer)), wanted)
  })
}

test('how many lots: the other legs keep their maintenance', () => {
  hold(book, LINEAR, 10n, 100n, 0n)
  setMark(book, TIERED, 100n, 1)
  setPosition(book, alice, TIERED, -4n, 0n)
  setCash(book, alice, 750n - 100_000n + 40_000n)
  const account = valueAccount({ book, kernel }, alice)
  // 750 less 0.5 % of 40,000 for the other leg: 550 bear 5 of 10.
  assert.is(fewestLots(book, account, account.legs[0]!, settings(0n)), 5n)
})

const LIMITS: [what: string, market: number, lots: bigint, ticks: bigint, allowance: bigint, limit: bigint | null][] = [
  // 10 lots of 100 a tick: 1,000 a tick.
  ['a seller may lose two ticks and a half: two', LINEAR, 10n, 100n, 2_500n, 98n],
  ['a buyer too', LINEAR, -10n, 100n, 2_500n, 102n],
  ['who must gain half a tick must gain one', LINEAR, 10n, 100n, -500n, 101n],
  ['so must a buyer', LINEAR, -10n, 100n, -500n, 99n],
  ['no seller goes below one tick', LINEAR, 10n, 100n, 10n ** 9n, 1n],
  ['a buyer for whom no price is low enough', LINEAR, -10n, 100n, -(10n ** 9n), 0n],
  // u = −30,000/ticks: −600 at 50; a lot may lose 100: −700 at 43 is −697.67, at 42 −714.
  ['an inverse seller', INVERSE, 1n, 50n, 100n, 43n],
  ['an inverse buyer: −500 at 60', INVERSE, -1n, 50n, 100n, 60n],
  ['an inverse buyer who may lose all that a lot is worth', INVERSE, -2n, 50n, 1_200n, null],
]

for (const [what, market, lots, ticks, allowance, limit] of LIMITS) {
  test(`the worst price: ${what}`, () => {
    assert.is(limitTicks(book, valued(market, lots, ticks, 0n).leg, allowance), limit)
  })
}

const size = (value: bigint) => (value < 0n ? -value : value)

const numbers = fc.record({
  market: fc.constantFrom(LINEAR, TIERED, TIERED, INVERSE),
  lots: fc.bigInt({ min: 1n, max: 60n }),
  minus: fc.boolean(),
  ticks: fc.bigInt({ min: 10n, max: 100n }),
  part: fc.integer({ min: -20, max: 130 }),
  slippage: fc.constantFrom(0n, 1n, 300n, 5_000n, 20_000n),
  buffer: fc.constantFrom(0n, 0n, 1n, 500n),
  budget: fc.constantFrom(0n, 3n, 300n, 10n ** 6n),
})
type Numbers = typeof numbers extends fc.Arbitrary<infer N> ? N : never

/** An account with a part of its maintenance, in percent. */
function accountOf({ market, lots: count, minus, ticks, part }: Numbers) {
  const lots = minus ? -count : count
  setMark(book, market, ticks, 1)
  const notional = size(lots * unitAtMark(book, market))
  const equity = (marketMaintenanceAtomPpm(book, market, notional) * BigInt(part)) / 100n / PPM
  return { market, lots, ticks, equity }
}

test('no smaller number of lots makes the account healthy, and this one does when any does', () => {
  let parts = 0
  fc.assert(
    fc.property(numbers, (given) => {
      const { market, lots, ticks, equity } = accountOf(given)
      const { valued: account, leg } = valued(market, lots, ticks, equity)
      const unit = size(unitAtMark(book, market))
      const slippage = (unit * given.slippage + PPM - 1n) / PPM
      const heals = (k: bigint) => {
        const maintenance = marketMaintenanceAtomPpm(book, market, (size(lots) - k) * unit)
        return (equity - k * slippage - given.buffer) * PPM >= maintenance
      }
      let expected = 1n
      while (expected < size(lots) && !heals(expected)) expected += 1n
      if (expected < size(lots)) parts += 1
      assert.is(fewestLots(book, account, leg, settings(given.slippage, given.buffer)), expected)
    }),
    { seed: 8, numRuns: 4_000 },
  )
  assert.ok(parts > 400, `only ${parts} were parts`)
})

test('the worst price is allowed, and the next worse one is not', () => {
  fc.assert(
    fc.property(numbers, fc.bigInt({ min: -60_000n, max: 60_000n }), (given, allowance) => {
      const { market, lots, ticks } = accountOf(given)
      const { leg } = valued(market, lots, ticks, 0n)
      const loses = (price: bigint) => lots * (unitAtMark(book, market) - unitAt(book, market, price))
      const limit = limitTicks(book, leg, allowance)
      const worse = lots > 0n ? -1n : 1n
      if (limit === null) {
        // A buyer of an inverse contract loses at most all that it is worth.
        assert.ok(market === INVERSE && lots < 0n && loses(10n ** 15n) <= allowance)
        return
      }
      if (limit >= 1n && limit < 2n ** 62n) assert.ok(loses(limit) <= allowance, `${limit} loses ${loses(limit)}`)
      if (limit + worse >= 1n) assert.ok(loses(limit + worse) > allowance, `${limit + worse} is allowed too`)
    }),
    { seed: 9, numRuns: 4_000 },
  )
})

test('a plan is share, slippage, lots and limit together', () => {
  // 10 lots of 10,000 with 550: the share is all of it, slippage 500, of which the budget has 300.
  const { valued: account, leg } = valued(LINEAR, 10n, 100n, 550n)
  assert.equal(planSale(book, account, leg, settings(5_000n), 300n), {
    lots: 9n,
    limitTicks: 100n, // 850 are less than a tick
    shareAtoms: 550n,
    extraAtoms: 300n,
    slippageAtoms: 500n,
  })
  const short = valued(LINEAR, -10n, 100n, -2_000n)
  assert.equal(planSale(book, short.valued, short.leg, settings(5_000n), 10_000n), {
    lots: -10n,
    limitTicks: 98n, // it must gain 1,500: two ticks
    shareAtoms: -2_000n,
    extraAtoms: 500n,
    slippageAtoms: 500n,
  })
})

test('the fast kernel plans the sale of an only leg as it is planned here, or leaves it to be', () => {
  const made = new Map<number, number>()
  fc.assert(
    fc.property(numbers, (given) => {
      const { market, lots, ticks, equity } = accountOf(given)
      const { valued: account, leg } = valued(market, lots, ticks, equity)
      hold(fastEngine.book, market, lots, ticks, equity)
      const outcome = fast.planSale(alice, given.slippage, given.buffer, given.budget)
      made.set(outcome, (made.get(outcome) ?? 0) + 1)
      const healthy = equity >= 0n && equity * PPM >= account.maintenanceAtomPpm
      if (outcome === PLAN_HEALTHY) assert.ok(healthy)
      if (outcome !== PLAN_MADE) return
      assert.not(healthy)
      const plan = planSale(book, account, leg, settings(given.slippage, given.buffer), given.budget)
      const first = at.PLAN_FIRST
      assert.equal(
        [...fastEngine.book.columns.legs.subarray(first, first + 5)],
        [plan.lots, plan.limitTicks, plan.shareAtoms, plan.extraAtoms, plan.slippageAtoms],
      )
    }),
    { seed: 10, numRuns: 4_000 },
  )
  assert.ok(made.get(PLAN_MADE)! > 1_000 && made.get(PLAN_HEALTHY)! > 100, `${[...made]}`)
})

test.run()
