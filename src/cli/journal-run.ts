// What commands on a journal have in common: the venue's own policies, progress by records, and Ctrl-C.

import type { RecoveryProgress } from '../engine/recover.ts'
import type { Policy } from '../policies/policy.ts'
import { interruptible } from './interrupt.ts'
import { policiesFrom } from './policies-module.ts'
import { ProgressLine } from './progress.ts'

export interface JournalRun {
  readonly policies: readonly Policy[]
  readonly onProgress: (progress: RecoveryProgress) => void
  readonly signal: AbortSignal
}

/** @param policies the module that exports them */
export async function runOnJournal<Result>(
  policies: string | undefined,
  run: (terms: JournalRun) => Promise<Result>,
): Promise<Result> {
  const progress = new ProgressLine(process.stderr)
  const onProgress = ({ records, bytes, totalBytes }: RecoveryProgress) => {
    progress.show({ what: 'records', rows: records, done: Math.min(bytes, totalBytes), total: totalBytes })
  }
  try {
    const own = await policiesFrom(policies)
    return await interruptible((signal) => run({ policies: own, onProgress, signal }))
  } finally {
    progress.end()
  }
}
