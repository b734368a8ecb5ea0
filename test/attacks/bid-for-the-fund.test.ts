// A thin book, and one bid in it, far below the mark: it takes whatever the limit of a liquidation concedes. Whoever
// bids trades as the market's external row here. An atom a tick and lot, so that limits are exact to a lot's atom.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { max, min } from '../../src/fixed/rounding.ts'
import { KERNELS } from '../engine/small-venue.ts'
import { Bid, bookOf, fundOf, play, type Setting, Stage } from './stage.ts'

const [WEAK, MAKER] = [1001, 1002]
const MARKET = { lotSize: '0.01', listingTicks: 10_000n, minMarkTicks: 1n, maxMarkTicks: 100_000n }
const LOTS = 10n

/** Ten lots at 10,000 with 10,000 behind them; then the mark falls. */
function fall(stage: Stage, markTicks: bigint): void {
  stage.open(WEAK, 1, 10_000n)
  stage.open(MAKER, 2, 1_000_000n)
  stage.trade(WEAK, MAKER, LOTS, 10_000n)
  stage.mark([0, markTicks])
}

interface Take {
  readonly equityAtoms: bigint
  readonly bidAtoms: bigint
  readonly fundAtoms: bigint
}

function take(setting: Setting, markTicks: bigint, bid: Bid | null): Take {
  const taken: Take[] = []
  play({ ...setting, markets: [MARKET] }, (stage) => {
    fall(stage, markTicks)
    const equityAtoms = stage.equity(WEAK)
    stage.round(bid === null ? null : new Bid(bid.mostLots))
    taken.push({ equityAtoms, bidAtoms: stage.earned(bookOf(0)), fundAtoms: stage.earned(fundOf(0)) })
    assert.is(stage.earned(MAKER), LOTS * (10_000n - markTicks), 'the other side has what the mark gives, no less')
  })
  return taken[0]!
}

test('at risk: the bid gets what the account has left and half a percent of the notional, which the fund pays', () => {
  // At 9,040: E = 10,000 - 9,600 = 400, n = 90,400, slippage 452. Limit: 852 for ten lots, 85 each, 850 in all.
  const { equityAtoms, bidAtoms, fundAtoms } = take({}, 9_040n, new Bid())
  assert.equal([equityAtoms, bidAtoms, fundAtoms], [400n, 850n, -450n])
})

test('a liquidation budget of nothing: the bid gets what the account has left, nothing of the fund', () => {
  const { bidAtoms, fundAtoms } = take({ round: { liquidationBudgetAtoms: 0n } }, 9_040n, new Bid())
  assert.equal([bidAtoms, fundAtoms], [400n, 0n])
})

test('a budget of the round is one for all accounts: ten of them in one round give the bid no more of the fund', () => {
  play({ markets: [MARKET], round: { roundBudgetAtoms: 1_000n } }, (stage) => {
    const ids = Array.from({ length: 10 }, (_, index) => 1001 + index)
    for (const id of ids) stage.open(id, id, 10_000n)
    stage.open(1100, 2, 1_000_000n)
    for (const id of ids) stage.trade(id, 1100, LOTS, 10_000n)
    stage.mark([0, 9_000n]) // E = 0, and 450 of slippage each
    stage.round(new Bid())
    assert.is(stage.earned(fundOf(0)), -1_000n)
    assert.is(stage.earned(bookOf(0)), 1_000n)
  })
})

test('whatever it bids for, in whatever parts: equity and budget bound its gain, and the loss of the fund', () => {
  // E + min(budget, n · slippage), E where it is above 0. A bankrupt account's debt is the fund's with or without a
  // bid, so the fund loses the larger of debt and concession. Parts do not add up: after any fill within the limit E' +
  // B = (E + B)(1 - k/q) at least, which never falls below 0.
  for (const liquidationBudgetAtoms of [null, 0n, 300n]) {
    for (const maxSlippagePpm of [0, 5_000, 50_000]) {
      for (const markTicks of [9_090n, 9_050n, 9_000n, 8_950n, 8_500n]) {
        for (const part of [1n, 3n, 100n]) {
          const setting = { round: { maxSlippagePpm, liquidationBudgetAtoms } }
          const { equityAtoms, bidAtoms, fundAtoms } = take(setting, markTicks, new Bid(part))
          const slippage = (LOTS * markTicks * BigInt(maxSlippagePpm)) / 1_000_000n
          const budget = liquidationBudgetAtoms === null ? slippage : min(liquidationBudgetAtoms, slippage)
          const name = `${liquidationBudgetAtoms} ${maxSlippagePpm} ${markTicks} ${part}`
          assert.ok(bidAtoms <= max(0n, equityAtoms) + budget, `${name}: the bid gets ${bidAtoms}`)
          assert.ok(-fundAtoms <= max(max(0n, -equityAtoms), budget), `${name}: the fund loses ${-fundAtoms}`)
        }
      }
    }
  }
})

test("bound: bidding against one's own account earns what the fund concedes, half a percent of the notional", () => {
  // The account's equity only changes pockets; 450 of 90,400 is min(budget, n · maxSlippage) in whole ticks a lot. A
  // venue that cannot live with that sets a budget: see above.
  for (const kernel of KERNELS) {
    const stage = new Stage(kernel, { markets: [MARKET] })
    fall(stage, 9_040n)
    const before = stage.equity(WEAK)
    stage.round(new Bid())
    assert.is(stage.earned(bookOf(0)) + stage.equity(WEAK) - before, 450n)
    stage.settle()
  }
})

test.run()
