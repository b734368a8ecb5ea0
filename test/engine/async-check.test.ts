// A check that leaves the event loop free: what may come meanwhile, what is refused, and what it judged.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { BallastError, ErrorCode } from '../../src/core/errors.ts'
import { createEngine, type Engine } from '../../src/engine/engine.ts'
import type { EngineNotice } from '../../src/engine/notices.ts'
import { TradeBatch } from '../../src/engine/trade-batch.ts'
import * as venue from './small-venue.ts'

const { ALICE, BOB, LINEAR, POOL } = venue
const capacity = { accounts: 300, positions: 2_000, markets: 130, tiersPerMarket: 4, batch: 8 }

/** The small venue, by an engine with threads that take every book for worth it. */
async function opened(options: object = {}): Promise<Engine> {
  const executor = { threads: 1, leastWork: 0 }
  const engine = venue.openVenue('fast', createEngine({ capacity, atom: '0.01', executor, ...options }))
  await engine.ready()
  engine.deposit(ALICE, 2_000n)
  engine.deposit(BOB, 90_000n)
  venue.trade(engine, ALICE, BOB, 2n, 100n)
  return engine
}

const mark = (engine: Engine, timeMs: number, ticks: bigint) => {
  engine.applyMarks({ timeMs, markets: Uint16Array.of(LINEAR), priceTicks: BigInt64Array.of(ticks) })
}

test('it judges the book as it was, and what came meanwhile is applied before it resolves', async () => {
  await using engine = await opened()
  const before = engine.lastSequence
  const check = engine.check()
  // 2 lots lose 20 ticks of 1,000: more than Alice has.
  mark(engine, 5, 80n)
  venue.trade(engine, BOB, ALICE, 1n, 100n)
  engine.deposit(BOB, 1n)
  assert.equal(
    [engine.lastSequence, engine.market(LINEAR).markTicks, engine.account(BOB).cashAtoms < 300_000n],
    [before, 100n, true],
  )
  const first = await check
  assert.equal([first.sequence, first.count], [before, 0])
  assert.equal([engine.lastSequence, engine.market(LINEAR).markTicks], [before + 3, 80n])
  const second = await engine.check()
  assert.equal([second.sequence, [...second.ids.subarray(0, second.count)]], [before + 3, [ALICE]])
})

test('what waits is copied: the caller may use its columns again at once', async () => {
  await using engine = await opened()
  const twin = await opened({ executor: 'inline' })
  const batch = new TradeBatch(4)
  const fill = (lots: bigint) => {
    batch.count = 1
    batch.buyers[0] = ALICE
    batch.sellers[0] = BOB
    batch.markets[0] = LINEAR
    batch.lots[0] = lots
    batch.priceTicks[0] = 100n
  }
  const markets = Uint16Array.of(LINEAR)
  const priceTicks = BigInt64Array.of(101n)
  const deposits = { accounts: Uint32Array.of(BOB), atoms: BigInt64Array.of(7n) }
  const funding = { timeMs: 6, markets, ratesPpb: BigInt64Array.of(1_000n) }
  const check = engine.check()
  fill(1n)
  assert.is(engine.applyTrades(batch), 0)
  engine.applyMarks({ timeMs: 5, markets, priceTicks })
  engine.applyDeposits(deposits)
  engine.applyFunding(funding)
  fill(99n)
  priceTicks[0] = 1n
  deposits.atoms[0] = 1n
  funding.ratesPpb[0] = 5n
  await check
  fill(1n)
  twin.applyTrades(batch)
  twin.applyMarks({ timeMs: 5, markets, priceTicks: BigInt64Array.of(101n) })
  twin.applyDeposits({ accounts: Uint32Array.of(BOB), atoms: BigInt64Array.of(7n) })
  twin.applyFunding({ timeMs: 6, markets, ratesPpb: BigInt64Array.of(1_000n) })
  assert.is(engine.stateHash(), twin.stateHash())
  venue.sound(engine)
})

