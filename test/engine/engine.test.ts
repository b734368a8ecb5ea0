import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { AssertionError } from '../../src/core/assert.ts'
import { BallastError, ErrorCode } from '../../src/core/errors.ts'
import { createEngine, type Engine } from '../../src/engine/engine.ts'
import { TradeBatch } from '../../src/engine/trade-batch.ts'
import * as at from '../../src/memory/fields.ts'
import * as venue from './small-venue.ts'

const { ALICE, BOB, CAROL, LINEAR, POOL, TIERED } = venue

const own = () =>
  createEngine({ capacity: { accounts: 20, positions: 20, markets: 4 }, atom: '0.01', kernel: 'reference' })
const trade = { buyer: ALICE, seller: BOB, market: LINEAR, lots: 1n, priceTicks: 100n }
const marks = { timeMs: 9, markets: new Uint16Array([0]), priceTicks: new BigInt64Array([100n]) }
const deposits = { accounts: new Uint32Array([ALICE]), atoms: new BigInt64Array([5n]) }
const funding = { timeMs: 9, markets: new Uint16Array([0]), ratesPpb: new BigInt64Array([5n]) }

const COMMANDS: [name: string, command: (engine: Engine) => unknown][] = [
  ['listMarket', (e) => e.listMarket({ ...venue.linearConfig, symbol: 'NEW' })],
  ['configureMarket', (e) => e.configureMarket(LINEAR, { maxMarkTicks: 999n })],
  ['haltMarket', (e) => e.haltMarket(LINEAR)],
  ['resumeMarket', (e) => e.resumeMarket(LINEAR)],
  ['openAccount', (e) => e.openAccount({ id: 1_000 })],
  ['closeAccount', (e) => e.closeAccount(CAROL)],
  ['setReserved', (e) => e.setReserved(ALICE, 5n)],
  ['setExempt', (e) => e.setExempt(ALICE, true)],
  ['deposit', (e) => e.deposit(ALICE, 5n)],
  ['applyDeposits', (e) => e.applyDeposits(deposits)],
  ['withdraw', (e) => e.withdraw(BOB, 5n)],
  ['transfer', (e) => e.transfer(BOB, CAROL, 5n)],
  ['trade', (e) => e.trade(trade)],
  ['applyTrades', (e) => e.applyTrades(new TradeBatch(1))],
  ['applyMarks', (e) => e.applyMarks(marks)],
  ['payFunding', (e) => e.payFunding(LINEAR, 1n, 9)],
  ['applyFunding', (e) => e.applyFunding(funding)],
]

const QUESTIONS: [name: string, question: (engine: Engine) => unknown][] = [
  ['preTrade', (e) => e.preTrade({ account: BOB, market: LINEAR, lots: 1n, priceTicks: 100n })],
  ['withdrawable', (e) => e.withdrawable(BOB)],
  ['checkSync', (e) => e.checkSync()],
  ['compact', (e) => e.compact()],
]

const READERS: [name: string, reader: (engine: Engine) => unknown][] = [
  ['account', (e) => e.account(ALICE)],
  ['accountIds', (e) => e.accountIds()],
  ['market', (e) => e.market(LINEAR)],
  ['findMarket', (e) => e.findMarket('LIN-PERP')],
  ['audit', (e) => e.audit()],
  ['stateHash', (e) => e.stateHash()],
]

function ready(): Engine {
  const engine = venue.openVenue()
  engine.deposit(BOB, 100n)
  return engine
}

for (const [name, command] of COMMANDS) {
  test(`${name} counts as one command`, () => {
    const engine = ready()
    const before = engine.lastSequence
    command(engine)
    assert.is(engine.lastSequence, before + 1)
    venue.sound(engine)
  })
}

for (const [name, question] of [...QUESTIONS, ...READERS]) {
  test(`${name} is no command and changes nothing`, () => {
    const engine = ready()
    const before = [engine.lastSequence, engine.stateHash()]
    question(engine)
    assert.equal([engine.lastSequence, engine.stateHash()], before)
  })
}

test('a closed engine refuses every command and question, and can still be read', () => {
  const engine = own()
  for (const id of [ALICE, BOB, CAROL]) engine.openAccount({ id })
  engine.openAccount({ id: 801, class: 'external' })
  engine.listMarket(venue.linearConfig)
  engine.close()
  for (const [name, command] of [...COMMANDS, ...QUESTIONS, ['import', (e: Engine) => e.beginImport()] as const]) {
    venue.refusesCommand(engine, ErrorCode.STATE, /the engine is closed/, () => command(engine))
    assert.ok(name)
  }
  for (const [, reader] of READERS) assert.ok(reader(engine) !== undefined)
})

