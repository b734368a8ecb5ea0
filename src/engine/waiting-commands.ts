// Commands that come while a check is under way. The book is frozen until the check has ended; then they are applied in
// the order in which they came.

import { BallastError, demand, ErrorCode } from '../core/errors.ts'
import type { CommandRefused } from './notices.ts'

export const DEFAULT_WAITING = 1_024

interface WaitingCommand {
  readonly name: string
  readonly apply: () => void
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
    demand(this.#commands.length < this.#most, ErrorCode.BUSY, () => {
      return `${name}: a check is under way and ${this.#most} commands wait for its end already: await the check`
    })
    this.#commands.push({ name, apply })
  }

  /** Applies what waits. A command that is refused is told to `onRefused`; what else is thrown is thrown in the end. */
  thaw(onRefused: (refused: CommandRefused) => void): void {
    this.#isFrozen = false
    const commands = this.#commands
    this.#commands = []
    const broken: unknown[] = []
    for (const { name, apply } of commands) {
      try {
        apply()
      } catch (error) {
        if (error instanceof BallastError) {
          const { code, message } = error
          onRefused({ type: 'command-refused', command: name, index: null, code, message })
        } else broken.push(error)
      }
    }
    if (broken.length > 0) throw broken[0]
  }
}
