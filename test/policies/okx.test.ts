import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { okx } from '../../src/policies/okx.ts'
import type { Candidate, Score } from '../../src/policies/policy.ts'
import { position, positions, queueOf, sameScore, TERMS } from './position.ts'

const LOSS = { profitAtoms: -20n, entryValueAtoms: 120n }

const ALONE: [what: string, change: Partial<Candidate>, score: Score][] = [
  // 20/80 · 100/50
  ['a profit is multiplied by the effective leverage', {}, { over: 1n, under: 2n }],
  // −20/120 / 2
  ['a loss is divided by it', LOSS, { over: -1n, under: 12n }],
  ['a profit without equity is first', { equityAtoms: 0n }, 'infinite'],
  ['a loss without equity is 0', { ...LOSS, equityAtoms: 0n }, { over: 0n, under: 1n }],
  ['without an entry value it is last', { entryValueAtoms: 0n }, 'last'],
]

for (const [what, change, score] of ALONE) {
  test(what, () => {
    sameScore(okx.score(position(change), TERMS), score)
    sameScore(okx.scoreTogether!([position(change)], TERMS), score)
  })
}

test('isolated and cross positions of an owner are one', () => {
  // (20 + 10)/(80 + 190) · (100 + 200)/(50 + 40 · 1/4) = 1/9 · 5
  const cross = { notionalAtoms: 200n, profitAtoms: 10n, entryValueAtoms: 190n, equityAtoms: 40n }
  const pair = [position(), position({ ...cross, maintenanceAtomPpm: 2n, accountMaintenanceAtomPpm: 8n })]
  sameScore(okx.scoreTogether!(pair, TERMS), { over: 5n, under: 9n })
})

test('the sum decides what is a profit: 20 and −30 are a loss of 10 on 210, at 200/100', () => {
  const pair = [position(), position({ profitAtoms: -30n, entryValueAtoms: 130n })]
  sameScore(okx.scoreTogether!(pair, TERMS), { over: -1n, under: 42n })
})

test('positions of an owner stand together, the larger first; its losing one is behind every profitable one', () => {
  const queue = positions(
    { owner: 1, notionalAtoms: 50n, profitAtoms: 10n, entryValueAtoms: 40n, equityAtoms: 40n },
    // 40/60 · 2 is more than what owner 1 has in all.
    { owner: 2, profitAtoms: 40n, entryValueAtoms: 60n },
    { owner: 1, notionalAtoms: 90n, profitAtoms: 45n, entryValueAtoms: 45n, equityAtoms: 20n },
    // Less than the others.
    { owner: 3, equityAtoms: 100n },
    { owner: 1, profitAtoms: -1n, entryValueAtoms: 101n, equityAtoms: 500n },
  )
  // Owner 1: 54/186 · 240/560 = 0.124; owner 2: 1.33; owner 3: 0.25.
  assert.equal(queueOf(okx, queue), [2, 4, 3, 1, 5])
})

test('owners with one score each go by notional, then by id', () => {
  const half = { notionalAtoms: 50n, profitAtoms: 10n, entryValueAtoms: 40n, equityAtoms: 25n }
  assert.equal(queueOf(okx, positions(half, {}, {})), [2, 3, 1])
})

test.run()
