// What a venue has promised: how many of its commands survive what. docs/JOURNAL.md says what a durability promises.

import type { Durability } from '../../src/journal/writer-options.ts'
import { differ } from './difference.ts'
import type { Ending } from './plan.ts'

export class Ledger {
  /** Commands that survive the end of the process. */
  survivesKill = 0
  /** Commands that survive a loss of power. */
  survivesPower = 0
  /** Of the present life. */
  durability: Durability = 'sync'

  /** `engine.durable()` has resolved, or an event of the command was told. */
  acknowledged(sequence: number): void {
    const { durability } = this
    if (durability !== 'none') this.#kill(sequence)
    if (durability === 'sync') this.#power(sequence)
  }

  /** All that was to be written has been, for nothing moves any more. */
  written(sequence: number): void {
    this.#kill(sequence)
  }

  /** It was closed in order, or opened: what is there then is on the disk. */
  onDisk(sequence: number): void {
    this.#kill(sequence)
    this.#power(sequence)
  }

  /** The longest time from a write to its sync has passed. */
  waited(sequence: number): void {
    if (this.durability === 'interval') this.#power(sequence)
  }

  promised(ending: Ending): number {
    return ending === 'kill' ? this.survivesKill : this.survivesPower
  }

  /** The venue was found after so many commands. */
  found(sequence: number, ending: Ending, issued: number): void {
    const promised = this.promised(ending)
    if (sequence < promised) {
      differ(`${sequence} commands were found after ${ending}, ${promised} were promised to survive it`)
    }
    if (sequence > issued) differ(`${sequence} commands were found after ${ending}, only ${issued} were given`)
  }

  /** What is beyond these is not there any more, and nothing is promised of it. */
  takeBack(sequence: number): void {
    this.survivesKill = sequence
    this.survivesPower = sequence
  }

  #kill(sequence: number): void {
    this.survivesKill = Math.max(this.survivesKill, sequence)
  }

  #power(sequence: number): void {
    this.#kill(sequence)
    this.survivesPower = Math.max(this.survivesPower, sequence)
  }
}
