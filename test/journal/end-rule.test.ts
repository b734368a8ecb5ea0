import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { inspectRest } from '../../src/journal/end-rule.ts'
import { FileWindow } from '../../src/journal/file-window.ts'
import { FRAME_HEADER_BYTES, putFrameHeader, viewOf } from '../../src/journal/frames.ts'
import { refusal } from './refusal.ts'
import { SimulatedDisk } from './simulated-disk.ts'

const SALT = 99

function windowOf(bytes: Uint8Array): FileWindow {
  const disk = new SimulatedDisk()
  disk.put('/rest', bytes)
  return new FileWindow(disk.open('/rest'))
}

function putFrame(bytes: Uint8Array, at: number, length: number, number: number, durable: number, salt = SALT): void {
  bytes.fill(7, at + FRAME_HEADER_BYTES, at + FRAME_HEADER_BYTES + length)
  putFrameHeader(bytes, viewOf(bytes), at, length, number, durable, salt)
}

test('nothing but zeros, or nothing at all, is the end', () => {
  for (const length of [0, 1, 24, 70_000, 3 << 20]) {
    assert.equal(inspectRest(windowOf(new Uint8Array(length)), 0, SALT, 5), { witness: null, bytes: 0 })
  }
})

test('bytes are counted up to the last that is not zero', () => {
  const bytes = new Uint8Array(200_000)
  bytes[150_000] = 1
  bytes[30] = 1
  assert.equal(inspectRest(windowOf(bytes), 10, SALT, 5), { witness: null, bytes: 149_991 })
})

test('a frame that says the missing record was durable is found wherever it begins', () => {
  // 65,536 is where a step of the search ends: headers lie across it.
  for (const at of [1, 7, 1000, 65_500, 65_515, 65_535, 65_536, 65_537, 131_060, 199_000]) {
    const bytes = new Uint8Array(200_000)
    // A length whose first byte is 0.
    putFrame(bytes, at, 512, 9, 6)
    assert.equal(inspectRest(windowOf(bytes), 0, SALT, 5).witness, { offset: at, number: 9, durable: 6 })
  }
})

test('frames that say nothing of it, of another segment, or damaged ones are no witnesses', () => {
  const bytes = new Uint8Array(10_000)
  putFrame(bytes, 100, 300, 9, 4)
  putFrame(bytes, 1000, 300, 9, 6, SALT + 1)
  putFrame(bytes, 2000, 300, 9, 6)
  bytes[2100]! ^= 1
  putFrame(bytes, 3000, 300, 9, 10)
  assert.is(inspectRest(windowOf(bytes), 0, SALT, 5).witness, null)
})

test('a large frame is summed across windows', () => {
  const bytes = new Uint8Array(5 << 20)
  putFrame(bytes, 1_000_000, 3 << 20, 6, 5)
  assert.is(inspectRest(windowOf(bytes), 0, SALT, 5).witness?.offset, 1_000_000)
})

test('bytes that were made to look like frames by the thousand are not summed for ever', () => {
  const bytes = new Uint8Array(24 << 20)
  const view = viewOf(bytes)
  for (let at = 24; at < 40_000; at += 24) {
    view.setUint32(at, 20 << 20, true)
    view.setUint32(at + 8, 9, true)
    view.setUint32(at + 16, 6, true)
  }
  assert.is(refusal(() => inspectRest(windowOf(bytes), 0, SALT, 5)).code, 'ERR_JOURNAL_CORRUPT')
})

test.run()
