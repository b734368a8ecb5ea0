import * as assert from 'uvu/assert'
import { BallastError } from '../../src/core/errors.ts'

/** What an action is refused with. */
export function refusal(action: () => unknown): BallastError {
  try {
    action()
  } catch (error) {
    return expected(error)
  }
  throw new Error('the action was not refused')
}

/** What a promise is rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<BallastError> {
  const [outcome] = await Promise.allSettled([promise])
  if (outcome.status === 'rejected') return expected(outcome.reason)
  throw new Error(`the promise was kept: ${String(outcome.value)}`)
}

function expected(error: unknown): BallastError {
  assert.instance(error, BallastError, error instanceof Error ? error.stack : String(error))
  return error as BallastError
}
