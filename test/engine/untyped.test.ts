// What callers without types do: numbers for bigints, text, getters that change their mind, half a batch. Each gets a
// typed error and changes nothing.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { AssertionError } from '../../src/core/assert.ts'
import { BallastError, ErrorCode } from '../../src/core/errors.ts'
import { createEngine, type Engine, LightsResult, RankResult, TradeBatch } from '../../src/index.ts'
import { MemoryLog } from '../oracles/memory-log.ts'
import * as venue from './small-venue.ts'

const { ALICE, BOB, INVERSE, LINEAR } = venue

const NEW = { ...venue.linearConfig, symbol: 'NEW' }
const CAPACITY = { accounts: 8, positions: 8, markets: 2 }
const REQUEST = { market: LINEAR, side: 'long' }
const OWN = { name: 'own', score: () => 'last' }
const FIXED = { adlPrice: 'bankruptcy' }

// biome-ignore lint/suspicious/noExplicitAny: the callers of this file have no types.
type Untyped = any

const MISTAKES: [what: string, code: ErrorCode, command: (engine: Untyped) => unknown][] = [
  ['a number of reserved atoms', ErrorCode.RANGE, (e) => e.openAccount({ id: 5_000, reservedAtoms: 10 })],
  ['a class in an array', ErrorCode.ACCOUNT_CLASS, (e) => e.openAccount({ id: 5_000, class: ['trader'] })],
  ['an exemption of 1', ErrorCode.CONFIG, (e) => e.openAccount({ id: 5_000, exempt: 1 })],
  ['an exemption in words', ErrorCode.CONFIG, (e) => e.setExempt(ALICE, 'no')],
  ['a number of margin', ErrorCode.RANGE, (e) => e.setReserved(ALICE, 5)],
  ['a deposit in text', ErrorCode.RANGE, (e) => e.deposit(ALICE, '5')],
  ['a withdrawal of a number', ErrorCode.RANGE, (e) => e.withdraw(ALICE, 5)],
  ['a transfer of nothing', ErrorCode.RANGE, (e) => e.transfer(ALICE, BOB)],
  [
    'a number of lots',
    ErrorCode.RANGE,
    (e) => e.trade({ buyer: ALICE, seller: BOB, market: LINEAR, lots: 5, priceTicks: 100n }),
  ],
  ['a funding rate in text', ErrorCode.RANGE, (e) => e.payFunding(LINEAR, '7', 1)],
  [
    'a takeover limit of 5',
    ErrorCode.RANGE,
    (e) => e.configureMarket(LINEAR, { maxPositionLots: 7n, takeoverLimitLots: 5 }),
  ],
  [
    'a tier floor of 1000',
    ErrorCode.TIERS,
    (e) =>
      e.configureMarket(LINEAR, {
        maxPositionLots: 7n,
        tiers: [
          { floorAtoms: 0n, ratePpm: 1 },
          { floorAtoms: 1000, ratePpm: 2 },
        ],
      }),
  ],
  ['a term with a slip of the pen', ErrorCode.CONFIG, (e) => e.configureMarket(LINEAR, { maxPositionLot: 5n })],
  ['a market without a symbol', ErrorCode.CONFIG, (e) => e.listMarket({ ...venue.linearConfig, symbol: undefined })],
  [
    'markets in a plain array',
    ErrorCode.RANGE,
    (e) => e.applyMarks({ timeMs: 1, markets: [65_536], priceTicks: BigInt64Array.of(100n) }),
  ],
  [
    'accounts in a plain array',
    ErrorCode.RANGE,
    (e) => e.applyDeposits({ accounts: [ALICE], atoms: BigInt64Array.of(1n) }),
  ],
  ['a listing price of 100', ErrorCode.RANGE, (e) => e.listMarket({ ...NEW, listingTicks: 100 })],
  ['a multiplier in text', ErrorCode.RANGE, (e) => e.listMarket({ ...NEW, kind: 'quanto', multiplierAtoms: '5' })],
  ['an inverse band of 1000', ErrorCode.RANGE, (e) => e.configureMarket(INVERSE, { maxMarkTicks: 1_000 })],
  ['tiers that are null', ErrorCode.TIERS, (e) => e.configureMarket(LINEAR, { tiers: null })],
  ['tiers with a hole', ErrorCode.TIERS, (e) => e.configureMarket(LINEAR, { tiers: new Array(2) })],
  ['holes without end', ErrorCode.TIERS, (e) => e.configureMarket(LINEAR, { tiers: new Array(2 ** 32 - 1) })],
  ['a market without tiers', ErrorCode.TIERS, (e) => e.listMarket({ ...NEW, tiers: undefined })],
  ['a term of a prototype', ErrorCode.CONFIG, (e) => e.configureMarket(LINEAR, JSON.parse('{"__proto__": {}}'))],
  ['a symbol that is a number', ErrorCode.CONFIG, (e) => e.findMarket(5)],
  ['a symbol in an array', ErrorCode.CONFIG, (e) => e.findMarket(['LIN-PERP'])],
  ['lights into an object', ErrorCode.RANGE, (e) => e.lights(LINEAR, 'long', { ...new LightsResult() })],
  ['all lights into null', ErrorCode.RANGE, (e) => e.allLights(null)],
  ['lights without their columns', ErrorCode.RANGE, (e) => e.allLights(Object.create(LightsResult.prototype))],
  [
    'a head into columns of another kind',
    ErrorCode.RANGE,
    (e) => e.rankTop(LINEAR, 'long', Object.assign(new RankResult(2), { accounts: [1, 2] })),
  ],
  ['a command that is none', ErrorCode.CONFIG, (e) => e.once({ client: 1, number: 1 }, 5)],
  ['a class for a command', ErrorCode.CONFIG, (e) => e.once({ client: 1, number: 1 }, class {})],
  ['an order book that is none', ErrorCode.CONFIG, (e) => e.runRound({ liquidity: {} })],
  ['a signal that is none', ErrorCode.CONFIG, (e) => e.check({ signal: 5 })],
  ['a policy that is a number', ErrorCode.CONFIG, (e) => e.configureRound({ policy: 65_535 })],
  ['a policy that fixes more', ErrorCode.CONFIG, (e) => e.configureRound({ policy: { ...OWN, fixed: 5 } })],
  ['a price that a policy fixes', ErrorCode.CONFIG, (e) => e.rank({ ...REQUEST, policy: { ...OWN, fixed: FIXED } })],
  ['parts that are null', ErrorCode.CONFIG, (e) => e.configureRound({ blend: null })],
  ['stages without end', ErrorCode.CONFIG, (e) => e.configureRound({ stages: new Array(2 ** 32 - 1) })],
  [
    'a batch whose columns are gone',
    ErrorCode.RANGE,
    (e) => {
      const batch = new TradeBatch(2)
      structuredClone(batch.lots.buffer, { transfer: [batch.lots.buffer as ArrayBuffer] })
      e.applyTrades(batch)
    },
  ],
  ['a batch with other columns', ErrorCode.RANGE, (e) => e.applyTrades({ ...new TradeBatch(2), count: 1 })],
  [
    'deposits in memory that is gone',
    ErrorCode.RANGE,
    (e) => {
      const accounts = Uint32Array.of(ALICE)
      structuredClone(accounts.buffer, { transfer: [accounts.buffer] })
      e.applyDeposits({ accounts, atoms: BigInt64Array.of(1n) })
    },
  ],
  [
    'marks that say that they are more',
    ErrorCode.RANGE,
    (e) => {
      const markets = Object.defineProperty(Uint16Array.of(LINEAR), 'length', { value: 2 })
      e.applyMarks({ timeMs: 1, markets, priceTicks: BigInt64Array.of(100n, 100n) })
    },
  ],
  ['a batch of another make', ErrorCode.RANGE, (e) => e.applyTrades({ count: 1, capacity: 1, buyers: [ALICE] })],
]

