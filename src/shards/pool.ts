// The threads of an engine: one resident task each, started in the background, and started again when one dies. Until a
// thread stands, and whenever it does not, the main thread does its work.

import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { MessageChannel, type Worker } from 'node:worker_threads'
import type { Piscina } from 'piscina'
import { BallastError, ErrorCode } from '../core/errors.ts'
import type { Doorbell } from '../memory/doorbell.ts'
import type { LaneMessage, LaneTask } from './worker.ts'

/** What a thread runs: the file beside this one, compiled or not. */
const WORKER_FILE = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url)

/** A lane that dies before it stands is tried again, so many times. */
const TRIES = 3

/** What a pool tells its owner. */
export interface PoolListener {
  /** A job that was to be announced has ended. */
  onDone(): void
  /** A thread has ended, and nothing writes for its lane any more. */
  onLaneLost(lane: number, why: string): void
  /** The task of a lane has ended before its thread was known to stand: nothing writes for it any more. */
  onLaneFreed(lane: number): void
  /** A thread stands again after one was lost. */
  onLaneRestored(lane: number): void
  /** A lane has died so often before it stood that it is tried no more. */
  onLaneGivenUp(lane: number, why: string): void
}

interface Lane {
  readonly number: number
  worker: Worker | null
  /** Times it has died since it last stood. */
  failures: number
  wasLost: boolean
  /** Why it is being ended, when that is ours. */
  ending: string | null
}

/** Terms of a lane's task that are the same for all. */
export type PoolTerms = Omit<LaneTask, 'lane' | 'port' | 'bell'>

export class ThreadPool {
  readonly #file: URL
  readonly #bell: Doorbell
  readonly #terms: PoolTerms
  readonly #listener: PoolListener
  readonly #lanes: readonly Lane[]
  readonly #ready: Promise<void>
  #settleReady: { resolve(): void; reject(error: unknown): void } = { resolve() {}, reject() {} }
  #piscina: Piscina | null = null
  #closing: Promise<void> | null = null

