// Trade while a round is open, between openRound and advanceRound, to get out of what is coming: a venue matches orders
// while its book is asked for liquidations.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { RoundStatus } from '../../src/engine/round-desk.ts'
import type { RoundReport } from '../../src/engine/round-report.ts'
import { DEFICIT, play, type Setting, type Stage } from './stage.ts'

const [LOSER, WINNER, ESCAPER, QUIET, NEWCOMER, OTHER, ALLY] = [1001, 1002, 1003, 1004, 1005, 1006, 1007]

const SETTING: Setting = { fundAtoms: 0n }

/**
 * A long of ten lots with 2,000 falls from 100 to 40: E = -58,000, of which the lots carry 40,000 at the bankruptcy
 * price. The other 18,000 are socialised by lots: WINNER 10, ESCAPER 5, QUIET 5.
 */
function crash(stage: Stage): void {
  stage.open(LOSER, 1, 2_000n)
  stage.open(WINNER, 2, 30_000n)
  stage.open(ESCAPER, 3, 50_000n)
  stage.open(QUIET, 4, 50_000n)
  stage.open(NEWCOMER, 5, 50_000n)
  stage.open(OTHER, 6, 50_000n)
  stage.trade(LOSER, WINNER, 10n, 100n)
  stage.trade(ESCAPER, QUIET, 5n, 40n)
  stage.mark([0, 40n])
}

/** Opens the round, lets somebody trade while the order book is asked, and plays on to its end. */
function playWith(stage: Stage, trade: () => void): RoundReport {
  const { wanted } = stage.engine.openRound()
  assert.is(wanted?.account, LOSER)
  trade()
  let status: RoundStatus
  do {
    const { account, market } = stage.engine.wanted!
    stage.engine.bookExhausted({ account, market })
    status = stage.engine.advanceRound()
  } while (status.report === null)
  assert.ok(status.report.quiet)
  return status.report
}

/** What each has paid in stage 8. */
const charges = (stage: Stage) => {
  const paid = new Map(stage.events('socialised').map(({ from, valueAtoms }) => [from, valueAtoms]))
  return [WINNER, ESCAPER, QUIET, NEWCOMER, OTHER].map((id) => paid.get(id) ?? 0n)
}

test('closing in the middle of an open round does not escape socialising: what was held when it opened counts', () => {
  const results = [false, true].map((escapes) => {
    const found: bigint[][] = []
    play(SETTING, (stage) => {
      crash(stage)
      const report = playWith(stage, () => {
        if (escapes) stage.trade(QUIET, ESCAPER, 5n, 40n)
      })
      assert.is(report.socialisedAtoms, 18_000n)
      assert.is(stage.lots(ESCAPER), escapes ? 0n : 5n)
      found.push([...charges(stage), stage.earned(ESCAPER), stage.earned(DEFICIT)])
    })
    return found[0]!
  })
  // 18,000 · 5 / 20 each, closed or not; to have been closed by ADL does not help the winner either.
  assert.equal(results[0], [9_000n, 4_500n, 4_500n, 0n, 0n, -4_500n, 0n])
  assert.equal(results[1], results[0])
})

test('turning the position round, or closing most of it, does not lower the charge; growing it raises it', () => {
  const chargesAfter = (trade: (stage: Stage) => void) => {
    const found: bigint[][] = []
    play(SETTING, (stage) => {
      crash(stage)
      playWith(stage, () => trade(stage))
      found.push(charges(stage))
    })
    return found[0]!
  }
  const plain = [9_000n, 4_500n, 4_500n, 0n, 0n]
  assert.equal(
    chargesAfter((stage) => stage.trade(QUIET, ESCAPER, 4n, 40n)),
    plain,
  )
  assert.equal(
    chargesAfter((stage) => stage.trade(QUIET, ESCAPER, 10n, 40n)),
    plain,
  )
  // Of 20 + 5 + 5 lots: 6,000 for ten.
  assert.equal(
    chargesAfter((stage) => stage.trade(ESCAPER, QUIET, 5n, 40n)),
    [6_000n, 6_000n, 6_000n, 0n, 0n],
  )
})

