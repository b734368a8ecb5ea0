import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { bitmex, leveragedReturn } from '../../src/policies/bitmex.ts'
import type { Candidate, Score } from '../../src/policies/policy.ts'
import { position, positions, queueOf, sameScore, TERMS } from './position.ts'

const SCORES: [what: string, change: Partial<Candidate>, score: Score][] = [
  // 20/80 · 100/50
  ['a profit is multiplied by the leverage', {}, { over: 1n, under: 2n }],
  // −20/120 / (100/50) = −1/12
  ['a loss is divided by it', { profitAtoms: -20n, entryValueAtoms: 120n }, { over: -1n, under: 12n }],
  ['no profit is no profit', { profitAtoms: 0n, entryValueAtoms: 100n }, { over: 0n, under: 1n }],
  // Of an equity of 50, 7/28 stand behind the position: 12.5; 20/80 · 100/12.5 = 2.
  ['the share of equity goes by maintenance', { accountMaintenanceAtomPpm: 28n }, { over: 2n, under: 1n }],
  // Without maintenance by notional: 50 · 100/400 = 12.5.
  [
    'or by notional without maintenance',
    { maintenanceAtomPpm: 0n, accountNotionalAtoms: 400n },
    { over: 2n, under: 1n },
  ],
  ['a profit without equity is first of all', { equityAtoms: 0n }, 'infinite'],
  [
    'a loss without equity is 0, first of the losing ones',
    { equityAtoms: 0n, profitAtoms: -20n, entryValueAtoms: 120n },
    { over: 0n, under: 1n },
  ],
  ['without an entry value it is last', { entryValueAtoms: 0n, profitAtoms: 100n }, 'last'],
  ['also without equity', { entryValueAtoms: 0n, profitAtoms: 100n, equityAtoms: 0n }, 'last'],
]

for (const [what, change, score] of SCORES) {
  test(what, () => sameScore(bitmex.score(position(change), TERMS), score))
}

test('the denominator of a score is above zero, whatever the sign of the profit', () => {
  for (const profitAtoms of [20n, 0n, -20n]) {
    const score = bitmex.score(position({ profitAtoms }), TERMS)
    assert.ok(typeof score !== 'string' && score.under > 0n)
  }
})

test('equal scores go by notional, then by id; no equity behind a profit is before all, no entry value behind', () => {
  const queue = positions(
    // 10/40 · 50/25 is the score of the next one, of half the notional.
    { notionalAtoms: 50n, profitAtoms: 10n, entryValueAtoms: 40n, equityAtoms: 25n },
    {},
    {},
    { equityAtoms: 0n },
    { entryValueAtoms: 0n, profitAtoms: 100n },
  )
  assert.equal(queueOf(bitmex, queue), [4, 2, 3, 1, 5])
})

test('losers are behind all profits, the smallest loss for its leverage first', () => {
  const queue = positions(
    // −0.2 / 4 = −0.05
    { profitAtoms: -25n, entryValueAtoms: 125n, equityAtoms: 25n },
    // −0.1 / 1 = −0.1
    { profitAtoms: -10n, entryValueAtoms: 100n, notionalAtoms: 90n, equityAtoms: 90n },
    // 1/99 · 1: the smallest profit is before the smallest loss.
    { profitAtoms: 1n, entryValueAtoms: 99n, equityAtoms: 100n },
    // 0: no profit counts as a loss.
    { profitAtoms: 0n, entryValueAtoms: 100n },
  )
  assert.equal(queueOf(bitmex, queue), [3, 4, 1, 2])
})

test('several positions are scored as one by what is left of their sum', () => {
  // 30/90 · 120/40 = 1
  const held = { profitAtoms: 30n, notionalAtoms: 120n, entryValueAtoms: 90n }
  sameScore(leveragedReturn(held, { over: 80n, under: 2n }), { over: 1n, under: 1n })
  sameScore(leveragedReturn(held, { over: -1n, under: 2n }), 'infinite')
})

test.run()
