import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { FileWindow } from '../../src/journal/file-window.ts'
import { refusal } from './refusal.ts'
import { SimulatedDisk } from './simulated-disk.ts'

const bytes = Uint8Array.from({ length: 3 << 20 }, (_, index) => (index * 13) ^ (index >> 9))

function open(): { window: FileWindow; disk: SimulatedDisk } {
  const disk = new SimulatedDisk()
  disk.put('/file', bytes.slice())
  return { window: new FileWindow(disk.open('/file')), disk }
}

test('it shows any part of a file, in any order, larger than itself too', () => {
  const { window } = open()
  const part = fc.tuple(fc.nat(bytes.length), fc.oneof(fc.nat(100), fc.nat(2 << 20)))
  fc.assert(
    fc.property(part, ([from, length]) => {
      const offset = Math.min(from, bytes.length - length)
      if (offset < 0) return
      const at = window.show(offset, length)
      assert.is(Buffer.compare(window.bytes.subarray(at, at + length), bytes.subarray(offset, offset + length)), 0)
    }),
  )
})

test('its memory goes back to a megabyte after a large part', () => {
  const { window } = open()
  window.show(0, 3 << 20)
  window.show(100, 10)
  assert.is(window.bytes.length, 3 << 20, 'what is shown already is not read again')
  const { window: other } = open()
  other.show(0, 2 << 20)
  other.show((3 << 20) - 10, 10)
  assert.is(other.bytes.length, 1 << 20)
})

test('a place behind the end is a mistake, a file that shrinks an error', () => {
  const { window, disk } = open()
  assert.throws(() => window.show(3 << 20, 1), /of 3145728 in \/file/)
  disk.open('/file').truncateNow(10)
  assert.throws(() => window.show(0, 100), /has shrunk/)
})

test('an error of the disk says where', () => {
  const disk = new SimulatedDisk()
  disk.put('/file', bytes)
  const file = disk.open('/file')
  const window = new FileWindow({
    ...file,
    path: '/file',
    sizeNow: () => 100,
    readNow: () => {
      throw Object.assign(new Error('EIO: bad sector'), { code: 'EIO', errno: -5 })
    },
  })
  assert.match(refusal(() => window.show(7, 10)).message, 'reading /file at byte 7 failed: EIO: bad sector (errno -5)')
})

test.run()
