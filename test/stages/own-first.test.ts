import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Engine } from '../../src/engine/engine.ts'
import { flagAccounts } from '../../src/stages/flag-accounts.ts'
import { ownFirst } from '../../src/stages/own-first.ts'
import * as venue from '../engine/small-venue.ts'
import { give, type Holding, roundOver, settle, story } from './small-round.ts'

const { INVERSE, LINEAR, TIERED } = venue
const [LOSER, TWIN, THIRD, STRANGER] = [11, 12, 13, 14] as const
const OWNER = 700

type Account = readonly [id: number, owner: number, atoms: bigint, ...holdings: Holding[]]

function open(kernel: (typeof venue.KERNELS)[number], accounts: readonly Account[], exempt = 0): Engine {
  const engine = venue.emptyEngine(kernel)
  for (const [id, owner] of accounts) engine.openAccount({ id, owner, exempt: id === exempt })
  for (const id of venue.EXTERNALS) engine.openAccount({ id, class: 'external' })
  engine.openAccount({ id: venue.POOL, class: 'pool' })
  engine.openAccount({ id: venue.DEFICIT, class: 'deficit' })
  for (const config of [venue.linearConfig, venue.tieredConfig, venue.inverseConfig]) engine.listMarket(config)
  for (const [id, , atoms, ...holdings] of accounts) give(engine, id, atoms, ...holdings)
  return engine
}

/** 10 lots from 100 to 90: loses 10,000 of 9,000, so E = −1,000, and a lot goes for 9,000 + 100. */
const loser: Account = [LOSER, OWNER, 9_000n, [LINEAR, 10n, 100n]]

const CASES: [what: string, accounts: Account[], story: string[]][] = [
  [
    'an opposite position of the same owner is closed at the bankruptcy price',
    [loser, [TWIN, OWNER, 5_000n, [LINEAR, -10n, 100n]]],
    ['own-first 11 → 12: 10 in 0 for 91000, loss 1000'],
  ],
  ['that of another owner is not', [loser, [STRANGER, 14, 5_000n, [LINEAR, -10n, 100n]]], []],
  [
    'several are taken by id, until nothing is left',
    // Slices of 1,000 over 10 lots: 4 carry 400, the other 6 600.
    [loser, [TWIN, OWNER, 5_000n, [LINEAR, -4n, 100n]], [THIRD, OWNER, 5_000n, [LINEAR, -9n, 100n]]],
    ['own-first 11 → 12: 4 in 0 for 36400, loss 400', 'own-first 11 → 13: 6 in 0 for 54600, loss 600'],
  ],
  [
    'its equity caps it: 1 lot of 100 from 89 to 90 leaves 250, which bears 2 lots at 100 each',
    [loser, [TWIN, OWNER, 1_250n, [LINEAR, -1n, 80n]], [THIRD, OWNER, 10_250n, [LINEAR, -10n, 80n]]],
    // The twin at 80 loses 1,000 by 90: 250 bear its lot. The third loses 10,000: 250 bear two.
    ['own-first 11 → 12: 1 in 0 for 9100, loss 100', 'own-first 11 → 13: 2 in 0 for 18200, loss 200'],
  ],
  ['one that is bankrupt itself takes nothing', [loser, [TWIN, OWNER, 9_999n, [LINEAR, -10n, 80n]]], []],
  [
    'one with nothing left takes nothing while there is a loss to bear',
    [loser, [TWIN, OWNER, 10_000n, [LINEAR, -10n, 80n]]],
    [],
  ],
  ['a position on the same side is not opposite', [loser, [TWIN, OWNER, 50_000n, [LINEAR, 5n, 100n]]], []],
]

for (const kernel of venue.KERNELS) {
  for (const [what, accounts, expected] of CASES) {
    test(`${what} (${kernel})`, () => {
      const engine = open(kernel, accounts)
      venue.mark(engine, 1, [LINEAR, 90n])
      const round = roundOver(engine)
      flagAccounts(round)
      const first = round.log.count
      ownFirst(round)
      assert.equal(story(round, first), expected)
      settle(engine, round)
    })
  }

  test(`an exempt account and one at risk pay for their owner all the same (${kernel})`, () => {
    // At 90 the twin has 10,500 − 10,000 = 500 under 900 of maintenance, enough for 5 lots.
    const engine = open(kernel, [loser, [TWIN, OWNER, 10_500n, [LINEAR, -10n, 80n]]], TWIN)
    venue.mark(engine, 1, [LINEAR, 90n])
    const round = roundOver(engine)
    flagAccounts(round)
    ownFirst(round)
    assert.equal(story(round), ['call 11 bankrupt', 'call 12 at-risk', 'own-first 11 → 12: 5 in 0 for 45500, loss 500'])
    settle(engine, round)
  })

  test(`a leg without a loss is taken by one with nothing left (${kernel})`, () => {
    // E = −1, which falls on the linear leg: 900 of 936 of maintenance. The twin is worth 0.
    const engine = open(kernel, [
      [LOSER, OWNER, 9_999n, [LINEAR, 10n, 100n], [INVERSE, 6n, 50n]],
      [TWIN, OWNER, 10_000n, [INVERSE, -6n, 50n], [LINEAR, 10n, 100n]],
    ])
    venue.mark(engine, 1, [LINEAR, 90n], [INVERSE, 50n])
    const round = roundOver(engine)
    flagAccounts(round)
    ownFirst(round)
    assert.equal(story(round).slice(-1), ['own-first 11 → 12: 6 in 2 for -3600'])
    settle(engine, round)
  })

  test(`legs go by market, and a stale one waits (${kernel})`, () => {
    const engine = open(kernel, [
      [LOSER, OWNER, 9_000n, [LINEAR, 10n, 100n], [TIERED, 1n, 100n], [INVERSE, 6n, 50n]],
      [TWIN, OWNER, 90_000n, [INVERSE, -6n, 50n], [LINEAR, -10n, 100n], [TIERED, -1n, 100n]],
    ])
    // The tiered market grows stale after a second.
    venue.mark(engine, 1, [TIERED, 100n])
    venue.mark(engine, 2_000, [LINEAR, 90n], [INVERSE, 50n])
    const round = roundOver(engine)
    flagAccounts(round)
    const first = round.log.count
    ownFirst(round)
    // Maintenance 900, 100 and 36 of 1,036: 868.73, 96.53, 34.75; floors 868, 96, 34, the odd two for .75 and .73.
    assert.equal(story(round, first), [
      'own-first 11 → 12: 10 in 0 for 90869, loss 869',
      'own-first 11 → 12: 6 in 2 for -3565, loss 35',
    ])
    settle(engine, round)
  })
}

test.run()
