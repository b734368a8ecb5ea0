import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { stateOf, valueRow } from '../../src/book/equity.ts'
import { rowOf } from '../../src/book/rows.ts'
import { STATE_AT_RISK, STATE_BANKRUPT, STATE_HEALTHY } from '../../src/core/codes.ts'
import type { Engine } from '../../src/engine/engine.ts'
import * as venue from '../engine/small-venue.ts'

const { ALICE, BOB, INVERSE, LINEAR, TIERED } = venue
const valued = (engine: Engine, id: number) => valueRow(engine.book, rowOf(engine.book, id))

test('an account without positions is worth its cash and needs nothing', () => {
  const engine = venue.openVenue()
  engine.deposit(ALICE, 20_000n)
  const value = valued(engine, ALICE)
  assert.equal([value.equityAtoms, value.maintenanceAtomPpm, value.initialAtomPpm], [20_000n, 0n, 0n])
  assert.is(value.state, STATE_HEALTHY)
})

test('ten lots bought at 100 are worth 10,000 more at 110, and the seller’s so much less', () => {
  const engine = venue.openVenue()
  engine.deposit(ALICE, 20_000n)
  engine.deposit(BOB, 20_000n)
  venue.trade(engine, ALICE, BOB, 10n, 100n)
  venue.mark(engine, 1, [LINEAR, 110n])
  const alice = valued(engine, ALICE)
  assert.is(alice.cashAtoms, -80_000n) // 20,000 less 10 · 10,000
  assert.is(alice.equityAtoms, 30_000n) // −80,000 and 10 · 11,000
  assert.is(alice.notionalAtoms, 110_000n)
  assert.is(alice.unrealisedProfitAtoms, 10_000n)
  assert.is(alice.maintenanceAtomPpm, 1_100n * 1_000_000n) // 1 %
  assert.is(alice.initialAtomPpm, 11_000n * 1_000_000n) // 10 %
  const bob = valued(engine, BOB)
  assert.equal([bob.cashAtoms, bob.equityAtoms, bob.notionalAtoms], [120_000n, 10_000n, 110_000n])
  assert.is(bob.unrealisedProfitAtoms, 0n)
  assert.is(bob.positions[0]!.unrealisedPnlAtoms, -10_000n)
})

test('funding moves the equity of both sides, but neither notional nor unrealised profit', () => {
  const engine = venue.openVenue()
  venue.trade(engine, ALICE, BOB, 10n, 100n)
  engine.payFunding(LINEAR, 2_500_000n, 1) // 0.25 % of 10,000: 25 atoms a lot
  const [alice, bob] = [valued(engine, ALICE), valued(engine, BOB)]
  assert.equal([alice.equityAtoms, bob.equityAtoms], [-250n, 250n])
  assert.equal([alice.notionalAtoms, alice.unrealisedProfitAtoms], [100_000n, 0n])
  assert.is(alice.positions[0]!.unrealisedPnlAtoms, 0n)
})

test('a trade after funding books the value less the index: what was paid before does not count', () => {
  const engine = venue.openVenue()
  engine.payFunding(LINEAR, 2_500_000n, 1)
  venue.trade(engine, ALICE, BOB, 10n, 100n)
  assert.equal([venue.cashOf(engine, ALICE), venue.cashOf(engine, BOB)], [-99_750n, 99_750n])
  assert.equal([valued(engine, ALICE).equityAtoms, valued(engine, BOB).equityAtoms], [0n, 0n])
  assert.equal(venue.positionsOf(engine, ALICE), [[LINEAR, 10n, 100_000n]])
})

test('a long in an inverse market gains when the price rises, in a unit value that is negative', () => {
  const engine = venue.openVenue()
  engine.deposit(ALICE, 1_000n)
  venue.trade(engine, ALICE, BOB, 10n, 50n, INVERSE) // u = −600
  assert.is(venue.cashOf(engine, ALICE), 7_000n)
  assert.equal(venue.positionsOf(engine, ALICE), [[INVERSE, 10n, -6_000n]])
  venue.mark(engine, 1, [INVERSE, 60n]) // u = −500
  const value = valued(engine, ALICE)
  assert.equal([value.equityAtoms, value.notionalAtoms, value.unrealisedProfitAtoms], [2_000n, 5_000n, 1_000n])
})

test('profits are added up, losses are not set off against them', () => {
  const engine = venue.openVenue()
  venue.trade(engine, ALICE, BOB, 10n, 100n)
  venue.trade(engine, ALICE, BOB, 10n, 100n, TIERED)
  venue.mark(engine, 1, [LINEAR, 110n], [TIERED, 95n])
  const value = valued(engine, ALICE)
  assert.equal([value.equityAtoms, value.unrealisedProfitAtoms], [5_000n, 10_000n])
  // 1 % of 110,000, and of 95,000: 1 % of 50,000 and 5 % of 45,000.
  assert.is(value.maintenanceAtomPpm, (1_100n + 500n + 2_250n) * 1_000_000n)
})

test('where maintenance is above the initial rate, the initial margin is the maintenance', () => {
  const engine = venue.openVenue()
  venue.trade(engine, ALICE, BOB, 10n, 100n, TIERED)
  // 2 % of 100,000 are 2,000, maintenance is 3,000.
  assert.is(valued(engine, ALICE).initialAtomPpm, 3_000n * 1_000_000n)
  venue.trade(engine, BOB, ALICE, 5n, 100n, TIERED)
  // 2 % of 50,000 are 1,000, maintenance is 500.
  assert.is(valued(engine, ALICE).initialAtomPpm, 1_000n * 1_000_000n)
})

const STATES: [equity: bigint, maintenance: bigint, state: number][] = [
  [0n, 0n, STATE_HEALTHY],
  [-1n, 0n, STATE_BANKRUPT],
  [0n, 1n, STATE_AT_RISK],
  [950n, 950_000_000n, STATE_HEALTHY],
  [949n, 950_000_000n, STATE_AT_RISK],
  [1_000n, 1_000_700_000n, STATE_AT_RISK],
  [1_001n, 1_000_700_000n, STATE_HEALTHY],
  [1n, 1_000_001n, STATE_AT_RISK],
  [2n ** 61n, 2n ** 61n * 1_000_000n + 1n, STATE_AT_RISK],
]

for (const [equity, maintenance, state] of STATES) {
  test(`an equity of ${equity} against ${maintenance} atom·ppm is state ${state}`, () => {
    assert.is(stateOf(equity, maintenance), state)
  })
}

test('pools and external accounts are never in danger, whatever they are worth', () => {
  const engine = venue.openVenue()
  venue.trade(engine, venue.POOL, venue.EXTERNALS[0], 10n, 100n)
  venue.mark(engine, 1, [LINEAR, 50n])
  const pool = engine.account(venue.POOL)
  assert.equal([pool.equityAtoms, pool.state], [-50_000n, 'healthy'])
})

test.run()
