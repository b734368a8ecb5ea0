// The policy lab: the same shock under every policy, from the same book, on several threads.

import type { Worker } from 'node:worker_threads'
import { BallastError, ErrorCode } from '../core/errors.ts'
import type { Decimal } from '../fixed/decimal.ts'
import type { KernelName } from '../kernel/kernel.ts'
import type { PolicyName } from '../policies/known.ts'
import { errorOf, startWorker } from '../shards/own-worker.ts'
import { Shock } from './compare-run.ts'
import type { CompareNews, CompareTask } from './compare-worker.ts'
import { openScenario, pulseOf } from './load.ts'
import type { PolicyMetrics } from './policy-tally.ts'
import type { Progress } from './source.ts'

export interface CompareOptions {
  readonly policies: readonly PolicyName[]
  /** Threads that play; 1 when left out: this one. Each holds a book. */
  readonly threads?: number
  readonly kernel?: KernelName
  readonly onProgress?: (progress: Progress) => void
  /** Ends it with the signal's reason. */
  readonly signal?: AbortSignal
}

/** In the order of `policies`, whatever the threads. */
export interface Compared {
  /** Of the amounts. */
  readonly atom: Decimal
  readonly policies: readonly PolicyMetrics[]
  /** Batches of marks; each opens a round. */
  readonly batches: number
  readonly accounts: number
  readonly positions: number
}

/** @throws BallastError naming file and line or field, or a policy that misbehaves */
export async function comparePolicies(folder: string, options: CompareOptions): Promise<Compared> {
  const { policies, threads = 1, kernel = 'fast', onProgress, signal } = options
  const source = await openScenario(folder)
  const shock = await Shock.load(source, { kernel, executor: 'inline' }, pulseOf(options))
  const { batches } = shock
  let played = 0
  const onBatch = () => {
    played += 1
    onProgress?.({ what: 'rounds', rows: played, done: played, total: policies.length * batches })
  }
  const found =
    threads <= 1 || policies.length === 1
      ? await playHere(shock, policies, onBatch, signal)
      : await new Lanes({ folder, kernel, image: shock.image.buffer }, policies, onBatch).play(threads, signal)
  const { accounts, positions } = source.counts
  return { atom: source.venue.atom, policies: found, batches, accounts, positions }
}

async function playHere(
  shock: Shock,
  policies: readonly PolicyName[],
  onBatch: () => void,
  signal: AbortSignal | undefined,
): Promise<PolicyMetrics[]> {
  const found: PolicyMetrics[] = []
  for (const policy of policies) found.push(await shock.play(policy, onBatch, signal))
  return found
}

/** Threads that take the next policy whenever they have done one. */
class Lanes {
  readonly #task: CompareTask
  readonly #policies: readonly PolicyName[]
  readonly #onBatch: () => void
  readonly #found: PolicyMetrics[]
  #next = 0

  constructor(task: CompareTask, policies: readonly PolicyName[], onBatch: () => void) {
    this.#task = task
    this.#policies = policies
    this.#onBatch = onBatch
    this.#found = new Array<PolicyMetrics>(policies.length)
  }

  async play(threads: number, signal: AbortSignal | undefined): Promise<PolicyMetrics[]> {
    const count = Math.min(threads, this.#policies.length)
    const workers = Array.from({ length: count }, () => startWorker('./compare-worker', import.meta.url, this.#task))
    try {
      await Promise.all(workers.map((worker) => this.#serve(worker, signal)))
    } finally {
      await Promise.all(workers.map((worker) => worker.terminate()))
    }
    return this.#found
  }

  #serve(worker: Worker, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      let current = -1
      const give = () => {
        current = this.#next
        this.#next += 1
        if (current < this.#policies.length) worker.postMessage(this.#policies[current])
        else resolve()
      }
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true })
      worker.on('error', reject)
      worker.on('exit', () => reject(new BallastError(ErrorCode.THREADS, 'a thread of the comparison has ended')))
      worker.on('message', (news: CompareNews) => {
        if (news.kind === 'batch') this.#onBatch()
        else if (news.kind === 'failed') reject(errorOf(news))
        else {
          this.#found[current] = news.metrics
          give()
        }
      })
      if (signal?.aborted === true) reject(signal.reason)
      else give()
    })
  }
}
