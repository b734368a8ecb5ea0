// Who goes over the book of an engine: its own thread, or several. And what is to be told of them.

import type { Book } from '../book/book.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { ThreadExecutor } from '../shards/thread-executor.ts'
import type { ThreadOptions } from '../shards/thread-options.ts'
import { type Executor, type FlaggedRows, InlineExecutor } from '../stages/executor.ts'
import { EventHub } from './event-hub.ts'
import type { EngineNotice } from './notices.ts'

export class Crew {
  readonly executor: Executor
  readonly notices = new EventHub<EngineNotice>()
  readonly #threads: ThreadExecutor | null

  constructor(book: Book, kernel: Kernel, options: ThreadOptions | null) {
    this.#threads =
      options === null
        ? null
        : new ThreadExecutor(book, kernel, options, {
            onLaneLost: (lane, why) => this.notices.publish([{ type: 'thread-lost', lane, why }]),
            onLaneGivenUp: (lane, why) => this.notices.publish([{ type: 'thread-given-up', lane, why }]),
            onLaneRestored: (lane) => this.notices.publish([{ type: 'thread-restored', lane }]),
          })
    this.executor = this.#threads ?? new InlineExecutor(book, kernel)
  }

  get threads(): number {
    return this.#threads?.threads ?? 0
  }

  async ready(): Promise<void> {
    await this.#threads?.ready()
  }

  /** A scan by the threads alone; by this one where there are none. `collect` is told the rows when they are whole. */
  async scanLater(collect: (rows: FlaggedRows) => void, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted()
    if (this.#threads === null) collect(this.executor.scan())
    else await this.#threads.scanLater(collect, signal)
  }

  /** Begins to count collections of the threads; resolves to what stops it and tells them. */
  async watchCollections(): Promise<() => Promise<readonly number[]>> {
    return this.#threads === null ? async () => [] : this.#threads.pool.watchCollections()
  }

  async close(): Promise<void> {
    await this.#threads?.close()
    this.notices.close()
  }
}
