import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dealByWeight, ofOpenLots } from '../../src/policies/weights.ts'

const DEALS: [what: string, need: bigint, weights: bigint[], open: bigint[], parts: bigint[]][] = [
  ['by weight, whatever is open', 6n, [1n, 2n], [10n, 10n], [2n, 4n]],
  // 5 · 1/3 = 1.67 and 3.33
  ['floor, then the largest remainder', 5n, [1n, 2n], [10n, 10n], [2n, 3n]],
  // 12 · 2/3 = 8 is more than the second has; the first gives the rest.
  ['nobody more than is open', 12n, [1n, 2n], [10n, 5n], [7n, 5n]],
  ['without a weight nothing, while others have some', 5n, [0n, 1n], [10n, 10n], [0n, 5n]],
  // The second is used up; 9 are left of the first and 3 of the third: 4 · 9/12 and 4 · 3/12.
  ['when these are used up, the others by size', 9n, [0n, 1n, 0n], [9n, 5n, 3n], [3n, 5n, 1n]],
  ['without any weight all by size', 4n, [0n, 0n], [9n, 3n], [3n, 1n]],
  ['all of it', 12n, [0n, 1n], [9n, 3n], [9n, 3n]],
  ['nothing', 0n, [1n, 1n], [1n, 1n], [0n, 0n]],
  ['nobody', 0n, [], [], []],
]

for (const [what, need, weights, open, parts] of DEALS) {
  test(what, () => assert.equal(dealByWeight(need, weights, open), parts))
}

test('of an amount as much belongs to the open lots as they are of all, in units of 2^-64, rounded down', () => {
  assert.is(ofOpenLots(12n, 3n, 4n), 9n << 64n)
  assert.is(ofOpenLots(1n, 1n, 3n), (1n << 64n) / 3n)
  assert.is(ofOpenLots(0n, 3n, 4n), 0n)
})

test.run()
