import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { giniPpm, partPpm, topPpm } from '../../src/scenario/shares-of.ts'

test('a part of a whole, rounded down; of nothing all of it', () => {
  assert.equal([partPpm(1n, 3n), partPpm(0n, 0n), partPpm(5n, 0n), partPpm(-1n, 3n)], [333_333, 0, 1_000_000, 0])
})

test('the largest have so much', () => {
  assert.equal([topPpm([1n, 6n, 3n], 1), topPpm([1n, 6n, 3n], 2), topPpm([], 5)], [600_000, 900_000, 0])
})

test('Gini: 0 of equals, (n − 1)/n when one has all', () => {
  assert.equal([giniPpm([4n, 4n, 4n]), giniPpm([0n, 0n, 0n, 9n]), giniPpm([]), giniPpm([7n])], [0, 750_000, 0, 0])
  // 1, 2, 3, 4: (−3 − 2 + 3 + 12) / (4 · 10).
  assert.is(giniPpm([3n, 1n, 4n, 2n]), 250_000)
})

test.run()
