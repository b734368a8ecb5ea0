import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { checksumOf } from '../../src/journal/checksum.ts'

test('it is the CRC-32 of zlib for any range, short or long, and any start', () => {
  const range = fc.tuple(
    fc.uint8Array({ minLength: 1, maxLength: 600 }),
    fc.nat(20),
    fc.integer({ min: 0, max: 0xffffffff }),
  )
  fc.assert(
    fc.property(range, ([bytes, cut, start]) => {
      // Of no bytes zlib's sum is 0 whatever the start; ours is the start, so that empty ranges change nothing.
      const from = Math.min(cut, bytes.length - 1)
      assert.is(checksumOf(bytes, from, bytes.length, start), crc32(bytes.subarray(from), start))
    }),
  )
})

test('the sum of 123456789 is the one in every textbook', () => {
  const bytes = new TextEncoder().encode('123456789')
  assert.is(checksumOf(bytes, 0, 9, 0), 0xcbf43926)
})

test('ranges can be summed one after the other', () => {
  const bytes = Uint8Array.from({ length: 1000 }, (_, index) => index * 7)
  const first = checksumOf(bytes, 0, 300, 0)
  assert.is(checksumOf(bytes, 300, 1000, first), checksumOf(bytes, 0, 1000, 0))
})

test.run()
