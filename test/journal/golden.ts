// What the golden files of fixtures/journals/v1 hold: a sealed segment of a few records, and a snapshot.
//
//   npx tsx test/journal/golden.ts <new folder>
//
// wrote them once. They are never written again: a later version of the format gets a folder of its own.

import { fileURLToPath } from 'node:url'
import { columnBytes } from '../../src/journal/column-bytes.ts'
import type { Disk } from '../../src/journal/disk.ts'
import { Journal } from '../../src/journal/journal.ts'
import { packRecord, type RecordTuple } from '../../src/journal/records.ts'
import { writeSnapshot } from '../../src/journal/snapshot-writer.ts'
import { wideToBytes } from '../../src/journal/wide.ts'
import { append } from './lives.ts'

const HASH = 0x0123456789abcdef_fedcba9876543210n

export const GOLDEN_RECORDS: readonly RecordTuple[] = [
  [1, 'BTC-PERP', 5n, -5n, 2n ** 64n - 1n],
  [2, 4_294_967_295, 2 ** 53 - 1, 0.5, true, null],
  [3, columnBytes(Uint32Array.of(7, 8, 2 ** 32 - 1)), columnBytes(BigInt64Array.of(-1n, 2n ** 63n - 1n))],
  [4, wideToBytes(HASH)],
  [5, 'Größe', [[], [1, [2n]]], ''],
]

/** Makes the files. The same disk gives the same bytes: every record is a group of its own, and the salt is fixed. */
export async function writeGolden(folder: string, disk?: Disk): Promise<void> {
  const journal = Journal.open(folder, disk === undefined ? {} : { disk })
  const reader = journal.read()
  for (const _ of reader.frames()) throw new Error(`${folder} holds a journal already`)
  const writer = await journal.write(reader.end, { salt: () => 0x5a17c0de, header: () => packRecord([0, 1, 'golden']) })
  for (const record of GOLDEN_RECORDS) {
    append(writer, packRecord(record))
    await writer.whenDurable()
  }
  await writeSnapshot(journal.disk, folder, 3, [
    { name: 'meta', bytes: packRecord([0, 'after record', 3]).slice() },
    { name: 'column', bytes: [Uint8Array.of(1, 2, 3), columnBytes(BigInt64Array.of(-2n))] },
    { name: 'empty', bytes: [] },
  ])
  await journal.close()
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeGolden(process.argv[2]!)
