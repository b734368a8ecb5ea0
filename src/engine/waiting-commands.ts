// Commands that come while a check is under way. The book is frozen until the check has ended; then they are applied in
// the order in which they came.

import { AssertionError } from '../core/assert.ts'
import { BallastError, demand, ErrorCode } from '../core/errors.ts'
import { reasonOf } from '../core/shown.ts'
import type { CommandRefused } from './notices.ts'

export const DEFAULT_WAITING = 1_024

interface WaitingCommand {
  readonly name: string
  /** Does it; returns what of it was refused, where parts of it stand alone. */
  readonly apply: () => readonly CommandRefused[]
}

export class WaitingCommands {
  readonly #most: number
  #commands: WaitingCommand[] = []
  #isFrozen = false

  constructor(most: number) {
    this.#most = most
  }

  get isFrozen(): boolean {
    return this.#isFrozen
  }

  get count(): number {
    return this.#commands.length
  }

  freeze(): void {
    this.#isFrozen = true
  }

  /** Keeps a command until the check has ended. @throws BallastError ERR_BUSY when too many wait already */
  add(name: string, apply: () => void): void {
    this.addBatch(name, () => {
      apply()
      return []
    })
  }

  /** The same of one whose parts stand alone. */
  addBatch(name: string, apply: () => readonly CommandRefused[]): void {
    demand(this.#commands.length < this.#most, ErrorCode.BUSY, () => {
      return `${name}: a check is under way and ${this.#most} commands wait for its end already: await the check`
    })
    this.#commands.push({ name, apply })
  }

  /**
   * Applies what waits, all of it, and returns what was refused: nobody is told before the last has been applied, so
   * that no listener comes in between.
   *
   * @throws AssertionError when an invariant broke, after the others had their turn
   */
  thaw(): readonly CommandRefused[] {
    this.#isFrozen = false
    const commands = this.#commands
    this.#commands = []
    const refused: CommandRefused[] = []
    const broken: AssertionError[] = []
    for (const { name, apply } of commands) {
      try {
        refused.push(...apply())
      } catch (error) {
        if (error instanceof AssertionError) broken.push(error)
        else refused.push(refusalOf(name, error))
      }
    }
    if (broken.length > 0) throw broken[0]
    return refused
  }
}

function refusalOf(command: string, error: unknown): CommandRefused {
  // What is no BallastError comes of an argument of a type that nobody expected.
  const code = error instanceof BallastError ? error.code : ErrorCode.RANGE
  const message = error instanceof Error ? error.message : reasonOf(error)
  return { type: 'command-refused', command, index: null, code, message }
}
