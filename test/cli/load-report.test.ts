import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { buildVenue } from '../../src/cli/load-build.ts'
import { Collections } from '../../src/cli/load-collections.ts'
import { hasLoadFinding, type LoadTerms, makeLoadReport } from '../../src/cli/load-report.ts'
import type { LoadRun } from '../../src/cli/load-run.ts'
import { renderLoad } from '../../src/cli/load-tables.ts'
import { RateTally, ServiceTally } from '../../src/cli/load-tally.ts'
import { colorsFor } from '../../src/cli/terminal.ts'
import { TRADE_BUYER_LOTS_LIMIT, TRADE_MARKET_HALTED } from '../../src/core/codes.ts'
import type { LoopEnd } from '../../src/sim/open-loop.ts'
import { SEND_TRADE } from '../../src/sim/send-schedule.ts'

const TERMS: LoadTerms = {
  sizes: { seed: '3', accounts: 100, positions: 300, markets: 4 },
  ...{ law: 'mixed', kernel: 'fast', threads: 0, rates: [1_000], seconds: 2, roundEverySeconds: 5 },
}

/** A run that never was: 1,000 trades of 1 to 1,000 µs, the checks half of that many. */
async function reported(why: LoopEnd['why']) {
  const parts = await buildVenue(TERMS, { onProgress() {}, signal: new AbortController().signal })
  const [tally, before, service, collections] = [
    new RateTally(),
    new RateTally(),
    new ServiceTally(),
    new Collections(),
  ]
  for (let us = 1; us <= 1_000; us += 1) tally.record(SEND_TRADE, us * 1_000)
  for (let us = 1; us <= 500; us += 1) service.check.record(us * 1_000)
  tally.refused[TRADE_MARKET_HALTED] = 7
  before.refused[TRADE_MARKET_HALTED] = 2
  before.refused[TRADE_BUYER_LOTS_LIMIT] = 1
  collections.inRounds.add([{ cost: 3_000 }] as never)
  collections.elsewhere.add([{ cost: 500 }, { cost: 700 }] as never)
  const end: LoopEnd = { sent: 1_000, tookNs: 4e9, why }
  const planned = { trade: 2_000, check: 20, rank: 2, round: 1 }
  const run: LoadRun = {
    ...{ phases: [{ rateHz: 1_000, planned, tally, end }], service, collections, tradesPerSecond: 3, before },
    threadCollections: [4, 0],
    rssBytes: { start: 3 * 2 ** 20, end: 2 ** 20, most: 4 * 2 ** 20 },
    positions: { start: 250, end: 260 },
  }
  return makeLoadReport(parts, run, TERMS, 12)
}

const near = (found: number, wanted: number) => assert.ok(Math.abs(found - wanted) <= wanted / 500, `${found}`)

test('histograms become numbers in their units', async () => {
  const { rates, checkMs, nsPerPosition, gcCount, gc, rssMiB, refused, refusalsBefore } = await reported('done')
  const { trade, check } = rates[0]!.latencyUs
  assert.is(trade!.count, 1_000)
  near(trade!.p50, 500)
  near(trade!.p99, 990)
  near(trade!.worst, 1_000)
  assert.is(check, null)
  assert.is(rates[0]!.achieved, 250)
  near(checkMs!.p50, 0.25)
  near(nsPerPosition!, 1_000)
  assert.equal([gcCount, gc.inRounds.count, gc.inRounds.pauseMs, gc.threads], [7, 1, 3, [4, 0]])
  assert.equal(gc.elsewhere, { count: 2, pauseMs: 1.2, worstMs: 0.7 })
  assert.equal(rssMiB, { start: 3, end: 1, most: 4 })
  assert.is(refused, 10)
  assert.equal([rates[0]!.refusals, refusalsBefore], [{ MARKET_HALTED: 7 }, { BUYER_LOTS_LIMIT: 1, MARKET_HALTED: 2 }])
})

test('a rate that was given up is a finding and is said; an interruption is none', async () => {
  const [done, stopped, behind] = [await reported('done'), await reported('stopped'), await reported('behind')]
  assert.equal([done, stopped, behind].map(hasLoadFinding), [false, false, true])
  assert.equal([done.complete, stopped.complete, behind.complete], [true, false, false])
  assert.ok(hasLoadFinding({ ...done, invariants: { ...done.invariants, lots: false } }))
  assert.ok(hasLoadFinding({ ...done, invariants: { ...done.invariants, audit: ['a hole'] } }))
  const text = renderLoad(behind, colorsFor({}, { NO_COLOR: '1' }))
  assert.match(text, /^Given up at 1,000 a second: 1,000 of 2,000 trades after 3 times the planned time\.$/m)
  assert.match(text, /^refused +10 trades: 1 buyer lots limit, 9 market halted$/m)
})

test.run()
