import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { findFlagged, flagAccounts } from '../../src/stages/flag-accounts.ts'
import type { Round } from '../../src/stages/round-state.ts'
import * as venue from '../engine/small-venue.ts'
import { give, marked, roundOver, row, story } from './small-round.ts'

const { ALICE, BOB, CAROL, DAVE, LINEAR, POOL, TIERED } = venue

const idsOf = (round: Round) =>
  [...round.flagged.subarray(0, round.flaggedCount)].map((flagged) => round.book.columns.rowId[flagged]!)

for (const kernel of venue.KERNELS) {
  test(`who is not healthy is called with its state, by id (${kernel})`, () => {
    // 10 lots from 100 to 90 lose 10,000 and need 1 % of 90,000.
    const engine = marked(
      kernel,
      (open) => {
        give(open, DAVE, 9_999n, [LINEAR, 10n, 100n])
        give(open, ALICE, 10_000n, [LINEAR, 10n, 100n])
        give(open, BOB, 10_900n, [LINEAR, 10n, 100n])
        give(open, CAROL, 10_899n, [LINEAR, 10n, 100n])
      },
      [LINEAR, 90n],
    )
    const round = roundOver(engine)
    flagAccounts(round)
    assert.equal(story(round), ['call 1 at-risk', 'call 3 at-risk', 'call 4 bankrupt'])
    assert.equal([round.pass, round.changed, idsOf(round)], [1, false, [ALICE, CAROL, DAVE]])
  })

  test(`ids count, not the rows in which accounts stand (${kernel})`, () => {
    const engine = venue.openVenue(kernel)
    engine.closeAccount(ALICE)
    engine.openAccount({ id: 1_001 }) // in the row of Alice
    for (const id of [BOB, 1_001, DAVE]) give(engine, id, 1n, [LINEAR, 1n, 100n])
    venue.mark(engine, 1, [LINEAR, 90n])
    const round = roundOver(engine)
    flagAccounts(round)
    assert.equal(idsOf(round), [BOB, DAVE, 1_001])
    assert.is(story(round).at(-1), 'call 1001 bankrupt')
  })

  test(`an account is called once a round, and what it held then is kept (${kernel})`, () => {
    const engine = marked(kernel, (open) => give(open, ALICE, 1n, [LINEAR, 3n, 100n]), [LINEAR, 90n])
    const round = roundOver(engine)
    flagAccounts(round)
    give(engine, BOB, 1n, [LINEAR, 2n, 100n])
    venue.trade(engine, BOB, ALICE, 2n, 90n)
    flagAccounts(round)
    assert.equal(story(round), ['call 1 bankrupt', 'call 2 bankrupt'])
    assert.equal(
      [ALICE, BOB].map((id) => round.formers.lotsIn(row(engine, id), LINEAR)),
      [3n, 4n],
    )
    assert.is(round.pass, 2)
  })

  test(`a new pass begins without frozen splits (${kernel})`, () => {
    const engine = marked(kernel, (open) => give(open, ALICE, 1n, [LINEAR, 3n, 100n]), [LINEAR, 90n])
    const round = roundOver(engine)
    round.frozen.set(row(engine, ALICE), [])
    flagAccounts(round)
    assert.is(round.frozen.size, 0)
  })

  test(`a pool below zero is not called, but its markets are kept (${kernel})`, () => {
    const engine = marked(kernel, (open) => give(open, POOL, 0n, [TIERED, 5n, 100n]), [TIERED, 99n])
    const round = roundOver(engine)
    flagAccounts(round)
    assert.equal([story(round), idsOf(round)], [[], []])
    assert.is(round.formers.lotsIn(row(engine, POOL), TIERED), 5n)
  })

  test(`more flagged accounts than were ever seen before find room (${kernel})`, () => {
    const engine = venue.openVenue(kernel)
    const ids = Array.from({ length: 150 }, (_, index) => 1_000 + index)
    for (const id of ids) {
      engine.openAccount({ id })
      give(engine, id, 1n, [LINEAR, 1n, 100n])
    }
    venue.mark(engine, 1, [LINEAR, 90n])
    const round = roundOver(engine)
    findFlagged(round)
    assert.equal(idsOf(round), ids)
  })
}

test.run()
