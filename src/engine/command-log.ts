// What is written down of commands, so that they can be done again: a number for each kind, which never changes its
// meaning, and its arguments. `play-record.ts` reads them.

import type { Policy } from '../policies/policy.ts'
import type { CommandId } from './done-commands.ts'

export const RECORD_LIST_MARKET = 2
export const RECORD_CONFIGURE_MARKET = 3
export const RECORD_HALT_MARKET = 4
export const RECORD_RESUME_MARKET = 5
export const RECORD_OPEN_ACCOUNT = 6
export const RECORD_CLOSE_ACCOUNT = 7
export const RECORD_SET_RESERVED = 8
export const RECORD_SET_EXEMPT = 9
export const RECORD_SET_PROTECTED = 10
export const RECORD_DEPOSIT = 11
export const RECORD_DEPOSITS = 12
export const RECORD_WITHDRAW = 13
export const RECORD_TRANSFER = 14
export const RECORD_TRADE = 15
export const RECORD_TRADES = 16
export const RECORD_MARKS = 17
export const RECORD_FUNDING = 18
export const RECORD_FUNDING_BATCH = 19
export const RECORD_ADVANCE_TIME = 20
export const RECORD_CONFIGURE_ROUND = 21
export const RECORD_RUN_ROUND = 22
export const RECORD_OPEN_ROUND = 23
export const RECORD_ADVANCE_ROUND = 24
export const RECORD_FILL = 25
export const RECORD_BOOK_EXHAUSTED = 26
export const RECORD_ACCEPT_PROPOSAL = 27
export const RECORD_HOLD_POOL = 28
export const RECORD_COMPACT = 29
/** Not a command: what the state has to be after those before. */
export const RECORD_CHECKPOINT = 30
/** Not a command: what the round has come to that has just ended. */
export const RECORD_ROUND_RESULT = 31
/** Client, number, and behind them the code and the parts of the command that bears this id. */
export const RECORD_ONCE = 32

/** Numbers, bigints, text, plain objects and arrays of these, typed arrays. */
export type CommandRecord = readonly [code: number, ...parts: readonly unknown[]]

/** Where commands are written down, before anybody is told that they stand. */
export interface CommandLog {
  /** Of the command that is being done; null: it has none. */
  id: CommandId | null
  /** The venue's own that may be named by their names; null: any. */
  readonly policies: readonly Policy[] | null
  /** Whether commands are written down by now. */
  readonly isOn: boolean
  /**
   * Takes a command that is about to be done. It counts once `commit` is called; a command that is refused after this
   * is forgotten with the next one.
   *
   * @throws BallastError when it cannot be kept: the command is refused, and nothing has changed
   */
  begin(record: CommandRecord): void
  /** The command that was begun last stands. */
  commit(): void
  /** Takes what is no command, but belongs behind the last one. Left out when there is no room for it. */
  note(record: CommandRecord): void
  /** Calls `tell`, in order, when all commands so far are as durable as was asked for. */
  whenDurable(tell: () => void): void
  /** Resolves when all commands so far are; rejects when they will never be. */
  durable(): Promise<void>
  /** @param isSound whether the state is that after the last command that stands */
  close(isSound: boolean): Promise<void>
}
