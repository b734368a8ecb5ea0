import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Engine } from '../../src/engine/engine.ts'
import { closeRest } from '../../src/stages/close-rest.ts'
import { deleverage } from '../../src/stages/deleverage.ts'
import { flagAccounts } from '../../src/stages/flag-accounts.ts'
import * as venue from '../engine/small-venue.ts'
import { give, type Holding, marked, roundOver, settle, story } from './small-round.ts'

const { ALICE, BOB, CAROL, DAVE, LINEAR, POOL } = venue
const [EXTERNAL] = venue.EXTERNALS

type Account = readonly [id: number, atoms: bigint, ...holdings: Holding[]]

/** 10 lots from 100 to 90: 1,000 have become −9,000, 900 a lot. */
const alice: Account = [ALICE, 1_000n, [LINEAR, 10n, 100n]]

const CASES: [what: string, accounts: Account[], exempt: number[], story: string[]][] = [
  [
    'against the ranking first, from its head',
    [alice, [BOB, 500n, [LINEAR, -6n, 91n]], [CAROL, 1_000n, [LINEAR, -8n, 91n]]],
    [],
    [
      // From 91 to 90 both have 1/91 of profit. Bob: 1,100 behind 54,000, one lot; Carol: 1,800 behind 72,000, two.
      'adl-fill 1 → 2: 1 in 0 for 9900, loss 900',
      'adl-fill 1 → 3: 2 in 0 for 19800, loss 1800',
      'close-at-mark 1 → 2: 5 in 0 for 45000',
      'close-at-mark 1 → 3: 2 in 0 for 18000',
    ],
  ],
  [
    'then the other traders of that side by id: exempt ones and bankrupt ones',
    [alice, [CAROL, 1n, [LINEAR, -3n, 80n]], [BOB, 90_000n, [LINEAR, -3n, 80n]], [DAVE, 1n, [LINEAR, -3n, 100n]]],
    [BOB],
    [
      'adl-fill 1 → 4: 3 in 0 for 29700, loss 2700',
      'close-at-mark 1 → 2: 3 in 0 for 27000',
      'close-at-mark 1 → 3: 3 in 0 for 27000',
      'close-at-mark 1 → 801: 1 in 0 for 9000',
    ],
  ],
  [
    'then pools, and last the market’s external row',
    [alice, [POOL, 90_000n, [LINEAR, -4n, 100n]]],
    [],
    ['close-at-mark 1 → 900: 4 in 0 for 36000', 'close-at-mark 1 → 801: 6 in 0 for 54000'],
  ],
]

for (const kernel of venue.KERNELS) {
  for (const [what, accounts, exempt, expected] of CASES) {
    test(`what nobody could take is closed at the mark: ${what} (${kernel})`, () => {
      const fill = (engine: Engine) => {
        for (const [id, atoms, ...holdings] of accounts) give(engine, id, atoms, ...holdings)
        for (const id of exempt) engine.setExempt(id, true)
      }
      const engine = marked(kernel, fill, [LINEAR, 90n])
      const round = roundOver(engine)
      flagAccounts(round)
      const first = round.log.count
      const pass = deleverage(round)
      closeRest(round, pass)
      const told = story(round, first).filter((text) => text.includes(' 1 → '))
      assert.equal(told, expected)
      assert.equal(venue.positionsOf(engine, ALICE), [])
      const atMark = [...pass.sides.values()].reduce((sum, side) => sum + side.atMarkLots, 0n)
      const closed = story(round, first).filter((text) => text.startsWith('close-at-mark'))
      const lots = closed.map((text) => BigInt(/: -?(\d+)/.exec(text)![1]!))
      assert.is(
        atMark,
        lots.reduce((sum, each) => sum + each, 0n),
      )
      settle(engine, round)
    })
  }

  test(`other external rows come after the market’s own (${kernel})`, () => {
    const [own, other] = venue.EXTERNALS
    const fill = (engine: Engine) => {
      engine.deposit(ALICE, 1_000n)
      venue.trade(engine, ALICE, other, 7n, 100n)
      venue.trade(engine, ALICE, own, 3n, 100n)
    }
    const engine = marked(kernel, fill, [LINEAR, 90n])
    const round = roundOver(engine)
    flagAccounts(round)
    closeRest(round, deleverage(round))
    assert.equal(story(round, 1), [
      `close-at-mark 1 → ${own}: 3 in 0 for 27000`,
      `close-at-mark 1 → ${other}: 7 in 0 for 63000`,
    ])
    settle(engine, round)
  })

  test(`opposite lots always exist: the external row has what the others have not (${kernel})`, () => {
    const engine = marked(kernel, (open) => give(open, ALICE, 1_000n, [LINEAR, -10n, 80n]), [LINEAR, 90n])
    const round = roundOver(engine)
    flagAccounts(round)
    closeRest(round, deleverage(round))
    assert.equal(story(round, 1), [`close-at-mark 1 → ${EXTERNAL}: -10 in 0 for -90000`])
    assert.is(venue.cashOf(engine, ALICE), -9_000n)
  })

  test(`who was closed whole by ADL and trades its lots back between the parts is found again (${kernel})`, () => {
    const engine = venue.openVenue(kernel)
    engine.configureRound({ stages: ['own-first', 'cross', 'insurance', 'adl', 'book'], maxPasses: 1 })
    const [loser, other, poor, rich, seller] = [ALICE, BOB, CAROL, DAVE, 1_005]
    engine.openAccount({ id: seller })
    for (const [id, atoms] of [
      ...[[loser, 6_000n] as const, [other, 6_000n] as const, [rich, 90_000n] as const],
      ...[[poor, 100n] as const, [seller, 90_000n] as const],
    ]) {
      engine.deposit(id, atoms)
    }
    venue.trade(engine, loser, rich, 5n, 100n)
    venue.trade(engine, other, seller, 5n, 100n)
    venue.mark(engine, 1_000, [LINEAR, 81n])
    venue.trade(engine, seller, poor, 5n, 81n)
    venue.mark(engine, 2_000, [LINEAR, 80n])
    // The rich one is closed whole, behind the poor one, which bears one lot. Then the stage of the order book waits.
    engine.openRound()
    assert.equal(venue.positionsOf(engine, rich), [])
    const held = -engine.account(poor).positions[0]!.sizeLots
    venue.trade(engine, poor, rich, held - 1n, 80n)
    for (let ask = engine.wanted; ask !== null; ask = engine.wanted) {
      engine.bookExhausted(ask)
      engine.advanceRound()
    }
    assert.equal(venue.positionsOf(engine, other), [])
  })
}

test.run()
