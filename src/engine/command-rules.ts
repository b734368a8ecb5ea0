// The rules that every command keeps: an open engine, I2 afterwards, one sequence number each, written down before it
// counts, told when it is durable; and, for who numbers commands, done once.

import type { Book } from '../book/book.ts'
import { assertCash } from '../book/cells.ts'
import { AssertionError } from '../core/assert.ts'
import { demand, demandFunction, ErrorCode } from '../core/errors.ts'
import type { CommandLog } from './command-log.ts'
import { type CommandId, DoneCommands } from './done-commands.ts'
import { WaitingCommands } from './waiting-commands.ts'

/** 'failed': an invariant broke, which is a bug of ours; nothing is decided on such a book any more. */
export type Phase = 'open' | 'importing' | 'closed' | 'failed'

/** What became of a command that bears an id. */
export interface Once<Result> {
  /** It had been done before: nothing has changed now. */
  readonly isRepeated: boolean
  /** What the command gave; undefined when it is repeated. */
  readonly result: Result | undefined
}

export class CommandRules {
  /** The columns themselves, for readers and other threads. */
  readonly book: Book
  protected phase: Phase = 'open'

  protected readonly waiting: WaitingCommands
  /** null: nothing is written down. */
  protected readonly log: CommandLog | null
  /** Ids of commands that have been done. */
  readonly doneCommands = new DoneCommands()
  /** The id of the command that is being done, and whether it stands already. */
  #once: { readonly id: CommandId; isUsed: boolean } | null = null

  protected constructor(book: Book, mostWaiting: number, log: CommandLog | null = null) {
    this.book = book
    this.log = log
    this.waiting = new WaitingCommands(mostWaiting)
  }

  /**
   * Does one command under an id of who sends it, unless it has been done: after a lost answer or a crash it can be
   * sent again. Each client counts its commands upwards; a number up to the client's last one that stood is taken for
   * a repetition. A command that was refused has not used its number.
   *
   * @param command calls one command of this engine
   * @throws BallastError as the command does; ERR_RANGE for an id that is none, ERR_CAPACITY for too many clients,
   *   ERR_BUSY during a check, ERR_STATE for a second command in it
   */
  once<Result>(id: CommandId, command: () => Result): Once<Result> {
    this.mustBeOpen()
    this.mustNotBeFrozen()
    demand(this.#once === null, ErrorCode.STATE, () => 'a command under an id has no other one in it')
    demandFunction(command, 'a command under an id')
    const own = this.doneCommands.check(id)
    if (this.doneCommands.has(own)) return { isRepeated: true, result: undefined }
    this.#once = { id: own, isUsed: false }
    if (this.log !== null) this.log.id = own
    try {
      return { isRepeated: false, result: command() }
    } finally {
      this.#once = null
      if (this.log !== null) this.log.id = null
    }
  }

  /** Nothing but trades and deposits comes between the parts of a round. */
  protected mustBeSettled(): void {
    this.mustBeOpen()
  }

  /** What has to be answered at once cannot wait for a check. @throws BallastError ERR_BUSY */
  protected mustAnswer(): void {
    this.mustBeSettled()
    this.mustNotBeFrozen()
  }

  protected mustNotBeFrozen(): void {
    demand(!this.waiting.isFrozen, ErrorCode.BUSY, () => {
      return `a check is under way, ${this.waiting.count} commands wait for its end: await it, then ask again`
    })
  }

  /** Whether a command has to wait for the end of a check: then it is kept, and done by `again`. */
  protected waits(name: string, again: () => void): boolean {
    if (!this.waiting.isFrozen) return false
    this.waiting.add(name, again)
    return true
  }

  protected mustBeOpen(): void {
    demand(this.phase === 'open', ErrorCode.STATE, () => {
      if (this.phase === 'failed')
        return 'the engine has stopped: an invariant broke or a policy failed half-way, see the first error'
      return this.phase === 'closed' ? 'the engine is closed' : 'an import is under way: finish or abort it first'
    })
    demand(this.#once?.isUsed !== true, ErrorCode.STATE, () => {
      const { client, number } = this.#once!.id
      return `client ${client}, command ${number}: an id is for one command, and that has been done`
    })
  }

  // I2 after every command; I1 can only be broken by trades, whose kernels check it themselves.
  protected done(): void {
    try {
      assertCash(this.book)
    } catch (broken) {
      throw this.failed(broken)
    }
    this.book.nextSequence()
    if (this.#once !== null) {
      this.doneCommands.add(this.#once.id)
      this.#once.isUsed = true
    }
    this.log?.commit()
  }

  /** Tells what a command has done, once it is as durable as was asked for. */
  protected tell(telling: () => void): void {
    // Whoever listens may command the engine: that is no second command of an id.
    const once = this.#once
    this.#once = null
    try {
      if (this.log === null) telling()
      else this.log.whenDurable(telling)
    } finally {
      this.#once = once
    }
  }

  /** Stops the engine when the error is a broken invariant; returns the error. */
  protected failed(error: unknown): unknown {
    if (error instanceof AssertionError) this.phase = 'failed'
    return error
  }
}
