import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { WIDE_BYTES, wideFromBytes, wideToBytes } from '../../src/journal/wide.ts'
import { refusal } from './refusal.ts'

const wide = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }),
  fc.constantFrom(0n, 1n, 255n, 256n, 2n ** 64n - 1n, 2n ** 64n, 2n ** 128n - 1n),
)

test('the bytes are those of two DataView words, low one first', () => {
  fc.assert(
    fc.property(wide, (value) => {
      const view = new DataView(new ArrayBuffer(WIDE_BYTES))
      view.setBigUint64(0, BigInt.asUintN(64, value), true)
      view.setBigUint64(8, value >> 64n, true)
      assert.equal([...wideToBytes(value)], [...new Uint8Array(view.buffer)])
      assert.is(wideFromBytes(new Uint8Array(view.buffer)), value)
    }),
  )
})

test('bytes are read where they stand, and left alone', () => {
  const memory = Uint8Array.from({ length: 40 }, (_, index) => index)
  const bytes = memory.subarray(5, 5 + WIDE_BYTES)
  const value = wideFromBytes(bytes)
  assert.equal([...wideToBytes(value)], [...bytes])
  assert.equal(
    [...memory],
    Array.from({ length: 40 }, (_, index) => index),
  )
})

test('what the library writes wrong without a word is refused: negative, too wide, no bigint', () => {
  for (const value of [-1n, 2n ** 128n, -(2n ** 127n), 5, '5', null, undefined]) {
    assert.is(refusal(() => wideToBytes(value as bigint)).code, 'ERR_RANGE', String(value))
  }
})

test('bytes of any other number are refused, and what is no bytes', () => {
  for (const bytes of [new Uint8Array(15), new Uint8Array(17), new Uint8Array(0), 'f'.repeat(16), [1], null]) {
    assert.is(refusal(() => wideFromBytes(bytes as Uint8Array)).code, 'ERR_RANGE')
  }
})

test('the result has memory of its own', () => {
  const bytes = wideToBytes(7n)
  assert.is(bytes.buffer.byteLength, WIDE_BYTES)
})

test.run()
