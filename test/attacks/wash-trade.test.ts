// Sell the winning position to oneself and buy it back at the mark: equity and lots are the same, but the entry price
// is that of now, and there is no profit to be ranked by.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { PolicyName } from '../../src/policies/known.ts'
import { play, type Setting } from './stage.ts'

const [WASHER, PARTNER, RIVAL, LOSER, WHALE] = [1001, 1002, 1003, 1004, 1005]
const [ATTACKER, OTHER] = [1, 2]

/** Two shorts of 100 lots, 150,000 and 200,000 strong; a bankrupt long of 60 that costs 1,000 a lot. */
function closed(round: Setting['round'], washes: boolean): [washer: bigint, rival: bigint] {
  const counted: [bigint, bigint][] = []
  play({ round: round!, fundAtoms: 0n }, (stage) => {
    stage.open(WASHER, ATTACKER, 150_000n)
    stage.open(PARTNER, ATTACKER, 1_000_000n)
    stage.open(RIVAL, OTHER, 200_000n)
    stage.open(LOSER, 3, 60_000n)
    stage.open(WHALE, 4, 10_000_000n)
    stage.trade(WHALE, WASHER, 100n, 100n)
    stage.trade(WHALE, RIVAL, 100n, 100n)
    stage.trade(LOSER, WHALE, 60n, 100n)
    stage.mark([0, 80n])
    if (washes) {
      const order = { market: 0, priceTicks: 80n }
      assert.ok(stage.engine.preTrade({ ...order, account: WASHER, lots: 100n }).allowed)
      stage.trade(WASHER, PARTNER, 100n, 80n)
      assert.ok(stage.engine.preTrade({ ...order, account: WASHER, lots: -100n }).allowed)
      stage.trade(PARTNER, WASHER, 100n, 80n)
      assert.equal([stage.lots(WASHER), stage.equity(WASHER)], [-100n, 350_000n])
    }
    stage.round()
    const lots: [bigint, bigint] = [100n + stage.lots(WASHER), 100n + stage.lots(RIVAL)]
    assert.is(stage.earnedBy(ATTACKER), 200_000n - 1_000n * lots[0])
    counted.push(lots)
  })
  return counted[0]!
}

test('bound: washing moves the position behind all profitable ones, by either policy, and passes the loss on', () => {
  // bitmex: from the head of the queue to its end, 60,000 for two trades at the mark. Pro rata deals to the profitable
  // first, so it is half of that: 30,000.
  const all = (policy: PolicyName) => [closed({ policy }, false), closed({ policy }, true)]
  assert.equal(all('bitmex'), [
    [60n, 0n],
    [0n, 60n],
  ])
  assert.equal(all('pro-rata'), [
    [30n, 30n],
    [0n, 60n],
  ])
})

test('bound: not even a policy on leverage is immune, as who has no profit is served last whatever the policy', () => {
  // 800,000 of notional on 350,000 and on 400,000, and washing changes neither. But the group is the engine's, and
  // stands above the score.
  const leverage = {
    name: 'leverage',
    score: ({ notionalAtoms, equityAtoms }: { readonly notionalAtoms: bigint; readonly equityAtoms: bigint }) =>
      equityAtoms === 0n ? ('infinite' as const) : { over: notionalAtoms, under: equityAtoms },
  }
  assert.equal(closed({ policy: leverage }, false), [60n, 0n])
  assert.equal(closed({ policy: leverage }, true), [0n, 60n])
})

test.run()
