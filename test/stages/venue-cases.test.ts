// Numbers that venues print, at the stage that makes them here.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { rowOf } from '../../src/book/rows.ts'
import { AssertionError } from '../../src/core/assert.ts'
import type { Engine } from '../../src/engine/engine.ts'
import type { RoundOptions } from '../../src/engine/round-options.ts'
import { abs } from '../../src/fixed/rounding.ts'
import { sliceAtoms } from '../../src/fixed/shares.ts'
import type { Policy } from '../../src/policies/policy.ts'
import { deleverage } from '../../src/stages/deleverage.ts'
import { flagAccounts } from '../../src/stages/flag-accounts.ts'
import { closeAtBankruptcy, closeAtMark } from '../../src/stages/moves.ts'
import { planSale } from '../../src/stages/plan-sale.ts'
import { LOG_ADL_FILL } from '../../src/stages/round-log.ts'
import { valueAccount } from '../../src/stages/value-account.ts'
import * as venue from '../engine/small-venue.ts'
import { roundOver, story } from './small-round.ts'
import * as cases from './venue-cases.ts'

const { BTC, BTC_LOTS, ETH, millionths } = cases

/** Cases of these families that the rules here do not reproduce, each with the numbers that say why. */
const DO_NOT_FIT: Record<string, string> = {
  'dydx-bankruptcy-err-same-sign': 'a close has a number of lots and no sign of its own, so none can be wrong',
  'dydx-offset-01': 'E = 54,999 − 50,000 = 4,999 ≥ 0: at risk, and only E < 0 is deleveraged',
  'dydx-offset-03': 'E = 54,999 − 50,000 = 4,999 ≥ 0: at risk, and only E < 0 is deleveraged',
  'dydx-offset-05':
    'E = 0 is at risk, while the counterparty is bankrupt by 1: stage 7 closes both at the mark and 1 is a deficit',
}

const tested = new Set<string>()

// Queues

const linear = { ...venue.linearConfig, externalAccount: cases.EXTERNAL, maxMarkTicks: 1_000n }
/** A lot a tick, in atoms. */
const UNIT = 1_000_000n
const LIQUIDATED = 100

/** Long positions against a short that goes bankrupt; what the round tells of it. */
function queue(engine: Engine, policy: RoundOptions['policy']) {
  engine.configureRound({ policy: policy!, maxSlippagePpm: 0 })
  const order = engine.rank({ market: 0, side: 'long' }).map(({ account }) => account)
  engine.runRound()
  const fills = [...engine.roundEvents()].flatMap((event) => (event.type === 'adl-fill' ? [event] : []))
  return { order, fills }
}

const short = (lots: bigint, ticks: bigint): cases.GivenAccount => {
  const paid = -lots * ticks * UNIT
  return { id: LIQUIDATED, cashAtoms: paid, positions: [[0, lots, -paid]] }
}

