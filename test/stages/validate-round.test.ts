import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { AssertionError } from '../../src/core/assert.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { flagAccounts } from '../../src/stages/flag-accounts.ts'
import { closeAtMark, pay } from '../../src/stages/moves.ts'
import { LOG_CROSS, LOG_SOCIALISED } from '../../src/stages/round-log.ts'
import { assertBystanders, assertSolvent } from '../../src/stages/validate-round.ts'
import * as venue from '../engine/small-venue.ts'
import { give, marked, roundOver, row } from './small-round.ts'

const { ALICE, BOB, CAROL, LINEAR, POOL, TIERED } = venue

function breaks(why: RegExp, action: () => void): void {
  const error = venue.errorOf(action)
  assert.instance(error, AssertionError)
  assert.match((error as Error).message, why)
}

for (const kernel of venue.KERNELS) {
  const prepare = (fill: (engine: Engine) => void) => {
    const engine = marked(kernel, fill, [LINEAR, 90n], [TIERED, 100n])
    const round = roundOver(engine)
    flagAccounts(round)
    return { engine, round, rowOf: (id: number) => row(engine, id) }
  }

  test(`I5: who held nothing when the round opened must not pay (${kernel})`, () => {
    const { round, rowOf } = prepare((engine) => {
      give(engine, ALICE, 1n, [LINEAR, 1n, 100n])
      give(engine, CAROL, 500n)
    })
    pay(round, LOG_SOCIALISED, LINEAR, rowOf(CAROL), rowOf(ALICE), 3n)
    breaks(/I5: account 3 held nothing and would pay 3 atoms/, () => assertBystanders(round))
  })

  test(`I5: it may be paid, and a pool and whoever held something may pay (${kernel})`, () => {
    const { round, rowOf } = prepare((engine) => {
      give(engine, ALICE, 1n, [LINEAR, 1n, 100n])
      give(engine, BOB, 90_000n, [LINEAR, -1n, 100n])
      give(engine, POOL, 500n)
    })
    closeAtMark(round, rowOf(ALICE), rowOf(BOB), LINEAR, 1n, { type: LOG_CROSS })
    pay(round, LOG_SOCIALISED, LINEAR, rowOf(BOB), rowOf(ALICE), 3n)
    pay(round, LOG_SOCIALISED, LINEAR, rowOf(POOL), rowOf(CAROL), 3n)
    assert.not.throws(() => assertBystanders(round))
  })

  test(`I3: nobody with a fresh market or without positions is left below zero (${kernel})`, () => {
    const { round, rowOf } = prepare((engine) => {
      give(engine, ALICE, 1n, [LINEAR, 1n, 100n])
      give(engine, BOB, 90_000n, [LINEAR, -1n, 100n])
    })
    breaks(/I3: account 1 is left with -999 atoms/, () => assertSolvent(round))
    closeAtMark(round, rowOf(ALICE), rowOf(BOB), LINEAR, 1n, { type: LOG_CROSS })
    breaks(/I3: account 1/, () => assertSolvent(round))
    pay(round, LOG_SOCIALISED, LINEAR, rowOf(BOB), rowOf(ALICE), 999n)
    assert.not.throws(() => assertSolvent(round))
  })

  test(`I3: a pool neither (${kernel})`, () => {
    const { round } = prepare((engine) => give(engine, POOL, 1n, [LINEAR, 1n, 100n]))
    breaks(/I3: account 900 is left with -999 atoms/, () => assertSolvent(round))
  })

  test(`I3: who has stale markets alone waits (${kernel})`, () => {
    const engine = venue.openVenue(kernel)
    give(engine, ALICE, 1n, [TIERED, 1n, 100n])
    venue.mark(engine, 1, [TIERED, 90n])
    engine.advanceTime(5_000)
    const round = roundOver(engine)
    flagAccounts(round)
    assert.is(round.flaggedCount, 1)
    assert.not.throws(() => assertSolvent(round))
  })
}

test.run()
