import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { hyperliquid } from '../../src/policies/hyperliquid.ts'
import type { Candidate, Score } from '../../src/policies/policy.ts'
import { position, positions, queueOf, sameScore, TERMS } from './position.ts'

const SCORES: [what: string, change: Partial<Candidate>, score: Score][] = [
  // 100/80 · 100/50
  ['mark by entry times notional by account value', {}, { over: 5n, under: 2n }],
  // A short sold for 120: 100/120 · 2. Its profit grows as the score falls.
  ['of a short in profit mark by entry is below 1', { entryValueAtoms: 120n }, { over: 5n, under: 3n }],
  // 100/80 · 100/200: the whole account, whatever else it holds.
  ['the whole account counts', { equityAtoms: 200n, accountNotionalAtoms: 900n }, { over: 5n, under: 8n }],
  ['no equity is first', { equityAtoms: 0n }, 'infinite'],
  ['also without a profit', { equityAtoms: 0n, profitAtoms: -20n, entryValueAtoms: 120n }, 'infinite'],
  ['without an entry value it is last', { entryValueAtoms: 0n, equityAtoms: 0n }, 'last'],
]

for (const [what, change, score] of SCORES) {
  test(what, () => sameScore(hyperliquid.score(position(change), TERMS), score))
}

test('losers are scored like everybody, but behind those with a profit; ties by notional, then id', () => {
  const queue = positions(
    { profitAtoms: -20n, entryValueAtoms: 120n },
    { profitAtoms: -20n, entryValueAtoms: 120n, equityAtoms: 0n },
    // Leverage 1/2: the lowest score of all, and a profit.
    { equityAtoms: 200n },
    // 100/80 · 100/200 in another size.
    { notionalAtoms: 200n, profitAtoms: 40n, entryValueAtoms: 160n, equityAtoms: 400n },
    { equityAtoms: 200n },
  )
  assert.equal(queueOf(hyperliquid, queue), [4, 3, 5, 2, 1])
})

test.run()