test('bound: a winner that closes while the order book is asked is not deleveraged, whoever bought from it is', () => {
  // Who stays gives 40,000 of its 60,000 at the bankruptcy price and, with its ally's one lot, 11/22 of 18,000 in stage
  // 8: 11,000 are left. The ranking is made when the order book has answered, so in the meantime it can sell at the
  // mark to the ally, who has initial margin for eleven lots, 4,400, and not an atom more: no order of the two is
  // refused. Then the ally bears one lot of 4,000, QUIET, next in the queue, its five, and four are closed at the mark.
  // 34,000 are socialised: the ally pays its last 400, the winner 10/21 of the rest by its lots at opening. 60,000 -
  // 4,400 - 16,000. So ten lots earn 28,600, at the others' cost. It takes orders that trade between openRound and
  // advanceRound.
  const results = [false, true].map((escapes) => {
    const found: bigint[][] = []
    play(SETTING, (stage) => {
      crash(stage)
      stage.open(ALLY, 2, 4_400n)
      stage.trade(OTHER, ALLY, 1n, 40n)
      playWith(stage, () => {
        if (!escapes) return
        const order = { market: 0, priceTicks: 40n }
        assert.ok(stage.engine.preTrade({ ...order, account: WINNER, lots: 10n }).allowed)
        assert.ok(stage.engine.preTrade({ ...order, account: ALLY, lots: -10n }).allowed)
        stage.trade(WINNER, ALLY, 10n, 40n)
      })
      found.push([stage.earnedBy(2), stage.earned(ESCAPER), stage.earned(QUIET), stage.earned(OTHER)])
    })
    return found[0]!
  })
  assert.equal(results, [
    [11_000n, -4_091n, -4_091n, -818n],
    [39_600n, -8_000n, -28_000n, -1_600n],
  ])
})

test('who held nothing when the round opened, and trades while it is open, pays nothing, and the round ends', () => {
  play(SETTING, (stage) => {
    crash(stage)
    const report = playWith(stage, () => stage.trade(OTHER, NEWCOMER, 5n, 40n))
    assert.is(report.socialisedAtoms, 18_000n)
    assert.equal(charges(stage).slice(3), [0n, 0n])
    assert.is(stage.earned(NEWCOMER), 0n)
    assert.is(stage.earned(OTHER), 0n)
  })
})

test('bound: an account that held nothing is a haven in an open round: what it buys is not ranked or charged', () => {
  // As above, but the ally is fresh, with initial margin for ten lots. By I5 it pays for nobody's loss: it is no
  // candidate and no payer, so it comes out whole. QUIET bears five lots of 4,000, five are closed at the mark, 38,000
  // are socialised, and the winner pays half of that by its ten of twenty lots at opening: 60,000 - 19,000 = 41,000
  // instead of 60,000 - 40,000 - 9,000 = 11,000. So 30,000, and the ally's margin is only lent.
  const results = [false, true].map((escapes) => {
    const found: bigint[][] = []
    play(SETTING, (stage) => {
      crash(stage)
      stage.open(ALLY, 2, 4_000n)
      playWith(stage, () => {
        if (!escapes) return
        assert.ok(stage.engine.preTrade({ account: ALLY, market: 0, lots: -10n, priceTicks: 40n }).allowed)
        stage.trade(WINNER, ALLY, 10n, 40n)
      })
      found.push([stage.earnedBy(2), stage.earned(ESCAPER), stage.earned(QUIET), stage.lots(ALLY)])
    })
    return found[0]!
  })
  assert.equal(results, [
    [11_000n, -4_500n, -4_500n, 0n],
    [41_000n, -9_500n, -29_500n, -5n],
  ])
})

test('anybody may open a position while a round is open, and the engine goes on taking commands afterwards', () => {
  play(SETTING, (stage) => {
    crash(stage)
    playWith(stage, () => stage.trade(NEWCOMER, OTHER, 1n, 40n))
    stage.deposit(NEWCOMER, 1n)
    stage.mark([0, 41n])
  })
})

test.run()
