// What a load test has measured: histograms in nanoseconds, three digits exact, and counts.

import { createHistogram, type RecordableHistogram } from 'node:perf_hooks'
import { SEND_KINDS, type SendKind, type SendName } from '../sim/send-schedule.ts'

const OUTCOMES = 256

/** One rate: latencies from the planned time to the end of a command. */
export class RateTally {
  readonly latencies: readonly RecordableHistogram[] = SEND_KINDS.map(() => createHistogram())
  /** Trades that the engine did not apply, by TRADE_… */
  readonly refused = new Uint32Array(OUTCOMES)

  record(kind: SendKind, latencyNs: number): void {
    this.latencies[kind]!.record(Math.max(1, latencyNs))
  }

  latency(name: SendName): RecordableHistogram {
    return this.latencies[SEND_KINDS.indexOf(name)]!
  }
}

/** All rates together: what the commands themselves took, whenever they came. */
export class ServiceTally {
  readonly check = createHistogram()
  readonly rank = createHistogram()
  readonly round = createHistogram()
  readonly rounds = { flagged: 0, liquidations: 0, adlFills: 0, adlRounds: 0, socialisedRounds: 0, stuck: 0 }
}
