import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Engine } from '../../src/engine/engine.ts'
import type { RoundOptions } from '../../src/engine/round-options.ts'
import { flagAccounts } from '../../src/stages/flag-accounts.ts'
import { fillOnBook } from '../../src/stages/moves.ts'
import { socialise } from '../../src/stages/socialise.ts'
import * as venue from '../engine/small-venue.ts'
import { give, type Holding, marked, roundOver, row, settle, story } from './small-round.ts'

const { ALICE, BOB, CAROL, DAVE, DEFICIT, LINEAR, POOL, TIERED } = venue

type Account = readonly [id: number, atoms: bigint, ...holdings: Holding[]]

const paid = (from: number, atoms: bigint, market = LINEAR, to = ALICE) =>
  `socialised.8 ${from} → ${to}: ${atoms} for ${market}`
const deficit = (atoms: bigint, from = ALICE) => `deficit ${DEFICIT} → ${from}: ${atoms}`

/** Alice: 10 lots from 100 to 90 with 9,000; she is closed at the mark and owes 1,000. */
const alice: Account = [ALICE, 9_000n, [LINEAR, 10n, 100n]]

const CASES: [what: string, accounts: Account[], story: string[], options?: RoundOptions][] = [
  [
    // 1,000 over 1 + 2 + 4 lots: 142.86, 285.71, 571.43: floors 142, 285, 571; two for .86 and .71.
    'by lots of the open interest, on both sides, the odd atoms to the largest remainders',
    [alice, [BOB, 9_000n, [LINEAR, -1n, 90n]], [CAROL, 9_000n, [LINEAR, 2n, 90n]], [DAVE, 9_000n, [LINEAR, -4n, 90n]]],
    [paid(BOB, 143n), paid(CAROL, 286n), paid(DAVE, 571n)],
  ],
  [
    // 500 each; Bob has 200, Carol pays the rest.
    'nobody more than it is worth: the others pay the rest',
    [alice, [BOB, 200n, [LINEAR, -1n, 90n]], [CAROL, 9_000n, [LINEAR, 1n, 90n]]],
    [paid(BOB, 200n), paid(CAROL, 800n)],
  ],
  [
    'what all of them cannot pay stands in the deficit row',
    [alice, [BOB, 200n, [LINEAR, -1n, 90n]], [CAROL, 300n, [LINEAR, 1n, 90n]]],
    [paid(BOB, 200n), paid(CAROL, 300n), deficit(500n)],
  ],
  [
    'who holds nothing in the market pays nothing',
    [alice, [BOB, 9_000n, [TIERED, -1n, 100n]], [CAROL, 50_000n]],
    [deficit(1_000n)],
  ],
  [
    'the deficit row alone, when the venue says so',
    [alice, [BOB, 9_000n, [LINEAR, -1n, 90n]]],
    [deficit(1_000n)],
    { socialise: 'none' },
  ],
  [
    // 10 lots from 100 in the tiered market: 100,000, 3,000 of maintenance at 100; 90,000 in the linear one, 900.
    // 1,000 · 900/3,900 = 230.77 and 769.23: 231 and 769.
    'each former market its share, and one pays not for the other',
    [
      [ALICE, 9_000n, [LINEAR, 10n, 100n], [TIERED, 10n, 100n]],
      [BOB, 100n, [LINEAR, -1n, 90n]],
      [CAROL, 9_000n, [TIERED, -1n, 100n]],
    ],
    [paid(BOB, 100n), paid(CAROL, 769n, TIERED), deficit(131n)],
  ],
  [
    // Bob at 91 · 2: worth 2,200 − 200 … he pays for both, until he has nothing.
    'debtors go by id, and a payer is worth less after each',
    [alice, [DAVE, 9_000n, [LINEAR, 10n, 100n]], [BOB, 1_500n, [LINEAR, -1n, 90n]]],
    [paid(BOB, 1_000n), paid(BOB, 500n, LINEAR, DAVE), deficit(500n, DAVE)],
  ],
]

