import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { bybit } from '../../src/policies/bybit.ts'
import type { Candidate, Score } from '../../src/policies/policy.ts'
import { position, positions, queueOf, sameScore, TERMS } from './position.ts'

const LOSS = { profitAtoms: -20n, entryValueAtoms: 120n }

const SCORES: [what: string, change: Partial<Candidate>, score: Score][] = [
  // 20/80 · 100/50
  ['PnL% times the leverage of the account', {}, { over: 1n, under: 2n }],
  // 20/80 · 300/50, whatever the maintenance of the position
  [
    'all that the account holds counts',
    { accountNotionalAtoms: 300n, maintenanceAtomPpm: 1n },
    { over: 3n, under: 2n },
  ],
  // −20/120 · 100/50: a loss is multiplied as well
  ['a loss is multiplied too', LOSS, { over: -1n, under: 3n }],
  ['no profit is 0', { profitAtoms: 0n, entryValueAtoms: 100n }, { over: 0n, under: 1n }],
  ['a profit without equity is first', { equityAtoms: 0n }, 'infinite'],
  ['a loss without equity is 0', { ...LOSS, equityAtoms: 0n }, { over: 0n, under: 1n }],
  ['without an entry value it is last', { entryValueAtoms: 0n }, 'last'],
  ['also without equity', { entryValueAtoms: 0n, equityAtoms: 0n }, 'last'],
]

for (const [what, change, score] of SCORES) {
  test(what, () => sameScore(bybit.score(position(change), TERMS), score))
}

test('losers: the smaller and less leveraged loss first, before them those without equity', () => {
  const queue = positions(
    LOSS,
    // −0.1 · 1
    { profitAtoms: -10n, entryValueAtoms: 100n, notionalAtoms: 90n, accountNotionalAtoms: 90n, equityAtoms: 90n },
    { ...LOSS, equityAtoms: 0n },
    {},
    // The same score at half the size.
    { notionalAtoms: 50n, accountNotionalAtoms: 50n, profitAtoms: 10n, entryValueAtoms: 40n, equityAtoms: 25n },
    { profitAtoms: 100n, entryValueAtoms: 0n },
  )
  assert.equal(queueOf(bybit, queue), [4, 5, 6, 3, 2, 1])
})

test.run()
