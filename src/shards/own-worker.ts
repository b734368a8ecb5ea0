// A thread for one long piece of work of its own, beside those that share a book (`pool.ts`).

import { Worker } from 'node:worker_threads'

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
