import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Journal } from '../../src/journal/journal.ts'
import { segmentsIn } from '../../src/journal/reader.ts'
import { append, FOLDER, onlyProcess, payloadOf, readAll, smallTerms, written } from './lives.ts'
import { refusal, rejection } from './refusal.ts'
import { SimulatedDisk } from './simulated-disk.ts'

test('on a real disk: written, closed, opened, read, written on', async () => {
  const parent = mkdtempSync(join(tmpdir(), 'ballast-journal-'))
  const folder = join(parent, 'made', 'for it')
  try {
    const sizes: number[] = []
    for (const durability of ['sync', 'interval', 'none'] as const) {
      const journal = Journal.open(folder)
      assert.ok(existsSync(join(folder, 'LOCK')))
      assert.is(refusal(() => Journal.open(folder)).code, 'ERR_JOURNAL_LOCKED')
      const { count, end } = readAll(journal, sizes)
      assert.is(count, sizes.length)
      const writer = await journal.write(end, { ...smallTerms(count, durability), segmentBytes: 20_000 })
      for (let index = 0; index < 300; index += 1) {
        sizes.push(1 + ((index * 37) % 400))
        append(writer, payloadOf(sizes.length, sizes.at(-1)!))
        if (index % 50 === 0) await writer.whenDurable()
      }
      await journal.close()
      assert.not(readdirSync(folder).some((name) => name === 'LOCK' || name.endsWith('.tmp')))
    }
    const journal = Journal.open(folder)
    assert.is(readAll(journal, sizes).count, 900)
    await journal.close()
  } finally {
    rmSync(parent, { recursive: true })
  }
})

test('what others have left unfinished is cleared away, and nothing else', () => {
  const disk = new SimulatedDisk()
  for (const name of ['spare-7.tmp', 'snapshot-0000000000000003.tmp', 'notes.txt', 'spare.tmp']) {
    disk.put(`${FOLDER}/${name}`, Uint8Array.of(1))
  }
  Journal.open(FOLDER, { disk, processes: onlyProcess(1) })
  assert.equal(disk.list(FOLDER).sort(), ['LOCK', 'notes.txt', 'spare.tmp'])
})

test('one writer at a time, and none behind a place where reading was stopped', async () => {
  const disk = new SimulatedDisk()
  await (await written(disk, [10, 10, 10])).close()
  const journal = Journal.open(FOLDER, { disk, processes: onlyProcess(2) })
  const stopped = journal.read({ stopAt: 2 })
  assert.is([...stopped.frames()].length, 1)
  const error = await rejection(journal.write(stopped.end, smallTerms()))
  assert.equal([error.code, /reading stopped before record 2/.test(error.message)], ['ERR_STATE', true])

  const { end } = readAll(journal, [10, 10, 10])
  const first = journal.write(end, smallTerms(2))
  assert.match((await rejection(journal.write(end, smallTerms(3)))).message, /is being written/)
  await first
  await journal.close()
  assert.match((await rejection(journal.write(end, smallTerms(3)))).message, /is closed/)
  await journal.close()
})

test('options that make no sense are refused by name', async () => {
  const journal = Journal.open(FOLDER, { disk: new SimulatedDisk(), processes: onlyProcess(1) })
  const { end } = readAll(journal, [])
  const wrong = [{ durability: 'maybe' }, { intervalMs: 0 }, { segmentBytes: 10 }, { chunkBytes: 1.5 }]
  for (const options of wrong) {
    const error = await rejection(journal.write(end, { ...smallTerms(), ...(options as object) }))
    assert.equal([error.code, error.message.includes(Object.keys(options)[0]!)], ['ERR_CONFIG', true])
  }
  const empty = await rejection(journal.write(end, { ...smallTerms(), header: () => new Uint8Array(0) }))
  assert.is(empty.code, 'ERR_RANGE')
})

test('segments that a snapshot has made needless are removed, the last one never', async () => {
  const disk = new SimulatedDisk()
  await (await written(disk, Array(100).fill(100))).close()
  const journal = Journal.open(FOLDER, { disk, processes: onlyProcess(2) })
  assert.equal(segmentsIn(disk, FOLDER), [1, 33, 65, 97])
  assert.is(await journal.removeBefore(32), 0)
  assert.is(await journal.removeBefore(66), 2)
  assert.equal(segmentsIn(disk, FOLDER), [65, 97])
  const reader = journal.read({ from: 66 })
  assert.is([...reader.frames()].length, 35)
  assert.is(await journal.removeBefore(1e6), 1)
  assert.equal(segmentsIn(disk, FOLDER), [97])
})

test('closing gives the folder free even when the disk has failed', async () => {
  const disk = new SimulatedDisk()
  const journal = Journal.open(FOLDER, { disk, processes: onlyProcess(1) })
  const writer = await journal.write(readAll(journal, []).end, smallTerms())
  disk.options = { fails: ({ kind }) => (kind === 'datasync' ? 'EIO' : null) }
  append(writer, payloadOf(1, 10))
  assert.is((await rejection(journal.close())).code, 'ERR_JOURNAL')
  assert.not(disk.list(FOLDER).includes('LOCK'))
})

test('a folder that cannot be listed or made is an error of the journal', () => {
  const file = new URL(import.meta.url).pathname
  assert.is(refusal(() => Journal.open(join(file, 'inside'))).code, 'ERR_JOURNAL')
})

test.run()
