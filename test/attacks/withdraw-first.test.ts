// Take the winner's money out before the round takes it. One owner holds ten lots long with 20,000 and ten lots short
// with 10,000; at 130 the winner has a profit of 30,000, the loser a debt of 20,000.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ErrorCode } from '../../src/core/errors.ts'
import { refusesCommand } from '../engine/small-venue.ts'
import { fundOf, play, type Setting, type Stage } from './stage.ts'

const [WINNER, LOSER, EMPTY, MAKER, SLOW] = [1001, 1002, 1003, 1004, 1005]
const [ATTACKER, STRANGER] = [1, 2]

function jump(stage: Stage): void {
  stage.open(WINNER, ATTACKER, 20_000n)
  stage.open(LOSER, ATTACKER, 10_000n)
  stage.open(EMPTY, ATTACKER, 0n)
  stage.open(MAKER, STRANGER, 100_000n)
  stage.trade(WINNER, LOSER, 10n, 100n)
  stage.mark([0, 130n])
}

const refusesLeaving = (stage: Stage, atoms: bigint, message: RegExp) => {
  refusesCommand(stage.engine, ErrorCode.WITHDRAWAL, message, () => stage.engine.withdraw(WINNER, atoms))
  refusesCommand(stage.engine, ErrorCode.WITHDRAWAL, message, () => stage.engine.transfer(WINNER, EMPTY, atoms))
}

test('between mark and round only what is not profit leaves; the profit stays and pays the debt', () => {
  play({}, (stage) => {
    jump(stage)
    // min(E - IM, E - profit) = min(50,000 - 13,000, 50,000 - 30,000).
    refusesLeaving(stage, 20_001n, /20000 may leave it/)
    assert.is(stage.withdrawAll(WINNER), 20_000n)
    refusesLeaving(stage, 1n, /0 may leave it/)
    stage.round()
    assert.is(stage.earnedBy(ATTACKER), 0n)
    assert.is(stage.earned(fundOf(0)), 0n)
  })
})

test('moving it to another account is judged like a withdrawal, and a deposit adds no more than itself', () => {
  play({}, (stage) => {
    jump(stage)
    stage.engine.transfer(WINNER, EMPTY, 20_000n)
    assert.is(stage.withdrawAll(EMPTY), 20_000n)
    stage.deposit(WINNER, 7_000n)
    assert.is(stage.withdrawAll(WINNER), 7_000n)
    refusesLeaving(stage, 1n, /0 may leave it/)
    stage.round()
    assert.is(stage.earnedBy(ATTACKER), 0n)
    assert.is(stage.earned(fundOf(0)), 0n)
  })
})

test('nothing leaves a flagged account, not even what was put in after it was flagged and is not needed', () => {
  play({}, (stage) => {
    jump(stage)
    const message = /0 may leave it/
    refusesCommand(stage.engine, ErrorCode.WITHDRAWAL, message, () => stage.engine.withdraw(LOSER, 1n))
    stage.deposit(LOSER, 20_000n + 1_299n) // E = 1,299, MM = 1,300
    refusesCommand(stage.engine, ErrorCode.WITHDRAWAL, message, () => stage.engine.transfer(LOSER, EMPTY, 1n))
    stage.round()
    assert.is(stage.earnedBy(ATTACKER), 0n)
  })
})

test('nothing leaves an account with a position in a market whose mark is stale or that is halted', () => {
  play({ markets: [{ maxMarkAgeMs: 0 }] }, (stage) => {
    jump(stage)
    stage.engine.advanceTime(1_000)
    refusesLeaving(stage, 1n, /whose mark is stale/)
  })
  play({}, (stage) => {
    jump(stage)
    stage.engine.haltMarket(0)
    refusesLeaving(stage, 1n, /whose mark is stale/)
  })
})

/** A second market keeps the round open: SLOW is at risk there, and the order book is asked. */
const TWO_MARKETS: Setting = { markets: [{}, {}] }

