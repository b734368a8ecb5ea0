import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { setCash } from '../../src/book/cells.ts'
import { rowOf } from '../../src/book/rows.ts'
import * as code from '../../src/core/codes.ts'
import { MAX_CASH_ATOMS, MAX_FEE_ATOMS } from '../../src/core/limits.ts'
import type { Engine } from '../../src/engine/engine.ts'
import type { Trade } from '../../src/engine/trade-batch.ts'
import { createKernel, type KernelName } from '../../src/kernel/kernel.ts'
import * as at from '../../src/memory/fields.ts'
import { applyTrades } from '../../src/stages/apply-trades.ts'
import * as venue from '../engine/small-venue.ts'
import { putTrades } from '../kernel/batch-columns.ts'

const { ALICE, BOB, CAROL, DEFICIT, EXTERNALS, INVERSE, LINEAR } = venue

const good: Trade = { buyer: ALICE, seller: BOB, market: LINEAR, lots: 1n, priceTicks: 100n }

/** Outcomes of trades that are applied one after the other. */
function outcomesOf(engine: Engine, kernel: KernelName, trades: readonly Trade[]): number[] {
  putTrades(engine.book, trades)
  const applied = applyTrades(engine.book, createKernel(kernel, engine.book), trades.length)
  const outcomes = [...engine.book.columns.tradeOutcome.subarray(0, trades.length)]
  assert.is(applied, outcomes.filter((outcome) => outcome === code.TRADE_APPLIED).length)
  return outcomes
}

const nothing = () => {}
const haltInverse = (engine: Engine) => engine.haltMarket(INVERSE)
const cash = (id: number, atoms: bigint) => (engine: Engine) => setCash(engine.book, rowOf(engine.book, id), atoms)
const FEE = MAX_FEE_ATOMS

// The market's limit is 1,000 lots for a trader and 64,000 for the house; a trade may have 2,000.
const OUTCOMES: [what: string, trade: Partial<Trade>, prepare: (engine: Engine) => void, outcome: number][] = [
  ['a good trade', {}, nothing, code.TRADE_APPLIED],
  ['an unknown buyer', { buyer: 77 }, nothing, code.TRADE_UNKNOWN_BUYER],
  ['buyer 0', { buyer: 0 }, nothing, code.TRADE_UNKNOWN_BUYER],
  ['an unknown seller', { seller: 77 }, nothing, code.TRADE_UNKNOWN_SELLER],
  ['two strangers', { buyer: 77, seller: 78 }, nothing, code.TRADE_UNKNOWN_BUYER],
  ['a trade with oneself', { seller: ALICE }, nothing, code.TRADE_SAME_ACCOUNT],
  ['an unknown market', { market: 3 }, nothing, code.TRADE_UNKNOWN_MARKET],
  ['the last number a market can have', { market: 65_535 }, nothing, code.TRADE_UNKNOWN_MARKET],
  ['a halted market', { market: INVERSE, priceTicks: 50n }, haltInverse, code.TRADE_MARKET_HALTED],
  ['no lots', { lots: 0n }, nothing, code.TRADE_LOTS_RANGE],
  ['less than no lots', { lots: -1n }, nothing, code.TRADE_LOTS_RANGE],
  ['more than twice the limit', { lots: 2_001n }, nothing, code.TRADE_LOTS_RANGE],
  ['all lots there are', { lots: 2n ** 63n - 1n }, nothing, code.TRADE_LOTS_RANGE],
  ['a price below the band', { priceTicks: 9n }, nothing, code.TRADE_PRICE_BAND],
  ['the lowest price', { priceTicks: 10n }, nothing, code.TRADE_APPLIED],
  ['the highest price', { priceTicks: 1_000n }, nothing, code.TRADE_APPLIED],
  ['a price above the band', { priceTicks: 1_001n }, nothing, code.TRADE_PRICE_BAND],
  ['a price of nothing', { priceTicks: 0n }, nothing, code.TRADE_PRICE_BAND],
  ['the largest fees', { buyerFeeAtoms: FEE, sellerFeeAtoms: -FEE }, nothing, code.TRADE_APPLIED],
  ['a fee beyond', { buyerFeeAtoms: FEE + 1n }, nothing, code.TRADE_FEE_RANGE],
  ['a rebate beyond', { sellerFeeAtoms: -FEE - 1n }, nothing, code.TRADE_FEE_RANGE],
  ['the smallest number as a fee', { sellerFeeAtoms: -(2n ** 63n) }, nothing, code.TRADE_FEE_RANGE],
  ['the deficit row as buyer', { buyer: DEFICIT }, nothing, code.TRADE_ACCOUNT_CLASS],
  ['the deficit row as seller', { seller: DEFICIT }, nothing, code.TRADE_ACCOUNT_CLASS],
  ['as many lots as a trader may hold', { lots: 1_000n }, nothing, code.TRADE_APPLIED],
  ['a lot more for the buyer', { lots: 1_001n }, nothing, code.TRADE_BUYER_LOTS_LIMIT],
  ['a lot more for the seller', { lots: 1_001n, buyer: EXTERNALS[0] }, nothing, code.TRADE_SELLER_LOTS_LIMIT],
  ['two thousand lots between house accounts', { lots: 2_000n, buyer: EXTERNALS[0], seller: venue.POOL }, nothing, 0],
  ['cash up to 2^61', {}, cash(BOB, MAX_CASH_ATOMS - 10_000n), code.TRADE_APPLIED],
  ['an atom beyond for the seller', {}, cash(BOB, MAX_CASH_ATOMS - 9_999n), code.TRADE_CASH_LIMIT],
  ['an atom beyond for the buyer', {}, cash(ALICE, -MAX_CASH_ATOMS + 9_999n), code.TRADE_CASH_LIMIT],
  ['a fee for a full fee account', { buyerFeeAtoms: 1n }, cash(EXTERNALS[0], MAX_CASH_ATOMS), code.TRADE_CASH_LIMIT],
]