const FACTS: [name: string, command: (engine: Engine) => void][] = [
  ['openAccount', (engine) => engine.openAccount({ id: 5_000 })],
  ['setReserved', (engine) => engine.setReserved(BOB, 5n)],
  ['setExempt', (engine) => engine.setExempt(BOB, true)],
  ['setProtected', (engine) => engine.setProtected(BOB, true)],
  ['holdPool', (engine) => engine.holdPool(POOL, true)],
  ['deposit', (engine) => engine.deposit(BOB, 3n)],
  ['haltMarket', (engine) => engine.haltMarket(LINEAR)],
  ['resumeMarket', (engine) => engine.resumeMarket(LINEAR)],
  ['payFunding', (engine) => engine.payFunding(LINEAR, 1_000n, 9)],
  ['advanceTime', (engine) => engine.advanceTime(9)],
  ['trade', (engine) => venue.trade(engine, ALICE, BOB, 1n, 100n)],
]

for (const [name, command] of FACTS) {
  test(`${name} is a fact: it waits, and then does what it does`, async () => {
    await using engine = await opened()
    const twin = await opened({ executor: 'inline' })
    const check = engine.check()
    const before = engine.stateHash()
    command(engine)
    assert.is(engine.stateHash(), before)
    await check
    command(twin)
    assert.is(engine.stateHash(), twin.stateHash())
    assert.is(engine.lastSequence, twin.lastSequence)
  })
}

const REQUESTS: [name: string, command: (engine: Engine) => unknown][] = [
  ['withdraw', (engine) => engine.withdraw(BOB, 1n)],
  ['transfer', (engine) => engine.transfer(BOB, ALICE, 1n)],
  ['closeAccount', (engine) => engine.closeAccount(BOB)],
  ['listMarket', (engine) => engine.listMarket(venue.linearConfig)],
  ['configureMarket', (engine) => engine.configureMarket(LINEAR, { initialRatePpm: 5 })],
  ['configureRound', (engine) => engine.configureRound({ adl: 'off' })],
  ['runRound', (engine) => engine.runRound()],
  ['openRound', (engine) => engine.openRound()],
  ['beginImport', (engine) => engine.beginImport()],
  ['compact', (engine) => engine.compact()],
]

for (const [name, command] of REQUESTS) {
  test(`${name} has to be answered at once, so it is refused and changes nothing`, async () => {
    await using engine = await opened()
    const check = engine.check()
    const before = engine.stateHash()
    venue.refuses(ErrorCode.BUSY, /a check is under way/, () => command(engine))
    await check
    assert.is(engine.stateHash(), before)
  })
}

test('what has the wrong form is refused at once, not later', async () => {
  await using engine = await opened()
  const check = engine.check()
  const big = 2n ** 70n
  venue.refuses(ErrorCode.RANGE, /lots/, () => venue.trade(engine, ALICE, BOB, big, 100n))
  venue.refuses(ErrorCode.RANGE, /TradeBatch/, () => engine.applyTrades({} as TradeBatch))
  venue.refuses(ErrorCode.RANGE, /markets/, () => engine.applyMarks({ timeMs: 5 } as never))
  venue.refuses(ErrorCode.RANGE, /accounts/, () => engine.applyDeposits({} as never))
  venue.refuses(ErrorCode.RANGE, /markets/, () => engine.applyFunding({ timeMs: 5 } as never))
  venue.refuses(ErrorCode.RANGE, /deposit/, () => engine.deposit(BOB, -1n))
  const before = engine.lastSequence
  await check
  assert.is(engine.lastSequence, before)
})

test('what is refused when its turn comes is told, with the place in its batch', async () => {
  await using engine = await opened()
  const notices: EngineNotice[] = []
  engine.onNotice((notice) => notices.push(notice))
  const batch = new TradeBatch(2)
  batch.count = 2
  for (const [index, buyer] of [ALICE, 9_999].entries()) {
    batch.buyers[index] = buyer
    batch.sellers[index] = BOB
    batch.markets[index] = LINEAR
    batch.lots[index] = 1n
    batch.priceTicks[index] = 100n
  }
  const check = engine.check()
  mark(engine, 50, 99n)
  mark(engine, 40, 98n)
  engine.applyTrades(batch)
  await check
  assert.equal(
    notices.map((notice) => notice.type === 'command-refused' && [notice.command, notice.index, notice.code]),
    [
      ['applyMarks', null, ErrorCode.TIME],
      ['applyTrades', 1, ErrorCode.UNKNOWN_ACCOUNT],
    ],
  )
  assert.is(engine.market(LINEAR).markTicks, 99n)
})