for (const kernel of venue.KERNELS) {
  for (const { id, positions, liquidated, expected } of cases.casesOf<cases.QueueCase>('bitmex-queue')) {
    tested.add(id)
    test(`${id}: the queue by score, fills at the bankruptcy price, the last one partial (${kernel})`, () => {
      const price = BigInt(liquidated.bankruptcyPrice!)
      const longs = positions.map(({ account, lots }) => {
        const bought = BigInt(lots) * (price - 50n) * UNIT
        return { id: account, cashAtoms: 0n, positions: [[0, BigInt(lots), bought] as const] }
      })
      const given = [...longs, short(BigInt(liquidated.lots), price)]
      const engine = cases.engineOf(kernel, given, [{ ...linear, listingTicks: price + 1n }])
      const scores = new Map(positions.map(({ account, score }) => [account, BigInt(score!)]))
      const policy: Policy = { name: 'printed', score: ({ account }) => ({ over: scores.get(account)!, under: 1n }) }
      const { order, fills } = queue(engine, policy)
      assert.equal(order, expected.order)
      assert.equal(
        fills.map(({ to, lots, priceTicks }) => ({ account: to, lots: `${abs(lots)}`, price: `${priceTicks}` })),
        expected.fills,
      )
      for (const [account, left] of Object.entries(expected.leftLots!)) {
        const [position] = engine.account(Number(account)).positions
        assert.is(`${position?.sizeLots ?? 0n}`, left)
      }
      venue.sound(engine)
    })
  }

  for (const { id, positions, liquidated, expected } of cases.casesOf<cases.QueueCase>('delta-case-1')) {
    tested.add(id)
    test(`${id}: ranked by profit and leverage, and who is closed (${kernel})`, () => {
      // At 360 ticks 1 / (1 + profit) and 1 / leverage are whole atoms where it counts, for the tie of 1 and 6.
      const ticks = 360n
      const longs = positions.map(({ account, lots, profitShare, leverage }) => {
        const notional = BigInt(lots) * ticks * UNIT
        const entry = (notional * 1_000_000n) / (1_000_000n + millionths(profitShare!))
        const equity = (notional * 1_000_000n) / millionths(leverage!)
        return { id: account, cashAtoms: equity - notional, positions: [[0, BigInt(lots), entry] as const] }
      })
      const given = [...longs, short(BigInt(liquidated.lots), ticks - 1n)]
      const engine = cases.engineOf(kernel, given, [{ ...linear, listingTicks: ticks }])
      const { order, fills } = queue(engine, 'bitmex')
      // 0.33, 0.3, 0.15, 0.0032; −0.07 / 1.8, −0.1 / 2 and −0.2 / 4: the larger notional of the last two first.
      assert.equal(order, [5, 2, 3, 4, 7, 1, 6])
      assert.equal(
        fills.map(({ to, lots }) => ({ account: to, lots: `${abs(lots)}` })),
        expected.fills,
      )
      assert.is(engine.account(5).positions[0]!.sizeLots, 5n)
    })
  }

  // What a leg is closed for

  const [LONG, OTHER] = [1, 2] as const
  const bankruptcies = cases
    .casesOf<cases.BankruptcyCase>('dydx-bankruptcy')
    .filter(({ id }) => !id.includes('-err-') && id !== 'dydx-bankruptcy-13')
  for (const { id, about, account, close, expected } of bankruptcies) {
    tested.add(id)
    test(`${id}: ${about}: the value of a leg at the bankruptcy price (${kernel})`, () => {
      const lots = [BigInt(account.BTC ?? 0) / 100n, BigInt(account.ETH ?? 0) / 10_000n]
      const given = [
        { id: LONG, cashAtoms: BigInt(account.quoteAtoms), positions: lots.map((held, k) => [k, held, 0n] as const) },
        { id: OTHER, cashAtoms: 10n ** 12n, positions: lots.map((held, k) => [k, -held, 0n] as const) },
      ]
      const engine = cases.engineOf(kernel, given)
      const round = roundOver(engine)
      flagAccounts(round)
      const market = close.market === 'BTC' ? BTC : ETH
      const count = abs(BigInt(close.base)) / (market === BTC ? 100n : 10_000n)
      const row = rowOf(engine.book, LONG)
      const valued = valueAccount(round, row)
      const leg = valued.legs.find((each) => each.market === market)!
      if (valued.equityAtoms >= 0n) {
        // Stage 3 splits an equity of either sign: the whole leg may lose its share of it.
        const { shareAtoms } = planSale(engine.book, valued, leg, round.settings, 0n)
        const size = abs(leg.lots)
        const value = ((leg.lots > 0n ? leg.notionalAtoms : -leg.notionalAtoms) - shareAtoms) * count
        assert.equal([value / size, value % size], [BigInt(expected.quoteAtoms), 0n])
        return
      }
      closeAtBankruptcy(round, row, rowOf(engine.book, OTHER), market, count, { type: LOG_ADL_FILL })
      assert.is(round.log.values[round.log.count - 1], BigInt(expected.quoteAtoms))
    })
  }

  for (const { id, about } of cases.casesOf('dydx-bankruptcy-err').filter(({ id }) => !(id in DO_NOT_FIT))) {
    tested.add(id)
    test(`${id}: ${about}: a mistake, and nothing moves (${kernel})`, () => {
      const given = [
        { id: LONG, cashAtoms: -(6n * 10n ** 10n), positions: [[BTC, BTC_LOTS, 0n] as const] },
        { id: OTHER, cashAtoms: 10n ** 12n, positions: [[BTC, -2n * BTC_LOTS, 0n] as const] },
      ]
      const engine = cases.engineOf(kernel, given)
      const round = roundOver(engine)
      flagAccounts(round)
      const [from, to] = [LONG, OTHER].map((each) => rowOf(engine.book, each)) as [number, number]
      const wrong: Record<string, [market: number, count: bigint]> = {
        'dydx-bankruptcy-err-delta-0': [BTC, 0n],
        'dydx-bankruptcy-err-no-position': [ETH, 1n],
        'dydx-bankruptcy-err-larger-than-position': [BTC, BTC_LOTS + 1n],
      }
      const [market, count] = wrong[id]!
      const note = { type: LOG_ADL_FILL }
      for (const close of [closeAtBankruptcy, closeAtMark]) {
        const error = venue.errorOf(() => close(round, from, to, market, count, note))
        assert.instance(error, AssertionError)
      }
      assert.equal(story(round).slice(1), [])
    })
  }
}

