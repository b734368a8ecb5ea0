// Numbers that venues, papers and other projects print of a rule, by a round with that rule here.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { abs } from '../../src/fixed/rounding.ts'
import type { Policy } from '../../src/policies/policy.ts'
import { KERNELS, mark, sound } from '../engine/small-venue.ts'
import { BTC, engineOf, millionths } from '../stages/venue-cases.ts'
import * as cases from './policy-cases.ts'

const { DO_NOT_FIT, POOL, UNIT, atoms, printed } = cases

const [FIRST, SECOND] = [1, 2] as const

for (const kernel of KERNELS) {
  for (const { id, about, prices, expected } of cases.casesOf<cases.PriceCase>('round', 'ftx-price')) {
    test(`${id}: ${about} (${kernel})`, () => {
      const [zero, markTicks] = [BigInt(prices.zero), BigInt(prices.mark)]
      const given = [
        { id: FIRST, equityAtoms: 1_000n * UNIT, lots: 10n },
        { id: SECOND, equityAtoms: 10n * (zero - markTicks) * UNIT, lots: -10n },
      ]
      const options = { policy: 'ftx', eligible: 'regardless', adlPrice: 'blend', socialise: 'none' } as const
      const engine = cases.bookAt(kernel, markTicks, given, options)
      const report = engine.runRound()
      const fills = [...engine.roundEvents()].flatMap((event) => (event.type === 'adl-fill' ? [event.priceTicks] : []))
      assert.equal(fills.map(String), [expected.counterpartyClosesAt])
      // Who is liquidated had as much as the zero price, and pays no more: the difference is 2 a lot.
      assert.is(engine.account(SECOND).cashAtoms, 0n)
      assert.is(report.deficitAtoms, 10n * (BigInt(expected.counterpartyClosesAt) - zero) * UNIT)
      sound(engine)
    })
  }

  for (const { id, about, accounts, budget, expected } of cases.casesOf<cases.TakenCase>('round', 'chitra-queue')) {
    test(`${id}: ${about} (${kernel})`, () => {
      // Two lots for a unit of deficit: a lot costs a half, of which with one part each a quarter is taken.
      const lots = [20n, 16n, 5n]
      const given = accounts.map(({ account, equity, profit }, index) => {
        const equityAtoms = millionths(equity)
        const held = lots[index] ?? (2n * equityAtoms) / UNIT
        return { id: account, equityAtoms, lots: held, profitAtoms: millionths(profit) }
      })
      const order = expected.order!
      const policy: Policy = {
        name: 'printed',
        score: ({ account }) => ({ over: BigInt(-order.indexOf(account)), under: 1n }),
      }
      const options = { policy, adlPrice: 'blend', blend: { bankruptcy: 1, mark: 1 }, socialise: 'none' } as const
      const engine = cases.bookAt(kernel, 100n, given, options)
      const ranked = engine.rank({ market: 0, side: 'long' }).map(({ account }) => account)
      assert.equal(ranked, [...order])
      const report = engine.runRound()
      const left = accounts.slice(0, 3).map(({ account }) => engine.account(account).equityAtoms)
      assert.equal(left, atoms(expected.equityAfter))
      const taken = left.map((equity, index) => millionths(accounts[index]!.equity) - equity)
      assert.equal(taken, atoms(expected.taken))
      assert.is(report.deficitAtoms, millionths(budget))
      sound(engine)
    })
  }

  for (const { id, about, losers, fund, wins: won, expected } of cases.casesOf<cases.VegaCase>(
    'policy',
    'vega-case-5',
  )) {
    test(`${id}: ${about}, in a round (${kernel})`, () => {
      // 80 a lot.
      const winners = won.map((win, index) => ({
        id: index + 1,
        equityAtoms: millionths(win),
        lots: BigInt(win) / 80n,
      }))
      const given = losers.map(({ owed, has }, index) => {
        return { id: index + 11, equityAtoms: millionths(has) - millionths(owed), lots: -BigInt(owed) / 80n }
      })
      const options = { policy: 'socialised-vega' } as const
      const engine = cases.bookAt(kernel, 180n, [...winners, ...given], options, millionths(fund))
      engine.runRound()
      const after = winners.map(({ id: each, equityAtoms }) => engine.account(each).equityAtoms - equityAtoms)
      assert.equal(after, atoms(expected.changes as string[]))
      assert.is(engine.account(POOL).equityAtoms, millionths(expected.fundAfter))
      sound(engine)
    })
  }

  // What is owed, what the fund then has left, and what is socialised, by the table DO_NOT_FIT.
  const MANGO: Record<string, [debt: bigint, left: bigint, socialised: bigint]> = {
    'mango-01': [28n, 0n, 28n],
    'mango-03': [28n, 0n, 23n],
    'mango-05': [50n, 0n, 45n],
    'mango-07': [40n, 2n, 0n],
  }

  for (const { id, fund, fee, health, profit, expected } of cases.casesOf<cases.MangoCase>('round', 'mango')) {
    test(`${id}: what happens instead is what the table says (${kernel})`, () => {
      const [debt, left, socialised] = MANGO[id]!
      assert.ok([health, profit].includes(`-${debt}`))
      const given = [
        { id: FIRST, equityAtoms: 1_000n * UNIT, lots: 10n },
        { id: SECOND, equityAtoms: -debt * UNIT, lots: -10n },
      ]
      const engine = cases.bookAt(kernel, 100n, given, { policy: 'socialised-mango' }, millionths(fund))
      engine.runRound()
      const paid = 1_000n * UNIT - engine.account(FIRST).equityAtoms
      assert.equal([paid, engine.account(POOL).equityAtoms], [socialised * UNIT, left * UNIT])
      sound(engine)
      if (id === 'mango-01') return
      // With the fee of whoever brings the money of the fund, the numbers are those of the case.
      const bought = (millionths(expected.fundPays) * UNIT) / (UNIT + millionths(fee))
      assert.is(printed(debt * UNIT - bought, UNIT, 3), Number(expected.socialised).toFixed(3))
    })
  }

  for (const { id, about, account, liquidated, offsetting, oracle, expected } of cases.casesOf<cases.DydxCase>(
    'round',
    'dydx',
  )) {
    const instead = id in DO_NOT_FIT
    test(`${id}: ${instead ? 'what happens instead is what the table says' : about} (${kernel})`, () => {
      const both = [account ?? liquidated!, offsetting ?? { usdc: '50000', btc: '1' }]
      const engine = engineOf(
        kernel,
        both.map(({ usdc, btc }, index) => {
          return { id: index + 1, cashAtoms: millionths(usdc), positions: [[BTC, millionths(btc), 0n] as const] }
        }),
      )
      if (oracle !== '50000') mark(engine, 2, [BTC, BigInt(oracle)])
      engine.configureRound({ policy: 'dydx' })
      engine.runRound()
      const fills = [...engine.roundEvents()].flatMap((event) => (event.type === 'adl-fill' ? [event.valueAtoms] : []))
      assert.equal(fills.map(abs), instead ? [] : [millionths(expected.quote!)])
      sound(engine)
    })
  }
}

test('every case is tested', () => cases.allTested('round', 8))

test.run()