function openRound(stage: Stage): void {
  stage.open(SLOW, 3, 10_000n)
  stage.trade(SLOW, MAKER, 10n, 100n, 1)
  stage.mark([1, 90n])
  const { wanted } = stage.engine.openRound()
  assert.equal([wanted?.account, wanted?.market], [SLOW, 1])
}

test('while a round is open nothing leaves, and closing the winner comes too late: it has paid first', () => {
  play(TWO_MARKETS, (stage) => {
    jump(stage)
    openRound(stage)
    // Own first comes before the order book is asked: the winner is flat, and has 50,000 - 20,000 left.
    assert.equal([stage.lots(WINNER), stage.equity(WINNER), stage.equity(LOSER)], [0n, 30_000n, 0n])
    const { engine } = stage
    const open = /a round is open/
    refusesCommand(engine, ErrorCode.STATE, open, () => engine.withdraw(WINNER, 1n))
    refusesCommand(engine, ErrorCode.STATE, open, () => engine.transfer(WINNER, EMPTY, 1n))
    refusesCommand(engine, ErrorCode.STATE, open, () => engine.closeAccount(EMPTY))
    refusesCommand(engine, ErrorCode.STATE, open, () => engine.advanceTime(1_000))
    engine.bookExhausted({ account: SLOW, market: 1 })
    for (let status = engine.advanceRound(); status.report === null; status = engine.advanceRound()) {
      engine.bookExhausted({ account: SLOW, market: 1 })
    }
    assert.is(stage.withdrawAll(WINNER), 30_000n)
    assert.is(stage.earnedBy(ATTACKER), 0n)
  })
})

test('bound: where trades come between mark and round the winner is closed first, and the fund pays', () => {
  // The winner sells to a maker at the mark, which nothing forbids: both sides stay healthy. Its profit is now realised
  // and 50,000 leave; own first finds nobody. Earned: the debt, 20,000, as with two owners. It needs a command between
  // applyMarks and the round: a venue that opens the round with the mark gives it no time.
  play({}, (stage) => {
    jump(stage)
    const order = { market: 0, priceTicks: 130n }
    assert.ok(stage.engine.preTrade({ ...order, account: WINNER, lots: -10n }).allowed)
    assert.ok(stage.engine.preTrade({ ...order, account: MAKER, lots: 10n }).allowed)
    stage.trade(MAKER, WINNER, 10n, 130n)
    assert.is(stage.withdrawAll(WINNER), 50_000n)
    stage.round()
    assert.is(stage.earnedBy(ATTACKER), 20_000n)
    assert.is(stage.earned(fundOf(0)), -20_000n)
    assert.is(stage.earned(MAKER), 0n)
  })
})

test('bound: a payer takes its free equity out between mark and round, and stage 8 charges what is left', () => {
  // A long of ten lots falls from 100 to 40 with 2,000 behind it; 18,000 are beyond what its lots carry. Five of twenty
  // lots would pay 4,500; the payer leaves its initial margin, 2,000, and the others pay the 2,500 that are missing.
  const paid = (leaves: boolean) => {
    const found: bigint[] = []
    play({ fundAtoms: 0n }, (stage) => {
      stage.open(WINNER, 2, 30_000n)
      stage.open(LOSER, 3, 2_000n)
      stage.open(EMPTY, 4, 50_000n)
      stage.open(MAKER, 5, 50_000n)
      stage.trade(LOSER, WINNER, 10n, 100n)
      stage.trade(EMPTY, MAKER, 5n, 40n)
      stage.mark([0, 40n])
      if (leaves) assert.is(stage.withdrawAll(EMPTY), 48_000n)
      assert.is(stage.round().socialisedAtoms, 18_000n)
      found.push(-stage.earned(EMPTY))
    })
    return found[0]!
  }
  assert.equal([paid(false), paid(true)], [4_500n, 2_000n])
})

test.run()
