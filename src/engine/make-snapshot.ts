// A snapshot from the one before and the records behind it.

import type { Disk } from '../journal/disk.ts'
import { SnapshotReader } from '../journal/snapshot-reader.ts'
import { writeSnapshot } from '../journal/snapshot-writer.ts'
import type { Policy } from '../policies/policy.ts'
import { createEngine } from './engine.ts'
import { imageOf } from './engine-image.ts'
import { recover } from './recover.ts'

/**
 * Writes the state after record `upTo`, which is on the disk and after which the engine was settled, and reads it back.
 *
 * @throws BallastError ERR_JOURNAL_FULL, ERR_JOURNAL, ERR_JOURNAL_CORRUPT
 */
export async function makeSnapshot(
  disk: Disk,
  folder: string,
  upTo: number,
  policies: readonly Policy[],
  signal?: AbortSignal,
): Promise<void> {
  const options = { policies, stopAt: upTo + 1, signal }
  const { engine, venue } = await recover(disk, folder, (each) => createEngine({ ...each }), options)
  try {
    const path = await writeSnapshot(disk, folder, upTo, imageOf(engine, venue))
    try {
      SnapshotReader.use(disk, path, (reader) => reader.verify())
    } catch (error) {
      disk.unlinkNow(path)
      throw error
    }
  } finally {
    engine.close()
  }
}
