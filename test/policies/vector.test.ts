import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { vector } from '../../src/policies/vector.ts'
import { dealAt, dealt, positions } from './position.ts'

const DEALS: [what: string, need: bigint, open: bigint[], parts: bigint[]][] = [
  // 100 + 400: μ = 1/20, half of the one and all of the other; at 10 a quarter and a half.
  ['by the square of the size: 10 of 10 and 20 are 2 and 8', 10n, [10n, 20n], [2n, 8n]],
  ['up to all: 25 of 10 and 20 are 5 and 20', 25n, [10n, 20n], [5n, 20n]],
  // 26 · 4/5 = 20.8 is more than all.
  ['who is used up gives no more, and the other the rest', 26n, [10n, 20n], [6n, 20n]],
  // 7 · 1/6, 1/6, 4/6: 1.17, 1.17, 4.67
  ['floor, then the largest remainder', 7n, [10n, 10n, 20n], [1n, 1n, 5n]],
  ['ties of remainders go to whoever ranks first', 1n, [5n, 5n], [1n, 0n]],
  // 5 · 1/10001: dust is spared.
  ['the small are spared at the cost of the large', 5n, [1n, 100n], [0n, 5n]],
  ['all of it', 30n, [10n, 20n], [10n, 20n]],
  ['one alone', 3n, [10n], [3n]],
]

for (const [what, need, open, parts] of DEALS) {
  test(what, () => assert.equal(vector.allocate(need, [], open, dealAt()), parts))
}

test('equity, profit and entry value are not looked at', () => {
  const given = positions({ lots: 10n, equityAtoms: 0n, profitAtoms: -1n }, { lots: 20n, entryValueAtoms: 0n })
  assert.equal(dealt(vector, 10n, given), [2n, 8n])
  assert.is(vector.name, 'vector')
})

test('who splits its position in halves gives about half, the nearer the more others there are', () => {
  // 10 · 400/500 = 8; then 10 · 100/300 = 3.33 of each half.
  assert.equal(vector.allocate(10n, [], [20n, 10n], dealAt()), [8n, 2n])
  assert.equal(vector.allocate(10n, [], [10n, 10n, 10n], dealAt()), [4n, 3n, 3n])
  const others = Array<bigint>(98).fill(1_000n)
  // 10,000 · 4/102 = 392.16, up by its remainder; then 10,000 · 1/100 of each half.
  assert.is(vector.allocate(10_000n, [], [2_000n, ...others], dealAt())[0], 393n)
  assert.equal(vector.allocate(10_000n, [], [1_000n, 1_000n, ...others], dealAt()).slice(0, 2), [100n, 100n])
})

test.run()
