// Fill the book to its last position with dust, or a market's external row to its last lot, so that a round finds no
// room for what it has to do. A round that cannot be played leaves the venue insolvent for as long as it stays so.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createEngine } from '../../src/engine/engine.ts'
import { KERNELS } from '../engine/small-venue.ts'
import { Bid, bookOf, fundOf, type Setting, Stage } from './stage.ts'

const [LOSER, WINNER, DUST, GRAIN] = [1001, 1002, 1003, 1004]

/** Room for four positions, and four are open: two that matter, two of one lot in another market. */
function fullBook(setting: Setting, ticks: bigint): Stage[] {
  return KERNELS.map((kernel) => {
    const capacity = { accounts: 20, positions: 4, markets: 2, tiersPerMarket: 4, batch: 8 }
    const engine = createEngine({ capacity, atom: '0.01', kernel })
    const stage = new Stage(kernel, { ...setting, engine, markets: [{}, {}] })
    stage.open(LOSER, 1, 10_000n)
    stage.open(WINNER, 2, 100_000n)
    stage.open(DUST, 3, 10_000n)
    stage.open(GRAIN, 4, 10_000n)
    stage.trade(LOSER, WINNER, 10n, 100n)
    stage.trade(DUST, GRAIN, 1n, 100n, 1)
    stage.mark([0, ticks])
    return stage
  })
}

test('what is taken over or filled whole needs no room: the position only changes its owner', () => {
  for (const stage of fullBook({}, 80n)) {
    stage.round()
    assert.equal([stage.lots(LOSER), stage.lots(fundOf(0))], [0n, 10n])
    stage.settle()
  }
  for (const stage of fullBook({}, 90n)) {
    stage.round(new Bid())
    assert.equal([stage.lots(LOSER), stage.lots(bookOf(0))], [0n, 10n])
    stage.settle()
  }
})

test('a fund that can only take over a part, and has no room for it, leaves the position to the next stage', () => {
  for (const stage of fullBook({ fundAtoms: 5_000n, round: { takeover: 'partial' } }, 80n)) {
    const report = stage.round()
    assert.equal(report.stuck, [])
    assert.is(stage.lots(LOSER), 0n)
    stage.settle()
  }
})

test('a liquidation that is filled in parts can be played when the book has no room for one position more', () => {
  for (const stage of fullBook({}, 90n)) {
    stage.round(new Bid(1n))
    assert.ok(stage.equity(LOSER) >= 0n)
    stage.settle()
  }
})

test('an external row that has reached its limit of lots does not keep a round from being played', () => {
  for (const kernel of KERNELS) {
    const stage = new Stage(kernel, { markets: [{ maxPositionLots: 10n }] })
    for (let id = 1001; id < 1065; id += 1) {
      stage.open(id, 1, 1_000_000n)
      stage.trade(id, bookOf(0), 10n, 100n)
    }
    stage.open(2001, 2, 10_000n)
    stage.open(2002, 3, 1_000_000n)
    stage.trade(2002, 2001, 10n, 100n)
    stage.mark([0, 110n])
    stage.round(new Bid())
    assert.ok(stage.equity(2001) >= 0n)
    stage.settle()
  }
})

test.run()
