import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { isNearTie } from '../../src/memory/rank-heap.ts'
import { compareScores, type Score } from '../../src/policies/policy.ts'
import { scoreKey } from '../../src/policies/score-key.ts'

test('a score is its quotient: 3/4 is 0.75, −7/2 is −3.5', () => {
  assert.equal([scoreKey({ over: 3n, under: 4n }), scoreKey({ over: -7n, under: 2n })], [0.75, -3.5])
})

test('infinite is above and last below every number', () => {
  assert.equal([scoreKey('infinite'), scoreKey('last')], [Infinity, -Infinity])
})

test('numbers too long for a double have their quotient all the same', () => {
  const long = 10n ** 400n
  assert.equal(
    [scoreKey({ over: 6n * long, under: 3n * long }), scoreKey({ over: -long, under: 4n * long })],
    [2, -0.25],
  )
})

test('a quotient too large for a double is infinite, one too small is zero: the exact scores tell them apart', () => {
  const long = 10n ** 400n
  assert.equal(
    [scoreKey({ over: long, under: 1n }), scoreKey({ over: -long, under: 1n }), scoreKey({ over: 1n, under: long })],
    [Infinity, -Infinity, 0],
  )
})

/** Integers of up to 1,400 bits, small and huge ones equally likely. */
const whole = fc
  .tuple(fc.integer({ min: 1, max: 1_400 }), fc.bigInt({ min: 0n, max: 2n ** 64n }))
  .map(([bits, word]) => {
    return (1n << BigInt(bits - 1)) + (bits > 64 ? word << BigInt(bits - 65) : word % (1n << BigInt(bits - 1)))
  })
const rational = fc.record({ over: whole, under: whole, minus: fc.boolean() }).map(({ over, under, minus }) => {
  return { over: minus ? -over : over, under }
})
/** Two that are far apart, or a hair. */
const pair = fc.oneof(
  fc.tuple(rational, rational),
  fc
    .tuple(rational, fc.bigInt({ min: -3n, max: 3n }))
    .map(([score, by]) => [score, { ...score, over: score.over + by }]),
) as fc.Arbitrary<[Score, Score]>

test('keys that are no near-tie stand in the order of the exact scores', () => {
  let told = 0
  fc.assert(
    fc.property(pair, ([a, b]) => {
      const [keyA, keyB] = [scoreKey(a), scoreKey(b)]
      assert.not(Number.isNaN(keyA))
      if (isNearTie(keyA, keyB)) return
      told += 1
      assert.is(keyA < keyB, compareScores(a, b) < 0)
    }),
    { seed: 5, numRuns: 4_000 },
  )
  assert.ok(told > 500, `only ${told} pairs were apart`)
})

test('at the edge of zero and infinity the key goes by the quotient, not by its terms', () => {
  for (const [over, under] of [
    [1n, 1n << 930n],
    [1n << 930n, 1n],
  ] as const) {
    for (const factor of [1n, 3n ** 200n, 7n ** 400n]) {
      const edge = scoreKey({ over: over * factor, under: under * factor })
      assert.ok(isNearTie(edge, scoreKey({ over, under })) && edge > 0 && edge < Infinity, `${factor}`)
    }
  }
  assert.is(scoreKey({ over: 7n ** 400n - 1n, under: (7n ** 400n) << 930n }), 0)
  assert.is(scoreKey({ over: -((7n ** 400n) << 930n) - 1n, under: 7n ** 400n }), -Infinity)
})

test('equal scores in other terms are a near-tie', () => {
  fc.assert(
    fc.property(rational, whole, (score, factor) => {
      assert.ok(isNearTie(scoreKey(score), scoreKey({ over: score.over * factor, under: score.under * factor })))
    }),
    { seed: 6, numRuns: 10_000 },
  )
})

test.run()
