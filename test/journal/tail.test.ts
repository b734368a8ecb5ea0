import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type OpenSegment, Tail } from '../../src/journal/tail.ts'
import { SimulatedDisk } from './simulated-disk.ts'

function segmentOf(disk: SimulatedDisk, name: string): OpenSegment {
  return {
    file: disk.createNow(`/tail/${name}`),
    salt: 0,
    room: 1 << 30,
    first: 1,
    end: 24,
    isSynced: true,
    settled: null,
    isSealed: false,
  }
}

function fill(tail: Tail, segment: OpenSegment, bytes: number, number: number): void {
  let { piece } = tail
  if (piece.length + bytes > piece.bytes.length || piece.segment !== segment) piece = tail.advance(segment, bytes)
  piece.bytes.fill(number, piece.length, piece.length + bytes)
  piece.length += bytes
  piece.last = number
  segment.end += bytes
}

test('pieces come out in the order in which they were filled, each at its place', () => {
  const disk = new SimulatedDisk()
  const [a, b] = [segmentOf(disk, 'a'), segmentOf(disk, 'b')]
  const tail = new Tail(a, 0, 0)
  fill(tail, a, 700_000, 1)
  fill(tail, a, 700_000, 2)
  fill(tail, b, 10, 3)
  const pieces = [tail.take(), tail.take(), tail.take()]
  assert.equal(
    pieces.map(({ segment, offset, length, last }) => [segment === a, offset, length, last]),
    [
      [true, 24, 700_000, 1],
      [true, 700_024, 700_000, 2],
      [false, 24, 10, 3],
    ],
  )
  assert.equal([tail.piece.segment === b, tail.piece.offset, tail.piece.last], [true, 34, 3])
})

test('a piece that is being written is not filled on, and its buffer is used again afterwards', () => {
  const disk = new SimulatedDisk()
  const segment = segmentOf(disk, 'a')
  const tail = new Tail(segment, 0, 0)
  fill(tail, segment, 10, 1)
  const writing = tail.take()
  const buffer = writing.bytes
  fill(tail, segment, 10, 2)
  assert.is(writing.length, 10)
  assert.is.not(tail.piece.bytes, buffer)
  tail.recycle(writing)
  tail.take()
  assert.is(tail.piece.bytes, buffer)
})

test('a frame that is larger than a buffer gets one of its size', () => {
  const disk = new SimulatedDisk()
  const segment = segmentOf(disk, 'a')
  const tail = new Tail(segment, 0, 3 << 20)
  assert.is(tail.piece.bytes.length, 3 << 20)
  fill(tail, segment, 5 << 20, 1)
  assert.is(tail.take().length, 5 << 20)
})

test('more than a few megabytes do not wait in memory: the caller writes them', () => {
  const disk = new SimulatedDisk()
  const segment = segmentOf(disk, 'a')
  const tail = new Tail(segment, 0, 0)
  for (let number = 1; number <= 40; number += 1) fill(tail, segment, 1_000_000, number)
  const before = disk.bytesOf('/tail/a')
  assert.ok(before.length > 24_000_000, `${before.length} bytes are in the file`)
  const pieces = Array.from({ length: 40 }, () => tail.take())
  assert.equal(
    pieces.map(({ last }) => last),
    Array.from({ length: 40 }, (_, index) => index + 1),
  )
  for (const piece of pieces) {
    const at = 24 + (piece.last - 1) * 1_000_000
    assert.is(piece.offset, at)
    if (piece.isWritten) assert.is(before[at + 500_000], piece.last)
    else assert.is(piece.bytes[500_000], piece.last)
  }
  for (let number = 41; number <= 60; number += 1) fill(tail, segment, 1_000_000, number)
  assert.ok(disk.bytesOf('/tail/a').length > 50_000_000, 'and again')
})

test.run()
