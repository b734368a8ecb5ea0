// The golden files say what version 1 of the format is: they are read as they were written, byte for byte.

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { columnOf } from '../../src/journal/column-bytes.ts'
import { nodeDisk } from '../../src/journal/node-disk.ts'
import { JournalReader } from '../../src/journal/reader.ts'
import { unpackRecord } from '../../src/journal/records.ts'
import { listSnapshots } from '../../src/journal/snapshot-file.ts'
import { SnapshotReader } from '../../src/journal/snapshot-reader.ts'
import { wideFromBytes } from '../../src/journal/wide.ts'
import { writeGolden } from './golden.ts'
import { SimulatedDisk } from './simulated-disk.ts'

const folder = fileURLToPath(new URL('../../fixtures/journals/v1', import.meta.url))
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

test('the segment holds these records, at these places', () => {
  const headers: string[] = []
  const reader = new JournalReader(nodeDisk, folder, { onSegment: ({ header }) => headers.push(hex(header)) })
  const frames = [...reader.frames()].map(({ number, durable, offset, payload }) => [
    number,
    durable,
    offset,
    hex(payload),
  ])
  assert.equal(frames, [
    [1, 0, 58, '9501a84254432d50455250d30000000000000005d3fffffffffffffffbcfffffffffffffffff'],
    [2, 1, 120, '9602ceffffffffcb433fffffffffffffcb3fe0000000000000c3c0'],
    [3, 2, 171, '9303c40c0700000008000000ffffffffc410ffffffffffffffffffffffffffffff7f'],
    [4, 3, 229, '9204c4101032547698badcfeefcdab8967452301'],
    [5, 4, 273, '9405a74772c3b6c39f659290920191d30000000000000002a0'],
  ])
  assert.equal(headers, ['930001a6676f6c64656e'])
  assert.equal([reader.end.next, reader.end.torn, reader.end.cut?.length], [6, null, 354])
})

test('the records mean this', () => {
  const records = [...new JournalReader(nodeDisk, folder).frames()].map(({ payload }) => unpackRecord(payload.slice()))
  assert.equal(records[0], [1, 'BTC-PERP', 5n, -5n, 18446744073709551615n])
  assert.equal(records[1], [2, 4294967295, 9007199254740991, 0.5, true, null])
  assert.equal([...columnOf(Uint32Array, records[2]![1])], [7, 8, 4294967295])
  assert.equal([...columnOf(BigInt64Array, records[2]![2])], [-1n, 9223372036854775807n])
  assert.is(wideFromBytes(records[3]![1] as Uint8Array), 0x0123456789abcdeffedcba9876543210n)
  assert.equal(records[4], [5, 'Größe', [[], [1, [2n]]], ''])
})

test('the snapshot holds these sections', () => {
  const [entry, ...others] = listSnapshots(nodeDisk, folder)
  assert.equal([entry?.number, others], [3, []])
  const reader = SnapshotReader.open(nodeDisk, entry!.path)
  assert.equal(reader.number, 3)
  assert.equal(
    reader.sections.map(({ name, offset, length, checksum }) => [name, offset, length, checksum.toString(16)]),
    [
      ['meta', 24, 16, 'a371ad'],
      ['column', 40, 11, '1fbd823f'],
      ['empty', 56, 0, '0'],
    ],
  )
  assert.equal(unpackRecord(reader.read('meta')), [0, 'after record', 3])
  assert.is(hex(reader.read('column')), '010203feffffffffffffff')
  assert.is(reader.read('empty').length, 0)
  reader.close()
})

test('today they would be written the same', async () => {
  const disk = new SimulatedDisk()
  await writeGolden('/golden', disk)
  for (const name of ['journal-0000000000000001.ballast', 'snapshot-0000000000000003.ballast']) {
    assert.is(hex(disk.bytesOf(`/golden/${name}`)), hex(readFileSync(`${folder}/${name}`)), name)
  }
  assert.is(disk.list('/golden').length, 2)
})

test.run()
