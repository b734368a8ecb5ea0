import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { crossBankrupt } from '../../src/stages/cross-bankrupt.ts'
import { flagAccounts } from '../../src/stages/flag-accounts.ts'
import * as venue from '../engine/small-venue.ts'
import { give, type Holding, marked, roundOver, settle, story } from './small-round.ts'

const { ALICE, BOB, CAROL, DAVE, LINEAR, POOL, TIERED } = venue

type Account = readonly [id: number, atoms: bigint, ...holdings: Holding[]]

const CASES: [what: string, accounts: Account[], story: string[]][] = [
  [
    'opposite positions of bankrupt accounts are closed at the mark, as much as both have',
    // Long from 100, short from 80: both lose 1,000 a lot at 90, where a lot is worth 9,000.
    [
      [ALICE, 1n, [LINEAR, 10n, 100n]],
      [BOB, 1n, [LINEAR, -7n, 80n]],
    ],
    ['cross 1 → 2: 7 in 0 for 63000'],
  ],
  [
    'by id on both sides',
    [
      [ALICE, 1n, [LINEAR, -3n, 80n]],
      [BOB, 1n, [LINEAR, 5n, 100n]],
      [CAROL, 1n, [LINEAR, -4n, 80n]],
      [DAVE, 1n, [LINEAR, 9n, 100n]],
    ],
    ['cross 1 → 2: -3 in 0 for -27000', 'cross 2 → 3: 2 in 0 for 18000', 'cross 3 → 4: -2 in 0 for -18000'],
  ],
  [
    'nobody else’s',
    [
      [ALICE, 1n, [LINEAR, 10n, 100n]],
      [BOB, 90_000n, [LINEAR, -7n, 80n]],
    ],
    [],
  ],
  [
    'not those of one side',
    [
      [ALICE, 1n, [LINEAR, 10n, 100n]],
      [BOB, 1n, [LINEAR, 7n, 100n]],
    ],
    [],
  ],
  [
    'a pool that is worth less than nothing takes part',
    [
      [ALICE, 1n, [LINEAR, 10n, 100n]],
      [POOL, 1n, [LINEAR, -7n, 80n]],
    ],
    ['cross 1 → 900: 7 in 0 for 63000'],
  ],
  [
    'a pool that is not does not',
    [
      [ALICE, 1n, [LINEAR, 10n, 100n]],
      [POOL, 7_000n, [LINEAR, -7n, 80n]],
    ],
    [],
  ],
]

for (const kernel of venue.KERNELS) {
  for (const [what, accounts, expected] of CASES) {
    test(`${what} (${kernel})`, () => {
      const fill = (engine: ReturnType<typeof venue.emptyEngine>) => {
        for (const [id, atoms, ...holdings] of accounts) give(engine, id, atoms, ...holdings)
      }
      const engine = marked(kernel, fill, [LINEAR, 90n], [TIERED, 100n])
      const round = roundOver(engine)
      flagAccounts(round)
      const first = round.log.count
      const equities = accounts.map(([id]) => engine.account(id).equityAtoms)
      crossBankrupt(round)
      assert.equal(story(round, first), expected)
      // At the mark nobody gains or loses.
      assert.equal(
        accounts.map(([id]) => engine.account(id).equityAtoms),
        equities,
      )
      settle(engine, round)
    })
  }

  test(`a cross ends the frozen splits of both (${kernel})`, () => {
    const engine = marked(
      kernel,
      (open) => {
        give(open, ALICE, 1n, [LINEAR, 10n, 100n])
        give(open, BOB, 1n, [LINEAR, -7n, 80n])
      },
      [LINEAR, 90n],
    )
    const round = roundOver(engine)
    flagAccounts(round)
    for (const bankrupt of round.flagged.subarray(0, 2)) round.frozen.set(bankrupt, [])
    crossBankrupt(round)
    assert.is(round.frozen.size, 0)
  })
}

test.run()
