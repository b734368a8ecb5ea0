// A thread of a grid: plays one run after the other, as it is told.

import { parentPort, workerData } from 'node:worker_threads'
import type { KernelName } from '../kernel/kernel.ts'
import { openScenario } from '../scenario/load.ts'
import { type Failure, failureOf } from '../shards/own-worker.ts'
import { GridStage } from './grid-stage.ts'
import type { GridCell, GridPlan, RunOutcome } from './grid-types.ts'

export interface StageTask {
  readonly folder: string
  readonly kernel: KernelName
  readonly plan: GridPlan
  readonly image: SharedArrayBuffer
}

/** From the thread: what a run came to, or why there is nothing. */
export type StageNews = { readonly kind: 'done'; readonly outcome: RunOutcome } | Failure

const { folder, kernel, plan, image } = workerData as StageTask
const tell = (news: StageNews) => parentPort!.postMessage(news)
const ready = openScenario(folder).then((source) => {
  return GridStage.open(source, { plan, image, machinery: { kernel, executor: 'inline' } })
})
// Whoever waits for it is told; nobody waits for it before the first run comes.
ready.catch(() => {})

parentPort!.on('message', async (cell: GridCell) => {
  try {
    const stage = await ready
    tell({ kind: 'done', outcome: await stage.play(cell) })
  } catch (error) {
    tell(failureOf(error))
  }
})
