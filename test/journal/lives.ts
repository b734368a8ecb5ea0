// A journal that lives, dies and is opened again, on a simulated disk: what every test of crashes does.

import * as assert from 'uvu/assert'
import { Journal } from '../../src/journal/journal.ts'
import type { Processes } from '../../src/journal/process-mark.ts'
import type { JournalEnd } from '../../src/journal/reader.ts'
import type { JournalWriter } from '../../src/journal/writer.ts'
import type { Durability, WriterOptions } from '../../src/journal/writer-options.ts'
import { chance, type SimulatedDisk } from './simulated-disk.ts'

export const FOLDER = '/journal'

/** Processes of which only the given one lives. */
export function onlyProcess(pid: number): Processes {
  return { self: () => ({ pid, start: `s${pid}` }), isAlive: (mark) => mark.pid === pid && mark.start === `s${pid}` }
}

/** The payload of a record: every number and size has its own. */
export function payloadOf(number: number, bytes: number): Uint8Array {
  const random = chance(number * 1000 + bytes)
  return Uint8Array.from({ length: bytes }, (_, index) => (index === 0 ? number & 0xff : Math.floor(random() * 256)))
}

export function smallTerms(seed = 1, durability: Durability = 'sync'): WriterOptions {
  const random = chance(seed)
  return {
    durability,
    intervalMs: 1,
    segmentBytes: 4096,
    chunkBytes: 1024,
    salt: () => Math.floor(random() * 2 ** 32),
    header: (first) => new TextEncoder().encode(`from ${first}`),
  }
}

/** All records there are, checked to be those of `sizes` in order. */
export function readAll(journal: Journal, sizes: readonly number[]): { count: number; end: JournalEnd } {
  const reader = journal.read({
    onSegment: ({ first, header }) => assert.is(new TextDecoder().decode(header), `from ${first}`),
  })
  let count = 0
  for (const { number, payload, durable } of reader.frames()) {
    count += 1
    assert.is(number, count)
    assert.ok(durable < number)
    assert.equal(payload.slice(), payloadOf(number, sizes[number - 1]!), `record ${number}`)
  }
  assert.is(reader.end.next, count + 1)
  return { count, end: reader.end }
}

/** A journal of these records, a group each, on a disk that nothing happens to. */
export async function written(disk: SimulatedDisk, sizes: readonly number[], group = 1): Promise<JournalWriter> {
  const journal = Journal.open(FOLDER, { disk, processes: onlyProcess(1) })
  const writer = await journal.write(readAll(journal, []).end, smallTerms())
  for (const [index, size] of sizes.entries()) {
    append(writer, payloadOf(index + 1, size))
    if ((index + 1) % group === 0) await writer.whenDurable()
  }
  await writer.whenDurable()
  return writer
}

export function append(writer: JournalWriter, payload: Uint8Array): number {
  writer.begin(payload)
  return writer.commit()
}
