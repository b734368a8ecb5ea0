// One policy on the shock of a scenario: a book is made the one at the start, and all marks are played.

import { setImmediate } from 'node:timers/promises'
import { BookImage } from '../engine/book-image.ts'
import { createEngine, type Engine } from '../engine/engine.ts'
import type { PolicyName } from '../policies/known.ts'
import type { Policy } from '../policies/policy.ts'
import { engineOptions, fillEngine, type Machinery } from './load.ts'
import { MarkTape } from './mark-tape.ts'
import { applyBatch } from './play-marks.ts'
import { type PolicyMetrics, PolicyTally } from './policy-tally.ts'
import { liquidityOf } from './round-terms.ts'
import type { Pulse, ScenarioSource } from './source.ts'

/** A scenario that is ready to be played again and again. */
export class Shock {
  readonly source: ScenarioSource
  readonly image: BookImage
  readonly #tape: MarkTape
  readonly #engine: Engine

  private constructor(source: ScenarioSource, engine: Engine, image: BookImage, tape: MarkTape) {
    this.source = source
    this.#engine = engine
    this.image = image
    this.#tape = tape
  }

  /** Loads the book and keeps an image of it. @throws BallastError naming file and line or field */
  static async load(source: ScenarioSource, machinery: Machinery, pulse: Pulse): Promise<Shock> {
    const { engine } = await fillEngine(source, machinery, pulse)
    return new Shock(source, engine, BookImage.of(engine), await MarkTape.read(source, Number.MAX_SAFE_INTEGER, pulse))
  }

  /** With the image that another thread has made of the same scenario: nothing is loaded but the marks. */
  static async attach(source: ScenarioSource, machinery: Machinery, buffer: SharedArrayBuffer): Promise<Shock> {
    const engine = createEngine({ ...engineOptions(source), ...machinery })
    const tape = await MarkTape.read(source, Number.MAX_SAFE_INTEGER, () => {})
    return new Shock(source, engine, BookImage.attach(buffer), tape)
  }

  get batches(): number {
    return this.#tape.batches
  }

  /**
   * Plays all marks under a policy; everything else is as the scenario says.
   *
   * @param onBatch is told how many batches have been played
   */
  async play(
    policy: PolicyName | Policy,
    onBatch: (batches: number) => void,
    signal?: AbortSignal,
  ): Promise<PolicyMetrics> {
    const engine = this.#engine
    this.image.restore(engine)
    engine.configureRound({ policy })
    const liquidity = liquidityOf(this.source.venue)
    const tally = new PolicyTally(engine)
    for (let index = 0; index < this.#tape.batches; index += 1) {
      await setImmediate()
      signal?.throwIfAborted()
      applyBatch(engine, this.#tape.batch(index))
      engine.runRound({ liquidity })
      // Made and dropped one by one: a listener's are all there at once, and a round may have a million.
      for (const event of engine.roundEvents()) tally.event(event)
      onBatch(index + 1)
    }
    return tally.result(typeof policy === 'string' ? policy : policy.name)
  }
}
