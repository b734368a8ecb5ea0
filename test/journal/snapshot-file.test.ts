import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  checkHead,
  footerBytes,
  isFooterSound,
  isSnapshotDraftName,
  listBytes,
  listSnapshots,
  parseFooter,
  parseList,
  snapshotDraftName,
  snapshotHead,
  snapshotName,
} from '../../src/journal/snapshot-file.ts'
import { refusal } from './refusal.ts'
import { SimulatedDisk } from './simulated-disk.ts'

const entries = [
  { name: 'meta', offset: 24, length: 10, checksum: 0xdeadbeef },
  { name: 'Spalten', offset: 2 ** 33, length: 2 ** 34, checksum: 0 },
]

test('snapshots are listed by number, the newest first, and other files are not', () => {
  const disk = new SimulatedDisk()
  for (const number of [9, 100, 10]) disk.put(`/s/${snapshotName(number)}`, Uint8Array.of(1))
  disk.put(`/s/${snapshotDraftName(500)}`, Uint8Array.of(1))
  disk.put('/s/journal-0000000000000001.ballast', Uint8Array.of(1))
  assert.equal(
    listSnapshots(disk, '/s').map(({ number }) => number),
    [100, 10, 9],
  )
  assert.is(listSnapshots(disk, '/s')[0]?.path, '/s/snapshot-0000000000000100.ballast')
})

test('a draft has a name of its own', () => {
  assert.ok(isSnapshotDraftName(snapshotDraftName(5)))
  assert.not(isSnapshotDraftName(snapshotName(5)))
})

test('a list comes back as it was, offsets beyond 32 bits included', () => {
  assert.equal(parseList(listBytes(entries), 2 ** 50), entries)
  assert.equal(parseList(listBytes([]), 24), [])
})

test('what is no list is none: cut, too long, a count or a name beyond it, a section beyond where it stands', () => {
  const list = listBytes(entries)
  assert.is(parseList(list.subarray(0, -1), 2 ** 50), null)
  assert.is(parseList(Uint8Array.of(...list, 0), 2 ** 50), null)
  assert.is(parseList(new Uint8Array(3), 2 ** 50), null)
  for (const at of [0, 4 + 20]) {
    const wrong = list.slice()
    wrong[at]! += 1
    assert.is(parseList(wrong, 2 ** 50), null)
  }
  const end = Math.max(...entries.map(({ offset, length }) => offset + length))
  assert.equal(parseList(list, end), entries)
  assert.is(parseList(list, end - 1), null)
})

test('a footer says where the list is, and covers it and the head', () => {
  const [head, list] = [snapshotHead(77), listBytes(entries)]
  const footer = footerBytes(head, list, 2 ** 40, 77)
  assert.equal(parseFooter(footer), { listOffset: 2 ** 40, listLength: list.length, number: 77 })
  for (const bytes of [head, list, footer]) {
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      bytes[bit >> 3]! ^= 1 << (bit & 7)
      assert.not(isFooterSound(head, list, footer) && parseFooter(footer) !== null, `bit ${bit}`)
      bytes[bit >> 3]! ^= 1 << (bit & 7)
    }
  }
  assert.ok(isFooterSound(head, list, footer))
})

test('foreign files and newer versions are refused by name', () => {
  checkHead(snapshotHead(5), 'f')
  assert.match(refusal(() => checkHead(new Uint8Array(24), 'f')).message, 'f is no snapshot: byte 0 is 0')
  const newer = snapshotHead(5)
  newer[8] = 2
  assert.match(refusal(() => checkHead(newer, 'f')).message, 'f is of version 2 of the format')
})

test.run()
