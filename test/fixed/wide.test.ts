import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { AssertionError } from '../../src/core/assert.ts'
import { addWide, MAX_INT128, MIN_INT128, readWide, WIDE_WORDS, writeWide } from '../../src/fixed/wide.ts'

const values = fc.oneof(
  fc.bigInt({ min: MIN_INT128, max: MAX_INT128 }),
  // Around the borders of the low word, where the carry is.
  fc
    .tuple(fc.constantFrom(0n, 1n << 63n, 1n << 64n), fc.integer({ min: -3, max: 3 }))
    .map(([edge, off]) => edge + BigInt(off)),
)

function isAssertion(error: unknown): boolean {
  return error instanceof AssertionError
}

const LAYOUT = [
  // value, low word, high word
  [0n, 0n, 0n],
  [1n, 1n, 0n],
  [-1n, -1n, -1n],
  [(1n << 63n) - 1n, (1n << 63n) - 1n, 0n],
  [1n << 63n, -(1n << 63n), 0n],
  [1n << 64n, 0n, 1n],
  [-(1n << 64n), 0n, -1n],
  [-(1n << 63n) - 1n, (1n << 63n) - 1n, -1n],
  [MAX_INT128, -1n, (1n << 63n) - 1n],
  [MIN_INT128, 0n, -(1n << 63n)],
] as const

for (const [value, low, high] of LAYOUT) {
  test(`${value} lies in the words ${low} and ${high}`, () => {
    const words = new BigInt64Array(WIDE_WORDS)
    writeWide(words, 0, value)
    assert.equal([words[0], words[1]], [low, high])
    assert.is(readWide(words, 0), value)
  })
}

test('reads what was written and leaves the words beside it alone', () => {
  fc.assert(
    fc.property(values, (value) => {
      const words = new BigInt64Array(4).fill(77n)
      writeWide(words, 1, value)
      assert.is(readWide(words, 1), value)
      assert.equal([words[0], words[3]], [77n, 77n])
    }),
  )
})

test('adds up to the sum of any deltas that fit', () => {
  const deltas = fc.array(
    fc.oneof(fc.bigInt({ min: -(1n << 100n), max: 1n << 100n }), fc.bigInt({ min: -9n, max: 9n })),
  )
  fc.assert(
    fc.property(deltas, (list) => {
      const words = new BigInt64Array(WIDE_WORDS)
      let sum = 0n
      for (const delta of list) {
        addWide(words, 0, delta)
        sum += delta
        assert.is(readWide(words, 0), sum)
      }
    }),
  )
})

test('refuses what does not fit 128 bits and keeps the counter', () => {
  for (const [value, delta] of [
    [MAX_INT128, 1n],
    [MIN_INT128, -1n],
  ] as const) {
    const words = new BigInt64Array(WIDE_WORDS)
    writeWide(words, 0, value)
    assert.throws(() => addWide(words, 0, delta), isAssertion)
    assert.throws(() => writeWide(words, 0, value + delta), isAssertion)
    assert.is(readWide(words, 0), value)
  }
})

test('refuses a place where two words do not fit', () => {
  const words = new BigInt64Array(3)
  for (const index of [-1, 2, 3, 0.5, Number.NaN]) {
    assert.throws(() => readWide(words, index), isAssertion)
    assert.throws(() => writeWide(words, index, 0n), isAssertion)
  }
  assert.not.throws(() => writeWide(words, 1, -1n))
})

test('works in shared memory', () => {
  const words = new BigInt64Array(new SharedArrayBuffer(WIDE_WORDS * BigInt64Array.BYTES_PER_ELEMENT))
  addWide(words, 0, -5n)
  assert.is(readWide(words, 0), -5n)
})

test.run()
