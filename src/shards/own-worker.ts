// A thread for one long piece of work of its own, beside those that share a book (`pool.ts`).

import { Worker } from 'node:worker_threads'
import { BallastError, ErrorCode } from '../core/errors.ts'

/**
 * @param file without its ending, beside the module of `base`
 * @param base `import.meta.url` of who asks
 */
export function startWorker(file: string, base: string, workerData: unknown): Worker {
  if (!base.endsWith('.ts')) return new Worker(new URL(`${file}.js`, base), { workerData })
  // The sources, which only tests run, need their loader in a new thread too; what is built needs nothing.
  const url = JSON.stringify(new URL(`${file}.ts`, base).href)
  const load = `import('tsx/esm/api').then(({ register }) => (register(), import(${url})))`
  return new Worker(load, { eval: true, workerData })
}

/** An error on its way between threads, where classes are lost. */
export interface Failure {
  readonly kind: 'failed'
  readonly message: string
  readonly code: string | null
}

export function failureOf(error: unknown): Failure {
  const { message, code = null } = error as Error & { readonly code?: string | null }
  return { kind: 'failed', message, code }
}

/** The error that a thread has told of. */
export function errorOf({ message, code }: Failure): Error {
  const known = Object.values(ErrorCode).find((each) => each === code)
  return known === undefined ? new Error(message) : new BallastError(known, message)
}
