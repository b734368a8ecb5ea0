import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dydx } from '../../src/policies/dydx.ts'
import { positions, queueOf, TERMS } from './position.ts'

const three = positions({ profitAtoms: -50n, equityAtoms: 0n }, {}, { entryValueAtoms: 0n })
const from = (seed: bigint) => dydx.order(three, { ...TERMS, seed })

test('from the place that the seed says on, one after the other', () => {
  assert.equal([0n, 1n, 2n].map(from), [
    [0, 1, 2],
    [1, 2, 0],
    [2, 0, 1],
  ])
})

test('the place is the remainder of the seed: 2^64 − 1 is 3 · 6148914691236517205', () => {
  assert.equal(from(2n ** 64n - 1n), [0, 1, 2])
  assert.equal(from(2n ** 64n - 2n), [2, 0, 1])
})

test('nobody is nobody, and one is the first whatever the seed', () => {
  assert.equal(dydx.order([], { ...TERMS, seed: 7n }), [])
  assert.equal(dydx.order(three.slice(0, 1), { ...TERMS, seed: 7n }), [0])
})

test('profit, equity and entry value are not looked at', () => {
  assert.equal(dydx.fixed, { eligible: 'regardless' })
  assert.equal(queueOf(dydx, three, { ...TERMS, seed: 4n }), [2, 3, 1])
})

test('every place is drawn about as often: 3,000 seeds over 3 places', () => {
  const counts = [0, 0, 0]
  for (let seed = 0n; seed < 3_000n; seed += 1n) counts[from(seed)[0]!]! += 1
  assert.equal(counts, [1_000, 1_000, 1_000])
})

test.run()
