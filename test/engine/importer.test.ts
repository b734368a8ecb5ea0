import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ErrorCode } from '../../src/core/errors.ts'
import { MAX_CASH_ATOMS } from '../../src/core/limits.ts'
import { createEngine, type Engine } from '../../src/engine/engine.ts'
import type { BookImporter } from '../../src/engine/importer.ts'
import * as venue from './small-venue.ts'

const { ALICE, BOB, CAROL, DEFICIT, LINEAR } = venue
const { RANGE, DUPLICATE } = ErrorCode

/** Everything of an import that is right: three traders, an external account, the deficit row and a market. */
function begin(engine: Engine): BookImporter {
  const importer = engine.beginImport()
  for (const id of [CAROL, ALICE, BOB]) importer.account({ id, cashAtoms: BigInt(id) * 1_000n })
  importer.account({ id: 801, class: 'external', cashAtoms: -5n })
  importer.account({ id: DEFICIT, class: 'deficit', cashAtoms: 0n })
  assert.is(importer.market(venue.linearConfig), LINEAR)
  return importer
}

const long = (account: number, lots: bigint) => ({ account, market: LINEAR, lots, entryValueAtoms: lots * 10_000n })

for (const kernel of venue.KERNELS) {
  test(`an imported book is counted, hashed and open for commands (${kernel})`, () => {
    const engine = venue.emptyEngine(kernel)
    const importer = begin(engine)
    importer.position(long(ALICE, 5n))
    importer.position(long(BOB, -3n))
    importer.position(long(801, -2n))
    importer.finish()
    assert.equal(engine.audit(), { ok: true, findings: [], accounts: 5, positions: 3, cashAtoms: 5_995n })
    assert.is(engine.lastSequence, 1)
    assert.equal([...engine.accountIds()], [ALICE, BOB, CAROL, 801, DEFICIT])
    venue.trade(engine, CAROL, BOB, 1n, 100n)
    venue.sound(engine)
  })
}

test('an imported book is the book that commands would have made', () => {
  const made = venue.emptyEngine()
  for (const id of [ALICE, BOB, CAROL]) made.openAccount({ id })
  made.openAccount({ id: 801, class: 'external' })
  made.openAccount({ id: DEFICIT, class: 'deficit' })
  made.listMarket(venue.linearConfig)
  made.deposit(ALICE, 51_000n) // less 50,000
  made.deposit(CAROL, 3_000n)
  venue.trade(made, ALICE, BOB, 5n, 100n)
  const hash = made.stateHash()

  const importer = venue.emptyEngine().beginImport()
  importer.account({ id: DEFICIT, class: 'deficit', cashAtoms: 0n })
  importer.account({ id: 801, class: 'external', cashAtoms: 0n })
  importer.market(venue.linearConfig)
  for (const [id, cashAtoms] of [
    [BOB, 50_000n],
    [CAROL, 3_000n],
    [ALICE, 1_000n],
  ] as const) {
    importer.account({ id, cashAtoms })
  }
  importer.position(long(BOB, -5n))
  importer.position(long(ALICE, 5n))
  importer.finish()
  assert.is(made.stateHash(), hash)
})

type Step = (importer: BookImporter) => unknown
const account =
  (change: object): Step =>
  (i) =>
    i.account({ id: 50, cashAtoms: 0n, ...change })
const position =
  (change: object): Step =>
  (i) =>
    i.position({ ...long(ALICE, 5n), ...change })
const twice: Step = (i) => [i.position(long(ALICE, 5n)), i.position(long(ALICE, 5n))]
const another = { ...venue.linearConfig, symbol: 'X' }

const REFUSED: [what: string, step: Step, code: ErrorCode, message: RegExp][] = [
  ['an account twice', account({ id: ALICE }), DUPLICATE, /account 1 is open already/],
  ['an account with number 0', account({ id: 0 }), RANGE, /account id is 0/],
  ['a strange class', account({ class: 'whale' }), ErrorCode.ACCOUNT_CLASS, /class "whale"/],
  ['two deficit rows', account({ class: 'deficit' }), DUPLICATE, /there is a deficit row already/],
  [
    'cash beyond 2^61',
    account({ cashAtoms: MAX_CASH_ATOMS + 1n }),
    RANGE,
    /account 50 holds 2305843009213693953 atoms/,
  ],
  ['debt beyond 2^61', account({ cashAtoms: -MAX_CASH_ATOMS - 1n }), RANGE, /the limit is ±2\^61/],
  ['cash beyond 64 bits', account({ cashAtoms: 2n ** 64n + 1n }), RANGE, /account 50 holds 18446744073709551617/],
  ['margin below 0', account({ reservedAtoms: -1n }), RANGE, /reserved margin of -1/],
  ['a position of a stranger', position({ account: 77 }), ErrorCode.UNKNOWN_ACCOUNT, /no account 77/],
  ['a position in no market', position({ market: 1 }), ErrorCode.UNKNOWN_MARKET, /no market 1 is listed, there are 1/],
  ['a position of the deficit row', position({ account: DEFICIT }), ErrorCode.ACCOUNT_CLASS, /999 is the deficit row/],
  ['a position of nothing', position({ lots: 0n }), RANGE, /account 1 holds 0 lots of LIN-PERP, expected 1 to 1000/],
  ['more lots than may be', position({ lots: -1_001n }), RANGE, /holds -1001 lots of LIN-PERP/],
  ['lots beyond 64 bits', position({ lots: 2n ** 64n + 1n }), RANGE, /holds 18446744073709551617 lots/],
  ['house lots beyond 64 times', position({ account: 801, lots: 64_001n }), RANGE, /expected 1 to 64000/],
  [
    'an entry value too high',
    position({ entryValueAtoms: 2n ** 64n + 1n }),
    RANGE,
    /an entry value of 18446744073709551617/,
  ],
  ['a position twice', twice, DUPLICATE, /account 1 has a position in LIN-PERP already/],
  ['a market twice', (i) => i.market(venue.linearConfig), DUPLICATE, /market LIN-PERP is listed already/],
  [
    'a market of a stranger',
    (i) => i.market({ ...another, externalAccount: 77 }),
    ErrorCode.UNKNOWN_ACCOUNT,
    /account 77/,
  ],
  ['a market without tiers', (i) => i.market({ ...another, tiers: [] }), ErrorCode.TIERS, /has 0 tiers/],
]

