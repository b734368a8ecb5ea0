import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Engine } from '../../src/engine/engine.ts'
import { flagAccounts } from '../../src/stages/flag-accounts.ts'
import { closeAtMark, pay } from '../../src/stages/moves.ts'
import { poolBudgetAtoms } from '../../src/stages/pool-budget.ts'
import { LOG_CROSS, LOG_FUND_DRAW } from '../../src/stages/round-log.ts'
import * as state from '../../src/stages/round-state.ts'
import * as venue from '../engine/small-venue.ts'
import { give, marked, roundOver, row } from './small-round.ts'

const { ALICE, BOB, CAROL, INVERSE, LINEAR, POOL, TIERED } = venue

for (const kernel of venue.KERNELS) {
  test(`lots are signed, none where there is no position (${kernel})`, () => {
    const engine = venue.openVenue(kernel)
    give(engine, ALICE, 1n, [LINEAR, -3n, 100n])
    const lots = (market: number) => state.lotsOf(engine.book, row(engine, ALICE), market)
    assert.equal([lots(LINEAR), lots(TIERED)], [-3n, 0n])
    assert.equal(
      [ALICE, BOB].map((id) => state.isFlat(engine.book, row(engine, id))),
      [false, true],
    )
  })

  test(`only markets with a fresh mark count: not an old one, not a halted one (${kernel})`, () => {
    const fill = (engine: Engine) => give(engine, ALICE, 9n, [INVERSE, 1n, 50n], [LINEAR, 1n, 100n], [TIERED, 1n, 100n])
    const engine = marked(kernel, fill, [LINEAR, 100n], [TIERED, 100n], [INVERSE, 50n])
    const fresh = () => {
      const round = roundOver(engine)
      const markets = state.freshMarkets(round, row(engine, ALICE))
      assert.is(state.hasFreshMarket(round, row(engine, ALICE)), markets.length > 0)
      assert.not(state.hasFreshMarket(round, row(engine, BOB)))
      return markets
    }
    assert.equal(fresh(), [LINEAR, TIERED, INVERSE])
    engine.advanceTime(1_001)
    assert.equal(fresh(), [LINEAR, TIERED, INVERSE])
    engine.advanceTime(1_002)
    assert.equal(fresh(), [LINEAR, INVERSE])
    for (const market of [LINEAR, INVERSE]) engine.haltMarket(market)
    assert.equal(fresh(), [])
  })

  test(`bankrupt are flagged traders and pools worth less than nothing now, by id (${kernel})`, () => {
    const fill = (engine: Engine) => {
      give(engine, CAROL, 1n, [LINEAR, 1n, 100n])
      give(engine, ALICE, 1n, [LINEAR, 1n, 100n])
      give(engine, BOB, 1_001n, [LINEAR, 1n, 100n])
      give(engine, POOL, 1n, [LINEAR, 1n, 100n])
    }
    const engine = marked(kernel, fill, [LINEAR, 90n])
    const round = roundOver(engine)
    const ids = (pools: boolean) => state.bankruptRows(round, pools).map((each) => engine.book.columns.rowId[each]!)
    flagAccounts(round)
    assert.equal(
      [ids(false), ids(true)],
      [
        [ALICE, CAROL],
        [ALICE, CAROL, POOL],
      ],
    )
    // Bob’s last atom goes to Alice, with 998 from the pool.
    pay(round, LOG_FUND_DRAW, LINEAR, row(engine, BOB), row(engine, ALICE), 2n)
    pay(round, LOG_FUND_DRAW, LINEAR, row(engine, POOL), row(engine, ALICE), 997n)
    assert.equal(ids(false), [BOB, CAROL])
  })

  test(`a pool spends what it is worth above its floor, and nothing while it is held (${kernel})`, () => {
    const engine = marked(kernel, (open) => give(open, POOL, 500n), [LINEAR, 100n], [TIERED, 100n])
    engine.setReserved(POOL, 100n)
    const round = roundOver(engine)
    const budget = () => poolBudgetAtoms(round, TIERED)
    assert.equal([budget(), poolBudgetAtoms(round, LINEAR)], [400n, 0n])
    pay(round, LOG_FUND_DRAW, TIERED, row(engine, POOL), row(engine, ALICE), 150n)
    assert.is(budget(), 250n)
    pay(round, LOG_FUND_DRAW, TIERED, row(engine, POOL), row(engine, ALICE), 350n)
    assert.is(budget(), 0n)
    round.changes.rollback()
    engine.holdPool(POOL, true)
    assert.is(budget(), 0n)
  })

  test(`the budget counts what the pool’s own positions gain and lose (${kernel})`, () => {
    const fill = (engine: Engine) => {
      give(engine, POOL, 500n, [TIERED, -1n, 100n])
      give(engine, ALICE, 1n, [TIERED, 1n, 100n])
    }
    const engine = marked(kernel, fill, [TIERED, 90n])
    const round = roundOver(engine)
    assert.is(poolBudgetAtoms(round, TIERED), 1_500n)
    closeAtMark(round, row(engine, ALICE), row(engine, POOL), TIERED, 1n, { type: LOG_CROSS })
    assert.is(poolBudgetAtoms(round, TIERED), 1_500n)
  })

  test(`lots when the round opened outlive what the round does to them (${kernel})`, () => {
    const fill = (engine: Engine) => {
      give(engine, ALICE, 1n, [LINEAR, 5n, 100n])
      give(engine, BOB, 90_000n, [LINEAR, -5n, 100n])
    }
    const engine = marked(kernel, fill, [LINEAR, 90n])
    const round = roundOver(engine)
    const [alice, bob] = [row(engine, ALICE), row(engine, BOB)]
    const lots = () => [alice, bob].map((each) => round.lotsAtOpening(each, LINEAR))
    assert.equal(lots(), [5n, -5n])
    closeAtMark(round, alice, bob, LINEAR, 5n, { type: LOG_CROSS })
    assert.equal(lots(), [5n, -5n])
  })

  test(`a new round remembers nothing of the last one (${kernel})`, () => {
    const engine = marked(kernel, (open) => give(open, ALICE, 1n, [LINEAR, 1n, 100n]), [LINEAR, 90n])
    const round = roundOver(engine)
    flagAccounts(round)
    round.frozen.set(0, [])
    round.toHalt.add(LINEAR)
    round.roundBudgetUsedAtoms = 5n
    engine.deposit(ALICE, 90_000n)
    engine.deposit(POOL, 5n)
    round.open()
    assert.equal([round.pass, round.flaggedCount, round.log.count, round.formers.count], [0, 0, 0, 0])
    assert.equal([round.frozen.size, round.toHalt.size, round.roundBudgetUsedAtoms], [0, 0, 0n])
    assert.is(poolBudgetAtoms(round, TIERED), 5n)
  })
}

test.run()
