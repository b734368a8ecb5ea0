// A scenario played whole: mark batch after mark batch, with a check and a round after each.

import { setImmediate } from 'node:timers/promises'
import { demandObject } from '../core/errors.ts'
import { MAX_TIME_MS } from '../core/limits.ts'
import type { Engine } from '../engine/engine.ts'
import type { RoundEvent } from '../engine/round-events.ts'
import type { RoundReport } from '../engine/round-report.ts'
import type { PolicyName } from '../policies/known.ts'
import type { Policy } from '../policies/policy.ts'
import { fillEngine, type Machinery, pulseOf } from './load.ts'
import { MarkTape } from './mark-tape.ts'
import { applyBatch } from './play-marks.ts'
import { liquidityOf } from './round-terms.ts'
import type { Progress, ScenarioSource } from './source.ts'

export interface ReplayOptions extends Machinery {
  /** Instead of the venue's. */
  readonly policy?: PolicyName | Policy
  readonly onProgress?: (progress: Progress) => void
  /** Ends the replay with the signal's reason. */
  readonly signal?: AbortSignal
  /** Called once, when the book has been loaded and no mark applied. */
  readonly onReady?: (engine: Engine) => void
  /** Called with every event after its round, one by one: none of them is kept. */
  readonly onEvent?: (event: RoundEvent) => void
  /** Called after every round. */
  readonly onTick?: (tick: ReplayTick) => void
}

/** One batch of marks and the round that it opened. */
export interface ReplayTick {
  readonly timeMs: number
  /** Accounts under their maintenance margin before the round. */
  readonly flagged: number
  readonly report: RoundReport
  readonly checkMs: number
  readonly roundMs: number
}

export interface Replayed {
  readonly engine: Engine
  readonly ticks: number
}

/**
 * Plays all marks of a source. Between two batches other work has its turn, so that a signal is heard.
 *
 * @throws BallastError naming file and line or field, or the time of the batch
 */
export async function replay(source: ScenarioSource, options: ReplayOptions = {}): Promise<Replayed> {
  demandObject(source, 'source')
  demandObject(options, 'options')
  const { policy, onProgress, onReady, onEvent, onTick } = options
  const { signal } = options
  const pulse = pulseOf(options)
  const { engine } = await fillEngine(source, options, pulse)
  if (policy !== undefined) engine.configureRound({ policy })
  const liquidity = liquidityOf(source.venue)
  const tape = await MarkTape.read(source, MAX_TIME_MS, pulse)
  onReady?.(engine)
  for (let index = 0; index < tape.batches; index += 1) {
    await setImmediate()
    signal?.throwIfAborted()
    const batch = tape.batch(index)
    applyBatch(engine, batch)
    const beganMs = performance.now()
    const flagged = engine.checkSync().count
    const checkedMs = performance.now()
    const report = engine.runRound({ liquidity })
    const endedMs = performance.now()
    const times = { checkMs: checkedMs - beganMs, roundMs: endedMs - checkedMs }
    if (onEvent !== undefined) for (const event of engine.roundEvents()) onEvent(event)
    onTick?.({ timeMs: batch.timeMs, flagged, report, ...times })
    onProgress?.({ what: 'rounds', rows: index + 1, done: index + 1, total: tape.batches })
  }
  return { engine, ticks: tape.batches }
}
