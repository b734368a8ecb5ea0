import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { isScorePolicy } from '../../src/policies/policy.ts'
import { proRata } from '../../src/policies/pro-rata.ts'

const DEALS: [what: string, need: bigint, open: bigint[], parts: bigint[]][] = [
  ['half of 10, 20 and 30 is 5, 10 and 15', 30n, [10n, 20n, 30n], [5n, 10n, 15n]],
  // 10 · 1/6 = 1.67, 10 · 2/6 = 3.33, 10 · 3/6 = 5: the odd lot to the largest remainder.
  ['floor first, then the largest remainder', 10n, [1n, 2n, 3n], [2n, 3n, 5n]],
  ['all of it when all is needed', 6n, [1n, 2n, 3n], [1n, 2n, 3n]],
  ['ties of remainders go to whoever ranks first', 1n, [5n, 5n], [1n, 0n]],
]

for (const [what, need, open, parts] of DEALS) {
  test(what, () => {
    if (isScorePolicy(proRata)) throw new Error('pro rata has no scores')
    assert.equal(proRata.allocate(need, [], open), parts)
  })
}

test('it is called by its name', () => assert.is(proRata.name, 'pro-rata'))

test.run()
