import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { bluefin } from '../../src/policies/bluefin.ts'
import type { Candidate, Score } from '../../src/policies/policy.ts'
import { position, positions, queueOf, sameScore, TERMS } from './position.ts'

const PPM = 1_000_000n
/** Maintenance of a single position, in atoms. */
const needs = (atoms: bigint) => ({ maintenanceAtomPpm: atoms * PPM, accountMaintenanceAtomPpm: atoms * PPM })

const SCORES: [what: string, change: Partial<Candidate>, score: Score][] = [
  // 20/80 / (50/100)
  ['profit by margin ratio', needs(10n), { over: 1n, under: 2n }],
  // 20/80 / (60/100): the maintenance rate is more.
  ['not below the maintenance rate', needs(60n), { over: 5n, under: 12n }],
  // 20/80 / (60/100), as without equity
  ['without equity the leverage is bounded all the same', { ...needs(60n), equityAtoms: 0n }, { over: 5n, under: 12n }],
  // Half of the account's maintenance: a share of 25. 20/80 / (25/100)
  [
    'the share of the position counts',
    { ...needs(10n), accountMaintenanceAtomPpm: 20n * PPM },
    { over: 1n, under: 1n },
  ],
  ['neither equity nor maintenance is infinite', { ...needs(0n), equityAtoms: 0n }, 'infinite'],
  ['no profit is 0', { ...needs(10n), profitAtoms: 0n, entryValueAtoms: 100n }, { over: 0n, under: 1n }],
  ['a loss is 0', { ...needs(10n), profitAtoms: -20n, entryValueAtoms: 120n }, { over: 0n, under: 1n }],
  ['a loss without equity is 0', { ...needs(0n), profitAtoms: -20n, equityAtoms: 0n }, { over: 0n, under: 1n }],
  ['without an entry value it is last', { ...needs(10n), entryValueAtoms: 0n }, 'last'],
]

for (const [what, change, score] of SCORES) {
  test(what, () => sameScore(bluefin.score(position(change), TERMS), score))
}

test('at the maintenance rate both are the same number', () => {
  const at = bluefin.score(position(needs(50n)), TERMS)
  sameScore(at, bluefin.score(position(needs(49n)), TERMS))
})

test('all losers have one score: by notional, then by id', () => {
  const queue = positions(
    { ...needs(10n), profitAtoms: -1n, entryValueAtoms: 101n },
    { ...needs(10n), profitAtoms: -50n, entryValueAtoms: 150n },
    { ...needs(10n), profitAtoms: -9n, notionalAtoms: 200n, entryValueAtoms: 209n },
    needs(10n),
    { ...needs(0n), equityAtoms: 0n },
  )
  assert.equal(queueOf(bluefin, queue), [5, 4, 3, 1, 2])
})

test.run()
