// Attacks that are answered before any policy is asked: what they earn must not depend on it, with a deleveraging round
// going on around them.

import * as assert from 'uvu/assert'
import { ErrorCode } from '../../../src/core/errors.ts'
import type { LiquidationAsk, LiquidationFill } from '../../../src/engine/liquidity.ts'
import type { RoundStatus } from '../../../src/engine/round-desk.ts'
import type { Policy } from '../../../src/policies/policy.ts'
import { refusesCommand } from '../../engine/small-venue.ts'
import { Bid, bookOf, fundOf, type Setting, type Stage } from '../stage.ts'
import { ACCOMPLICE, ATTACKER, earnings, fall, gain, HEAD, LOSER, type Seat, SPARE, seat, WHALE } from './scene.ts'

const HEDGE: readonly Seat[] = [[60n, 114_000n]]

/** Self-trade by one owner: own first closes the one account against the other. */
export function linkedSelfTrade(policy: Policy): bigint {
  return earnings(policy, (stage) => {
    seat(stage, { heads: HEDGE, loserOwner: ATTACKER })
    fall(stage)
    const report = stage.round()
    assert.is(stage.events('own-first').length, 1)
    assert.equal([report.insurance.drawnAtoms, report.socialisedAtoms, report.adl.fills], [0n, 0n, 0])
    assert.equal([stage.lots(LOSER), stage.lots(HEAD)], [0n, 0n])
  })
}

/**
 * The same in a fall by more than half: E = 12,000 - 360,000, of which the lots carry their notional of 240,000. What
 * is beyond, the fund pays: all that a pair of accounts of one owner can draw.
 */
export function linkedFall(policy: Policy): bigint {
  const setting: Setting = { markets: [{ initialRatePpm: 20_000 }], fundAtoms: 1_000_000n }
  const act = (stage: Stage) => {
    seat(stage, { heads: HEDGE, losers: [[60n, 12_000n]], loserOwner: ATTACKER })
    stage.deposit(WHALE, 10_000_000n)
    stage.mark([0, 40n])
    stage.round()
    assert.is(stage.earned(fundOf(0)), -108_000n)
  }
  return earnings(policy, act, { setting })
}

/** Two turns of selling 60 lots at 95 and buying them back at 105, against one that takes out as much. */
export function farFromMark(policy: Policy): bigint {
  const TAKER = SPARE
  const twin = (empty: (stage: Stage) => void) => (stage: Stage) => {
    seat(stage, { losers: [[60n, 180_000n]], loserOwner: ACCOMPLICE })
    stage.open(TAKER, ATTACKER, 1_000_000n)
    empty(stage)
    assert.equal([stage.lots(LOSER), stage.equity(LOSER)], [60n, 60_000n])
    fall(stage)
    stage.round()
  }
  return gain(policy, {
    setting: { markets: [{ priceBandPpm: 50_000 }] },
    honest: twin((stage) => {
      stage.withdrawAll(LOSER)
    }),
    attack: twin((stage) => {
      const allows = (lots: bigint, priceTicks: bigint) =>
        stage.engine.preTrade({ account: LOSER, market: 0, lots, priceTicks }).allowed
      for (let turn = 0; turn < 2; turn += 1) {
        assert.not(allows(-60n, 94n))
        assert.ok(allows(-60n, 95n))
        stage.trade(TAKER, LOSER, 60n, 95n)
        assert.not(allows(60n, 106n))
        assert.ok(allows(60n, 105n))
        stage.trade(LOSER, TAKER, 60n, 105n)
      }
    }),
  })
}

