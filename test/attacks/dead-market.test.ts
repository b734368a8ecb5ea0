// Keep a lot in a market whose mark is dead, and be un-liquidatable: an account that cannot be valued cannot be closed.
// Here the fresh legs are liquidated all the same; the stale one takes its share of the debt and waits with it.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Bid, bookOf, DEFICIT, fundOf, play, type Setting, type Stage } from './stage.ts'

const [HIDER, MAKER] = [1001, 1002]
const [FRESH, DEAD] = [0, 1]

/** The mark of the second market is stale as soon as another one is newer. */
const SETTING: Setting = { markets: [{}, { maxMarkAgeMs: 0 }] }
/** All of a notional is maintenance there, so most of the debt hides in it: up to |b| = n. */
const HEAVY: Setting = {
  markets: [{}, { maxMarkAgeMs: 0, tiers: [{ floorAtoms: 0n, ratePpm: 1_000_000 }], initialRatePpm: 1_000_000 }],
}

/** Ten fresh lots and one dead one with 20,000 behind them; then 70. */
function hide(stage: Stage, deadLots: bigint, ticks: bigint): void {
  stage.open(HIDER, 1, 20_000n)
  stage.open(MAKER, 2, 100_000n)
  stage.trade(HIDER, MAKER, 10n, 100n, FRESH)
  if (deadLots > 0n) stage.trade(HIDER, MAKER, deadLots, 100n, DEAD)
  stage.mark([FRESH, ticks])
}

test('bankrupt: the fresh position is gone after the round, with or without a lot in a dead market', () => {
  for (const deadLots of [0n, 1n]) {
    play(SETTING, (stage) => {
      hide(stage, deadLots, 70n)
      const { stuck } = stage.round()
      assert.is(stage.lots(HIDER, FRESH), 0n)
      assert.is(stage.earned(MAKER), 30_000n)
      // E = -10,000, by maintenance 700 to 100: 8,750 and 1,250. What the dead lot carries, nobody has paid yet.
      assert.is(stage.earned(fundOf(FRESH)), deadLots === 0n ? -10_000n : -8_750n)
      assert.is(stage.equity(HIDER), deadLots === 0n ? 0n : -1_250n)
      const waits = [{ account: HIDER, state: 'bankrupt', reason: 'stale' }] as const
      assert.equal(stuck, deadLots === 0n ? [] : waits)
      assert.is(stage.engine.withdrawable(HIDER), 0n)
    })
  }
})

test('at risk: the fresh position is offered to the order book, and what is left may not be withdrawn', () => {
  play(SETTING, (stage) => {
    hide(stage, 1n, 81n) // E = 20,000 - 19,000 = 1,000, MM = 810 + 100
    assert.is(stage.engine.account(HIDER).state, 'healthy')
    stage.mark([FRESH, 80n]) // E = 0
    const bid = new Bid()
    stage.round(bid)
    assert.equal(
      bid.asks.map(({ account, market }) => [account, market]),
      [[HIDER, FRESH]],
    )
    assert.is(stage.lots(HIDER, FRESH), 0n)
    // It is bankrupt by what the bid took from the fund's budget: no more than half a percent of 80,000.
    assert.ok(stage.earned(bookOf(FRESH)) <= 400n)
    assert.is(stage.engine.withdrawable(HIDER), 0n)
  })
})

test('when the dead market wakes up at its old price, the debt is paid that was due without hiding', () => {
  for (const setting of [SETTING, HEAVY]) {
    play(setting, (stage) => {
      hide(stage, 1n, 70n)
      stage.round()
      stage.mark([FRESH, 70n], [DEAD, 100n])
      const { stuck } = stage.round()
      assert.equal(stuck, [])
      assert.equal([stage.lots(HIDER, DEAD), stage.equity(HIDER)], [0n, 0n])
      assert.is(stage.earned(fundOf(FRESH)) + stage.earned(fundOf(DEAD)), -10_000n)
      assert.is(stage.earned(HIDER), -20_000n)
      assert.is(stage.earned(DEFICIT), 0n)
    })
  }
})

test("bound: while it waits it keeps the dead lot, an option that the market's pool has written", () => {
  // Hiding earns the rise of the dead lot beyond the share that waits with it; its fall is the pool's. Without hiding
  // the account ends with 0 at any price. Usual market: the share is 1,250. Heavy one: 654 of 10,000 are paid, 9,346
  // wait.
  const ends = (setting: Setting, ticks: bigint): [equity: bigint, pool: bigint] => {
    const found: [bigint, bigint][] = []
    play(setting, (stage) => {
      hide(stage, 1n, 70n)
      stage.round()
      stage.mark([FRESH, 70n], [DEAD, ticks])
      stage.round()
      found.push([stage.equity(HIDER), stage.earned(fundOf(DEAD))])
    })
    return found[0]!
  }
  assert.equal(ends(SETTING, 50n), [0n, -6_250n]) // -(1,250 + 5,000)
  assert.equal(ends(SETTING, 150n), [3_750n, 0n]) // 5,000 - 1,250
  assert.equal(ends(HEAVY, 50n), [0n, -14_346n])
  assert.equal(ends(HEAVY, 150n), [0n, -4_346n])
  assert.equal(ends(HEAVY, 200n), [654n, 0n]) // 10,000 - 9,346
})

test.run()