test('an engine that imports refuses everything else', () => {
  const engine = own()
  const importer = engine.beginImport()
  for (const id of [ALICE, BOB]) importer.account({ id, cashAtoms: 0n })
  for (const [, command] of [...COMMANDS, ...QUESTIONS]) {
    venue.refuses(ErrorCode.STATE, /an import is under way: finish or abort it first/, () => command(engine))
  }
  importer.abort()
  engine.openAccount({ id: 1 })
})

test('at the end of a block with "using" the engine is closed', () => {
  let kept: Engine
  {
    using engine = own()
    engine.openAccount({ id: 1 })
    kept = engine
  }
  venue.refuses(ErrorCode.STATE, /closed/, () => kept.openAccount({ id: 2 }))
})

const HUGE = 2n ** 64n + 1n
const CUT: [what: string, command: (engine: Engine) => unknown][] = [
  ['a deposit', (e) => e.deposit(ALICE, HUGE)],
  ['a withdrawal', (e) => e.withdraw(BOB, HUGE)],
  ['a transfer', (e) => e.transfer(BOB, ALICE, HUGE)],
  ['order margin', (e) => e.setReserved(ALICE, HUGE)],
  ['lots', (e) => e.trade({ ...trade, lots: HUGE })],
  ['a price', (e) => e.trade({ ...trade, priceTicks: 2n ** 64n + 100n })],
  ['a buyer’s fee', (e) => e.trade({ ...trade, buyerFeeAtoms: HUGE })],
  ['a seller’s fee', (e) => e.trade({ ...trade, sellerFeeAtoms: -(2n ** 64n) })],
  ['a rate', (e) => e.payFunding(LINEAR, HUGE, 9)],
  ['a limit on lots', (e) => e.configureMarket(LINEAR, { maxPositionLots: HUGE })],
  ['a takeover limit', (e) => e.configureMarket(LINEAR, { takeoverLimitLots: HUGE })],
  ['a bound on funding', (e) => e.configureMarket(LINEAR, { maxAbsFundingAtoms: HUGE })],
  [
    'a floor',
    (e) => e.configureMarket(TIERED, { tiers: [venue.linearConfig.tiers[0]!, { floorAtoms: HUGE, ratePpm: 20_000 }] }),
  ],
]

for (const [what, command] of CUT) {
  test(`${what} beyond 64 bits is refused, not cut to what the columns hold`, () => {
    const engine = ready()
    const error = venue.errorOf(() => command(engine))
    assert.instance(error, BallastError)
    const code: string = (error as BallastError).code
    assert.ok(code === ErrorCode.RANGE || code === ErrorCode.TIERS, String(error))
    venue.sound(engine)
    assert.is(engine.stateHash(), ready().stateHash())
  })
}

test('when money does not add up, the engine stops at the next command', () => {
  const engine = ready()
  engine.book.columns.wides[at.WIDE_CASH_TOTAL >> 3]! += 1n
  const error = venue.errorOf(() => engine.deposit(ALICE, 1n))
  assert.instance(error, AssertionError)
  assert.match(String(error), /I2 broken/)
})

test('a market is halted and resumed', () => {
  const engine = ready()
  engine.haltMarket(LINEAR)
  venue.refusesCommand(engine, ErrorCode.HALTED, /market 0 is halted/, () => engine.trade(trade))
  engine.resumeMarket(LINEAR)
  engine.trade(trade)
  venue.refusesCommand(engine, ErrorCode.UNKNOWN_MARKET, /no market 3/, () => engine.haltMarket(3))
})

test('the pool’s floor and a trader’s margin are set by the same command, within their limits', () => {
  const engine = ready()
  engine.setReserved(POOL, 2n ** 61n)
  assert.is(engine.account(POOL).reservedAtoms, 2n ** 61n)
  for (const atoms of [-1n, 2n ** 61n + 1n]) {
    venue.refusesCommand(engine, ErrorCode.RANGE, /reserved margin of/, () => engine.setReserved(ALICE, atoms))
  }
})

test('the kernel and the atom are told', () => {
  for (const kernel of venue.KERNELS) {
    const engine = venue.emptyEngine(kernel)
    assert.equal([engine.kernel, engine.atom], [kernel, { coefficient: 1n, decimals: 2 }])
  }
})

test.run()
