// The marks of a scenario, batch by batch, up to a time.

import type { Engine } from '../engine/engine.ts'
import { MarkTape, type TapeBatch } from './mark-tape.ts'
import { placeError } from './place-error.ts'
import type { Pulse, ScenarioSource } from './source.ts'

export interface PlayedMarks {
  readonly batches: number
  readonly marks: number
  /** Of the last batch that was applied; null: listing prices hold. */
  readonly lastTimeMs: number | null
}

/**
 * Applies the batches with a time of at most `atMs`; the rest is read and judged, so that a bad row is never passed by.
 *
 * @throws BallastError naming file and line; batches before the bad one stand
 */
export async function playMarks(
  engine: Engine,
  source: ScenarioSource,
  atMs: number,
  pulse: Pulse,
): Promise<PlayedMarks> {
  const tape = await MarkTape.read(source, atMs, pulse)
  const played = { batches: 0, marks: 0, lastTimeMs: null as number | null }
  for (let index = 0; index < tape.batches; index += 1) {
    const batch = tape.batch(index)
    applyBatch(engine, batch)
    played.batches += 1
    played.marks += batch.markets.length
    played.lastTimeMs = batch.timeMs
  }
  return played
}

/** @throws BallastError naming the time of the batch */
export function applyBatch(engine: Engine, batch: TapeBatch): void {
  try {
    engine.applyMarks(batch)
  } catch (error) {
    throw placeError(error, `marks of time ${batch.timeMs}`)
  }
}
