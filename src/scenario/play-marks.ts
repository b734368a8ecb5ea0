// The marks of a scenario, batch by batch, up to a time.

import type { Engine } from '../engine/engine.ts'
import { placeError } from './place-error.ts'
import type { Pulse, ScenarioSource, SourceMark } from './source.ts'

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
  let batch: SourceMark[] = []
  const played = { batches: 0, marks: 0, lastTimeMs: null as number | null }
  const flush = () => {
    const timeMs = batch[0]?.timeMs
    if (timeMs === undefined) return
    applyBatch(engine, batch, timeMs)
    played.batches += 1
    played.marks += batch.length
    played.lastTimeMs = timeMs
    batch = []
  }
  const take = (mark: SourceMark) => {
    if (batch.length > 0 && batch[0]!.timeMs !== mark.timeMs) flush()
    if (mark.timeMs <= atMs) batch.push(mark)
  }
  await source.marks(take, pulse)
  flush()
  return played
}

function applyBatch(engine: Engine, batch: readonly SourceMark[], timeMs: number): void {
  const markets = Uint16Array.from(batch, ({ market }) => market)
  const priceTicks = BigInt64Array.from(batch, (mark) => mark.priceTicks)
  try {
    engine.applyMarks({ timeMs, markets, priceTicks })
  } catch (error) {
    throw placeError(error, `marks of time ${timeMs}`)
  }
}
