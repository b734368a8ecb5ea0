import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { minMax } from '../../src/policies/min-max.ts'
import { dealt, sized } from './position.ts'

const DEALS: [what: string, need: bigint, lots: bigint[], equities: bigint[], parts: bigint[]][] = [
  // 6 by 1, 2, 3: everybody loses 1 for an equity of one.
  ['lots by equity', 6n, [9n, 9n, 9n], [1n, 2n, 3n], [1n, 2n, 3n]],
  // After 1/1, 2/2, 3/3 the next lot makes 2/1, 3/2 or 4/3: the last is the smallest.
  ['the odd lot where the loss is then smallest', 7n, [9n, 9n, 9n], [1n, 2n, 3n], [1n, 2n, 4n]],
  // 2/5 is 0.4, 1/5 and 1/3 are at most 0.33.
  ['not all of the larger equity where that is worse', 2n, [9n, 9n], [5n, 3n], [1n, 1n]],
  // 0.33 thrice and 2: the largest remainder would take one of the first, 1/1; 3/6 is less.
  ['not by the largest remainder', 3n, [9n, 9n, 9n, 9n], [1n, 1n, 1n, 6n], [0n, 0n, 0n, 3n]],
  // 3 by 10, 1, 1: remainders 2.5, 0.25, 0.25 give 3, 0, 0; 3/10 is less than 1/1.
  ['one lot may be too much for a small equity', 3n, [9n, 9n, 9n], [10n, 1n, 1n], [3n, 0n, 0n]],
  ['nobody more than is open', 7n, [2n, 9n], [5n, 5n], [2n, 5n]],
  ['ties go to whoever stands first', 1n, [9n, 9n], [4n, 4n], [1n, 0n]],
  // 10 by equity, then 4 by size: 4 · 2/6, 4/6.
  ['no equity gives when nobody else can, by size', 12n, [10n, 2n, 4n], [7n, 0n, 0n], [10n, 1n, 1n]],
  ['without any equity by size', 3n, [2n, 4n], [0n, 0n], [1n, 2n]],
  ['all of it', 16n, [10n, 2n, 4n], [7n, 0n, 0n], [10n, 2n, 4n]],
  ['one alone', 5n, [10n], [7n], [5n]],
  ['nobody', 0n, [], [], []],
]

for (const [what, need, lots, equities, parts] of DEALS) {
  test(what, () => assert.equal(dealt(minMax, need, sized(lots, equities)), parts))
}

test('an overdrawn equity is none', () => {
  assert.equal(dealt(minMax, 3n, sized([2n, 9n], [-5n, 1n])), [0n, 3n])
})

test('a thousand candidates are dealt as exactly as three', () => {
  const lots = Array.from({ length: 1_000 }, (_, index) => BigInt(1 + (index % 7)))
  const equities = Array.from({ length: 1_000 }, (_, index) => BigInt(1 + ((index * 37) % 101)))
  const parts = dealt(minMax, 1_500n, sized(lots, equities))
  assert.is(
    parts.reduce((sum, part) => sum + part, 0n),
    1_500n,
  )
  // Optimal when no lot can go from the largest loss to somebody whose loss stays below it.
  for (const [from, part] of parts.entries()) {
    if (part === 0n) continue
    for (const [to, other] of parts.entries()) {
      const better = other < lots[to]! && (other + 1n) * equities[from]! < part * equities[to]!
      assert.not(better, `a lot of ${from} should be one of ${to}`)
    }
  }
})

test.run()
