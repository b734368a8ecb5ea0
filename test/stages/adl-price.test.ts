// What deleveraged positions are closed at: each mode with its numbers, and what is left to the fund.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Engine } from '../../src/engine/engine.ts'
import type { RoundOptions } from '../../src/engine/round-options.ts'
import type { RoundEvent } from '../../src/index.ts'
import * as venue from '../engine/small-venue.ts'
import { give, marked } from './small-round.ts'

const { ALICE, BOB, CAROL, DAVE, DEFICIT, LINEAR, POOL, TIERED } = venue

/** Only deleveraging: no order book, no takeover by a pool that has a budget; what is unpaid is a deficit. */
const BARE: RoundOptions = { maxSlippagePpm: 0, socialise: 'none' }

/** Fills as [from, to, lots, loss], and cash that went from one to another. */
function play(engine: Engine, options: RoundOptions) {
  engine.configureRound({ ...BARE, ...options })
  const report = engine.runRound()
  const events: RoundEvent[] = [...engine.roundEvents()]
  const fills = events.flatMap((event) =>
    event.type === 'adl-fill' ? [[event.from, event.to, event.lots, event.lossAtoms]] : [],
  )
  const moves = events.flatMap((event) =>
    event.type === 'adl-evened' || event.type === 'fund-draw' || event.type === 'deficit'
      ? [[event.type, event.from, event.to, event.valueAtoms]]
      : [],
  )
  venue.sound(engine)
  return { report, fills, moves }
}