for (const { id, about, account, close, expected } of cases.casesOf<cases.BankruptcyCase>('dydx-bankruptcy-13')) {
  tested.add(id)
  test(`${id}: ${about}: a slice is rounded against the bankrupt account`, () => {
    // A lot of 1e-8 BTC is worth 500 atoms, less than a market may have; the slices are the same numbers.
    const [lots, count] = [abs(BigInt(account.BTC!)), BigInt(close.base)]
    const lossAtoms = lots * 500n - BigInt(account.quoteAtoms)
    const slice = sliceAtoms({ lossAtoms, lots, done: 0n }, count)
    assert.is(-count * 500n + slice, BigInt(expected.quoteAtoms))
  })
}

// One account against another

for (const kernel of venue.KERNELS) {
  for (const { id, about, liquidated, offsetting, delta, expected } of cases.casesOf<cases.DeleverageCase>(
    'dydx-del',
  )) {
    tested.add(id)
    test(`${id}: ${about} (${kernel})`, () => {
      const accounts = [liquidated, offsetting].map(({ usdc, btc }, index) => ({
        id: index + 1,
        cashAtoms: millionths(usdc),
        positions: [[BTC, millionths(btc), 0n] as const],
      }))
      const engine = cases.engineOf(kernel, accounts)
      const round = roundOver(engine)
      flagAccounts(round)
      const [from, to] = [1, 2].map((each) => rowOf(engine.book, each)) as [number, number]
      const valued = valueAccount(round, from)
      if (valued.equityAtoms < 0n) {
        const { leftovers } = deleverage(round)
        assert.is(leftovers.length, expected === null ? 1 : 0)
        const fills = story(round).filter((text) => text.startsWith('adl-fill'))
        assert.is(fills.length, expected === null ? 0 : 1)
        if (expected === null) return
      } else {
        // Not bankrupt, so it is not deleveraged: the same price is the limit of its order, if no slippage is conceded.
        const settings = { maxSlippagePpm: 0n, bufferAtoms: 0n }
        const { limitTicks } = planSale(engine.book, valued, valued.legs[0]!, settings, 0n)
        const count = millionths(delta)
        const value = -limitTicks! * count
        assert.is(-value, millionths(expected!.quote))
        round.changes.touch(from)
        round.changes.touch(to)
        round.kernel.moveLots(from, to, BTC, -count, value, 1n, false, false)
      }
      assert.equal(
        [engine.account(1).cashAtoms, engine.account(2).cashAtoms],
        [millionths(expected!.liquidatedUsdc), millionths(expected!.offsettingUsdc)],
      )
      round.changes.commit()
      venue.sound(engine)
    })
  }
}

for (const kernel of venue.KERNELS) {
  test(`dydx-offset-05: what happens instead is what the table says (${kernel})`, () => {
    const engine = cases.engineOf(kernel, [
      { id: 1, cashAtoms: millionths('50000'), positions: [[BTC, -BTC_LOTS, 0n]] },
      { id: 2, cashAtoms: millionths('-50001'), positions: [[BTC, BTC_LOTS, 0n]] },
    ])
    const report = engine.runRound()
    assert.equal([report.adl.fills, report.closedAtMark, report.deficitAtoms], [0, 1, 1_000_000n])
    venue.sound(engine)
  })
}

test('every case is tested, or the table says by numbers why it does not fit', () => {
  const missing = cases.venueCases.filter(({ id }) => tested.has(id) === id in DO_NOT_FIT)
  assert.equal(
    missing.map(({ id }) => id),
    [],
  )
  assert.is(cases.venueCases.length, 23)
})

test.run()
