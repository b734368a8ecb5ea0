import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type BuildTerms, buildVenue } from '../../src/cli/load-build.ts'
import { Collections } from '../../src/cli/load-collections.ts'
import { RateTally, ServiceTally } from '../../src/cli/load-tally.ts'
import { LoadVenue } from '../../src/cli/load-venue.ts'
import { TRADE_MARKET_HALTED } from '../../src/core/codes.ts'
import { readWide } from '../../src/fixed/wide.ts'
import { WIDE_NET_DEPOSITS } from '../../src/memory/fields.ts'
import {
  SEND_CHECK,
  SEND_NOTHING,
  SEND_RANK,
  SEND_ROUND,
  SEND_TRADE,
  SendSchedule,
} from '../../src/sim/send-schedule.ts'

const TERMS: BuildTerms = {
  sizes: { seed: '3', accounts: 3_000, positions: 9_000, markets: 6 },
  ...{ law: 'mixed', kernel: 'fast', threads: 0 },
}

async function stage() {
  const parts = await buildVenue(TERMS, { onProgress() {}, signal: new AbortController().signal })
  const schedule = new SendSchedule({ rateHz: 100, seconds: 2, roundEverySeconds: 1 })
  const phase = { schedule, rate: new RateTally(), service: new ServiceTally(), collections: new Collections() }
  return { ...parts, ...phase, venue: new LoadVenue(parts, { ...phase, beginsMs: 1_000 }) }
}

test('commands reach the engine at their planned time, and are counted by kind', async () => {
  const { engine, venue, schedule, rate, service, collections } = await stage()
  const timesMs: number[] = []
  for (let kind = schedule.next(); kind !== SEND_NOTHING; kind = schedule.next()) {
    venue.prepare(kind)
    venue.carryOut(kind)
    venue.record(kind, 1_000 * (kind + 1))
    if (engine.lastTimeMs !== timesMs.at(-1)) timesMs.push(engine.lastTimeMs)
  }
  collections.end()
  assert.equal(timesMs.slice(0, 3), [0, 1_050, 1_150])
  assert.is(timesMs.at(-1), 1_000 + 1_950)
  assert.equal(
    [SEND_TRADE, SEND_CHECK, SEND_RANK, SEND_ROUND].map((kind) => rate.latencies[kind]!.count),
    [200, 20, 2, 2],
  )
  assert.equal([service.check.count, service.rank.count, service.round.count], [20, 2, 2])
  assert.ok(service.rounds.adlFills > 0 && service.rounds.flagged > 0)
  assert.equal(
    [...rate.refused].filter((count) => count > 0),
    [],
  )
  assert.equal(engine.audit().findings, [])
})

test('the pools pay nothing, so that a crash is one of ADL', async () => {
  const { engine, venue } = await stage()
  const poolsOf = () => [1, 2].map((id) => engine.account(id).equityAtoms)
  const before = poolsOf()
  venue.prepare(SEND_ROUND)
  venue.carryOut(SEND_ROUND)
  assert.equal(poolsOf(), before)
})

test('everybody whom a round has called pays in a hundred dollars after it', async () => {
  const { engine, venue, service } = await stage()
  const deposits = () => readWide(engine.book.columns.wides, WIDE_NET_DEPOSITS >> 3)
  const before = deposits()
  venue.prepare(SEND_ROUND)
  venue.carryOut(SEND_ROUND)
  assert.ok(service.rounds.flagged > 0)
  assert.is(deposits() - before, BigInt(service.rounds.flagged) * 100_000_000n)
})

test('what the engine refuses is counted with its reason', async () => {
  const { engine, venue, rate } = await stage()
  for (let market = 0; market < 6; market += 1) engine.haltMarket(market)
  const hash = engine.stateHash()
  for (let count = 0; count < 50; count += 1) {
    venue.prepare(SEND_TRADE)
    venue.carryOut(SEND_TRADE)
  }
  assert.is(rate.refused[TRADE_MARKET_HALTED], 50)
  assert.is(engine.stateHash(), hash)
})

test.run()
