// A thread of the pool: one task that ends with the engine. It sleeps in shared memory between jobs, so nothing here
// may wait for a timer or for I/O. It says by messages what the main thread cannot see in memory without blocking.

import v8 from 'node:v8'
import { type MessagePort, threadId } from 'node:worker_threads'
import { Book, type BookMemory } from '../book/book.ts'
import { createKernel, type KernelName } from '../kernel/kernel.ts'
import { Doorbell } from '../memory/doorbell.ts'
import { workOn } from './work.ts'

export interface LaneTask {
  /** The memory of the book, or its buffer where there is no WebAssembly memory. */
  readonly memory: BookMemory | SharedArrayBuffer
  readonly bell: SharedArrayBuffer
  readonly kernel: KernelName
  readonly lane: number
  readonly lanes: number
  /** How long it looks out for the next job before it sleeps. */
  readonly spinMs: number
  readonly port: MessagePort
}

/** What a lane says: that it stands, with its thread, or that a job which is to be announced has ended. */
export type LaneMessage = { readonly threadId: number } | 'done'

export default function serve({ memory, bell: buffer, kernel: name, lane, lanes, spinMs, port }: LaneTask): void {
  const book = Book.attach(memory)
  const kernel = createKernel(name, book, lane)
  const bell = new Doorbell(buffer)
  const post = (message: LaneMessage) => port.postMessage(message)
  const watch = new CollectionWatch()
  post({ threadId })
  while (!bell.isStopped) {
    const seen = bell.serial
    watch.follow(bell, lane)
    if (workOn(bell, book, kernel, lane, lanes)) post('done')
    bell.awaitRing(seen, spinMs)
  }
  port.close()
}

/** Counts collections of this thread while the main thread wants it. */
class CollectionWatch {
  #profiler: v8.GCProfiler | null = null

  follow(bell: Doorbell, lane: number): void {
    if (bell.isWatching === (this.#profiler !== null)) return
    if (this.#profiler === null) {
      this.#profiler = new v8.GCProfiler()
      this.#profiler.start()
      bell.setLaneWatches(lane, true, 0)
    } else {
      const { statistics } = this.#profiler.stop()
      this.#profiler = null
      bell.setLaneWatches(lane, false, statistics.length)
    }
  }
}
