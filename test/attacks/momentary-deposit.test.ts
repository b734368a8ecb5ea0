// Deposit for an instant before the round, leave the head of the queue, and take the deposit out again afterwards.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ErrorCode } from '../../src/core/errors.ts'
import type { PolicyName } from '../../src/policies/known.ts'
import { refusesCommand } from '../engine/small-venue.ts'
import { play, type Stage } from './stage.ts'

const [HEAD, RIVAL, LOSER] = [1001, 1002, 1003]
const [ATTACKER, OTHER] = [1, 2]
const CASH = 60_000n

/** Two shorts of 100 lots, 150,000 and 200,000 strong, and a bankrupt long of 60: each lot costs 1,000. */
function crash(stage: Stage): void {
  stage.open(HEAD, ATTACKER, 150_000n)
  stage.open(RIVAL, OTHER, 200_000n)
  stage.open(LOSER, 3, 60_000n)
  stage.open(1004, 4, 10_000_000n)
  stage.trade(LOSER, HEAD, 60n, 100n)
  stage.trade(1004, HEAD, 40n, 100n)
  stage.trade(1004, RIVAL, 100n, 100n)
  stage.mark([0, 80n])
}

/** Lots closed of each, and what a deposit at some moment has changed. */
function closed(policy: PolicyName, act: (stage: Stage) => void): [head: bigint, rival: bigint] {
  const counted: [bigint, bigint][] = []
  play({ round: { policy }, fundAtoms: 0n }, (stage) => {
    crash(stage)
    act(stage)
    const lots: [bigint, bigint] = [100n + stage.lots(HEAD), 100n + stage.lots(RIVAL)]
    counted.push(lots)
    assert.is(stage.earned(HEAD), 200_000n - 1_000n * lots[0])
    assert.is(stage.earned(RIVAL), 200_000n - 1_000n * lots[1])
  })
  return counted[0]!
}

const plain = (stage: Stage) => {
  stage.round()
}

const between = (stage: Stage) => {
  stage.deposit(HEAD, CASH)
  stage.round()
  stage.withdraw(HEAD, CASH)
}

/** While the order book is asked for the bankrupt position, which is before the ranking is made. */
const during = (stage: Stage) => {
  stage.engine.openRound()
  stage.deposit(HEAD, CASH)
  stage.engine.bookExhausted({ account: LOSER, market: 0 })
  refusesCommand(stage.engine, ErrorCode.STATE, /a round is open/, () => stage.engine.withdraw(HEAD, CASH))
  assert.is(stage.engine.advanceRound().wanted, null)
  stage.withdraw(HEAD, CASH)
}

test('bound, bitmex: a deposit between mark and round passes the whole loss on to the next in the queue', () => {
  // PnL% · L is 20 % · 800,000 / 350,000 for the head and 20 % · 800,000 / 400,000 for the rival; 60,000 more turn them
  // round. Earned: 60 lots of 1,000, all at the rival's cost, for 60,000 lent for a moment. No rule on ranks prevents
  // it while deposits are let in; what it takes is cash, E of the rival less one's own.
  assert.equal(closed('bitmex', plain), [60n, 0n])
  assert.equal(closed('bitmex', between), [0n, 60n])
})

test('bound, bitmex: the same in the middle of an open round, as the ranking is made after the order book', () => {
  assert.equal(closed('bitmex', during), [0n, 60n])
})

test('pro rata: a deposit changes nothing', () => {
  assert.equal(closed('pro-rata', plain), [30n, 30n])
  assert.equal(closed('pro-rata', between), [30n, 30n])
  assert.equal(closed('pro-rata', during), [30n, 30n])
})

test('what was put in comes out and not an atom more: the profit stays in until it is realised', () => {
  play({ fundAtoms: 0n }, (stage) => {
    crash(stage)
    const before = stage.engine.withdrawable(HEAD)
    stage.deposit(HEAD, CASH)
    assert.is(stage.engine.withdrawable(HEAD) - before, CASH)
    stage.round()
    // Nothing of it was closed: E - profit is what was put in, 210,000.
    assert.is(stage.engine.withdrawable(HEAD), 150_000n + CASH)
  })
})

test.run()
