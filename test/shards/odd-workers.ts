// The real thread with something gone wrong, by the name that stands in the environment: what a scheduler or a crash
// does in the few nanoseconds where it matters.

import { threadId } from 'node:worker_threads'
import { Doorbell } from '../../src/memory/doorbell.ts'
import serveWell, { type LaneTask } from '../../src/shards/worker.ts'

/** Which of them: set before the threads start, since they get a copy of the environment. */
export const ODD = 'BALLAST_TEST_ODD_WORKER'

const nothing = new Int32Array(new SharedArrayBuffer(4))

/** Descheduled between doing a chunk and counting it. */
function countsLate(task: LaneTask): void {
  const add = Atomics.add.bind(Atomics)
  let times = 0
  Atomics.add = ((words: Int32Array, index: number, value: number) => {
    times += 1
    if (index === 16 && times % 3 === 0) Atomics.wait(nothing, 0, 0, 2)
    return add(words, index, value)
  }) as typeof Atomics.add
  serveWell(task)
}

/** Stands, takes a chunk, and dies with it; every later life dies before it stands. */
function diesForGood({ bell: buffer, lane, port }: LaneTask): void {
  const bell = new Doorbell(buffer)
  if (bell.serial > 0) throw new Error('no second life')
  port.postMessage({ threadId })
  bell.awaitRing(0, 0)
  bell.claim(lane, 0)
  process.exit(1)
}

/** Lane 1 takes a chunk and dies before the main thread can know that it stood; the others are well. */
function diesUnseen(task: LaneTask): void {
  const bell = new Doorbell(task.bell)
  if (task.lane !== 1) {
    serveWell(task)
    return
  }
  while (bell.claim(1, 0) < 0) bell.awaitRing(bell.serial, 0)
  throw new Error('dead before it was known')
}

export default function serve(task: LaneTask): void {
  const odd = { countsLate, diesForGood, diesUnseen }[process.env[ODD]!]
  odd!(task)
}
