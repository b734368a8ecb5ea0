// Where bad input stands. Whoever reads a file knows the place, whoever refuses the value knows why: an error on its
// way up gets the file, line or field put before its message, and keeps its code.

import { BallastError, ErrorCode } from '../core/errors.ts'

/** The same error with its place; anything but a BallastError is passed on as it is. */
export function placeError(error: unknown, place: string): unknown {
  if (!(error instanceof BallastError)) return error
  return new BallastError(error.code, `${place}: ${error.message}`, { cause: error })
}

/** Runs `step` and names the place of what it refuses. */
export function atPlace<Result>(place: string, step: () => Result): Result {
  try {
    return step()
  } catch (error) {
    throw placeError(error, place)
  }
}

const REASONS: Record<string, string> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is not a folder',
  EACCES: 'it may not be opened',
  EEXIST: 'something else stands there',
  EPERM: 'it may not be changed',
  ENOSPC: 'the disk is full',
  EROFS: 'the disk is read-only',
}

/** A failed call of the operating system as an ERR_FILE; anything else is passed on as it is. */
export function fileError(error: unknown, file: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (error instanceof BallastError || !/^E[A-Z0-9]+$/.test(code)) return error
  return new BallastError(ErrorCode.FILE, `${file}: ${REASONS[code] ?? 'the system refuses it'} (${code})`, {
    cause: error,
  })
}
