// Bad input at the boundary. A command that throws a BallastError has changed nothing.

import { isClass, shown } from './shown.ts'

/** Stable codes: programs compare these, people read the message. */
export const ErrorCode = {
  /** Not a plain decimal number: empty, exponent form, NaN, two signs … */
  DECIMAL: 'ERR_DECIMAL',
  /** A well-formed number that is not a whole number of atoms, lots or ticks. */
  PRECISION: 'ERR_PRECISION',
  /** An integer outside the limits of `core/limits.ts` or of its market. */
  RANGE: 'ERR_RANGE',
  /** Lot, tick and atom do not fit each other; the message names a size that does. */
  UNIT_SIZE: 'ERR_UNIT_SIZE',
  /** Maintenance tiers that fall, overlap or do not begin at zero. */
  TIERS: 'ERR_TIERS',
  /** Any other contradiction in a configuration. */
  CONFIG: 'ERR_CONFIG',
  /** A price or mark that is not positive or lies outside the market's band. */
  PRICE_BAND: 'ERR_PRICE_BAND',
  UNKNOWN_ACCOUNT: 'ERR_UNKNOWN_ACCOUNT',
  UNKNOWN_MARKET: 'ERR_UNKNOWN_MARKET',
  /** An id that exists, or existed once, or stands twice in one command or file. */
  DUPLICATE: 'ERR_DUPLICATE',
  /** The class of the account does not allow the command. */
  ACCOUNT_CLASS: 'ERR_ACCOUNT_CLASS',
  /** An account that still holds cash, reserved margin, positions, or is named by a market. */
  NOT_EMPTY: 'ERR_NOT_EMPTY',
  /** Time earlier than the last command's. */
  TIME: 'ERR_TIME',
  /** A full column: rows, positions, markets. */
  CAPACITY: 'ERR_CAPACITY',
  /** More than may leave the account: margin, reserved margin and unrealised profit stay. */
  WITHDRAWAL: 'ERR_WITHDRAWAL',
  /** The market is halted. */
  HALTED: 'ERR_HALTED',
  /** The lots of a market do not add up to zero. */
  UNBALANCED: 'ERR_UNBALANCED',
  /** The engine is importing, closed, or otherwise not in a state for the command. */
  STATE: 'ERR_STATE',
  /** A policy that gave what no policy may: too much, too little, not whole. */
  POLICY: 'ERR_POLICY',
  /** A buffer that is not a book of this version. */
  HEADER: 'ERR_HEADER',
  /** Memory of the wanted size or kind is not to be had. */
  MEMORY: 'ERR_MEMORY',
  /** The threads that an engine was opened with do not stand. */
  THREADS: 'ERR_THREADS',
  /** A check is under way and this command cannot wait for it, or too many wait already. */
  BUSY: 'ERR_BUSY',
  /** A file that is missing, cut short or malformed; the message names file, line and field. */
  FILE: 'ERR_FILE',
  /** The journal cannot be used: a write or a sync has failed, or a file of its folder is none of this version. */
  JOURNAL: 'ERR_JOURNAL',
  /** The disk has no room for the command's record; it can be sent again once there is. */
  JOURNAL_FULL: 'ERR_JOURNAL_FULL',
  /** Records that were durable are damaged or missing; the message names file and offset. */
  JOURNAL_CORRUPT: 'ERR_JOURNAL_CORRUPT',
  /** Another process holds the journal. */
  JOURNAL_LOCKED: 'ERR_JOURNAL_LOCKED',
} as const

export type ErrorCode = (typeof ErrorCode)[keyof typeof ErrorCode]

export class BallastError extends Error {
  override readonly name = 'BallastError'
  readonly code: ErrorCode

  /**
   * @param code    one of `ErrorCode`, stable between versions
   * @param message a sentence with the numbers and, where there is one, the way out
   */
  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** Throws a `BallastError` unless `condition` holds. */
export function demand(condition: boolean, code: ErrorCode, message: () => string): asserts condition {
  if (!condition) throw new BallastError(code, message())
}

/** Fields are read of objects only. @throws BallastError ERR_CONFIG, or another code */
export function demandObject(
  value: unknown,
  name: string,
  code: ErrorCode = ErrorCode.CONFIG,
): asserts value is object {
  // No function for the message: what must not allocate asks this too.
  if (typeof value === 'object' && value !== null) return
  throw new BallastError(code, `${name} is ${shown(value)}, expected an object`)
}

/** @throws BallastError ERR_CONFIG */
export function demandFunction(value: unknown, name: string): void {
  demand(
    typeof value === 'function' && !isClass(value),
    ErrorCode.CONFIG,
    () => `${name} is ${shown(value)}, expected a function`,
  )
}