for (const kernel of venue.KERNELS) {
  /** Alice's 10 longs from 100 to 90 have made −1,000 of 9,000: 100 a lot. Bob's shorts have won. */
  const one = () =>
    marked(
      kernel,
      (engine) => {
        give(engine, ALICE, 9_000n, [LINEAR, 10n, 100n])
        give(engine, BOB, 40_000n, [LINEAR, -10n, 100n])
      },
      [LINEAR, 90n],
    )

  test(`bankruptcy: the counterparty takes all of the loss over (${kernel})`, () => {
    const { fills, moves } = play(one(), {})
    assert.equal(fills, [[ALICE, BOB, 10n, 1_000n]])
    assert.equal(moves, [])
  })

  test(`mark: nothing, and what is owed is left (${kernel})`, () => {
    const { fills, moves } = play(one(), { adlPrice: 'mark' })
    assert.equal(fills, [[ALICE, BOB, 10n, 0n]])
    assert.equal(moves, [['deficit', DEFICIT, ALICE, 1_000n]])
  })

  test(`blend: FTX's two parts bankruptcy and one part mark, rounded against the counterparty (${kernel})`, () => {
    // Zero price 90 and mark 96 would be 92; here the loss is 1,000, and two thirds of it are 667, rounded up.
    const { fills, moves } = play(one(), { adlPrice: 'blend' })
    assert.equal(fills, [[ALICE, BOB, 10n, 667n]])
    assert.equal(moves, [['deficit', DEFICIT, ALICE, 333n]])
    assert.equal(play(one(), { adlPrice: 'blend', blend: { bankruptcy: 1, mark: 0 } }).fills, play(one(), {}).fills)
    const nothing = play(one(), { adlPrice: 'blend', blend: { bankruptcy: 0, mark: 1 } })
    assert.equal(nothing.fills, [[ALICE, BOB, 10n, 0n]])
  })

  test(`blend: parts of a position pay parts of the blended loss, and these add up (${kernel})`, () => {
    const engine = marked(
      kernel,
      (open) => {
        give(open, ALICE, 9_000n, [LINEAR, 10n, 100n])
        give(open, BOB, 40_000n, [LINEAR, -3n, 100n])
        give(open, CAROL, 20_000n, [LINEAR, -3n, 100n])
        give(open, DAVE, 10_000n, [LINEAR, -4n, 100n])
      },
      [LINEAR, 90n],
    )
    // ⌈667·4/10⌉ = 267, ⌈667·7/10⌉ − 267 = 200, 667 − 467 = 200.
    const { fills } = play(engine, { adlPrice: 'blend' })
    assert.equal(fills, [
      [ALICE, DAVE, 4n, 267n],
      [ALICE, CAROL, 3n, 200n],
      [ALICE, BOB, 3n, 200n],
    ])
  })

  test(`blend: rounded up beside another stage, it leaves no atom with a bankrupt account (${kernel})`, () => {
    const engine = marked(
      kernel,
      (open) => {
        open.openAccount({ id: 1_001, owner: ALICE })
        give(open, ALICE, 9_995n, [TIERED, 10n, 100n])
        give(open, 1_001, 40_000n, [TIERED, -1n, 100n])
        give(open, BOB, 40_000n, [TIERED, -1n, 100n])
        open.deposit(POOL, 1_000_000n)
      },
      [TIERED, 90n],
    )
    // Of 5 atoms the first lot pays ⌈5/10⌉; the second ⌈4/9⌉, where ⌈5·2/10⌉ − 1 is nothing: 3 are left, not 4.
    const { fills, report } = play(engine, {
      ...{ adlPrice: 'blend', blend: { bankruptcy: 1, mark: 0 } },
      stages: ['own-first', 'adl', 'book', 'cross', 'insurance'],
    })
    assert.equal(fills, [[ALICE, BOB, 1n, 1n]])
    assert.equal([report.takeovers.count, engine.account(ALICE).cashAtoms], [1, 0n])
  })

  test(`uniform: one price a lot for the side, as uniform-price.test.ts tells (${kernel})`, () => {
    const engine = marked(
      kernel,
      (open) => {
        give(open, ALICE, 9_000n, [LINEAR, 10n, 100n])
        give(open, CAROL, 8_000n, [LINEAR, 10n, 100n])
        give(open, BOB, 400_000n, [LINEAR, -30n, 100n])
      },
      [LINEAR, 90n],
    )
    const { fills, moves } = play(engine, { adlPrice: 'uniform' })
    assert.equal(fills, [
      [ALICE, BOB, 10n, 1_500n],
      [CAROL, BOB, 10n, 1_500n],
    ])
    assert.equal(moves, [['adl-evened', ALICE, CAROL, 500n]])
  })

  /** The same in the market that has a pool, which holds 700. */
  const pooled = (fundAtoms: bigint) =>
    marked(
      kernel,
      (engine) => {
        give(engine, ALICE, 9_000n, [TIERED, 10n, 100n])
        give(engine, BOB, 40_000n, [TIERED, -4n, 100n])
        give(engine, CAROL, 20_000n, [TIERED, -6n, 100n])
        engine.deposit(POOL, fundAtoms)
      },
      [TIERED, 90n],
    )
  /** The pool must not take the position itself before ADL. */
  const ADL_FIRST: RoundOptions = {
    adlPrice: 'mark-until-fund-nearly-empty',
    stages: ['adl', 'own-first', 'book', 'cross', 'insurance'],
  }

  test(`OKX: the mark while the fund can pay what that leaves, then the bankruptcy price (${kernel})`, () => {
    // Carol's 6 lots leave 600 unpaid, which 700 bear; Bob's 4 would leave 400 more.
    const { fills, moves } = play(pooled(700n), ADL_FIRST)
    assert.equal(fills, [
      [ALICE, CAROL, 6n, 0n],
      [ALICE, BOB, 4n, 400n],
    ])
    assert.equal(moves, [['fund-draw', POOL, ALICE, 600n]])
  })

  test(`OKX: a reserve is kept, and with enough in the fund nobody loses anything (${kernel})`, () => {
    const kept = play(pooled(700n), { ...ADL_FIRST, nearlyEmptyAtoms: 101n })
    assert.equal(
      kept.fills.map(([, , , loss]) => loss),
      [600n, 0n],
    )
    const rich = play(pooled(1_000n), ADL_FIRST)
    assert.equal(rich.moves, [['fund-draw', POOL, ALICE, 1_000n]])
    assert.is(rich.report.adl.lossAtoms, 0n)
    const poor = play(pooled(1n), ADL_FIRST)
    assert.is(poor.report.adl.lossAtoms, 1_000n)
  })

  test(`ADL before the order book and the fund, as one venue does it (${kernel})`, () => {
    const deribit: RoundOptions = { stages: ['own-first', 'adl', 'book', 'cross', 'insurance'] }
    const first = play(pooled(1_000_000n), deribit)
    assert.equal([first.report.adl.fills, first.report.takeovers.count], [2, 0])
    const last = play(pooled(1_000_000n), { stages: ['own-first', 'book', 'cross', 'insurance', 'adl'] })
    assert.equal([last.report.adl.fills, last.report.takeovers.count], [0, 1])
  })

  test(`a rule that has a price of its own takes no other (${kernel})`, () => {
    const { fills } = play(one(), { policy: 'partial-tear-up', adlPrice: 'bankruptcy' })
    assert.equal(fills, [[ALICE, BOB, 10n, 0n]])
    const [opened] = [...play0(one())]
    assert.equal([opened?.adlPrice, opened?.eligible], ['mark', 'regardless'])
  })
}

/** What a round says of its terms. */
function play0(engine: Engine) {
  engine.configureRound({ ...BARE, policy: 'partial-tear-up' })
  engine.runRound()
  return [...engine.roundEvents()].flatMap((event) => (event.type === 'round-opened' ? [event] : []))
}

test.run()
