// Ctrl-C: the first one asks the work to clean up and end, the second one ends it.

import { constants } from 'node:os'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Thrown through the work by its AbortSignal. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
  /** 128 and the number of the signal, as shells have it. */
  readonly exitCode: number

  constructor(signal: (typeof SIGNALS)[number]) {
    super(`interrupted by ${signal}`)
    this.exitCode = 128 + constants.signals[signal]
  }
}

/** Runs `work` with a signal that Ctrl-C aborts. */
export async function interruptible<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const controller = new AbortController()
  const listeners = SIGNALS.map((signal) => {
    const listener = () => controller.abort(new Interrupted(signal))
    process.once(signal, listener)
    return () => process.off(signal, listener)
  })
  try {
    return await work(controller.signal)
  } finally {
    for (const remove of listeners) remove()
  }
}
