import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ethereal } from '../../src/policies/ethereal.ts'
import { position, positions, queueOf, sameScore, TERMS } from './position.ts'

test('the effective leverage of the account is the score: 100/50', () => {
  sameScore(ethereal.score(position(), TERMS), { over: 2n, under: 1n })
  sameScore(ethereal.score(position({ accountNotionalAtoms: 300n, profitAtoms: -1n }), TERMS), { over: 6n, under: 1n })
  sameScore(ethereal.score(position({ equityAtoms: 0n }), TERMS), 'infinite')
  // An entry value of nothing is nothing out of the way here.
  sameScore(ethereal.score(position({ entryValueAtoms: 0n }), TERMS), { over: 2n, under: 1n })
})

test('then the larger profit, then the smaller balance, then the newest account', () => {
  const queue = positions(
    {},
    { profitAtoms: 21n },
    // balance 50 − 25 = 25, that of the others 30
    { accountProfitAtoms: 25n },
    {},
    // The size decides nothing.
    { notionalAtoms: 1_000n },
    { equityAtoms: 49n, profitAtoms: 1n },
    { equityAtoms: 0n, profitAtoms: 1n },
  )
  assert.equal(queueOf(ethereal, queue), [7, 6, 2, 3, 5, 4, 1])
})

test('losers are ordered in the same way, behind those with a profit', () => {
  const queue = positions(
    { profitAtoms: -20n, equityAtoms: 10n },
    { profitAtoms: -10n, equityAtoms: 20n },
    { profitAtoms: 1n, equityAtoms: 1_000n },
    { profitAtoms: -5n, equityAtoms: 20n },
  )
  assert.equal(queueOf(ethereal, queue), [3, 1, 4, 2])
})

test('no two accounts are tied, and the order of two is the reverse of the other way round', () => {
  const [a, b] = positions({}, {}) as [ReturnType<typeof position>, ReturnType<typeof position>]
  assert.ok(ethereal.tellApart!(b, a) < 0)
  assert.ok(ethereal.tellApart!(a, b) > 0)
})

test.run()
