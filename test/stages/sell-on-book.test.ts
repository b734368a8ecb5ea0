import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { unitAt } from '../../src/book/markets.ts'
import { AssertionError } from '../../src/core/assert.ts'
import type { Engine } from '../../src/engine/engine.ts'
import type { RoundOptions } from '../../src/engine/round-options.ts'
import { abs } from '../../src/fixed/rounding.ts'
import type { KernelName } from '../../src/kernel/kernel.ts'
import { flagAccounts } from '../../src/stages/flag-accounts.ts'
import { type Ask, sellOnBook, takeFill } from '../../src/stages/sell-on-book.ts'
import * as venue from '../engine/small-venue.ts'
import { give, roundOver, settle, story } from './small-round.ts'

const { ALICE, BOB, INVERSE, LINEAR, POOL, TIERED } = venue

/** What the book has at an ask: `[ticks, lots]`; nothing where nothing is said. */
type Answers = readonly (readonly (readonly [ticks: bigint, lots: bigint])[])[]

/** Fills the tests have in mind, one list an ask. */
function sell(engine: Engine, answers: Answers, options?: RoundOptions) {
  const round = roundOver(engine, options)
  flagAccounts(round)
  const first = round.log.count
  const asks: Ask[] = []
  for (const ask of sellOnBook(round, null)) {
    for (const [ticks, lots] of answers[asks.length] ?? []) {
      takeFill(round, ask, ticks, lots)
    }
    asks.push(ask)
  }
  return { round, asks, told: story(round, first) }
}

type Fill = (engine: Engine) => void
const MARKS = [
  [LINEAR, 90n],
  [TIERED, 100n],
  [INVERSE, 50n],
] as const

const CASES: [what: string, fill: Fill, answers: Answers, story: string[], options?: RoundOptions][] = [
  [
    // 10 lots at 9,000, E = 450: 90 of maintenance and 45 of slippage a lot: 450 − 45k ≥ 90·(10 − k): k = 10.
    'a leg at risk is asked for; the limit is its equity away: 450 are less than a tick of 1,000',
    (engine) => give(engine, ALICE, 10_450n, [LINEAR, 10n, 100n]),
    [],
    ['wanted 1: 10 in 0 at 90', 'exhausted 1: 10 in 0'],
  ],
  [
    'without slippage 450 bear 5 lots',
    (engine) => give(engine, ALICE, 10_450n, [LINEAR, 10n, 100n]),
    [[[90n, 5n]]],
    ['wanted 1: 5 in 0 at 90', 'liquidation 1 → 801: 5 in 0 for 45000'],
    { maxSlippagePpm: 0 },
  ],
  [
    // E = −3,000: the leg must gain 3 ticks.
    'a bankrupt seller asks above the mark, and a short buyer below',
    (engine) => {
      give(engine, ALICE, 7_000n, [LINEAR, 10n, 100n])
      give(engine, BOB, 7_000n, [LINEAR, -10n, 80n])
    },
    [],
    ['wanted 1: 10 in 0 at 93', 'exhausted 1: 10 in 0', 'wanted 2: -10 in 0 at 87', 'exhausted 2: -10 in 0'],
  ],
  [
    'fills book their price, and what is left is said',
    (engine) => give(engine, ALICE, 7_000n, [LINEAR, 10n, 100n]),
    [
      [
        [95n, 4n],
        [93n, 3n],
      ],
    ],
    [
      'wanted 1: 10 in 0 at 93',
      'liquidation 1 → 801: 4 in 0 for 38000',
      'liquidation 1 → 801: 3 in 0 for 27900',
      'exhausted 1: 3 in 0',
    ],
  ],
  [
    // Maintenance: 8,000 in the tiered market (20 lots are 200,000: 500 + 7,500), 180 in the linear one.
    'legs go by maintenance, while the account is not healthy',
    (engine) => give(engine, ALICE, 3_000n, [LINEAR, 2n, 100n], [TIERED, 20n, 100n]),
    [[[100n, 20n]]],
    ['wanted 1: 20 in 1 at 100', 'liquidation 1 → 802: 20 in 1 for 200000'],
  ],
  [
    // 90,000: 500 + 2,000; 18,000 in both others.
    'legs of equal maintenance go by market',
    (engine) => give(engine, ALICE, 2_080n, [LINEAR, 2n, 100n], [TIERED, 9n, 100n], [INVERSE, 30n, 50n]),
    [],
    [
      'wanted 1: 9 in 1 at 100',
      'exhausted 1: 9 in 1',
      'wanted 1: 2 in 0 at 90',
      'exhausted 1: 2 in 0',
      'wanted 1: 30 in 2 at 50',
      'exhausted 1: 30 in 2',
    ],
  ],
]

