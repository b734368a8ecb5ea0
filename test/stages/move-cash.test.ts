import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ErrorCode } from '../../src/core/errors.ts'
import { MAX_CASH_ATOMS } from '../../src/core/limits.ts'
import type { Engine } from '../../src/engine/engine.ts'
import * as venue from '../engine/small-venue.ts'

const { ALICE, BOB, CAROL, DEFICIT, EXTERNALS, LINEAR, POOL, TIERED, refusesCommand } = venue
const { RANGE, WITHDRAWAL } = ErrorCode

/** Alice has 30,000 and ten lots bought at 100: E 30,000, margin 10,000. */
function invested(): Engine {
  const engine = venue.openVenue()
  engine.deposit(ALICE, 30_000n)
  engine.deposit(BOB, 1_000_000n)
  venue.trade(engine, ALICE, BOB, 10n, 100n)
  return engine
}

const marked = (ticks: bigint) => (engine: Engine) => venue.mark(engine, 1, [LINEAR, ticks])

const MOST: [what: string, change: (engine: Engine) => void, atoms: bigint][] = [
  ['the initial margin stays: 30,000 − 10,000', () => {}, 20_000n],
  ['so does order margin: − 7,000', (engine) => engine.setReserved(ALICE, 7_000n), 13_000n],
  ['at 110, 40,000 − 11,000 is less than what was put in', marked(110n), 29_000n],
  ['at 120 the profit of 20,000 stays: 50,000 − 20,000', marked(120n), 30_000n],
  ['at 90 a loss lowers both: 20,000 − 9,000', marked(90n), 11_000n],
  ['at 71 nothing is left beyond the margin: 1,000 < 7,100', marked(71n), 0n],
  [
    'a part of an atom of margin is a whole one: 10,000.1',
    (e) => e.configureMarket(LINEAR, { initialRatePpm: 100_001 }),
    19_999n,
  ],
  ['a maintenance above the initial margin counts', (e) => e.configureMarket(LINEAR, { initialRatePpm: 0 }), 29_000n],
  ['funding counts: 250 less', (engine) => engine.payFunding(LINEAR, 2_500_000n, 1), 19_750n],
  ['nothing from a halted market', (engine) => engine.haltMarket(LINEAR), 0n],
  ['order margin above all there is', (engine) => engine.setReserved(ALICE, 50_000n), 0n],
]

for (const [what, change, atoms] of MOST) {
  test(`what may leave: ${what}`, () => {
    const engine = invested()
    change(engine)
    assert.is(engine.withdrawable(ALICE), atoms)
    refusesCommand(engine, WITHDRAWAL, /account 1/, () => engine.withdraw(ALICE, atoms + 1n))
    refusesCommand(engine, WITHDRAWAL, /account 1/, () => engine.transfer(ALICE, CAROL, atoms + 1n))
    if (atoms === 0n) return
    engine.withdraw(ALICE, atoms)
    assert.is(engine.withdrawable(ALICE), 0n)
    venue.sound(engine)
  })
}

test('a refused withdrawal says how much may leave', () => {
  const engine = invested()
  const message = /^a withdrawal of 20001 atoms from account 1, 20000 may leave it$/
  refusesCommand(engine, WITHDRAWAL, message, () => engine.withdraw(ALICE, 20_001n))
})

test('a profit in one market is not lent against a loss in another', () => {
  const engine = invested()
  venue.trade(engine, ALICE, BOB, 10n, 100n, TIERED)
  venue.mark(engine, 1, [LINEAR, 120n], [TIERED, 95n])
  // E = 30,000 + 20,000 − 5,000; margins 12,000 and 2,750; the profit of 20,000 stays.
  assert.is(engine.withdrawable(ALICE), 25_000n)
})

test('nothing leaves an account with a position in a stale market, and the market is named', () => {
  const engine = invested()
  venue.trade(engine, ALICE, BOB, 1n, 100n, TIERED)
  venue.mark(engine, 1_000, [LINEAR, 100n])
  assert.ok(engine.withdrawable(ALICE) > 0n)
  venue.mark(engine, 1_001, [LINEAR, 100n])
  assert.is(engine.withdrawable(ALICE), 0n)
  refusesCommand(engine, WITHDRAWAL, /position in TIER-PERP, whose mark is stale/, () => engine.withdraw(ALICE, 1n))
  venue.mark(engine, 1_001, [TIERED, 100n])
  engine.withdraw(ALICE, 1n)
})

test('nothing leaves an account at risk or bankrupt', () => {
  const engine = invested()
  marked(70n)(engine) // E = 0
  assert.equal([engine.account(ALICE).state, engine.withdrawable(ALICE)], ['at-risk', 0n])
  venue.mark(engine, 2, [LINEAR, 69n])
  assert.equal([engine.account(ALICE).state, engine.withdrawable(ALICE)], ['bankrupt', 0n])
})

