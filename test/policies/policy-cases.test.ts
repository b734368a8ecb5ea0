// Numbers that venues, papers and other projects print of a rule, by the rule here, alone.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { abs } from '../../src/fixed/rounding.ts'
import { sum } from '../../src/fixed/shares.ts'
import { bitmex } from '../../src/policies/bitmex.ts'
import { cappedProRata } from '../../src/policies/capped-pro-rata.ts'
import { hyperliquid } from '../../src/policies/hyperliquid.ts'
import { policyOf } from '../../src/policies/known.ts'
import type { AllocationPolicy, Payer, ScorePolicy } from '../../src/policies/policy.ts'
import { proRataProfit } from '../../src/policies/pro-rata.ts'
import { socialisedDrift, socialisedParadex, socialisedVega } from '../../src/policies/socialised.ts'
import { casesAt, millionths } from '../stages/venue-cases.ts'
import * as cases from './policy-cases.ts'
import { dealAt, dealt, position, positions, sameScore, TERMS } from './position.ts'

const { DO_NOT_FIT, ELSEWHERE, UNIT, atoms, printed } = cases

// Scores

const ofWallets = ['binance', 'aevo', 'aster'].flatMap((name) => cases.casesOf<cases.ScoreCase>('policy', name))

for (const { id, about, policy, account, expected } of ofWallets) {
  test(`${id}: ${about}`, () => {
    const [profit, wallet] = [millionths(account.profit), millionths(account.wallet)]
    const equityAtoms = profit + wallet
    const accountMaintenanceAtomPpm =
      account.maintenance === undefined
        ? millionths(account.marginRatio!) * equityAtoms
        : millionths(account.maintenance) * 1_000_000n
    const given = position({ accountProfitAtoms: profit, equityAtoms, accountMaintenanceAtomPpm })
    const score = (policyOf(policy as 'binance') as ScorePolicy).score(given, TERMS)
    if (typeof score === 'string') throw new Error(`the score is ${score}`)
    const decimals = expected.score.split('.')[1]?.length ?? 0
    if (decimals === 0) sameScore(score, { over: BigInt(expected.score), under: 1n })
    else assert.is(printed(score.over, score.under, decimals), expected.score)
    const share = expected.profitShare.split('.')[1]?.length ?? 0
    if (share > 0) assert.is(printed(profit, wallet, share), expected.profitShare)
  })
}

for (const { id, about, values, expected } of cases.casesOf<cases.BitmexCase>('policy', 'bitmex-score')) {
  test(`${id}: ${about}`, () => {
    const [notionalAtoms, bankrupt, entryValueAtoms] = atoms([values.mark, values.bankrupt, values.entry]) as bigint[]
    const held = { notionalAtoms: notionalAtoms!, entryValueAtoms: entryValueAtoms! }
    // What is above the value at the bankruptcy price stands behind the position.
    const given = position({
      ...{ ...held, equityAtoms: notionalAtoms! - bankrupt!, profitAtoms: notionalAtoms! - entryValueAtoms! },
      ...{ maintenanceAtomPpm: 1n, accountMaintenanceAtomPpm: 1n },
    })
    sameScore(bitmex.score(given, TERMS), { over: millionths(expected.score), under: UNIT })
    assert.is(given.notionalAtoms * UNIT, given.equityAtoms * millionths(expected.leverage))
    assert.is(given.profitAtoms * UNIT, given.entryValueAtoms * millionths(expected.profitShare))
  })
}

for (const { id, about, position: given, expected } of cases.casesOf<cases.IndexCase>('policy', 'hyperliquid-index')) {
  test(`${id}: ${about}`, () => {
    const [markAtoms, entry, notionalAtoms, equityAtoms] = atoms(Object.values(given)) as [
      bigint,
      bigint,
      bigint,
      bigint,
    ]
    const candidate = position({ notionalAtoms, equityAtoms, entryValueAtoms: (notionalAtoms * entry) / markAtoms })
    sameScore(hyperliquid.score(candidate, TERMS), { over: millionths(expected.index), under: UNIT })
  })
}

// Allocations: a lot costs a tenth

const TENTH = 100_000n

for (const { id, about, accounts, budget, expected } of cases.casesOf<cases.TakenCase>('policy', 'chitra-prorata')) {
  test(`${id}: ${about}`, () => {
    const profits = accounts.map(({ profit }) => millionths(profit))
    const given = positions(...profits.map((profitAtoms) => ({ lots: 1_000n, profitAtoms })))
    const need = millionths(budget) / TENTH
    for (const policy of [cappedProRata(), proRataProfit]) {
      const taken = dealt(policy, need, given, { lossAtoms: TENTH }).map((lots) => lots * TENTH)
      assert.equal(taken, atoms(expected.taken), policy.name)
      const left = accounts.map(({ equity }, index) => millionths(equity) - taken[index]!)
      assert.equal(left, atoms(expected.equityAfter))
    }
  })
}