  /** Lanes 1 … `terms.lanes` − 1 get a thread each; lane 0 is the main thread's. */
  constructor(bell: Doorbell, terms: PoolTerms, listener: PoolListener, file: URL = WORKER_FILE) {
    this.#file = file
    this.#bell = bell
    this.#terms = terms
    this.#listener = listener
    this.#lanes = Array.from({ length: terms.lanes - 1 }, (_, index) => ({
      ...{ number: index + 1, worker: null, failures: 0, wasLost: false, ending: null },
    }))
    this.#ready = new Promise((resolve, reject) => {
      this.#settleReady = { resolve, reject }
    })
    // Who does not ask whether the threads stand is not to be ended by it.
    this.#ready.catch(() => {})
    void this.#start().catch((cause) => this.#settleReady.reject(noThreads(String(cause), cause)))
  }

  /** Threads that stand. */
  get standing(): number {
    let count = 0
    for (const { worker } of this.#lanes) if (worker !== null) count += 1
    return count
  }

  /** Resolves when all threads stand. @throws BallastError ERR_THREADS */
  ready(): Promise<void> {
    return this.#ready
  }

  /** Ends the thread of a lane; it is started again. */
  end(lane: number, why: string): void {
    const { worker, ending } = this.#lanes[lane - 1]!
    if (worker === null || ending !== null) return
    this.#lanes[lane - 1]!.ending = why
    void worker.terminate()
  }

  /** By lane, from the first: its thread while it stands. */
  get workers(): readonly (Worker | null)[] {
    return Array.from(this.#lanes, ({ worker }) => worker)
  }

  /**
   * Begins to count collections in every thread that stands; the function that it resolves to stops and tells them, by
   * lane.
   */
  async watchCollections(): Promise<() => Promise<readonly number[]>> {
    const lanes = this.workers.flatMap((worker, index) => (worker === null ? [] : [index + 1]))
    await this.#watch(lanes, true)
    return async () => {
      await this.#watch(lanes, false)
      return Array.from(lanes, (lane) => this.#bell.collections(lane))
    }
  }

  // Threads look at the bell between two jobs.
  async #watch(lanes: readonly number[], on: boolean): Promise<void> {
    this.#bell.watch(on)
    const isOpen = (lane: number) => this.workers[lane - 1] !== null && this.#bell.laneWatches(lane) !== on
    while (this.#closing === null && lanes.some(isOpen)) await setTimeout(1)
  }

  /** Ends all threads; resolves when they are gone. */
  close(): Promise<void> {
    if (this.#closing === null) {
      this.#bell.stop()
      this.#closing = this.#piscina?.destroy() ?? Promise.resolve()
      this.#settleReady.reject(noThreads('the engine has been closed'))
    }
    return this.#closing
  }

  async #start(): Promise<void> {
    // An engine without threads never loads it.
    const { Piscina } = await import('piscina')
    if (this.#closing !== null) return
    const threads = this.#lanes.length
    this.#piscina = new Piscina({
      filename: fileURLToPath(this.#file),
      ...{ minThreads: threads, maxThreads: threads, concurrentTasksPerWorker: 1, idleTimeout: Infinity },
      recordTiming: false,
      ...threadFlags(process.execArgv),
    })
    // Of a thread that dies without a task nobody else hears, and an error that nobody hears ends the process.
    this.#piscina.on('error', (cause) => this.#settleReady.reject(noThreads(String(cause), cause)))
    for (const lane of this.#lanes) this.#serve(this.#piscina, lane)
  }

  // One life of a lane. It ends once: by the exit of its thread when that has stood, else by the failure of its task.
  #serve(piscina: Piscina, lane: Lane): void {
    const { port1, port2 } = new MessageChannel()
    const bell = this.#bell.words.buffer as SharedArrayBuffer
    const task: LaneTask = { ...this.#terms, bell, lane: lane.number, port: port2 }
    let stood: Worker | null = null
    port1.on('message', (message: LaneMessage) => {
      if (message === 'done') this.#listener.onDone()
      else stood = this.#stands(piscina, lane, message.threadId)
    })
    port1.unref()
    piscina.run(task, { transferList: [port2] }).then(
      () => port1.close(),
      (cause) => {
        port1.close()
        if (stood === null) {
          // It may have claimed something while the main thread was busy.
          this.#listener.onLaneFreed(lane.number)
          this.#failed(piscina, lane, cause)
        }
        // Its task has thrown, and its thread still runs.
        else if (stood === lane.worker) this.end(lane.number, `its task has failed: ${String(cause)}`)
      },
    )
  }

  #stands(piscina: Piscina, lane: Lane, threadId: number): Worker | null {
    const worker = piscina.threads.find((thread) => thread.threadId === threadId)
    // It has died in the meantime, and its task fails.
    if (worker === undefined || this.#closing !== null) return null
    lane.worker = worker
    lane.failures = 0
    lane.ending = null
    worker.once('exit', (code) => this.#lost(piscina, lane, code))
    if (lane.wasLost) this.#listener.onLaneRestored(lane.number)
    if (this.standing === this.#lanes.length) this.#settleReady.resolve()
    return worker
  }

  #lost(piscina: Piscina, lane: Lane, code: number): void {
    lane.worker = null
    if (this.#closing !== null) return
    lane.wasLost = true
    this.#listener.onLaneLost(lane.number, lane.ending ?? `its thread ended with ${code}`)
    this.#serve(piscina, lane)
  }

  #failed(piscina: Piscina, lane: Lane, cause: unknown): void {
    if (this.#closing !== null) return
    lane.failures += 1
    if (lane.failures < TRIES) this.#serve(piscina, lane)
    else {
      this.#settleReady.reject(noThreads(`thread ${lane.number} does not start: ${String(cause)}`, cause))
      this.#listener.onLaneGivenUp(lane.number, `its thread does not start: ${String(cause)}`)
    }
  }
}

function noThreads(why: string, cause?: unknown): BallastError {
  const options = cause === undefined ? undefined : { cause }
  return new BallastError(ErrorCode.THREADS, `the threads of the engine do not stand: ${why}`, options)
}

/**
 * A thread has the flags of its process when none are given. Those of a program that is typed in (`--input-type`) keep
 * it from starting; of them it gets what loads modules.
 */
export function threadFlags(flags: readonly string[]): { readonly execArgv?: string[] } {
  if (!flags.some((flag) => flag.startsWith('--input-type'))) return {}
  const loads = /^(--import|--require|-r|--loader|--experimental-loader)(=|$)/
  // Its value may be an argument of its own.
  const isValue = (index: number) => index > 0 && !flags[index - 1]!.includes('=') && loads.test(flags[index - 1]!)
  return { execArgv: flags.filter((flag, index) => loads.test(flag) || isValue(index)) }
}
