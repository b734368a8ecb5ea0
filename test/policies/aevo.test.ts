import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { aevo } from '../../src/policies/aevo.ts'
import { binance } from '../../src/policies/binance.ts'
import { position, positions, queueOf, sameScore, TERMS } from './position.ts'

const UNIT = TERMS.unitAtoms

test('profit of the balance times maintenance of what it is worth', () => {
  // balance 300 − 60 = 240; 60/240 · 15/300 = 0.0125
  const given = {
    accountProfitAtoms: 60n * UNIT,
    equityAtoms: 300n * UNIT,
    accountMaintenanceAtomPpm: 15n * UNIT ** 2n,
  }
  sameScore(aevo.score(position(given), TERMS), { over: 1n, under: 80n })
  assert.is(aevo.name, 'aevo')
})

test('a balance below one unit counts as one, a loss and no equity as 0', () => {
  // 1/2 of a unit: 2/1 · 1/2.5 = 0.8
  const given = { accountProfitAtoms: 2n * UNIT, equityAtoms: (5n * UNIT) / 2n, accountMaintenanceAtomPpm: UNIT ** 2n }
  sameScore(aevo.score(position(given), TERMS), { over: 4n, under: 5n })
  for (const change of [{ accountProfitAtoms: -1n }, { accountProfitAtoms: 0n }, { equityAtoms: 0n }]) {
    sameScore(aevo.score(position({ ...given, ...change }), TERMS), { over: 0n, under: 1n })
  }
})

test('its queue is that of Binance', () => {
  const queue = positions(
    { accountProfitAtoms: -20n },
    { accountProfitAtoms: 30n },
    { accountProfitAtoms: 20n, equityAtoms: 40n },
    { profitAtoms: -3n },
  )
  assert.equal(queueOf(aevo, queue), [2, 3, 1, 4])
  assert.equal(queueOf(aevo, queue), queueOf(binance, queue))
})

test.run()
