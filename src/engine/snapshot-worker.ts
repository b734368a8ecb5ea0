// The thread that makes a snapshot, and ends.

import { parentPort, workerData } from 'node:worker_threads'
import { nodeDisk } from '../journal/node-disk.ts'
import type { Policy } from '../policies/policy.ts'
import { makeSnapshot } from './make-snapshot.ts'

export interface SnapshotTask {
  readonly folder: string
  readonly upTo: number
  /** Exports `policies`; null: there are none of the venue's own. */
  readonly policiesModule: string | null
}

export type SnapshotNews =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly message: string; readonly code: string | null }

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
  const { message, code = null } = error as Error & { readonly code?: string | null }
  parentPort!.postMessage({ kind: 'failed', message, code } satisfies SnapshotNews)
}
