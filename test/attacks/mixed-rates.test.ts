// Choose who pays by mixing rates: ten lots in a usual market, and one small position in a market where all of the
// notional is maintenance. The debt is split by maintenance, so most of it would be laid on the small market's pool.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { DEFICIT, fundOf, play, type Setting, type Stage } from './stage.ts'

const [MIXER, TWIN, STRANGER] = [1001, 1002, 1003]
const [ATTACKER, OTHER] = [1, 2]
const [USUAL, HEAVY] = [0, 1]

const SETTING: Setting = {
  markets: [{}, { tiers: [{ floorAtoms: 0n, ratePpm: 1_000_000 }], initialRatePpm: 1_000_000 }],
}

/** One lot of the heavy market: 10,000. */
const SMALL_NOTIONAL = 10_000n

/** A hundred thousand of notional in the usual market with 10,000 behind it, 10,000 in the heavy one with 10,000. */
function mix(stage: Stage, twinOwner: number, ticks: bigint): void {
  stage.open(MIXER, ATTACKER, 20_000n)
  stage.open(TWIN, twinOwner, 100_000n)
  stage.open(STRANGER, 3, 100_000n)
  stage.trade(MIXER, TWIN, 10n, 100n, USUAL)
  stage.trade(MIXER, STRANGER, 1n, 100n, HEAVY)
  stage.mark([USUAL, ticks])
}

/** What the pools of the two markets have lost. */
function losses(ticks: bigint): [usual: bigint, heavy: bigint] {
  const lost: [bigint, bigint][] = []
  play(SETTING, (stage) => {
    mix(stage, OTHER, ticks)
    stage.round()
    lost.push([-stage.earned(fundOf(USUAL)), -stage.earned(fundOf(HEAVY))])
    assert.is(stage.earned(STRANGER), 0n)
    assert.is(stage.earned(DEFICIT), 0n)
  })
  return lost[0]!
}

test('the pool of the small market loses the notional of the small position at most, the other one the rest', () => {
  // At 75: E = -5,000, maintenance 750 against 10,000: 349 and 4,651. At 50: E = -30,000, by maintenance 28,571 would
  // be laid on 10,000 of notional; that is cut to 10,000.
  assert.equal(losses(75n), [349n, 4_651n])
  assert.equal(losses(50n), [20_000n, SMALL_NOTIONAL])
  for (let ticks = 35n; ticks < 80n; ticks += 5n) {
    const [usual, heavy] = losses(ticks)
    assert.ok(heavy <= SMALL_NOTIONAL, `at ${ticks} the small market's pool loses ${heavy}`)
    assert.is(usual + heavy, (100n - ticks) * 1_000n - 20_000n)
  }
})

test('bound: with own first around the corner the owner earns what the small market pays, the notional at most', () => {
  // The other side of the ten lots is the owner's too, and pays what the usual leg carries. What is split off to the
  // small leg goes to its pool: 10,000, for which the owner had to put up as much margin.
  for (const ticks of [75n, 50n, 40n]) {
    play(SETTING, (stage) => {
      mix(stage, ATTACKER, ticks)
      stage.round()
      assert.is(stage.earned(fundOf(USUAL)), 0n)
      assert.is(stage.earnedBy(ATTACKER), -stage.earned(fundOf(HEAVY)))
      assert.ok(stage.earnedBy(ATTACKER) <= SMALL_NOTIONAL)
    })
  }
})

test('many small positions in as many markets: each pool loses the notional of one at most', () => {
  const heavy = Array.from({ length: 20 }, () => SETTING.markets![1]!)
  play({ markets: [{}, ...heavy] }, (stage) => {
    stage.open(MIXER, ATTACKER, 10_000n + 20n * SMALL_NOTIONAL)
    stage.open(STRANGER, OTHER, 1_000_000n)
    stage.trade(MIXER, STRANGER, 100n, 100n, USUAL)
    for (let market = 1; market <= 20; market += 1) stage.trade(MIXER, STRANGER, 1n, 100n, market)
    stage.mark([USUAL, 60n]) // 210,000 less 400,000
    stage.round()
    for (let market = 1; market <= 20; market += 1) {
      assert.ok(-stage.earned(fundOf(market)) <= SMALL_NOTIONAL, `market ${market}: ${stage.earned(fundOf(market))}`)
    }
  })
})

test('bound: a debt above the notional of all positions is laid on the small market once more', () => {
  // At 30: E = -50,000, the positions are worth 30,000 and 10,000, and carry that at the bankruptcy price. What is left
  // of the flat account is 10,000 of debt, and that is split anew: 300 to 10,000, so 9,709 more for the small market.
  // Up to n again, and beyond by notional: 2n + max(0, debt - 2 · sum of n) · n / sum of n. At 10: 10,000, 10,000 more,
  // and half of 30,000. It takes a debt above all notional to get there: under 35 for these stakes.
  assert.equal(losses(35n), [35_000n, 10_000n])
  assert.equal(losses(30n), [30_291n, 19_709n])
  assert.equal(losses(10n), [35_000n, 35_000n])
})

test.run()