function open(kernel: KernelName, fill: Fill): Engine {
  const engine = venue.openVenue(kernel)
  fill(engine)
  venue.mark(engine, 1, ...MARKS)
  return engine
}

for (const kernel of venue.KERNELS) {
  for (const [what, fill, answers, expected, options] of CASES) {
    test(`${what} (${kernel})`, () => {
      const engine = open(kernel, fill)
      const { round, told } = sell(engine, answers, options)
      assert.equal(told, expected)
      settle(engine, round)
    })
  }

  test(`a stale leg is not offered, the fresh ones are (${kernel})`, () => {
    const engine = open(kernel, (book) => give(book, ALICE, 1n, [LINEAR, 2n, 100n], [TIERED, 9n, 100n]))
    engine.haltMarket(TIERED)
    // E = −1,999, of which 180 of 2,680 of maintenance are the linear leg's: 134 for two lots, so one tick.
    assert.equal(sell(engine, []).told, ['wanted 1: 2 in 0 at 91', 'exhausted 1: 2 in 0'])
  })

  // Alice has −1,000 on 10 tiered lots of 9,000: 900 and more may be conceded by the pool, 0.5 % of 90,000 are 450.
  const pooled = (atoms: bigint) => {
    const engine = venue.openVenue(kernel)
    give(engine, ALICE, 9_000n, [TIERED, 10n, 100n])
    give(engine, POOL, atoms)
    venue.mark(engine, 1, [TIERED, 90n])
    return engine
  }
  const LIMITS: [what: string, pool: bigint, options: RoundOptions, limit: bigint][] = [
    ['the pool’s budget', 100_000n, { maxSlippagePpm: 100_000 }, 82n], // 9,000 − 1,000: 8 ticks
    ['slippage', 100_000n, { maxSlippagePpm: 40_000 }, 88n], // 3,600 − 1,000
    ['what the pool has', 3_500n, { maxSlippagePpm: 100_000 }, 88n], // 2,500
    ['the budget of a liquidation', 100_000n, { maxSlippagePpm: 100_000, liquidationBudgetAtoms: 2_000n }, 89n],
    ['the budget of a round', 100_000n, { maxSlippagePpm: 100_000, roundBudgetAtoms: 1_999n }, 90n],
    ['no budget', 0n, { maxSlippagePpm: 100_000 }, 91n],
  ]
  for (const [what, pool, options, limit] of LIMITS) {
    test(`the limit concedes ${what} (${kernel})`, () => {
      const { asks } = sell(pooled(pool), [], options)
      assert.equal(
        asks.map(({ limitTicks }) => limitTicks),
        [limit],
      )
    })
  }

  test(`what a fill loses beyond its share uses the round’s budget up (${kernel})`, () => {
    const engine = pooled(100_000n)
    give(engine, BOB, 0n, [TIERED, 1n, 90n]) // bankrupt by nothing: at risk with 0
    const options = { maxSlippagePpm: 100_000, roundBudgetAtoms: 2_700n }
    // 10 lots at 89 lose 1,000 beyond a share of −1,000 (it should have gained): 2,000 used, 700 left.
    const { asks, round } = sell(engine, [[[89n, 10n]]], options)
    assert.is(round.roundBudgetUsedAtoms, 2_000n)
    // Bob, 1 lot: 700 are 7 ticks, slippage 900.
    assert.equal(
      asks.map(({ account, limitTicks }) => [account, limitTicks]),
      [
        [ALICE, 89n],
        [BOB, 83n],
      ],
    )
    settle(engine, round)
  })

  test(`an ask knows what it accepts, and counts what it loses of a budget (${kernel})`, () => {
    const engine = open(kernel, (book) => give(book, ALICE, 7_000n, [LINEAR, -10n, 80n]))
    const { asks } = sell(engine, [[[86n, 4n]]], { roundBudgetAtoms: 9n })
    const [ask] = asks
    assert.equal(
      [86n, 87n, 88n].map((ticks) => ask!.accepts(ticks)),
      [true, true, false],
    )
    // A buyer at 86 gains 4 ticks of 100 on each of 4 lots.
    assert.equal([ask!.lostAtoms, ask!.leftLots, ask!.markTicks, ask!.timeMs], [-1_600n, -6n, 90n, 1])
    assert.is(abs(unitAt(engine.book, LINEAR, 86n)), 8_600n)
  })

  test(`more than is asked for is a mistake (${kernel})`, () => {
    const engine = open(kernel, (book) => give(book, ALICE, 7_000n, [LINEAR, 10n, 100n]))
    const error = venue.errorOf(() => sell(engine, [[[93n, 11n]]]))
    assert.instance(error, AssertionError)
    assert.match((error as Error).message, /a fill of 11 lots, 10 are asked for/)
  })
}

test.run()