for (const [what, step, code, message] of REFUSED) {
  test(`an import with ${what} is refused, and given up it leaves an engine as if new`, () => {
    const engine = venue.emptyEngine()
    const empty = engine.stateHash()
    const importer = begin(engine)
    venue.refuses(code, message, () => step(importer))
    importer.abort()
    assert.equal([engine.stateHash(), engine.lastSequence, engine.book.accountCount], [empty, 0, 0])
    venue.sound(engine)
    engine.beginImport().abort()
  })
}

for (const [lots, message] of [
  [3n, /^the lots of LIN-PERP add up to 3, expected 0: 3 too many long$/],
  [-2n, /^the lots of LIN-PERP add up to -2, expected 0: 2 too many short$/],
] as const) {
  test(`lots that add up to ${lots} are refused at the end, with the number, and the engine is empty`, () => {
    const engine = venue.emptyEngine()
    const empty = engine.stateHash()
    const importer = begin(engine)
    importer.position(long(ALICE, 5n + lots))
    importer.position(long(BOB, -5n))
    venue.refuses(ErrorCode.UNBALANCED, message, () => importer.finish())
    assert.equal([engine.stateHash(), engine.lastSequence, engine.book.accountCount], [empty, 0, 0])
    engine.openAccount({ id: ALICE })
  })
}

test('full books refuse the next account, position and the 129th market of a trader', () => {
  const capacity = { accounts: 4, positions: 1, markets: 2 }
  const engine = createEngine({ capacity, atom: '0.01', kernel: 'reference' })
  const importer = engine.beginImport()
  for (const id of [1, 2, 3]) importer.account({ id, cashAtoms: 0n })
  importer.account({ id: 801, class: 'external', cashAtoms: 0n })
  importer.market(venue.linearConfig)
  importer.position(long(1, 1n))
  venue.refuses(ErrorCode.CAPACITY, /full at 4 accounts/, () => importer.account({ id: 9, cashAtoms: 0n }))
  venue.refuses(ErrorCode.CAPACITY, /full at 1 positions/, () => importer.position(long(2, -1n)))
  importer.abort()

  const wide = venue.emptyEngine().beginImport()
  wide.account({ id: 801, class: 'external', cashAtoms: 0n })
  wide.account({ id: 1, cashAtoms: 0n })
  for (let market = 0; market < 129; market += 1) wide.market({ ...venue.linearConfig, symbol: `M${market}` })
  for (let market = 0; market < 128; market += 1) wide.position({ ...long(1, 1n), market })
  venue.refuses(RANGE, /account 1 holds 128 positions already/, () => wide.position({ ...long(1, 1n), market: 128 }))
  wide.abort()
})

test('only an engine without any command takes an import', () => {
  const engine = venue.openVenue()
  venue.refusesCommand(engine, ErrorCode.STATE, /an import needs an empty engine/, () => engine.beginImport())
})

test('after the import the next id must be above the largest one', () => {
  const engine = venue.emptyEngine()
  begin(engine).finish()
  venue.refusesCommand(engine, DUPLICATE, /above 999/, () => engine.openAccount({ id: 50 }))
})

test('an importer whose import has ended can do no more: not empty a book, nor fill it', () => {
  const engine = venue.emptyEngine()
  const importer = begin(engine)
  importer.finish()
  const before = engine.stateHash()
  for (const step of [
    () => importer.abort(),
    () => importer.finish(),
    () => importer.account({ id: 50, cashAtoms: 7n }),
  ]) {
    let refused = false
    try {
      step()
    } catch {
      refused = true
    }
    assert.ok(refused || engine.stateHash() === before, 'the importer changed an engine that was open')
  }
  assert.equal([engine.stateHash(), engine.lastSequence], [before, 1])
})

test('an engine that was closed during an import stays closed when the import ends', () => {
  for (const end of ['finish', 'abort'] as const) {
    const engine = createEngine({
      capacity: { accounts: 9, positions: 9, markets: 2 },
      atom: '0.01',
      kernel: 'reference',
    })
    const importer = begin(engine)
    engine.close()
    try {
      importer[end]()
    } catch {
      // To refuse is as good.
    }
    venue.refuses(ErrorCode.STATE, /closed/, () => engine.openAccount({ id: 2_000 }))
  }
})

test.run()