function play(
  kernel: (typeof venue.KERNELS)[number],
  accounts: readonly Account[],
  options: RoundOptions | undefined,
  between: (engine: Engine) => void = () => {},
) {
  const fill = (engine: Engine) => {
    for (const [id, atoms, ...holdings] of accounts) give(engine, id, atoms, ...holdings)
    between(engine)
  }
  const engine = marked(kernel, fill, [LINEAR, 90n], [TIERED, 100n])
  const round = roundOver(engine, options)
  flagAccounts(round)
  for (const [market, units] of [
    [LINEAR, 9_000n],
    [TIERED, 10_000n],
  ] as const) {
    for (const bankrupt of round.flagged.subarray(0, round.flaggedCount)) {
      const lots = round.formers.lotsIn(bankrupt, market)
      if (lots > 0n && lots >= 10n) fillOnBook(round, bankrupt, market, lots, units / 100n, units)
    }
  }
  const first = round.log.count
  socialise(round)
  const told = story(round, first)
  return { engine, round, told }
}

for (const kernel of venue.KERNELS) {
  for (const [what, accounts, expected, options] of CASES) {
    test(`a debt is paid ${what} (${kernel})`, () => {
      const { engine, round, told } = play(kernel, accounts, options)
      assert.equal(told, expected)
      assert.is(venue.cashOf(engine, ALICE), 0n)
      settle(engine, round)
    })
  }

  test(`the pools pay once more before anybody else (${kernel})`, () => {
    const fill = (engine: Engine) => {
      give(engine, ALICE, 9_000n, [TIERED, 10n, 100n])
      give(engine, POOL, 300n)
      give(engine, BOB, 9_000n, [TIERED, -1n, 90n])
    }
    const engine = marked(kernel, fill, [TIERED, 90n])
    const round = roundOver(engine)
    flagAccounts(round)
    fillOnBook(round, row(engine, ALICE), TIERED, 10n, 90n, 9_000n)
    const first = round.log.count
    socialise(round)
    assert.equal(story(round, first), ['fund-draw.8 900 → 1: 300 for 1', paid(BOB, 700n, TIERED)])
    settle(engine, round)
  })

  test(`who was closed in the round pays by what it held when the round opened (${kernel})`, () => {
    const fill = (engine: Engine) => {
      give(engine, ALICE, 9_000n, [LINEAR, 10n, 100n])
      give(engine, BOB, 50_000n, [LINEAR, -3n, 90n])
      give(engine, CAROL, 50_000n, [LINEAR, 1n, 90n])
    }
    const engine = marked(kernel, fill, [LINEAR, 90n])
    const round = roundOver(engine)
    flagAccounts(round)
    fillOnBook(round, row(engine, BOB), LINEAR, -3n, 90n, 9_000n)
    fillOnBook(round, row(engine, ALICE), LINEAR, 10n, 90n, 9_000n)
    const first = round.log.count
    socialise(round)
    assert.equal(story(round, first), [paid(BOB, 750n), paid(CAROL, 250n)])
    settle(engine, round)
  })

  test(`an account with positions is not socialised (${kernel})`, () => {
    const engine = marked(
      kernel,
      (open) => {
        give(open, ALICE, 9_000n, [LINEAR, 10n, 100n])
        give(open, BOB, 50_000n, [LINEAR, -3n, 90n])
      },
      [LINEAR, 90n],
    )
    const round = roundOver(engine)
    flagAccounts(round)
    socialise(round)
    assert.equal(story(round), ['call 1 bankrupt'])
  })

  test(`a market that leaves a deficit is to be halted, if the venue wants that, and no other (${kernel})`, () => {
    const accounts: Account[] = [
      [ALICE, 9_000n, [LINEAR, 10n, 100n], [TIERED, 10n, 100n]],
      [BOB, 100n, [LINEAR, -1n, 90n]],
      [CAROL, 9_000n, [TIERED, -1n, 100n]],
    ]
    assert.equal([...play(kernel, accounts, { haltOnDeficit: true }).round.toHalt], [LINEAR])
    assert.equal([...play(kernel, accounts, {}).round.toHalt], [])
  })
}

test.run()
