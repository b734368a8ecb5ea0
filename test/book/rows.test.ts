import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type AccountClass, className, type NewAccount, rowOf } from '../../src/book/rows.ts'
import { ErrorCode } from '../../src/core/errors.ts'
import { MAX_CASH_ATOMS } from '../../src/core/limits.ts'
import { createEngine } from '../../src/engine/engine.ts'
import * as at from '../../src/memory/fields.ts'
import * as venue from '../engine/small-venue.ts'

const { ALICE, BOB, CAROL, DEFICIT, POOL, refusesCommand, sound } = venue

test('an account is a trader, its own owner, not exempt and without margin unless it says otherwise', () => {
  const engine = venue.emptyEngine()
  engine.openAccount({ id: 5 })
  const { owner, class: kind, exempt, reservedAtoms, cashAtoms, state } = engine.account(5)
  assert.equal([owner, kind, exempt, reservedAtoms, cashAtoms, state], [5, 'trader', false, 0n, 0n, 'healthy'])
})

for (const kind of ['trader', 'pool', 'external', 'deficit'] as const) {
  test(`an account of class ${kind} keeps what it was opened with`, () => {
    const engine = venue.emptyEngine()
    engine.openAccount({ id: 5, owner: 3, class: kind, exempt: true, reservedAtoms: 70n })
    const account = engine.account(5)
    assert.equal([account.owner, account.class, account.exempt, account.reservedAtoms], [3, kind, true, 70n])
    sound(engine)
  })
}

test('a class that no code has is not named', () => {
  venue.refuses(ErrorCode.ACCOUNT_CLASS, /no class has the code 9/, () => className(9))
})

const strange = (kind: string) => kind as AccountClass
const REFUSED: [what: string, account: NewAccount, code: ErrorCode, message: RegExp][] = [
  ['id 0', { id: 0 }, ErrorCode.RANGE, /account id is 0, expected an integer of 1 to 4294967294/],
  ['an id beyond 32 bits', { id: 2 ** 32 + 5 }, ErrorCode.RANGE, /account id is 4294967301/],
  ['the number that means nobody', { id: 0xffff_ffff }, ErrorCode.RANGE, /account id is 4294967295/],
  ['half an id', { id: 1000.5 }, ErrorCode.RANGE, /account id is 1000.5/],
  ['owner 0', { id: 1000, owner: 0 }, ErrorCode.RANGE, /owner of account 1000 is 0/],
  ['an id that is open', { id: ALICE }, ErrorCode.DUPLICATE, /account 1 is open already/],
  ['an id below the last', { id: 998 }, ErrorCode.DUPLICATE, /account 998: .*above 999/],
  ['a second deficit row', { id: 1000, class: 'deficit' }, ErrorCode.DUPLICATE, /there is a deficit row already/],
  ['margin below 0', { id: 1000, reservedAtoms: -1n }, ErrorCode.RANGE, /reserved margin of -1 atoms/],
  ['margin beyond 2^61', { id: 1000, reservedAtoms: MAX_CASH_ATOMS + 1n }, ErrorCode.RANGE, /reserved margin/],
  ['margin beyond 64 bits', { id: 1000, reservedAtoms: 2n ** 64n + 1n }, ErrorCode.RANGE, /reserved margin/],
  ['a strange class', { id: 1000, class: strange('whale') }, ErrorCode.ACCOUNT_CLASS, /class "whale".*trader, pool/],
  ['a class called constructor', { id: 1000, class: strange('constructor') }, ErrorCode.ACCOUNT_CLASS, /constructor/],
]

for (const [what, account, code, message] of REFUSED) {
  test(`${what} is refused`, () => {
    const engine = venue.openVenue()
    refusesCommand(engine, code, message, () => engine.openAccount(account))
  })
}

test('the largest id may be opened, and none after it', () => {
  const engine = venue.emptyEngine()
  engine.openAccount({ id: 4_294_967_294 })
  assert.is(engine.account(4_294_967_294).owner, 4_294_967_294)
  refusesCommand(engine, ErrorCode.DUPLICATE, /above 4294967294/, () => engine.openAccount({ id: 4_294_967_293 }))
})

