import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { partialTearUp } from '../../src/policies/partial-tear-up.ts'
import { proRata } from '../../src/policies/pro-rata.ts'
import { adlPriceOf, eligibleOf, queueTerms, unitAtomsOf } from '../../src/stages/rule-terms.ts'
import { emptyEngine } from '../engine/small-venue.ts'

test('what belongs to a rule goes before the options', () => {
  const options = { eligible: 'profitable', adlPrice: 'bankruptcy' } as const
  assert.equal(
    [eligibleOf({ ...options, policy: proRata }), adlPriceOf({ ...options, policy: proRata })],
    [...['profitable', 'bankruptcy']],
  )
  assert.equal(
    [eligibleOf({ ...options, policy: partialTearUp }), adlPriceOf({ ...options, policy: partialTearUp })],
    [...['regardless', 'mark']],
  )
})

test('a unit of the currency in atoms, at least one', () => {
  const of = (coefficient: bigint, decimals: number) => unitAtomsOf({ atom: { coefficient, decimals } })
  assert.equal([of(1n, 6), of(1n, 0), of(5n, 2), of(3n, 1), of(10n, 0)], [1_000_000n, 1n, 20n, 4n, 1n])
})

test('the seed of a queue is the same whenever it is made again, and another one for every other queue', () => {
  const { book } = emptyEngine('reference')
  const seeds = new Set<bigint>()
  for (let place = 0; place < 40; place += 1) {
    for (let pass = 0; pass < 5; pass += 1) {
      const { seed } = queueTerms(book, place, { lot: 0, pass })
      assert.is(queueTerms(book, place, { lot: 0, pass }).seed, seed)
      assert.is.not(queueTerms(book, place, { lot: 1, pass }).seed, seed)
      assert.ok(seed >= 0n && seed < 2n ** 64n)
      seeds.add(seed)
    }
  }
  assert.is(seeds.size, 200)
})

test.run()