for (const kernel of venue.KERNELS) {
  for (const [what, code, command] of MISTAKES) {
    test(`${what} is a typed error and changes nothing (${kernel})`, async () => {
      const engine = venue.openVenue(kernel)
      const before = [engine.stateHash(), engine.lastSequence]
      const error = await errorSoon(() => command(engine))
      assert.instance(error, BallastError)
      assert.is((error as BallastError).code, code, String(error))
      assert.equal([engine.stateHash(), engine.lastSequence], before)
      venue.sound(engine)
    })
  }
}

/** At once, or later. */
async function errorSoon(command: () => unknown): Promise<unknown> {
  try {
    await command()
  } catch (error) {
    return error
  }
  throw new Error('the command was not refused')
}

test('a request is read once, so what is judged is what is ranked', () => {
  const engine = venue.openVenue()
  for (const later of [Number.NaN, 1n, 77, 'text']) {
    let asked = 0
    const request = {
      side: 'long' as const,
      get market() {
        asked += 1
        return asked === 1 ? LINEAR : (later as number)
      },
    }
    assert.equal(engine.rank(request), engine.rank({ market: LINEAR, side: 'long' }))
    assert.is(asked, 1)
  }
})

test('a change of a market is what is written down, and nothing is before it is judged', () => {
  const records: unknown[] = []
  const log = new (class extends MemoryLog {
    override begin(written: Parameters<MemoryLog['begin']>[0]): void {
      records.push(written)
      super.begin(written)
    }
  })()
  const engine: Untyped = createEngine({ capacity: CAPACITY }, log)
  engine.openAccount({ id: 801, class: 'external' })
  engine.listMarket({ ...venue.linearConfig, externalAccount: 801, lotSize: '0.01' })
  records.length = 0
  for (const wrong of [new Array(2 ** 32 - 1), 5, Symbol('s')]) {
    assert.instance(
      venue.errorOf(() => engine.configureMarket(0, { maxPositionLots: wrong })),
      BallastError,
    )
    assert.instance(
      venue.errorOf(() => engine.listMarket({ ...NEW, externalAccount: 801, maxMarkTicks: wrong })),
      BallastError,
    )
  }
  assert.equal(records, [])
  let asked = 0
  engine.configureMarket(0, {
    get maxPositionLots() {
      asked += 1
      return asked === 1 ? undefined : 7n
    },
  })
  assert.is(engine.market(0).maxPositionLots, venue.linearConfig.maxPositionLots)
  assert.is(records.length, 1)
})

