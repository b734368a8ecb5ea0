// A thread that takes a part of the work and gives it back after far too long.

import { threadId } from 'node:worker_threads'
import { Book } from '../../src/book/book.ts'
import { createKernel } from '../../src/kernel/kernel.ts'
import { Doorbell } from '../../src/memory/doorbell.ts'
import { doChunk } from '../../src/shards/work.ts'
import type { LaneTask } from '../../src/shards/worker.ts'

export const HANG_MS = 300

export default function serve({ memory, bell: buffer, kernel: name, lane, port }: LaneTask): void {
  const book = Book.attach(memory)
  const kernel = createKernel(name, book, lane)
  const bell = new Doorbell(buffer)
  // Nobody ever wakes it.
  const nothing = new Int32Array(new SharedArrayBuffer(4))
  port.postMessage({ threadId })
  while (!bell.isStopped) {
    const seen = bell.serial
    const chunk = bell.claim(lane, Math.max(0, bell.chunks - 1))
    if (chunk >= 0) {
      Atomics.wait(nothing, 0, 0, HANG_MS)
      if (doChunk(bell, book, kernel, chunk) && bell.isAnnounced) port.postMessage('done')
    }
    bell.awaitRing(seen, 0)
  }
}
