import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ErrorCode } from '../../src/core/errors.ts'
import { riskAware } from '../../src/policies/risk-aware.ts'
import { refuses } from '../engine/small-venue.ts'
import { dealAt, dealt, sized } from './position.ts'

/** Leverages 1, 2 and 4 at the same size. */
const three = sized([30n, 30n, 30n], [3_000n, 1_500n, 750n])

test('lots times leverage: 14 by 1, 2 and 4', () => {
  assert.equal(dealt(riskAware(), 14n, three), [2n, 4n, 8n])
})

test('times its square: 21 by 1, 4 and 16', () => {
  assert.equal(dealt(riskAware({ power: 2 }), 21n, three), [1n, 4n, 16n])
})

test('to the eighth power: 1, 256 and 65,536 of 65,793', () => {
  // 30 · 65536/65793 = 29.88, 30 · 256/65793 = 0.12
  assert.equal(dealt(riskAware({ power: 8 }), 30n, three), [0n, 0n, 30n])
})

test('what is above 1.5: 12 by 0, 0.5 and 2.5', () => {
  assert.equal(dealt(riskAware({ abovePpm: 1_500_000 }), 12n, three), [0n, 2n, 10n])
})

test('size counts as well: 9 by 10 · 1 and 10 · 2, or 10 · 1 and 40 · 2', () => {
  assert.equal(dealt(riskAware(), 9n, sized([10n, 10n], [1_000n, 500n])), [3n, 6n])
  assert.equal(dealt(riskAware(), 9n, sized([10n, 40n], [1_000n, 2_000n])), [1n, 8n])
})

test('nobody gives more than it has: 60 by 1, 2 and 4 are 10, 20 and 30', () => {
  // 60 · 4/7 = 34 is more than 30.
  assert.equal(dealt(riskAware(), 60n, three), [10n, 20n, 30n])
})

test('where those above are used up, or none is, the rest goes by size', () => {
  const above = riskAware({ abovePpm: 3_000_000 })
  assert.equal(dealt(above, 40n, three), [5n, 5n, 30n])
  assert.equal(dealt(riskAware({ abovePpm: 9_000_000 }), 9n, three), [3n, 3n, 3n])
})

test('above nothing is the leverage itself', () => {
  for (const need of [1n, 14n, 33n, 60n, 90n]) {
    assert.equal(dealt(riskAware({ abovePpm: 0 }), need, three), dealt(riskAware(), need, three))
  }
})

test('who has no equity counts as having one atom', () => {
  // 3,000/1 against 3,000/3,000: 30 · 3000/3001 = 29.99
  assert.equal(dealt(riskAware(), 30n, sized([30n, 30n], [0n, 3_000n])), [30n, 0n])
  assert.equal(dealt(riskAware(), 31n, sized([30n, 30n], [0n, 3_000n])), [30n, 1n])
  assert.equal(dealt(riskAware({ abovePpm: 1 }), 10n, sized([30n, 30n], [0n, 0n])), [5n, 5n])
})

test('the leverage is that of the account', () => {
  const given = sized([30n, 30n], [3_000n, 3_000n])
  given[1] = { ...given[1]!, accountNotionalAtoms: 9_000n }
  assert.equal(dealt(riskAware(), 8n, given), [2n, 6n])
})

test('by what is open: 8 by 10 · 1 and 30 · 1', () => {
  const even = sized([30n, 30n], [3_000n, 3_000n])
  assert.equal(riskAware().allocate(8n, even, [10n, 30n], dealAt()), [2n, 6n])
})

test('leverages far below 1 are told apart: single lots at 0.001 and 0.002, to the eighth power too', () => {
  const safe = sized([1n, 1n], [100_000n, 50_000n])
  for (const power of [1, 8]) assert.equal(dealt(riskAware({ power }), 1n, safe), [0n, 1n])
})

test('a need of one, of all, and one alone', () => {
  assert.equal(dealt(riskAware(), 1n, three), [0n, 0n, 1n])
  assert.equal(dealt(riskAware(), 90n, three), [30n, 30n, 30n])
  assert.equal(dealt(riskAware(), 7n, three.slice(0, 1)), [7n])
})

test('names say the parameter that is not the usual one', () => {
  const policies = [riskAware(), riskAware({ power: 1 }), riskAware({ power: 3 }), riskAware({ abovePpm: 2_500_000 })]
  assert.equal(
    policies.map(({ name }) => name),
    ['risk-aware', 'risk-aware', 'risk-aware:power=3', 'risk-aware:above=2.5'],
  )
})

for (const power of [0, -1, 1.5, 9, Number.NaN]) {
  test(`power ${power} is out of range`, () => {
    refuses(ErrorCode.RANGE, /^risk-aware: power is .*, expected a whole number from 1 to 8/, () =>
      riskAware({ power }),
    )
  })
}

for (const abovePpm of [-1, 0.5, 1_000_000_001, Number.NaN]) {
  test(`above ${abovePpm} ppm is out of range`, () => {
    refuses(ErrorCode.RANGE, /^risk-aware: above, in ppm, is .*, expected .* 0 to 1000000000/, () =>
      riskAware({ abovePpm }),
    )
  })
}

test('a power and a leverage at once are a contradiction', () => {
  refuses(ErrorCode.CONFIG, /^risk-aware: expected either/, () => riskAware({ power: 1, abovePpm: 0 }))
})

test.run()
