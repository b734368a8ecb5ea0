// The disk of one life: when it dies, what fails on it, how slow its writes are.

import type { Operation, SimulatedDisk, SimulatedDiskOptions } from '../journal/simulated-disk.ts'
import { Chance } from '../oracles/chance.ts'
import type { Canary } from './canary.ts'
import { differ } from './difference.ts'
import type { LifePlan, Terms } from './plan.ts'

/** What has gone wrong by plan. */
export interface Mishaps {
  /** A call has failed: the journal may have become read-only. */
  failed: Operation | null
  isFull: boolean
}

/** Sets a disk up for a life. */
export function beset(disk: SimulatedDisk, plan: LifePlan, terms: Terms, canary: Canary | null): Mishaps {
  const mishaps: Mishaps = { failed: null, isFull: false }
  const slow = new Chance(terms.seed ^ plan.steps)
  const began = disk.operations
  const { failure } = plan
  const fails = (operation: Operation): string | null => {
    if (failure === null || mishaps.failed !== null) return null
    if (operation.count - began < failure.after || operation.kind !== failure.kind) return null
    mishaps.failed = operation
    return failure.code
  }
  const options: SimulatedDiskOptions = {
    fails,
    losesUnsynced: plan.losesUnsynced,
    failsHalfWay: plan.failsHalfWay,
    turns: () => 1 + slow.below(terms.mostTurns),
    ...(plan.dieAfter === null ? {} : { crashAfter: began + plan.dieAfter }),
    ...(canary === null ? {} : canary.disk),
  }
  disk.options = options
  return mishaps
}

/** From now on there is room for so many bytes more; null: as many as one likes. */
export function setRoom(disk: SimulatedDisk, bytes: number | null): void {
  const { capacity: _, ...rest } = disk.options
  disk.options = bytes === null ? rest : { ...rest, capacity: disk.used + bytes }
}

/** The lock names a process that lives, for it is this one: it becomes that of one which does not. */
export function breakLock(disk: SimulatedDisk, folder: string, life: number): void {
  for (const name of disk.list(folder)) {
    // Drafts hold nobody up, and a crash may have left them empty.
    if (!name.startsWith('LOCK') || name.includes('draft')) continue
    const path = `${folder}/${name}`
    const text = new TextDecoder().decode(disk.bytesOf(path))
    const pid = Number(
      /^\{"pid":(\d+),/.exec(text)?.[1] ?? differ(`${name} does not say who holds the folder: "${text}"`),
    )
    if (pid !== process.pid) continue
    disk.overwrite(path, new TextEncoder().encode(`${JSON.stringify({ pid: NOBODY + life, start: 'gone' })}\n`))
  }
}

/** Numbers that no process has. */
const NOBODY = 2_000_000_000
