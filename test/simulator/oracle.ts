// The plain engine that never crashes. It has no way back, so what stood is played again. A round that is played in
// steps is one command here and many of the engine's: a crash may fall into it, and then it is not here yet.

import { attempt, type Command, type Outcome, runNaive, shown } from '../oracles/command-play.ts'
import { NaiveEngine } from '../oracles/naive-engine.ts'
import { demandSame } from './difference.ts'
import type { Terms } from './plan.ts'

interface Kept {
  readonly command: Command
  /** Sequence number behind it. */
  readonly to: number
}

export class Oracle {
  naive!: NaiveEngine
  /** It was given something else than the engine: from then on it only serves to make commands. */
  isLeft = false
  #leftAt = Number.POSITIVE_INFINITY
  readonly #terms: Terms
  #kept: Kept[] = []

  constructor(terms: Terms) {
    this.#terms = terms
    this.naive = new NaiveEngine(terms.capacity)
  }

  get adlAtMark(): boolean {
    return this.naive.adlPrice === 'mark'
  }

  /** @param steps sequence number behind a round that was played step by step */
  run(command: Command, steps: number | null = null): Outcome {
    const before = this.naive.sequence
    const outcome = attempt(() => runNaive(this.naive, command, this.#terms.haltOutside))
    if (steps !== null && outcome.code === 'ok') this.naive.countedUpTo(steps)
    const to = this.naive.sequence
    if (to > before) this.#kept.push({ command, to })
    return outcome
  }

  /** What comes now is not for it, from this sequence number on. */
  leave(sequence: number): void {
    if (this.isLeft) return
    this.isLeft = true
    this.#leftAt = sequence
  }

  takeBack(sequence: number): void {
    if (this.isLeft && sequence > this.#leftAt) return
    this.isLeft = false
    this.#leftAt = Number.POSITIVE_INFINITY
    const kept = this.#kept.filter(({ to }) => to <= sequence)
    this.#kept = []
    this.naive = new NaiveEngine(this.#terms.capacity)
    for (const { command, to } of kept) {
      const { code } = this.run(command, command[0] === 'stepRound' ? to : null)
      demandSame([code, this.naive.sequence], ['ok', to], `the plain engine did ${shown(command)} again`)
    }
  }
}
