// A thread of `compare`: plays one policy after the other, as it is told, and tells how far it is.

import { parentPort, workerData } from 'node:worker_threads'
import type { KernelName } from '../kernel/kernel.ts'
import type { PolicyName } from '../policies/known.ts'
import { type Failure, failureOf } from '../shards/own-worker.ts'
import { Shock } from './compare-run.ts'
import { openScenario } from './load.ts'
import type { PolicyMetrics } from './policy-tally.ts'

export interface CompareTask {
  readonly folder: string
  readonly kernel: KernelName
  readonly image: SharedArrayBuffer
}

/** From the thread: one more batch has been played, what a policy came to, or why there is nothing. */
export type CompareNews =
  | { readonly kind: 'batch' }
  | { readonly kind: 'done'; readonly metrics: PolicyMetrics }
  | Failure

const { folder, kernel, image } = workerData as CompareTask
const tell = (news: CompareNews) => parentPort!.postMessage(news)
const ready = openScenario(folder).then((source) => Shock.attach(source, { kernel, executor: 'inline' }, image))
// Whoever waits for it is told; nobody waits for it before the first policy comes.
ready.catch(() => {})

parentPort!.on('message', async (policy: PolicyName) => {
  try {
    const shock = await ready
    tell({ kind: 'done', metrics: await shock.play(policy, () => tell({ kind: 'batch' })) })
  } catch (error) {
    tell(failureOf(error))
  }
})