/** Tries to leave, and to move money, while the book is asked for the bankrupt position. */
export function leaveOpenRound(policy: Policy): bigint {
  const twin = (attacks: boolean) => (stage: Stage) => {
    seat(stage)
    stage.open(SPARE, ATTACKER, 0n)
    fall(stage)
    const { engine } = stage
    let status: RoundStatus = engine.openRound()
    while (status.report === null) {
      if (attacks) {
        const open = /a round is open/
        refusesCommand(engine, ErrorCode.STATE, open, () => engine.withdraw(HEAD, 1n))
        refusesCommand(engine, ErrorCode.STATE, open, () => engine.transfer(HEAD, SPARE, 1n))
      }
      const { account, market } = engine.wanted!
      engine.bookExhausted({ account, market })
      status = engine.advanceRound()
    }
  }
  return gain(policy, { honest: twin(false), attack: twin(true) })
}

const [FINE, FINE_LONG, FINE_SHORT] = [1, SPARE, SPARE + 1]

/**
 * An account of the attacker's, at risk in a second market with a fund, and the attacker's bid in its book: at 9,040 it
 * has 400 left and a notional of 90,400, so 400 and half a percent are conceded: 85 ticks a lot in whole ticks.
 */
export function bidForTheFund(policy: Policy): bigint {
  const bid = new Bid()
  const liquidity = {
    answer: (ask: LiquidationAsk): LiquidationFill[] => (ask.market === FINE ? bid.answer(ask) : []),
  }
  const twin = (attacks: boolean) => (stage: Stage) => {
    seat(stage)
    stage.deposit(fundOf(FINE), 1_000_000n)
    stage.open(FINE_LONG, ACCOMPLICE, 10_000n)
    stage.open(FINE_SHORT, FINE_SHORT, 1_000_000n)
    stage.trade(FINE_LONG, FINE_SHORT, 10n, 10_000n, FINE)
    stage.mark([0, 80n], [FINE, 9_040n])
    stage.round(attacks ? liquidity : null)
  }
  const fine = { lotSize: '0.01', listingTicks: 10_000n, minMarkTicks: 1n, maxMarkTicks: 100_000n }
  const scene = { setting: { markets: [{}, fine] }, beside: [bookOf(FINE)] }
  return gain(policy, { ...scene, honest: twin(false), attack: twin(true) })
}

/**
 * A fee that is credited before it is paid: LOSER pays it, the attacker's other account gets it as a rebate, and then
 * LOSER owes it. Against one that takes out as much; money is counted after every trade.
 */
export function feeRebate(policy: Policy): bigint {
  const MAKER = SPARE
  const twin = (empty: (stage: Stage) => void) => (stage: Stage) => {
    seat(stage, { losers: [[60n, 120_000n]], loserOwner: ACCOMPLICE })
    stage.open(MAKER, ATTACKER, 100_000n)
    empty(stage)
    assert.equal([stage.lots(LOSER), stage.equity(LOSER)], [60n, 60_000n])
    fall(stage)
    stage.round()
  }
  return gain(policy, {
    setting: { markets: [{ feeAccount: fundOf(0) }] },
    honest: twin((stage) => {
      stage.withdrawAll(LOSER)
    }),
    attack: twin((stage) => {
      const { engine } = stage
      const order = { account: LOSER, market: 0, priceTicks: 100n }
      const trade = { market: 0, lots: 1n, priceTicks: 100n }
      assert.ok(engine.preTrade({ ...order, lots: -1n, feeAtoms: 30_000n }).allowed)
      engine.trade({ ...trade, buyer: MAKER, seller: LOSER, sellerFeeAtoms: 30_000n, buyerFeeAtoms: -30_000n })
      assert.equal(engine.audit().findings, [])
      assert.not(engine.preTrade({ ...order, lots: 1n, feeAtoms: 30_001n }).allowed)
      assert.ok(engine.preTrade({ ...order, lots: 1n, feeAtoms: 30_000n }).allowed)
      engine.trade({ ...trade, buyer: LOSER, seller: MAKER, buyerFeeAtoms: 30_000n, sellerFeeAtoms: -30_000n })
      assert.equal(engine.audit().findings, [])
    }),
  })
}
