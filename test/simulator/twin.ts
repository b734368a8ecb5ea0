// An engine without a journal that is given the same commands, one by one, and never dies: what the state is after each
// of them is written down. It can be taken back, for there the venue may find itself after a crash.

import { playRecord } from '../../src/engine/play-record.ts'
import { createEngine, type Engine } from '../../src/index.ts'
import type { KernelName } from '../../src/kernel/kernel.ts'
import { attempt, type Command, type Outcome, runEngine, shown } from '../oracles/command-play.ts'
import { MemoryLog } from '../oracles/memory-log.ts'
import { demandSame, differ } from './difference.ts'
import type { Terms } from './plan.ts'

/** An event, and the command that it is of. */
export interface Told {
  readonly sequence: number
  readonly text: string
}

export class Twin {
  engine!: Engine
  /** By sequence number: all that counts of the state. */
  readonly marks: string[] = []
  /** Since it was last taken back. */
  told: Told[] = []
  readonly #terms: Terms
  #log = new MemoryLog()

  constructor(terms: Terms) {
    this.#terms = terms
    this.#open('fast', [])
    this.marks.push(markOf(this.engine))
  }

  /** The state after so many commands; it goes on from there. */
  takeBack(sequence: number, kernel: KernelName): void {
    const expected = this.marks[sequence] ?? differ(`there is no state after ${sequence} commands`)
    this.#open(kernel, this.#log.records, sequence)
    demandSame(this.engine.lastSequence, sequence, 'commands of the twin that was taken back')
    demandSame(markOf(this.engine), expected, `state of the twin that was taken back to ${sequence}`)
    this.marks.length = sequence + 1
  }

  run(command: Command, adlAtMark: boolean): Outcome {
    const outcome = attempt(() => runEngine(this.engine, command, adlAtMark))
    this.note()
    return outcome
  }

  /** To be called after every command. */
  note(): void {
    const { lastSequence } = this.engine
    const mark = markOf(this.engine)
    if (lastSequence === this.marks.length) this.marks.push(mark)
    demandSame(mark, this.marks.at(-1), `a refused command has changed the twin after ${lastSequence}`)
  }

  #open(kernel: KernelName, records: MemoryLog['records'], upTo = 0): void {
    const { capacity, haltOutside } = this.#terms
    this.#log = new MemoryLog()
    const markOutsideBand = haltOutside ? 'halt' : 'refuse'
    this.engine = createEngine({ capacity, kernel, markOutsideBand }, this.#log)
    for (const [record] of records) {
      if (this.engine.lastSequence === upTo) break
      playRecord(this.engine, record, [])
    }
    this.told = []
    const listen = (event: object) => {
      this.told.push({ sequence: this.engine.lastSequence, text: shown(event) })
    }
    this.engine.onEvent(listen)
    this.engine.onWarning(listen)
  }
}

/** All that counts of an engine, as text. */
export function markOf(engine: Engine): string {
  const { lastTimeMs, roundState, isSettled, wanted, doneCommands } = engine
  return shown([engine.stateHash(), lastTimeMs, roundState, isSettled, wanted, doneCommands.toPlain()])
}