for (const { id, about, accounts, budget, expected } of cases.casesOf<cases.CapacityCase>(
  'policy',
  'chitra-infeasible',
)) {
  test(`${id}: ${about}`, () => {
    const given = positions(...accounts.map(({ profit }) => ({ lots: 1_000n, profitAtoms: millionths(profit) })))
    const open = given.map(({ lots }) => lots)
    const bears = sum(cappedProRata().capacity!(given, open, dealAt({ lossAtoms: TENTH }, open.length))) * TENTH
    assert.is(bears, millionths(expected.capacity))
    assert.ok(bears < millionths(budget))
    assert.is((bears * UNIT) / millionths(budget), millionths(expected.largestPart))
  })
}

for (const { id, about, policy, accounts, expected } of cases.casesOf<cases.ShareCase>('policy', 'chitra-rap')) {
  test(`${id}: ${about}`, () => {
    const given = positions(
      ...Object.values(accounts).map(({ equity, leverage }) => {
        // Notional = equity · leverage, which is the size.
        const notionalAtoms = millionths(equity) * millionths(leverage)
        const account = { equityAtoms: millionths(equity) * UNIT, accountNotionalAtoms: notionalAtoms }
        return { ...account, notionalAtoms, lots: notionalAtoms }
      }),
    )
    const parts = dealt(policyOf(policy as 'risk-aware') as AllocationPolicy, 1_000n, given)
    assert.equal(parts.map(String), Object.values(expected.thousandths))
  })
}

// Losses

const wins = (gains: readonly bigint[]): Payer[] =>
  gains.map((gainAtoms, index) => ({ account: index + 1, lots: 1n, gainAtoms, equityAtoms: 10n ** 9n }))

for (const { id, about, losers, fund, wins: won, expected } of cases.casesOf<cases.VegaCase>('policy', 'vega')) {
  test(`${id}: ${about}`, () => {
    const debt = sum(losers.map(({ owed, has }) => BigInt(owed) - BigInt(has))) - BigInt(fund)
    const gains = won.map(BigInt)
    const parts = socialisedVega.share(debt, wins(gains), gains)
    for (const [index, change] of expected.changes.entries()) {
      if (change !== null) assert.is(-parts[index]!, BigInt(change))
    }
  })
}

test('vega-case-3, one debt after the other: each is rounded by itself, so it may be an atom more', () => {
  // 400 · 7200/8800 = 327.3; then 2600 · 6872/8400 = 2127.0: 328 + 2128, where all at once it is 2455.
  const first = socialisedVega.share(400n, wins([7_200n, 800n, 800n]), [7_200n, 800n, 800n])
  assert.equal(first, [328n, 37n, 35n])
  const left = [6_872n, 763n, 765n]
  assert.equal(socialisedVega.share(2_600n, wins(left), left)[0], 2_128n)
})

for (const { id, about, loss, lots, expected } of cases.casesOf<cases.DriftCase>('policy', 'drift')) {
  test(`${id}: ${about}`, () => {
    const payers = lots.map((each, index) => {
      return { account: index + 1, lots: abs(BigInt(each)), gainAtoms: 0n, equityAtoms: 10n ** 12n }
    })
    const most = payers.map(({ equityAtoms }) => equityAtoms)
    const parts = socialisedDrift.share(millionths(loss), payers, most)
    assert.is(sum(parts), millionths(loss))
    if (expected.paid !== undefined) assert.equal(parts, atoms(expected.paid))
    if (expected.rateBillionths === undefined) return
    // Nobody pays more than at the rate of the protocol, which in all collects ten atoms more than is owed.
    const atRate = payers.map((payer) => (payer.lots * BigInt(expected.rateBillionths!)) / 1_000n)
    assert.equal(
      [parts, atRate],
      [
        [63_636_364n, 36_363_636n],
        [63_636_370n, 36_363_640n],
      ],
    )
  })
}

for (const { id, about, fund, balances, alice, expected } of cases.casesOf<cases.FactorCase>('policy', 'paradex')) {
  test(`${id}: ${about}`, () => {
    // Alice loses 60 on each of 50; Bob wins them; Charlie has a position beside.
    const lost = millionths(alice.lots) * (BigInt(alice.entry) - BigInt(alice.mark))
    const debt = lost - millionths(balances.alice) - millionths(fund)
    assert.is(debt, millionths(expected.shortfall))
    const worth = [millionths(balances.bob) + lost, millionths(balances.charlie)]
    const payers = worth.map((equityAtoms, index) => ({ account: index + 1, lots: 1n, gainAtoms: 0n, equityAtoms }))
    const parts = socialisedParadex.share(debt, payers, worth)
    // The formula's factor of what each is worth. The example divides by the balances alone: 1000/4000.
    const factor = millionths(expected.factor)
    assert.equal(
      parts,
      worth.map((each) => (each * factor) / UNIT),
    )
    assert.not.equal(factor, millionths(expected.factorPrinted))
  })
}

test('every case is tested', () => cases.allTested('policy', 17))

test('who does not fit is in the fixture, and what is of something else than a rule is not', () => {
  const ids = [...casesAt('policy'), ...casesAt('round')].map(({ id }) => id)
  assert.equal(
    Object.keys(DO_NOT_FIT).filter((id) => !ids.includes(id)),
    [],
  )
  assert.equal(
    Object.keys(ELSEWHERE).filter((id) => ids.includes(id)),
    [],
  )
})

test.run()
