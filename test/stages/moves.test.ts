import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { AssertionError } from '../../src/core/assert.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { min } from '../../src/fixed/rounding.ts'
import { flagAccounts } from '../../src/stages/flag-accounts.ts'
import * as moves from '../../src/stages/moves.ts'
import * as log from '../../src/stages/round-log.ts'
import * as venue from '../engine/small-venue.ts'
import { give, marked, roundOver, row, settle, story } from './small-round.ts'

const { ALICE, BOB, CAROL, INVERSE, LINEAR, POOL, TIERED } = venue

/** Alice: 3 lots from 100 to 90 have lost 3,000 of 1,000: E = −2,000, 666.67 a lot. Bob and Carol are short. */
function short(kernel: (typeof venue.KERNELS)[number]) {
  const fill = (engine: Engine) => {
    give(engine, ALICE, 1_000n, [LINEAR, 3n, 100n])
    give(engine, BOB, 9_000n, [LINEAR, -3n, 100n])
    give(engine, CAROL, 9_000n, [LINEAR, 2n, 100n])
    give(engine, POOL, 9_000n)
  }
  const engine = marked(kernel, fill, [LINEAR, 90n])
  const round = roundOver(engine)
  flagAccounts(round)
  const first = round.log.count
  return { engine, round, first, rows: [ALICE, BOB, CAROL, POOL].map((id) => row(engine, id)) as number[] }
}

const ownFirst = { type: log.LOG_OWN_FIRST }

