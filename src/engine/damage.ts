// What is read from files is believed only as far as it makes sense: whatever it leads to is told as damage, with the
// place, and never as a mistake of this program's.

import { BallastError, ErrorCode } from '../core/errors.ts'

/** Not the file's fault: what the caller gave does not fit it, or the machine has no room. */
const NOT_DAMAGE: readonly string[] = [ErrorCode.CONFIG, ErrorCode.MEMORY, ErrorCode.JOURNAL]

/**
 * Does something with what was read.
 *
 * @param place says where it stands
 * @throws BallastError ERR_JOURNAL_CORRUPT; as it was, with the place, when the file is not to blame
 */
export function orDamage<Result>(place: () => string, action: () => Result): Result {
  try {
    return action()
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    const isOurs = error instanceof BallastError && NOT_DAMAGE.includes(error.code)
    const code = isOurs ? error.code : ErrorCode.JOURNAL_CORRUPT
    throw new BallastError(code, `${place()}: ${why}`, { cause: error })
  }
}