/** The book says that it is full at so many positions while the action lasts. */
function withCapacity<Result>(engine: Engine, positions: number, action: () => Result): Result {
  const { columns } = engine.book
  const capacity = columns.word(at.WORD_CAP_POSITIONS)
  columns.setWord(at.WORD_CAP_POSITIONS, positions)
  try {
    return action()
  } finally {
    columns.setWord(at.WORD_CAP_POSITIONS, capacity)
  }
}

for (const kernel of venue.KERNELS) {
  for (const [what, change, prepare, outcome] of OUTCOMES) {
    test(`${what}: outcome ${outcome} (${kernel})`, () => {
      const engine = venue.openVenue(kernel)
      prepare(engine)
      // What the preparation has put into a row counts as deposited.
      engine.book.columns.wides.copyWithin(
        at.WIDE_NET_DEPOSITS >> 3,
        at.WIDE_CASH_TOTAL >> 3,
        (at.WIDE_CASH_TOTAL >> 3) + 2,
      )
      const before = engine.stateHash()
      assert.equal(outcomesOf(engine, kernel, [{ ...good, ...change }]), [outcome])
      assert.is(engine.stateHash() !== before, outcome === code.TRADE_APPLIED)
      venue.sound(engine)
    })
  }

  test(`a position may turn from its limit on one side to that on the other at once (${kernel})`, () => {
    const engine = venue.openVenue(kernel)
    const trades = [
      { ...good, lots: 1_000n },
      { ...good, buyer: BOB, seller: ALICE, lots: 2_000n },
    ]
    assert.equal(outcomesOf(engine, kernel, trades), [0, 0])
    assert.equal(venue.positionsOf(engine, ALICE), [[LINEAR, -1_000n, -10_000_000n]])
  })

  test(`the house holds sixty-four times the limit and no lot more (${kernel})`, () => {
    const engine = venue.openVenue(kernel)
    engine.configureMarket(LINEAR, { maxPositionLots: 1n })
    for (let lots = 0; lots < 64; lots += 2) {
      assert.equal(outcomesOf(engine, kernel, [{ ...good, buyer: EXTERNALS[0], seller: venue.POOL, lots: 2n }]), [0])
    }
    const more = outcomesOf(engine, kernel, [
      { ...good, buyer: EXTERNALS[0], seller: CAROL },
      { ...good, buyer: CAROL, seller: venue.POOL },
    ])
    assert.equal(more, [code.TRADE_BUYER_LOTS_LIMIT, code.TRADE_SELLER_LOTS_LIMIT])
  })

  test(`a trader holds 128 positions, a house account more (${kernel})`, () => {
    const engine = venue.openVenue(kernel)
    for (let market = 3; market < 129; market += 1) {
      engine.listMarket({ ...venue.linearConfig, symbol: `M${market}` })
    }
    const [house] = EXTERNALS
    const price = (market: number) => (market === INVERSE ? 50n : 100n)
    for (let market = 0; market < 128; market += 1) {
      const trade = { market, lots: 1n, priceTicks: price(market) }
      assert.equal(outcomesOf(engine, kernel, [{ ...trade, buyer: ALICE, seller: house }]), [0])
      assert.equal(outcomesOf(engine, kernel, [{ ...trade, buyer: venue.POOL, seller: BOB }]), [0])
    }
    const last = { market: 128, lots: 1n, priceTicks: 100n }
    assert.equal(
      outcomesOf(engine, kernel, [
        { ...last, buyer: ALICE, seller: house },
        { ...last, buyer: house, seller: BOB },
      ]),
      [code.TRADE_BUYER_POSITIONS_FULL, code.TRADE_SELLER_POSITIONS_FULL],
    )
    assert.equal(outcomesOf(engine, kernel, [{ ...last, buyer: CAROL, seller: house }, good]), [0, 0])
    venue.sound(engine)
  })

  test(`in a full book a trade is applied that closes as many positions as it opens (${kernel})`, () => {
    const engine = venue.openVenue(kernel)
    assert.equal(outcomesOf(engine, kernel, [good]), [0])
    const trades = [
      { ...good, market: INVERSE, priceTicks: 50n }, // opens two
      { ...good, buyer: CAROL, seller: BOB }, // opens one
      { ...good, buyer: CAROL, seller: ALICE }, // opens one, closes one
      { ...good, buyer: BOB, seller: CAROL }, // closes two
    ]
    const outcomes = withCapacity(engine, 2, () => outcomesOf(engine, kernel, trades))
    assert.equal(outcomes, [code.TRADE_CAPACITY, code.TRADE_CAPACITY, 0, 0])
    assert.is(engine.book.positionCount, 0)
    venue.sound(engine)
  })

  test(`a refused trade in the middle leaves the others as they are (${kernel})`, () => {
    const engine = venue.openVenue(kernel)
    const outcomes = outcomesOf(engine, kernel, [good, { ...good, lots: 0n }, { ...good, buyer: 77 }, good])
    assert.equal(outcomes, [0, code.TRADE_LOTS_RANGE, code.TRADE_UNKNOWN_BUYER, 0])
    assert.equal(venue.positionsOf(engine, ALICE), [[LINEAR, 2n, 20_000n]])
  })
}

test.run()