test('listeners come after all that waited: nothing of theirs goes before it', async () => {
  await using engine = await opened()
  let again: Promise<unknown> | null = null
  engine.onNotice(() => {
    again ??= engine.check()
    engine.advanceTime(99)
  })
  const before = engine.account(BOB).cashAtoms
  const check = engine.check()
  engine.deposit(9_999, 1n)
  mark(engine, 40, 98n)
  engine.deposit(BOB, 5n)
  await check
  assert.equal([engine.account(BOB).cashAtoms - before, engine.market(LINEAR).markTicks], [5n, 98n])
  await again
  assert.is(engine.lastTimeMs, 99)
})

const MALFORMED: [what: string, command: (engine: Engine) => void][] = [
  ['a time that is none', (engine) => engine.advanceTime(Number.NaN)],
  ['marks at no time', (engine) => mark(engine, Number.NaN, 98n)],
  ['funding at no time', (engine) => engine.payFunding(LINEAR, 1n, Number.NaN)],
  ['an account of another type', (engine) => engine.deposit('x' as never, 1n)],
  ['a symbol for an account', (engine) => engine.setExempt(Symbol('x') as never, true)],
  ['a buyer of another type', (engine) => venue.trade(engine, 'x' as never, BOB, 1n, 100n)],
  ['an account that cannot be opened', (engine) => engine.openAccount({ id: '7' as never })],
]

for (const [what, command] of MALFORMED) {
  test(`${what} is refused at once, with a code, and does not wait`, async () => {
    await using engine = await opened()
    const check = engine.check()
    assert.instance(
      venue.errorOf(() => command(engine)),
      BallastError,
    )
    const before = engine.lastSequence
    await check
    assert.is(engine.lastSequence, before)
  })
}

test('no more commands wait than the venue said', async () => {
  await using engine = await opened({ waitingCommands: 2 })
  const check = engine.check()
  for (let index = 0; index < 2; index += 1) engine.deposit(BOB, 1n)
  venue.refuses(ErrorCode.BUSY, /2 commands wait/, () => engine.deposit(BOB, 1n))
  await check
  engine.deposit(BOB, 1n)
})

test('one check at a time; reading is free, checkSync too', async () => {
  await using engine = await opened()
  const check = engine.check()
  const other = await engine.check().catch((error) => error.code)
  assert.is(other, ErrorCode.BUSY)
  assert.is(engine.checkSync().count, 0)
  assert.is(engine.rank({ market: LINEAR, side: 'long' }).length, 1)
  assert.equal(engine.audit().findings, [])
  assert.is((await check).count, 0)
})

test('an aborted check is rejected with the reason, and what waited is applied', async () => {
  await using engine = await opened()
  const stop = new AbortController()
  const before = engine.lastSequence
  const check = engine.check({ signal: stop.signal })
  engine.deposit(BOB, 1n)
  stop.abort(new Error('enough'))
  assert.is(await check.catch((error) => error.message), 'enough')
  assert.is(engine.lastSequence, before + 1)
  assert.is(await engine.check({ signal: stop.signal }).catch((error) => error.message), 'enough')
  assert.is((await engine.check()).count, 0)
})

test('closing ends a check that is under way', async () => {
  const engine = await opened()
  const check = engine.check().catch((error) => error.code)
  engine.close()
  assert.is(await check, ErrorCode.STATE)
  assert.is(await engine.check().catch((error) => error.code), ErrorCode.STATE)
  await engine[Symbol.asyncDispose]()
})

test('without threads it is the same, at once', async () => {
  const engine = venue.openVenue('fast')
  assert.is(engine.threads, 0)
  await engine.ready()
  const check = engine.check()
  venue.refuses(ErrorCode.BUSY, /a check is under way/, () => engine.runRound())
  assert.is((await check).count, 0)
  engine.runRound()
})

test.run()
