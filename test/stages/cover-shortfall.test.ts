import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Engine } from '../../src/engine/engine.ts'
import type { RoundOptions } from '../../src/engine/round-options.ts'
import { coverShortfall, formersOf, payUp } from '../../src/stages/cover-shortfall.ts'
import { flagAccounts } from '../../src/stages/flag-accounts.ts'
import { fillOnBook } from '../../src/stages/moves.ts'
import * as venue from '../engine/small-venue.ts'
import { give, marked, roundOver, row, settle, story } from './small-round.ts'

const { ALICE, BOB, LINEAR, POOL, TIERED } = venue

/** Alice is long 10 lots of the tiered market from 100; at 90 her 9,000 have become −1,000. */
const alice = (engine: Engine) => give(engine, ALICE, 9_000n, [TIERED, 10n, 100n])

const TAKEOVERS: [what: string, fill: (engine: Engine) => void, story: string[], options?: RoundOptions][] = [
  [
    'a pool takes a position over at the bankruptcy price',
    (engine) => give(engine, POOL, 1_000n),
    ['takeover 1 → 900: 10 in 1 for 91000, loss 1000'],
  ],
  ['not when its budget does not bear all of it', (engine) => give(engine, POOL, 999n), []],
  [
    'but as much as it bears when it may take parts: 9 lots cost 900',
    (engine) => give(engine, POOL, 999n),
    ['takeover 1 → 900: 9 in 1 for 81900, loss 900'],
    { takeover: 'partial' },
  ],
  [
    'its floor is no budget: of 1,500 a floor of 501 leaves 999',
    (engine) => {
      give(engine, POOL, 1_500n)
      engine.setReserved(POOL, 501n)
    },
    [],
  ],
  [
    'a held pool takes nothing',
    (engine) => {
      give(engine, POOL, 5_000n)
      engine.holdPool(POOL, true)
    },
    [],
  ],
  [
    'the limit is on what it holds afterwards: 41 and 10 are more than 50',
    (engine) => give(engine, POOL, 500_000n, [TIERED, 41n, 100n]),
    [],
  ],
  [
    'with 40 it takes them',
    (engine) => give(engine, POOL, 500_000n, [TIERED, 40n, 100n]),
    ['takeover 1 → 900: 10 in 1 for 91000, loss 1000'],
  ],
  [
    'in parts it takes what the limit leaves',
    (engine) => give(engine, POOL, 500_000n, [TIERED, 47n, 100n]),
    ['takeover 1 → 900: 3 in 1 for 27300, loss 300'],
    { takeover: 'partial' },
  ],
  [
    'its own opposite lots go first, as many as the budget bears, and then the rest',
    // 4 short lots gain 1,000 each; E = 4,001.
    (engine) => give(engine, POOL, 1n, [TIERED, -4n, 100n]),
    ['takeover 1 → 900: 4 in 1 for 36400, loss 400', 'takeover 1 → 900: 6 in 1 for 54600, loss 600'],
  ],
  [
    'what its own lots have cost is gone for the rest: of 900 they leave 500, not 600',
    (engine) => give(engine, POOL, 900n, [TIERED, -4n, 90n]),
    ['takeover 1 → 900: 4 in 1 for 36400, loss 400'],
  ],
  [
    'of its own opposite lots a part, when the budget bears no more',
    // 10 short lots from 80 lose 1,000 each: 10,250 − 10,000 bear 2.
    (engine) => give(engine, POOL, 10_250n, [TIERED, -10n, 80n]),
    ['takeover 1 → 900: 2 in 1 for 18200, loss 200'],
  ],
]

