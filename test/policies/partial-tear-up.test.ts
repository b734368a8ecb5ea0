import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { partialTearUp } from '../../src/policies/partial-tear-up.ts'
import { dealt, positions } from './position.ts'

test('every opposite position by the same part, whatever it has won: 12 of 40 + 15 + 5', () => {
  const given = positions(
    { lots: 40n, profitAtoms: -9n },
    { lots: 15n, equityAtoms: 0n },
    { lots: 5n, entryValueAtoms: 0n },
  )
  assert.equal(dealt(partialTearUp, 12n, given), [8n, 3n, 1n])
  // 1 · 40/60, 15/60, 5/60
  assert.equal(dealt(partialTearUp, 1n, given), [1n, 0n, 0n])
  assert.equal(dealt(partialTearUp, 60n, given), [40n, 15n, 5n])
})

test('at the mark, and profit is not looked at: that is the rule itself', () => {
  assert.equal(partialTearUp.fixed, { adlPrice: 'mark', eligible: 'regardless' })
  assert.is(partialTearUp.name, 'partial-tear-up')
})

test.run()
