import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { bitmex } from '../../src/policies/bitmex.ts'
import { delta } from '../../src/policies/delta.ts'
import { position, positions, queueOf, sameScore, TERMS } from './position.ts'

test('value / |value − bankruptcy value| is the leverage: 100 / (100 − 50) = 2, times 25 %', () => {
  assert.is(delta.name, 'delta')
  sameScore(delta.score(position(), TERMS), { over: 1n, under: 2n })
})

test('its scores are those of BitMEX, so the kernels know its keys', () => {
  assert.is(delta.score, bitmex.score)
})

test('no equity, no entry value and losers stand where BitMEX has them', () => {
  const queue = positions(
    { profitAtoms: -20n, entryValueAtoms: 120n },
    { entryValueAtoms: 0n },
    {},
    { equityAtoms: 0n },
  )
  assert.equal(queueOf(delta, queue), [4, 3, 2, 1])
  assert.equal(queueOf(delta, queue), queueOf(bitmex, queue))
})

test.run()
