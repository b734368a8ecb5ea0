// CRC-32 as in zlib, over a range of bytes. zlib's own is the fastest on long ranges, but a call of it and the view
// that it wants cost as much as a whole short record: those are summed here, four bytes a step.

import { crc32 } from 'node:zlib'

/** From this length on zlib is faster. */
const LONG_BYTES = 256

const POLYNOMIAL = 0xedb88320

/** table[256 · k + b]: what byte b does to the sum when k more bytes follow in the same step. */
const table = new Uint32Array(4 * 256)
for (let byte = 0; byte < 256; byte += 1) {
  let sum = byte
  for (let bit = 0; bit < 8; bit += 1) sum = (sum & 1) === 1 ? POLYNOMIAL ^ (sum >>> 1) : sum >>> 1
  table[byte] = sum
}
for (let index = 256; index < table.length; index += 1) {
  const before = table[index - 256]!
  table[index] = (before >>> 8) ^ table[before & 0xff]!
}

/**
 * @param start the sum of what stands before: ranges can be summed one after the other
 * @returns an unsigned 32-bit number
 */
export function checksumOf(bytes: Uint8Array, from: number, to: number, start: number): number {
  if (to - from >= LONG_BYTES) return crc32(bytes.subarray(from, to), start)
  let sum = ~start
  let at = from
  for (; at + 4 <= to; at += 4) {
    sum ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
    sum =
      table[768 | (sum & 0xff)]! ^
      table[512 | ((sum >>> 8) & 0xff)]! ^
      table[256 | ((sum >>> 16) & 0xff)]! ^
      table[sum >>> 24]!
  }
  for (; at < to; at += 1) sum = table[(sum ^ bytes[at]!) & 0xff]! ^ (sum >>> 8)
  return ~sum >>> 0
}
