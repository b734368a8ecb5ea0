// What an engine has to say besides the events of rounds: of its threads, and of commands that had to wait for a check
// and were refused then. Threads come and go by chance, so a notice is no event of the state machine.

import type { ErrorCode } from '../core/errors.ts'

/** A thread has ended, or was ended because it hung. What it held was done by others; every answer stands. */
export interface ThreadLost {
  readonly type: 'thread-lost'
  /** From 1. */
  readonly lane: number
  readonly why: string
}

/** A thread stands again in the place of one that was lost. */
export interface ThreadRestored {
  readonly type: 'thread-restored'
  readonly lane: number
}

/** Threads of a lane have died so often before they stood that none is started any more: others do its work. */
export interface ThreadGivenUp {
  readonly type: 'thread-given-up'
  readonly lane: number
  readonly why: string
}

/** A command that came while a check was under way was refused when its turn came: it has changed nothing. */
export interface CommandRefused {
  readonly type: 'command-refused'
  /** Name of the method that was called. */
  readonly command: string
  /** In a batch of trades, the one that was refused; the others stand. */
  readonly index: number | null
  readonly code: ErrorCode
  readonly message: string
}

export type EngineNotice = ThreadLost | ThreadRestored | ThreadGivenUp | CommandRefused
