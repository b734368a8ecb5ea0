import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { SnapshotReader } from '../../src/journal/snapshot-reader.ts'
import { writeSnapshot } from '../../src/journal/snapshot-writer.ts'
import { payloadOf } from './lives.ts'
import { refusal } from './refusal.ts'
import { SimulatedDisk } from './simulated-disk.ts'

async function snapshot(): Promise<{ disk: SimulatedDisk; path: string }> {
  const disk = new SimulatedDisk()
  const sections = ['one', 'two', 'three'].map((name, index) => ({ name, bytes: payloadOf(index, 100 + index) }))
  return { disk, path: await writeSnapshot(disk, '/s', 12, sections) }
}

test('damage is found with the section and its bytes, and the others can still be read', async () => {
  const { disk, path } = await snapshot()
  disk.flipBit(path, 24 + 104 + 50, 3)
  const reader = SnapshotReader.open(disk, path)
  assert.equal(reader.read('one'), payloadOf(0, 100))
  assert.equal(reader.read('three'), payloadOf(2, 102))
  for (const action of [() => reader.read('two'), () => reader.verify()]) {
    const error = refusal(action)
    assert.is(error.code, 'ERR_JOURNAL_CORRUPT')
    assert.match(error.message, `section two of ${path} (bytes 128 to 228) is damaged`)
  }
  reader.close()
})

test('no bit of what counts can flip unseen', async () => {
  const { disk, path } = await snapshot()
  const length = disk.bytesOf(path).length
  const padding = [124, 125, 126, 127, 229, 230, 231, 334, 335]
  for (let offset = 0; offset < length; offset += 1) {
    if (padding.includes(offset)) continue
    disk.flipBit(path, offset, offset % 8)
    const error = refusal(() => SnapshotReader.open(disk, path).verify())
    assert.match(error.message, path, `byte ${offset}`)
    // An older one can stand in for it.
    assert.is(error.code, 'ERR_JOURNAL_CORRUPT', `byte ${offset}`)
    disk.flipBit(path, offset, offset % 8)
  }
  SnapshotReader.open(disk, path).verify()
})

test('a file that was cut short anywhere is refused as a whole', async () => {
  const { disk, path } = await snapshot()
  const whole = disk.bytesOf(path).slice()
  for (const length of [0, 10, 55, 56, 200, whole.length - 1]) {
    disk.put(path, whole.slice(0, length))
    const error = refusal(() => SnapshotReader.open(disk, path))
    assert.equal([error.code, /cut short/.test(error.message)], ['ERR_JOURNAL_CORRUPT', true], `${length}`)
  }
})

test('unknown sections, memory of another length and missing files are refused', async () => {
  const { disk, path } = await snapshot()
  const reader = SnapshotReader.open(disk, path)
  assert.match(refusal(() => reader.read('four')).message, 'has no section four, only one, two, three')
  assert.is(refusal(() => reader.readInto('one', new Uint8Array(99))).code, 'ERR_RANGE')
  assert.is(refusal(() => SnapshotReader.open(disk, '/s/none')).code, 'ERR_JOURNAL')
})

test.run()
