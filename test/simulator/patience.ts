// Waiting, by turns of the event loop and not for ever: what does not end is a difference too.

import type { SimulatedDisk } from '../journal/simulated-disk.ts'
import type { Outcome } from '../oracles/command-play.ts'
import { hasTime, turn } from './clock.ts'
import { differ } from './difference.ts'

/** More turns than anything takes. */
const PATIENCE = 20_000
/** Nothing moves any more when the disk has rested for so many. */
const QUIET_TURNS = 12

/** Until nothing moves on a disk. */
export async function quiet(disk: SimulatedDisk): Promise<void> {
  let seen = -1
  for (let rest = 0, turns = 0; rest < QUIET_TURNS && turns < PATIENCE; turns += 1) {
    rest = disk.operations === seen ? rest + 1 : 0
    seen = disk.operations
    await turn()
  }
}

/** What becomes of it, when it is refused by the engine or fails by the disk. */
export async function attemptLater(promise: Promise<unknown>): Promise<Outcome> {
  return promise.then(
    (value) => ({ code: 'ok', value }),
    (error: unknown) => ({ code: codeOf(error), value: null }),
  )
}

/** Of an error of the engine, or of the disk. @throws what is neither */
export function codeOf(error: unknown): string {
  const { code } = error as { readonly code?: unknown }
  if (typeof code === 'string') return code
  throw error
}

/** Waits, but not for ever. */
export async function patiently<Result>(promise: Promise<Result>, what: string): Promise<Result> {
  let isDone = false
  const done = promise.finally(() => {
    isDone = true
  })
  done.catch(() => {})
  for (let turns = 0; !isDone; turns += 1) {
    if (turns > PATIENCE) differ(`${what} does not end`)
    // Threads need time, not turns.
    if (hasTime() && turns % 100 === 99) await new Promise((resolve) => setTimeout(resolve, 10))
    await turn()
  }
  return done
}