test('a row is used again, an id is not', () => {
  const engine = venue.openVenue()
  const row = rowOf(engine.book, CAROL)
  engine.closeAccount(CAROL)
  refusesCommand(engine, ErrorCode.UNKNOWN_ACCOUNT, /no account 3 is open/, () => engine.account(CAROL))
  refusesCommand(engine, ErrorCode.DUPLICATE, /ids are never used twice/, () => engine.openAccount({ id: CAROL }))
  engine.openAccount({ id: 1000 })
  assert.is(rowOf(engine.book, 1000), row)
  sound(engine)
})

test('traders and house accounts do not share a block, nor take each other’s rows', () => {
  const engine = venue.openVenue()
  const blockOf = (id: number) => rowOf(engine.book, id) >> at.BLOCK_SHIFT
  assert.equal([ALICE, POOL, DEFICIT].map(blockOf), [0, 1, 1])
  engine.closeAccount(CAROL)
  engine.openAccount({ id: 1000, class: 'pool' })
  assert.is(blockOf(1000), 1)
  sound(engine)
})

test('the sixty-fifth trader begins a new block', () => {
  const engine = venue.emptyEngine()
  for (let id = 1; id <= 65; id += 1) engine.openAccount({ id })
  assert.equal([rowOf(engine.book, 64), rowOf(engine.book, 65)], [63, 64])
  sound(engine)
})

test('an account with cash, margin or a position is not closed, and the error says what it holds', () => {
  const engine = venue.openVenue()
  engine.deposit(ALICE, 20_000n)
  engine.setReserved(ALICE, 7n)
  const close = () => engine.closeAccount(ALICE)
  refusesCommand(engine, ErrorCode.NOT_EMPTY, /account 1 holds 20000 atoms of cash, 7 reserved and 0 positions/, close)
  venue.trade(engine, ALICE, BOB, 1n, 100n)
  refusesCommand(engine, ErrorCode.NOT_EMPTY, /10000 atoms of cash, 7 reserved and 1 positions/, close)
  venue.trade(engine, BOB, ALICE, 1n, 100n)
  engine.setReserved(ALICE, 0n)
  engine.withdraw(ALICE, 20_000n)
  close()
  sound(engine)
})

for (const [id, market] of [
  [POOL, 1],
  [venue.EXTERNALS[2], 2],
] as const) {
  test(`account ${id} is not closed while it serves market ${market}`, () => {
    const engine = venue.openVenue()
    const message = new RegExp(`account ${id} serves market ${market}`)
    refusesCommand(engine, ErrorCode.NOT_EMPTY, message, () => engine.closeAccount(id))
  })
}

test('a pool keeps its floor and may be closed with it, once no market names it', () => {
  const engine = venue.openVenue()
  engine.setReserved(POOL, 500n)
  engine.configureMarket(venue.TIERED, { poolAccount: null, feeAccount: venue.EXTERNALS[1] })
  engine.closeAccount(POOL)
  sound(engine)
})

test('when the deficit row is closed, another may be opened', () => {
  const engine = venue.openVenue()
  engine.closeAccount(DEFICIT)
  engine.openAccount({ id: 1000, class: 'deficit' })
  assert.is(engine.account(1000).class, 'deficit')
})

test('an exempt account is so until that is ended', () => {
  const engine = venue.openVenue()
  engine.setExempt(ALICE, true)
  assert.is(engine.account(ALICE).exempt, true)
  engine.setExempt(ALICE, false)
  assert.is(engine.account(ALICE).exempt, false)
  sound(engine)
})

const house = (accounts: number) =>
  createEngine({ capacity: { accounts, positions: 10, markets: 1 }, atom: '0.01', kernel: 'reference' })

test('a full book refuses the next account, and takes it when another is closed', () => {
  const engine = house(3)
  for (const id of [1, 2, 3]) engine.openAccount({ id })
  refusesCommand(engine, ErrorCode.CAPACITY, /the book is full at 3 accounts/, () => engine.openAccount({ id: 4 }))
  engine.closeAccount(2)
  engine.openAccount({ id: 4 })
  sound(engine)
})

test('a book that was full of traders may become full of pools', () => {
  const engine = house(192)
  for (let id = 1; id <= 192; id += 1) engine.openAccount({ id })
  for (let id = 1; id <= 192; id += 1) engine.closeAccount(id)
  for (let id = 201; id <= 392; id += 1) engine.openAccount({ id, class: 'pool' })
  assert.is(engine.book.accountCount, 192)
  sound(engine)
})

test.run()
