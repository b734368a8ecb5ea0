// 128-bit signed counters in two adjacent words of a column, for sums over the book that may pass an int64.
//
//   words[index]      bits  0 …  63   low word, read as unsigned
//   words[index + 1]  bits 64 … 127   high word, signed: it carries the sign of the whole
//
//   value = high · 2^64 + low          -1 is high -1, low 2^64 - 1 (all ones in both words)
//
// The two words are not written in one step: one thread owns a counter, others read it only after a barrier.

import { assert } from '../core/assert.ts'

/** Words of one counter. */
export const WIDE_WORDS = 2

export const MAX_INT128 = (1n << 127n) - 1n
export const MIN_INT128 = -(1n << 127n)

/** The counter that begins at `words[index]`. */
export function readWide(words: BigInt64Array, index: number): bigint {
  assertPlace(words, index)
  return (words[index + 1]! << 64n) | BigInt.asUintN(64, words[index]!)
}

/** Replaces the counter. A value that does not fit 128 bits is a mistake of the program and changes nothing. */
export function writeWide(words: BigInt64Array, index: number, value: bigint): void {
  assertPlace(words, index)
  assert(value >= MIN_INT128 && value <= MAX_INT128, `${value} does not fit 128 bits`)
  words[index] = BigInt.asIntN(64, value)
  words[index + 1] = value >> 64n
}

/** Adds `delta`, of either sign, to the counter. A sum that does not fit is a mistake of the program. */
export function addWide(words: BigInt64Array, index: number, delta: bigint): void {
  writeWide(words, index, readWide(words, index) + delta)
}

function assertPlace(words: BigInt64Array, index: number): void {
  const inside = Number.isInteger(index) && index >= 0 && index + WIDE_WORDS <= words.length
  assert(inside, `counter at word ${index} lies outside ${words.length} words`)
}
