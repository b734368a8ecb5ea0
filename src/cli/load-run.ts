// A load test from the finished book on: a second to warm up, a burst for the capacity, then one rate after the other.

import { setImmediate } from 'node:timers/promises'
import { TRADE_APPLIED } from '../core/codes.ts'
import { TradeBatch } from '../engine/trade-batch.ts'
import { type LoopEnd, type LoopHost, openLoop } from '../sim/open-loop.ts'
import { type ScheduleTerms, SendSchedule } from '../sim/send-schedule.ts'
import { clock, nowNs } from './load-clock.ts'
import { Collections } from './load-collections.ts'
import { RateTally, ServiceTally } from './load-tally.ts'
import { LoadVenue, type VenueParts } from './load-venue.ts'

export interface RunTerms {
  /** Trades a second; one phase each. */
  readonly rates: readonly number[]
  readonly seconds: number
  readonly roundEverySeconds: number
}

export interface RunHooks {
  readonly onProgress: (what: string, share: number) => void
  readonly signal: AbortSignal
}

export interface RatePhase {
  readonly rateHz: number
  readonly planned: SendSchedule['counts']
  readonly tally: RateTally
  readonly end: LoopEnd
}

export interface LoadRun {
  readonly phases: readonly RatePhase[]
  readonly service: ServiceTally
  readonly collections: Collections
  /** Collections of each other thread meanwhile. */
  readonly threadCollections: readonly number[]
  /** Trades of batches, one batch after the other; null: interrupted before. */
  readonly tradesPerSecond: number | null
  /** Warm-up and burst: nothing of it is measured, but what was refused is counted. */
  readonly before: RateTally
  readonly rssBytes: { readonly start: number; readonly end: number; readonly most: number }
  readonly positions: { readonly start: number; readonly end: number }
}

/** Who needs more than so many times the planned seconds is hopelessly behind. */
export const PATIENCE = 3
const WARM_UP: ScheduleTerms = { rateHz: 10_000, seconds: 1, roundEverySeconds: 1 }
const BATCH_TRADES = 4_096
const COLD_BATCHES = 16
const TIMED_BATCHES = 128
const SECOND_NS = 1_000_000_000
/** Time of the venue at the first command. */
const FIRST_MS = 1

export async function runLoad(parts: VenueParts, terms: RunTerms, hooks: RunHooks): Promise<LoadRun> {
  const { seconds, roundEverySeconds } = terms
  const { book } = parts.engine
  const runner = new Runner(parts, hooks)
  const start = book.positionCount
  const before = new RateTally()
  const warmUp = { service: new ServiceTally(), collections: new Collections(), rate: before }
  const { why } = await runner.phase(WARM_UP, warmUp, (share) => hooks.onProgress('warming up', share))
  const tradesPerSecond = why === 'stopped' ? null : capacity(parts, before)
  const startBytes = runner.rssBytes()
  const [service, collections] = [new ServiceTally(), new Collections()]
  const phases: RatePhase[] = []
  const stopWatching = await parts.engine.watchCollections()
  for (const [index, rateHz] of terms.rates.entries()) {
    if (hooks.signal.aborted) break
    const show = (share: number) => hooks.onProgress('sending', (index + share) / terms.rates.length)
    const schedule = { rateHz, seconds, roundEverySeconds }
    const tally = new RateTally()
    const end = await runner.phase(schedule, { service, collections, rate: tally }, show)
    phases.push({ rateHz, planned: new SendSchedule(schedule).counts, tally, end })
    if (end.why !== 'done') break
  }
  const threadCollections = await stopWatching()
  const rssBytes = { start: startBytes, end: runner.rssBytes(), most: runner.rssMostBytes }
  const positions = { start, end: book.positionCount }
  return { phases, service, collections, threadCollections, tradesPerSecond, before, rssBytes, positions }
}

interface Tallies {
  readonly rate: RateTally
  readonly service: ServiceTally
  readonly collections: Collections
}

class Runner {
  rssMostBytes = 0
  readonly #parts: VenueParts
  readonly #hooks: RunHooks
  #timeMs = FIRST_MS

  constructor(parts: VenueParts, hooks: RunHooks) {
    this.#parts = parts
    this.#hooks = hooks
  }

  async phase(terms: ScheduleTerms, tallies: Tallies, onShare: (share: number) => void): Promise<LoopEnd> {
    const schedule = new SendSchedule(terms)
    const venue = new LoadVenue(this.#parts, { ...tallies, schedule, beginsMs: this.#timeMs })
    this.#timeMs += terms.seconds * 1000
    tallies.collections.begin()
    try {
      return await openLoop(schedule, venue, this.#host(terms.seconds * SECOND_NS, onShare))
    } finally {
      tallies.collections.end()
    }
  }

  /** Also kept as the most when it is. */
  rssBytes(): number {
    const bytes = process.memoryUsage.rss()
    this.rssMostBytes = Math.max(this.rssMostBytes, bytes)
    return bytes
  }

  #host(plannedNs: number, onShare: (share: number) => void): LoopHost {
    let lookedNs = 0
    return {
      clock,
      limitNs: PATIENCE * plannedNs,
      pause: async (passedNs) => {
        await setImmediate()
        if (passedNs - lookedNs > SECOND_NS) {
          lookedNs = passedNs
          this.rssBytes()
        }
        onShare(Math.min(1, Math.max(0, passedNs) / plannedNs))
        return this.#hooks.signal.aborted
      },
    }
  }
}

// A closed loop on purpose: what the engine can do when nothing else is to be done.
function capacity({ engine, workload }: VenueParts, { refused }: RateTally): number {
  const batch = new TradeBatch(BATCH_TRADES)
  let tookNs = 0
  for (let index = -COLD_BATCHES; index < TIMED_BATCHES; index += 1) {
    workload.fill(batch)
    const beganNs = nowNs()
    const applied = engine.applyTrades(batch)
    if (index >= 0) tookNs += nowNs() - beganNs
    if (applied === batch.count) continue
    for (const outcome of batch.outcomes) if (outcome !== TRADE_APPLIED) refused[outcome]! += 1
  }
  return Math.round((TIMED_BATCHES * BATCH_TRADES * SECOND_NS) / tookNs)
}
