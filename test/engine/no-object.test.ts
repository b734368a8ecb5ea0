// Objects that are none, and values that no message can be made of by the usual means: each gets a typed error and
// changes nothing.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { BallastError, ErrorCode } from '../../src/core/errors.ts'
import { cappedProRata, createEngine, ftx, RankResult, riskAware } from '../../src/index.ts'
import * as venue from './small-venue.ts'

const { ALICE, LINEAR } = venue

// biome-ignore lint/suspicious/noExplicitAny: the callers of this file have no types.
type Untyped = any

const NEW = { ...venue.linearConfig, symbol: 'NEW' }
const CAPACITY = { accounts: 8, positions: 8, markets: 2 }
const REQUEST = { market: LINEAR, side: 'long' }

/** Every command that takes an object, with nothing and null instead. */
const OBJECTS: [what: string, code: ErrorCode, command: (engine: Untyped, given: unknown) => void][] = [
  ['openAccount', ErrorCode.CONFIG, (e, given) => e.openAccount(given)],
  ['listMarket', ErrorCode.CONFIG, (e, given) => e.listMarket(given)],
  ['configureMarket', ErrorCode.CONFIG, (e, given) => e.configureMarket(LINEAR, given)],
  ['configureRound', ErrorCode.CONFIG, (e, given) => e.configureRound(given)],
  ['trade', ErrorCode.CONFIG, (e, given) => e.trade(given)],
  ['preTrade', ErrorCode.CONFIG, (e, given) => e.preTrade(given)],
  ['applyMarks', ErrorCode.RANGE, (e, given) => e.applyMarks(given)],
  ['applyFunding', ErrorCode.RANGE, (e, given) => e.applyFunding(given)],
  ['applyDeposits', ErrorCode.RANGE, (e, given) => e.applyDeposits(given)],
  ['applyTrades', ErrorCode.RANGE, (e, given) => e.applyTrades(given)],
  ['fill', ErrorCode.CONFIG, (e, given) => e.fill(given)],
  ['bookExhausted', ErrorCode.CONFIG, (e, given) => e.bookExhausted(given)],
  ['rank', ErrorCode.CONFIG, (e, given) => e.rank(given)],
  ['proveRank', ErrorCode.CONFIG, (e, given) => e.proveRank(given)],
  ['once', ErrorCode.RANGE, (e, given) => e.once(given, () => {})],
  ['createEngine', ErrorCode.CONFIG, (_, given) => createEngine(given as Untyped)],
  ['the capacity of createEngine', ErrorCode.CONFIG, (_, given) => createEngine({ capacity: given } as Untyped)],
]

/** The same of those where nothing stands for what is usual. */
const OPTIONS: [what: string, command: (engine: Untyped) => unknown][] = [
  ['runRound', (e) => e.runRound(null)],
  ['acceptProposal', (e) => e.acceptProposal(null)],
  ['commitRankings', (e) => e.commitRankings(null, null)],
  ['events', (e) => e.events(null)],
  ['check', (e) => e.check(null)],
  ['ftx', () => ftx(null as Untyped)],
  ['riskAware', () => riskAware(null as Untyped)],
  ['cappedProRata', () => cappedProRata(null as Untyped)],
]

/** What no message can be made of by the usual means. */
const UNSPEAKABLE = [Symbol('s'), Object.create(null), { toString: 5, valueOf: 5 }, 1n << 5_000n, [[1n]]]

const NAMING: [what: string, command: (engine: Untyped, given: unknown) => void][] = [
  ['closeAccount', (e, given) => e.closeAccount(given)],
  ['setReserved', (e, given) => e.setReserved(given, 5n)],
  ['setReserved to', (e, given) => e.setReserved(ALICE, given)],
  ['setExempt', (e, given) => e.setExempt(ALICE, given)],
  ['openAccount', (e, given) => e.openAccount({ id: given })],
  ['an owner', (e, given) => e.openAccount({ id: 5_000, owner: given })],
  ['a class', (e, given) => e.openAccount({ id: 5_000, class: given })],
  ['haltMarket', (e, given) => e.haltMarket(given)],
  ['findMarket', (e, given) => e.findMarket(given)],
  ['advanceTime', (e, given) => e.advanceTime(given)],
  ['compact', (e, given) => e.compact(given)],
  ['a side', (e, given) => e.rank({ ...REQUEST, side: given })],
  ['a length', (e, given) => e.rank({ ...REQUEST, top: given })],
  ['the side of a head', (e, given) => e.rankTop(LINEAR, given, new RankResult(1))],
  ['an iterator', (e, given) => e.events({ capacity: given })],
  ['an overflow', (e, given) => e.events({ overflow: given })],
  ['a command', (e, given) => e.once({ client: given, number: 1 }, () => {})],
  ['a symbol', (e, given) => e.listMarket({ ...NEW, symbol: given })],
  ['a kind', (e, given) => e.listMarket({ ...NEW, kind: given })],
  ['a rate', (e, given) => e.configureMarket(LINEAR, { initialRatePpm: given })],
  ['a mode', (e, given) => e.configureRound({ adl: given })],
  ['a halt', (e, given) => e.configureRound({ haltOnDeficit: given })],
  ['a preset', (e, given) => e.configureRound({ preset: given })],
  ['stages', (e, given) => e.configureRound({ stages: given })],
  ['a trigger', (e, given) => e.configureRound({ trigger: { per: given } })],
  ['who hedges', (e, given) => e.configureRound({ hedge: { who: given } })],
  ['threads', (_, given) => createEngine({ capacity: CAPACITY, executor: { threads: given } } as Untyped)],
  ['a kernel', (_, given) => createEngine({ capacity: CAPACITY, kernel: given } as Untyped)],
  ['a capacity', (_, given) => createEngine({ capacity: { ...CAPACITY, accounts: given } } as Untyped)],
]

for (const [what, command] of NAMING) {
  test(`${what}: what cannot be made into text is named all the same`, () => {
    const engine = venue.openVenue()
    const before = [engine.stateHash(), engine.lastSequence]
    for (const given of UNSPEAKABLE) {
      const error = venue.errorOf(() => command(engine, given))
      assert.instance(error, BallastError, String((error as Error).stack))
    }
    assert.equal([engine.stateHash(), engine.lastSequence], before)
  })
}

/** Refused with this code, at once or later, and nothing has changed. */
async function refused(code: ErrorCode, command: (engine: Untyped) => unknown): Promise<void> {
  const engine = venue.openVenue()
  const before = [engine.stateHash(), engine.lastSequence]
  const error = await new Promise((resolve) => resolve(command(engine))).then(
    () => assert.unreachable('it was accepted'),
    (reason) => reason,
  )
  assert.instance(error, BallastError, String(error))
  assert.is((error as BallastError).code, code, String(error))
  assert.match(String(error), /expected an object|made with `new TradeBatch/)
  assert.equal([engine.stateHash(), engine.lastSequence], before)
}

for (const [what, code, command] of OBJECTS) {
  for (const given of [undefined, null, 5, 'text', () => {}]) {
    test(`${what} of ${String(given)} is refused`, () => refused(code, (engine) => command(engine, given)))
  }
}

for (const [what, command] of OPTIONS) test(`${what} of null is refused`, () => refused(ErrorCode.CONFIG, command))

test.run()