test('a pool keeps its floor, an external account may give what it is worth, the deficit row gives nothing', () => {
  const engine = venue.openVenue()
  for (const id of [POOL, EXTERNALS[0], DEFICIT]) engine.deposit(id, 1_000n)
  engine.setReserved(POOL, 400n)
  assert.equal(
    [POOL, EXTERNALS[0], DEFICIT].map((id) => engine.withdrawable(id)),
    [600n, 1_000n, 0n],
  )
  venue.trade(engine, EXTERNALS[0], ALICE, 1n, 100n)
  venue.mark(engine, 1, [LINEAR, 89n]) // 1,000 − 1,100
  assert.is(engine.withdrawable(EXTERNALS[0]), 0n)
})

test('a transfer moves cash and leaves deposits less withdrawals as they were', () => {
  const engine = invested()
  engine.transfer(ALICE, DEFICIT, 500n)
  assert.equal(
    [ALICE, DEFICIT].map((id) => venue.cashOf(engine, id)),
    [-70_500n, 500n],
  )
  assert.is(engine.audit().cashAtoms, 1_030_000n)
  venue.sound(engine)
})

test('a transfer to itself is refused', () => {
  const engine = invested()
  refusesCommand(engine, ErrorCode.DUPLICATE, /from account 1 to itself/, () => engine.transfer(ALICE, ALICE, 1n))
})

for (const atoms of [0n, -1n, MAX_CASH_ATOMS + 1n, 2n ** 63n, 2n ** 64n + 1n, -(2n ** 64n) + 1n]) {
  test(`an amount of ${atoms} atoms is refused, in and out`, () => {
    const engine = invested()
    const message = new RegExp(`of ${atoms} atoms.*, expected 1 to 2305843009213693952`)
    refusesCommand(engine, RANGE, message, () => engine.deposit(ALICE, atoms))
    refusesCommand(engine, RANGE, message, () => engine.withdraw(ALICE, atoms))
    refusesCommand(engine, RANGE, message, () => engine.transfer(ALICE, BOB, atoms))
  })
}

test('an account holds 2^61 atoms and not one more, whether deposited or transferred', () => {
  const engine = venue.openVenue()
  engine.deposit(ALICE, MAX_CASH_ATOMS)
  engine.deposit(BOB, 1n)
  const message = /account 1 would hold 2305843009213693953 atoms, the limit is 2\^61/
  refusesCommand(engine, RANGE, message, () => engine.deposit(ALICE, 1n))
  refusesCommand(engine, RANGE, message, () => engine.transfer(BOB, ALICE, 1n))
  engine.withdraw(ALICE, MAX_CASH_ATOMS)
  venue.sound(engine)
})

test('cash over all rows may pass 64 bits', () => {
  const engine = venue.openVenue()
  for (const id of [ALICE, BOB, CAROL, POOL, DEFICIT]) engine.deposit(id, MAX_CASH_ATOMS)
  assert.is(engine.audit().cashAtoms, 5n * 2n ** 61n)
  venue.sound(engine)
})

const batch = (accounts: number[], atoms: bigint[]) => ({
  accounts: Uint32Array.from(accounts),
  atoms: BigInt64Array.from(atoms),
})

test('deposits of a batch are credited together, to one account also twice', () => {
  const engine = venue.openVenue()
  engine.applyDeposits(batch([ALICE, BOB, ALICE], [5n, 7n, 1n]))
  assert.equal(
    [ALICE, BOB].map((id) => venue.cashOf(engine, id)),
    [6n, 7n],
  )
  venue.sound(engine)
})

const BATCHES: [what: string, accounts: number[], atoms: bigint[], code: ErrorCode, message: RegExp][] = [
  ['an amount missing', [ALICE, BOB], [5n], RANGE, /2 accounts with 1 amounts/],
  ['a stranger', [ALICE, 77], [5n, 5n], ErrorCode.UNKNOWN_ACCOUNT, /no account 77 is open/],
  ['nothing', [ALICE, BOB], [5n, 0n], RANGE, /deposit \(entry 1 of the batch\) of 0 atoms/],
  ['more than one account can hold', [ALICE, ALICE], [MAX_CASH_ATOMS, 1n], RANGE, /the limit is 2\^61/],
]

for (const [what, accounts, atoms, code, message] of BATCHES) {
  test(`a batch of deposits with ${what} is refused whole`, () => {
    const engine = venue.openVenue()
    refusesCommand(engine, code, message, () => engine.applyDeposits(batch(accounts, atoms)))
  })
}

test('a batch is credited when every account can hold its part, however much it is together', () => {
  const engine = venue.openVenue()
  engine.applyDeposits(batch([ALICE, BOB], [MAX_CASH_ATOMS, MAX_CASH_ATOMS]))
  assert.is(venue.cashOf(engine, BOB), MAX_CASH_ATOMS)
})

test.run()
