// Threads that take the next run whenever they have done one; or none, and this thread plays. What a run comes to does
// not hang on who plays it, nor on what was played before: the book is made anew each time.

import { setImmediate } from 'node:timers/promises'
import type { Worker } from 'node:worker_threads'
import { BallastError, ErrorCode } from '../core/errors.ts'
import type { KernelName } from '../kernel/kernel.ts'
import type { ScenarioSource } from '../scenario/source.ts'
import { errorOf, startWorker } from '../shards/own-worker.ts'
import { GridStage, type LoopPlayer } from './grid-stage.ts'
import type { GridCell, GridPlan, RunOutcome } from './grid-types.ts'
import type { StageNews, StageTask } from './worker-stage.ts'
import type { RunWatch } from './worst-run.ts'

export interface LaneTerms {
  readonly folder: string
  readonly source: ScenarioSource
  readonly plan: GridPlan
  readonly image: SharedArrayBuffer
  readonly kernel: KernelName
  /** 1: this thread alone. */
  readonly threads: number
  readonly signal?: AbortSignal | undefined
  /** For tests; of this thread alone. */
  readonly player?: LoopPlayer
}

type Take = (cell: GridCell, outcome: RunOutcome) => void

export class GridLanes {
  readonly #terms: LaneTerms
  readonly #workers: Worker[] = []
  #stage: GridStage | null = null

  constructor(terms: LaneTerms) {
    this.#terms = terms
  }

  /** Plays all of them; `take` is told in the order in which they end. @throws what a run or `take` throws */
  async play(cells: readonly GridCell[], take: Take): Promise<void> {
    const { threads, signal } = this.#terms
    signal?.throwIfAborted()
    if (cells.length === 0) return
    if (threads <= 1) return this.#playHere(cells, take)
    const { folder, kernel, plan, image } = this.#terms
    const task: StageTask = { folder, kernel, plan, image }
    while (this.#workers.length < Math.min(threads, cells.length)) {
      const worker = startWorker('./worker-stage', import.meta.url, task)
      // It may still fail when nobody waits for it, and when it is ended.
      this.#workers.push(worker.on('error', () => {}))
    }
    const rest = cells.values()
    await Promise.all(this.#workers.map((worker) => serve(worker, rest, take, signal)))
  }

  /** One more time, on this thread, with somebody who watches. */
  async replay(cell: GridCell, watch: RunWatch): Promise<RunOutcome> {
    const stage = await this.#here()
    return stage.play(cell, this.#terms.signal, watch)
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()))
  }

  async #playHere(cells: readonly GridCell[], take: Take): Promise<void> {
    const { signal } = this.#terms
    const stage = await this.#here()
    for (const cell of cells) {
      await setImmediate()
      signal?.throwIfAborted()
      take(cell, await stage.play(cell, signal))
    }
  }

  async #here(): Promise<GridStage> {
    const { source, plan, image, kernel, player } = this.#terms
    const machinery = { kernel, executor: 'inline' as const }
    const own = player === undefined ? {} : { player }
    this.#stage ??= await GridStage.open(source, { plan, image, machinery, ...own })
    return this.#stage
  }
}

function serve(worker: Worker, rest: Iterator<GridCell>, take: Take, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    let current: GridCell | null = null
    const settle = (end: () => void) => {
      signal?.removeEventListener('abort', stop)
      worker.off('error', fail).off('exit', lost).off('message', hear)
      end()
    }
    const fail = (error: unknown) => settle(() => reject(error))
    const stop = () => fail(signal!.reason)
    const lost = () => fail(new BallastError(ErrorCode.THREADS, 'a thread of the grid has ended'))
    const give = () => {
      const next = rest.next()
      if (next.done === true) return settle(resolve)
      current = next.value
      worker.postMessage(current)
    }
    const hear = (news: StageNews) => {
      if (news.kind === 'failed') return fail(errorOf(news))
      try {
        take(current!, news.outcome)
      } catch (error) {
        return fail(error)
      }
      give()
    }
    signal?.addEventListener('abort', stop, { once: true })
    worker.on('error', fail).on('exit', lost).on('message', hear)
    if (signal?.aborted === true) stop()
    else give()
  })
}
