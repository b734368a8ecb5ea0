// The thread that makes a snapshot, and ends.

import { parentPort, workerData } from 'node:worker_threads'
import { nodeDisk } from '../journal/node-disk.ts'
import type { Policy } from '../policies/policy.ts'
import { type Failure, failureOf } from '../shards/own-worker.ts'
import { makeSnapshot } from './make-snapshot.ts'

export interface SnapshotTask {
  readonly folder: string
  readonly upTo: number
  /** Exports `policies`; null: there are none of the venue's own. */
  readonly policiesModule: string | null
}

export type SnapshotNews = { readonly kind: 'done' } | Failure

const { folder, upTo, policiesModule } = workerData as SnapshotTask

async function policiesOf(module: string | null): Promise<readonly Policy[]> {
  if (module === null) return []
  const { policies } = (await import(module)) as { readonly policies: readonly Policy[] }
  return policies
}

try {
  await makeSnapshot(nodeDisk, folder, upTo, await policiesOf(policiesModule))
  parentPort!.postMessage({ kind: 'done' } satisfies SnapshotNews)
} catch (error) {
  parentPort!.postMessage(failureOf(error) satisfies SnapshotNews)
}
