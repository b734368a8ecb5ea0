import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { snapshotName } from '../../src/journal/snapshot-file.ts'
import { SnapshotReader } from '../../src/journal/snapshot-reader.ts'
import { type SnapshotSection, writeSnapshot } from '../../src/journal/snapshot-writer.ts'
import { rejection } from './refusal.ts'
import { chance, SimulatedDisk } from './simulated-disk.ts'

const FOLDER = '/snapshots'

test('sections come back byte for byte, in one piece or in many, empty ones too', async () => {
  const section = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 5 })
  await fc.assert(
    fc.asyncProperty(fc.array(section, { maxLength: 6 }), fc.nat(), async (parts, number) => {
      const disk = new SimulatedDisk()
      const sections = parts.map((bytes, index): SnapshotSection => ({ name: `part ${index}`, bytes }))
      const reader = SnapshotReader.open(disk, await writeSnapshot(disk, FOLDER, number, sections))
      assert.is(reader.number, number)
      assert.equal(
        reader.sections.map(({ name, offset }) => [name, offset % 8]),
        parts.map((_, index) => [`part ${index}`, 0]),
      )
      for (const [index, bytes] of parts.entries()) {
        assert.equal(
          [...reader.read(`part ${index}`)],
          bytes.flatMap((part) => [...part]),
        )
      }
      reader.verify()
    }),
  )
})

test('large sections are written in pieces of a few megabytes, and asked for one after the other', async () => {
  const disk = new SimulatedDisk()
  const sizes: number[] = []
  const memory = Uint8Array.from({ length: 9 << 20 }, (_, index) => (index * 31) ^ (index >> 13))
  function* pieces(): Generator<Uint8Array> {
    for (let from = 0; from < memory.length; from += 1_000_000) {
      sizes.push(disk.list(FOLDER).length === 0 ? 0 : disk.bytesOf(`${FOLDER}/snapshot-0000000000000005.tmp`).length)
      yield memory.subarray(from, from + 1_000_000)
    }
  }
  const path = await writeSnapshot(disk, FOLDER, 5, [
    { name: 'whole', bytes: memory },
    { name: 'pieces', bytes: pieces() },
  ])
  assert.is(path, `${FOLDER}/${snapshotName(5)}`)
  assert.ok(sizes[0]! >= 8 << 20 && sizes.at(-1)! > sizes[0]!, 'what came before is written when the next is asked for')
  const reader = SnapshotReader.open(disk, path)
  assert.is(Buffer.compare(reader.read('whole'), memory), 0)
  assert.is(Buffer.compare(reader.read('pieces'), memory), 0)
})

test('shared memory can be written, and read into', async () => {
  const disk = new SimulatedDisk()
  const shared = new Uint8Array(new SharedArrayBuffer(1000)).fill(9)
  const reader = SnapshotReader.open(disk, await writeSnapshot(disk, FOLDER, 1, [{ name: 'book', bytes: shared }]))
  const target = new Uint8Array(new SharedArrayBuffer(1000))
  reader.readInto('book', target)
  assert.equal([...target], [...shared])
})

test('wherever the power goes there is the whole snapshot or none, and when it was promised it is there', async () => {
  const bytes = Uint8Array.from({ length: 3000 }, (_, index) => index)
  for (let crashAfter = 1; crashAfter < 8; crashAfter += 1) {
    for (let seed = 0; seed < 20; seed += 1) {
      const disk = new SimulatedDisk({ crashAfter })
      const isDone = await writeSnapshot(disk, FOLDER, 3, [{ name: 'book', bytes }]).then(
        () => true,
        () => false,
      )
      const after = disk.afterPowerLoss(chance(crashAfter * 100 + seed))
      const there = after.list(FOLDER).filter((name) => name.endsWith('.ballast'))
      assert.ok(there.length === 1 || !isDone)
      for (const name of there) assert.equal(SnapshotReader.open(after, `${FOLDER}/${name}`).read('book'), bytes)
    }
  }
})

test('a full disk, a failing one and a caller that throws leave no file behind', async () => {
  const bytes = new Uint8Array(5000)
  const full = new SimulatedDisk({ capacity: 1000 })
  const noRoom = await rejection(writeSnapshot(full, FOLDER, 3, [{ name: 'book', bytes }]))
  assert.equal([noRoom.code, /after record 3 does not fit/.test(noRoom.message)], ['ERR_JOURNAL_FULL', true])

  const failing = new SimulatedDisk({ fails: ({ kind }) => (kind === 'datasync' ? 'EIO' : null) })
  assert.is((await rejection(writeSnapshot(failing, FOLDER, 3, [{ name: 'book', bytes }]))).code, 'ERR_JOURNAL')

  const unnamed = new SimulatedDisk({ fails: ({ kind }) => (kind === 'rename' ? 'EIO' : null) })
  for (let tries = 0; tries < 2; tries += 1) {
    const error = await rejection(writeSnapshot(unnamed, FOLDER, 3, [{ name: 'book', bytes }]))
    assert.match(error.message, /writing .* failed: EIO/)
  }

  const plain = new SimulatedDisk()
  const twice = [
    { name: 'a', bytes },
    { name: 'a', bytes },
  ]
  assert.is((await rejection(writeSnapshot(plain, FOLDER, 3, twice))).code, 'ERR_DUPLICATE')
  assert.is((await rejection(writeSnapshot(plain, FOLDER, 3, [{ name: '', bytes }]))).code, 'ERR_RANGE')
  for (const disk of [full, failing, unnamed, plain]) assert.equal(disk.list(FOLDER), [])
})

test('a snapshot of the same number replaces the one before', async () => {
  const disk = new SimulatedDisk()
  for (const byte of [1, 2]) await writeSnapshot(disk, FOLDER, 3, [{ name: 'a', bytes: Uint8Array.of(byte) }])
  assert.equal([...SnapshotReader.open(disk, `${FOLDER}/${snapshotName(3)}`).read('a')], [2])
})

test.run()