for (const kernel of venue.KERNELS) {
  for (const [what, fill, expected, options = {}] of TAKEOVERS) {
    test(`${what} (${kernel})`, () => {
      const open = (engine: Engine) => {
        alice(engine)
        fill(engine)
      }
      const engine = marked(kernel, open, [TIERED, 90n], [LINEAR, 100n])
      const round = roundOver(engine, options)
      flagAccounts(round)
      const first = round.log.count
      coverShortfall(round)
      assert.equal(story(round, first), expected)
      settle(engine, round)
    })
  }

  for (const [held, taken] of [
    [-41n, []],
    [-40n, ['takeover 1 → 900: -10 in 1 for -89000, loss 1000']],
  ] as const) {
    test(`the limit is on shorts as well: ${held} and −10 (${kernel})`, () => {
      const fill = (engine: Engine) => {
        give(engine, ALICE, 9_000n, [TIERED, -10n, 80n])
        give(engine, POOL, 500_000n, [TIERED, held, 90n])
      }
      const engine = marked(kernel, fill, [TIERED, 90n])
      const round = roundOver(engine)
      flagAccounts(round)
      coverShortfall(round)
      assert.equal(story(round, 1), taken)
      settle(engine, round)
    })
  }

  test(`a pool with nothing when the round opened takes nothing in it, whatever comes in (${kernel})`, () => {
    const engine = marked(kernel, alice, [TIERED, 90n])
    const round = roundOver(engine)
    engine.deposit(POOL, 5_000n)
    flagAccounts(round)
    coverShortfall(round)
    assert.equal(story(round), ['call 1 bankrupt'])
  })

  test(`a market without a pool waits for the next stages (${kernel})`, () => {
    const fill = (engine: Engine) => {
      give(engine, ALICE, 9_000n, [LINEAR, 10n, 100n])
      give(engine, POOL, 5_000n)
    }
    const engine = marked(kernel, fill, [LINEAR, 90n])
    const round = roundOver(engine)
    flagAccounts(round)
    coverShortfall(round)
    assert.equal(story(round), ['call 1 bankrupt'])
  })

  test(`a flat account is paid up, each pool for its own markets (${kernel})`, () => {
    // When first flagged Alice had 10 lots in each market: 900 of maintenance, and 500 + 2,500 in the tiered one. Flat
    // she owes 9,999: 2,307.46 and 7,691.54, of which only the tiered market has a pool.
    const fill = (engine: Engine) => {
      give(engine, ALICE, 1n, [LINEAR, 10n, 100n], [TIERED, 10n, 100n])
      give(engine, POOL, 9_000n)
    }
    const engine = marked(kernel, fill, [LINEAR, 90n], [TIERED, 100n])
    const round = roundOver(engine)
    flagAccounts(round)
    fillOnBook(round, row(engine, ALICE), LINEAR, 10n, 90n, 9_000n)
    fillOnBook(round, row(engine, ALICE), TIERED, 10n, 100n, 10_000n)
    const first = round.log.count
    coverShortfall(round)
    assert.equal(story(round, first), ['fund-draw.5 900 → 1: 7692 for 1'])
    assert.is(venue.cashOf(engine, ALICE), -2_307n)
    settle(engine, round)
  })

  test(`a pool pays no more than its budget, and says in which stage (${kernel})`, () => {
    const engine = marked(kernel, (open) => give(open, POOL, 300n), [TIERED, 100n])
    give(engine, ALICE, 1n, [TIERED, 1n, 100n])
    const round = roundOver(engine)
    flagAccounts(round)
    venue.trade(engine, BOB, ALICE, 1n, 90n, TIERED) // owes 999
    payUp(round, row(engine, ALICE), 8)
    payUp(round, row(engine, ALICE), 8)
    assert.equal(story(round, 1), ['fund-draw.8 900 → 1: 300 for 1'])
    assert.is(venue.cashOf(engine, ALICE), -699n)
  })

  test(`formers are what an account held when it was first flagged, valued at the marks (${kernel})`, () => {
    const fill = (engine: Engine) => give(engine, ALICE, 1n, [LINEAR, 10n, 100n], [TIERED, -6n, 100n])
    const engine = marked(kernel, fill, [LINEAR, 90n], [TIERED, 100n])
    const round = roundOver(engine)
    flagAccounts(round)
    venue.trade(engine, BOB, ALICE, 10n, 90n)
    // 90,000 · 1 %; 60,000: 50,000 · 1 % and 10,000 · 5 %.
    assert.equal(formersOf(round, row(engine, ALICE)), [
      { market: LINEAR, notionalAtoms: 90_000n, maintenanceAtomPpm: 900_000_000n },
      { market: TIERED, notionalAtoms: 60_000n, maintenanceAtomPpm: 1_000_000_000n },
    ])
  })
}

test.run()