for (const kernel of venue.KERNELS) {
  test(`parts at the bankruptcy price add up: 2,000 over 3 lots are 667, 667 and 666 (${kernel})`, () => {
    const { engine, round, first, rows } = short(kernel)
    for (let lot = 0; lot < 3; lot += 1) moves.closeAtBankruptcy(round, rows[0]!, rows[1]!, LINEAR, 1n, ownFirst)
    assert.equal(story(round, first), [
      'own-first 1 → 2: 1 in 0 for 9667, loss 667',
      'own-first 1 → 2: 1 in 0 for 9667, loss 667',
      'own-first 1 → 2: 1 in 0 for 9666, loss 666',
    ])
    const { cashAtoms, positions } = engine.account(ALICE)
    assert.equal([cashAtoms, positions, engine.account(BOB).equityAtoms], [0n, [], 10_000n])
    assert.ok(round.changed)
    settle(engine, round)
  })

  test(`how many lots a budget bears follows from what was sliced before (${kernel})`, () => {
    const { round, rows } = short(kernel)
    const bears = (budget: bigint) => moves.bearable(round, rows[0]!, LINEAR, 3n, budget)
    assert.equal([666n, 667n, 1_333n, 1_334n, 2_000n].map(bears), [0n, 1n, 1n, 2n, 3n])
    moves.closeAtBankruptcy(round, rows[0]!, rows[1]!, LINEAR, 1n, ownFirst)
    assert.equal(moves.bearable(round, rows[0]!, LINEAR, 2n, 1_333n), 2n)
  })

  test(`a split is frozen while its account trades at its price, and made anew after another (${kernel})`, () => {
    const { engine, round, rows } = short(kernel)
    const slices = () => ({ ...moves.slicesOf(round, rows[0]!, LINEAR) })
    assert.equal(slices(), { market: LINEAR, lossAtoms: 2_000n, lots: 3n, done: 0n })
    moves.closeAtBankruptcy(round, rows[0]!, rows[1]!, LINEAR, 1n, ownFirst)
    assert.equal(slices(), { market: LINEAR, lossAtoms: 2_000n, lots: 3n, done: 1n })
    moves.closeAtMark(round, rows[0]!, rows[1]!, LINEAR, 1n, { type: log.LOG_CROSS })
    // 1,333 are left on the last lot.
    assert.equal(slices(), { market: LINEAR, lossAtoms: 1_333n, lots: 1n, done: 0n })
    settle(engine, round)
  })

  test(`cash moves from one row to another and is written down (${kernel})`, () => {
    const { engine, round, first, rows } = short(kernel)
    moves.pay(round, log.LOG_FUND_DRAW, LINEAR, rows[3]!, rows[0]!, 250n)
    assert.equal(story(round, first), ['fund-draw.5 900 → 1: 250 for 0'])
    assert.equal([venue.cashOf(engine, POOL), engine.account(ALICE).equityAtoms], [8_750n, -1_750n])
    settle(engine, round)
  })

  test(`a fill on the book is with the market’s external row, at its price (${kernel})`, () => {
    const { engine, round, first, rows } = short(kernel)
    moves.fillOnBook(round, rows[0]!, LINEAR, 2n, 88n, 8_800n)
    assert.equal(story(round, first), ['liquidation 1 → 801: 2 in 0 for 17600'])
    assert.is(round.log.ticks[first], 88n)
    assert.is(engine.account(ALICE).equityAtoms, -2_400n) // 200 a lot under the mark
    settle(engine, round)
  })

  test(`values count funding: a lot at 90 with an index of 40 is worth 8,960 (${kernel})`, () => {
    const engine = venue.openVenue(kernel)
    give(engine, ALICE, 1_000n, [LINEAR, 3n, 100n])
    give(engine, BOB, 9_000n, [LINEAR, -3n, 100n])
    engine.payFunding(LINEAR, 4_000_000n, 1) // 0.4 % of 10,000
    venue.mark(engine, 1, [LINEAR, 90n])
    const round = roundOver(engine)
    flagAccounts(round)
    moves.closeAtMark(round, row(engine, ALICE), row(engine, BOB), LINEAR, 1n, { type: log.LOG_CROSS })
    moves.fillOnBook(round, row(engine, ALICE), LINEAR, 1n, 95n, 9_500n)
    // E is −2,120 − 0 + 500 by now: the last lot goes for 8,960 + 1,620.
    moves.closeAtBankruptcy(round, row(engine, ALICE), row(engine, BOB), LINEAR, 1n, ownFirst)
    assert.equal(story(round, 1), [
      'cross 1 → 2: 1 in 0 for 8960',
      'liquidation 1 → 801: 1 in 0 for 9460',
      'own-first 1 → 2: 1 in 0 for 10580, loss 1620',
    ])
    settle(engine, round)
  })

  test(`a short of an inverse market is closed at its value with the sign it has (${kernel})`, () => {
    // u = −600 at 50 and −500 at 60: a long gains 100 a lot, a short loses it.
    const fill = (engine: Engine) => {
      give(engine, ALICE, 100n, [INVERSE, -2n, 50n])
      give(engine, BOB, 900n, [INVERSE, 2n, 50n])
    }
    const engine = marked(kernel, fill, [INVERSE, 60n])
    const round = roundOver(engine)
    flagAccounts(round)
    moves.closeAtBankruptcy(round, row(engine, ALICE), row(engine, BOB), INVERSE, 2n, ownFirst)
    // −2 lots of −500 are worth 1,000; Bob pays 100 more.
    assert.equal(story(round, 1), ['own-first 1 → 2: -2 in 2 for 1100, loss 100'])
    settle(engine, round)
  })

  test(`a pool opens the position that it takes over (${kernel})`, () => {
    const { engine, round, first, rows } = short(kernel)
    moves.closeAtBankruptcy(round, rows[0]!, rows[3]!, LINEAR, 3n, { type: log.LOG_TAKEOVER })
    assert.equal(story(round, first), ['takeover 1 → 900: 3 in 0 for 29000, loss 2000'])
    // Paid at raw u.
    assert.equal(venue.positionsOf(engine, POOL), [[LINEAR, 3n, 29_000n]])
    settle(engine, round)
  })

  const WRONG: [what: string, to: number, count: bigint, type: number][] = [
    ['more than there is', 1, 4n, log.LOG_OWN_FIRST],
    ['nothing', 1, 0n, log.LOG_OWN_FIRST],
    ['against the same side', 2, 1n, log.LOG_OWN_FIRST],
    ['against nobody’s position', 3, 1n, log.LOG_ADL_FILL],
    ['with a trader as if it were a pool', 2, 4n, log.LOG_TAKEOVER],
  ]
  for (const [what, to, count, type] of WRONG) {
    test(`I4: closing ${what} is a mistake, and moves nothing (${kernel})`, () => {
      const { engine, round, first, rows } = short(kernel)
      assert.instance(
        venue.errorOf(() => moves.closeAtMark(round, rows[0]!, rows[to]!, LINEAR, count, { type })),
        AssertionError,
      )
      assert.equal(story(round, first), [])
      round.changes.rollback()
      venue.sound(engine)
      assert.is(engine.account(ALICE).equityAtoms, -2_000n)
    })
  }

  test(`a pool has no room beyond the limit of house rows (${kernel})`, () => {
    // The limit is 64 times the 10 lots of a trader; the pool has two less, in trades of 20 at most.
    const fill = (engine: Engine) => {
      engine.configureMarket(TIERED, { maxPositionLots: 10n })
      engine.deposit(ALICE, 1n)
      venue.trade(engine, ALICE, CAROL, 3n, 100n, TIERED)
      engine.deposit(POOL, 1_000_000n)
      for (let left = 638n; left > 0n; left -= 20n) give(engine, POOL, 0n, [TIERED, min(20n, left), 100n])
    }
    const engine = marked(kernel, fill, [TIERED, 90n])
    const round = roundOver(engine)
    flagAccounts(round)
    const [alice, pool] = [ALICE, POOL].map((id) => row(engine, id)) as [number, number]
    const take = (lots: bigint) => moves.closeAtBankruptcy(round, alice, pool, TIERED, lots, { type: log.LOG_TAKEOVER })
    assert.equal(
      [2n, 3n].map((lots) => moves.hasRoom(round, alice, pool, TIERED, lots)),
      [true, false],
    )
    assert.match((venue.errorOf(() => take(3n)) as Error).message, /room was looked for before/)
    round.changes.rollback()
    take(2n)
    settle(engine, round)
  })
}

test.run()