test('options of an engine are read once', () => {
  let asked = 0
  const options = {
    capacity: CAPACITY,
    round: {
      get maxPasses() {
        asked += 1
        return asked
      },
    },
  }
  assert.equal(createEngine(options).roundState.options, { maxPasses: 1 })
  assert.is(asked, 1)
})

test('a getter that changes its mind is asked once', () => {
  const engine = venue.openVenue()
  let asked = 0
  const account = {
    id: 5_000,
    get class() {
      asked += 1
      return asked === 1 ? ('trader' as const) : ('pool' as const)
    },
  }
  engine.openAccount(account)
  assert.is(engine.account(5_000).class, 'trader')
  const funding = {
    markets: Uint16Array.of(LINEAR),
    ratesPpb: BigInt64Array.of(1n),
    get timeMs() {
      asked += 1
      return asked === 2 ? 7 : Number.NaN
    },
  }
  engine.applyFunding(funding)
  assert.is(engine.lastTimeMs, 7)
  venue.sound(engine)
})

function stopped(engine: Engine): void {
  for (const command of [() => engine.deposit(ALICE, 1n), () => engine.checkSync(), () => engine.advanceTime(9)]) {
    const error = venue.errorOf(command)
    assert.is((error as BallastError).code, ErrorCode.STATE)
    assert.match(String(error), /an invariant broke/)
  }
}

for (const kernel of venue.KERNELS) {
  test(`an engine whose lots do not add up stops at the trade that sees it (${kernel})`, () => {
    const engine = venue.openVenue(kernel)
    engine.book.columns.marketLotsSum[LINEAR] = 1n
    assert.instance(
      venue.errorOf(() => venue.trade(engine, ALICE, BOB, 1n, 100n)),
      AssertionError,
    )
    stopped(engine)
  })

  test(`an engine whose cash does not add up stops at the next command (${kernel})`, () => {
    const engine = venue.openVenue(kernel)
    engine.book.columns.wides.fill(1n, 34, 35)
    assert.instance(
      venue.errorOf(() => engine.deposit(ALICE, 1n)),
      AssertionError,
    )
    stopped(engine)
  })
}

test.run()
