import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  demandLength,
  durableAt,
  FRAME_HEADER_BYTES,
  frameBytes,
  getNumber,
  isSound,
  lengthAt,
  MAX_PAYLOAD_BYTES,
  numberAt,
  putFrameHeader,
  putNumber,
  viewOf,
} from '../../src/journal/frames.ts'
import { refusal } from './refusal.ts'

const SALT = 0xdeadbeef

function frameOf(payload: Uint8Array, number = 5, durable = 3, at = 0): Uint8Array {
  const bytes = new Uint8Array(at + frameBytes(payload.length))
  bytes.set(payload, at + FRAME_HEADER_BYTES)
  putFrameHeader(bytes, viewOf(bytes), at, payload.length, number, durable, SALT)
  return bytes
}

test('a frame is these bytes', () => {
  const bytes = frameOf(Uint8Array.of(0xaa, 0xbb, 0xcc), 2 ** 32 + 7, 2 ** 32 + 5)
  assert.is(
    Buffer.from(bytes).toString('hex'),
    ['03000000', '74d4a158', '0700000001000000', '0500000001000000', 'aabbcc'].join(''),
  )
})

test('what is put in comes out, at any place', () => {
  const number = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER })
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 400 }), number, number, fc.nat(9), (payload, a, b, at) => {
      const bytes = frameOf(payload, a, b, at)
      const view = viewOf(bytes)
      assert.equal([lengthAt(view, at), numberAt(view, at), durableAt(view, at)], [payload.length, a, b])
      assert.ok(isSound(bytes, view, at, SALT))
    }),
  )
})

test('no bit of a frame can flip unseen', () => {
  const bytes = frameOf(Uint8Array.of(1, 2, 3, 4, 5))
  // Room for the length to grow into, as there is in a file.
  const file = new Uint8Array(1 << 12)
  file.set(bytes)
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    file[bit >> 3]! ^= 1 << (bit & 7)
    const length = lengthAt(viewOf(file), 0)
    if (frameBytes(length) <= file.length) assert.not(isSound(file, viewOf(file), 0, SALT), `bit ${bit}`)
    file[bit >> 3]! ^= 1 << (bit & 7)
  }
  assert.ok(isSound(file, viewOf(file), 0, SALT))
})

test('a frame of another segment is none', () => {
  const bytes = frameOf(Uint8Array.of(1, 2, 3))
  assert.not(isSound(bytes, viewOf(bytes), 0, SALT ^ 1))
})

test('numbers above 32 bits are written as DataView would', () => {
  const view = new DataView(new ArrayBuffer(8))
  for (const number of [0, 1, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER]) {
    putNumber(view, 0, number)
    assert.is(view.getBigUint64(0, true), BigInt(number))
    assert.is(getNumber(view, 0), number)
  }
})

test('a payload is at least a byte and at most a quarter of a gibibyte', () => {
  demandLength(1)
  demandLength(MAX_PAYLOAD_BYTES)
  for (const length of [0, MAX_PAYLOAD_BYTES + 1, Number.NaN]) {
    assert.is(refusal(() => demandLength(length)).code, 'ERR_RANGE')
  }
})

test.run()
