import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ErrorCode } from '../../src/core/errors.ts'
import { cappedProRata } from '../../src/policies/capped-pro-rata.ts'
import type { Candidate, Deal } from '../../src/policies/policy.ts'
import { refuses } from '../engine/small-venue.ts'
import { dealAt, dealt, positions } from './position.ts'

const whole = cappedProRata()
const half = cappedProRata({ capPpm: 500_000 })

const earning = (...profits: bigint[]) =>
  positions(...profits.map((profitAtoms) => ({ lots: 100n, profitAtoms, accountProfitAtoms: profitAtoms })))

function mostOf(policy: typeof whole, given: readonly Candidate[], change: Partial<Deal> = {}): readonly bigint[] {
  const open = given.map(({ lots }) => lots)
  return policy.capacity!(given, open, dealAt(change, given.length))
}

test('everybody loses the same part of its profit: 14 lots at 10 of 120 + 60 + 30', () => {
  // η = 140/210 = 2/3: 80, 40, 20
  assert.equal(dealt(whole, 14n, earning(120n, 60n, 30n)), [8n, 4n, 2n])
})

test('never what it has put in: profits of 120, 69 and 9 bear 12, 6 and 0 lots', () => {
  assert.equal(mostOf(whole, earning(120n, 69n, 9n)), [12n, 6n, 0n])
})

test('a cap of a half bears half of that, rounded down to atoms and to lots', () => {
  // 60, 34.5 and 4.5
  assert.equal(mostOf(half, earning(120n, 69n, 9n)), [6n, 3n, 0n])
})

test('who is at its cap gives no more, and the others share the rest: η rises', () => {
  const given = positions({ lots: 7n, profitAtoms: 100n }, { lots: 9n, profitAtoms: 60n })
  // 8 · 100/160 = 5 and 3; 12: 7.5 is more than 7, so 7 and 5.
  assert.equal(dealt(whole, 8n, given), [5n, 3n])
  assert.equal(dealt(whole, 12n, given), [7n, 5n])
})

test('losers have no profit to lose', () => {
  assert.equal(mostOf(whole, earning(120n, 0n, -50n)), [12n, 0n, 0n])
})

test('where a lot costs nothing, everybody gives: by profit, and when these are used up by size', () => {
  const free = { lossAtoms: 0n }
  const given = earning(30n, 0n, -50n)
  assert.equal(mostOf(half, given, free), [100n, 100n, 100n])
  assert.equal(dealt(half, 60n, given, free), [60n, 0n, 0n])
  assert.equal(dealt(half, 140n, given, free), [100n, 20n, 20n])
})

test('what was lost before in the same pass counts: 120 less 35 bear 8 lots, 30 less 40 none', () => {
  assert.equal(mostOf(whole, earning(120n, 30n), { takenAtoms: [35n, 40n] }), [8n, 0n])
})

test('a lot that costs less than an atom: 7 lots for 2', () => {
  // 5 · 7/2 = 17.5
  assert.equal(mostOf(whole, earning(5n), { lossAtoms: 2n, lossLots: 7n }), [17n])
})

test('no more than is held, whatever the profit', () => {
  assert.equal(mostOf(whole, earning(10n ** 18n)), [100n])
})

test('a need of one, of all, and one alone', () => {
  const given = earning(120n, 60n)
  assert.equal(dealt(whole, 1n, given), [1n, 0n])
  assert.equal(dealt(whole, 18n, given), [12n, 6n])
  assert.equal(dealt(whole, 5n, given.slice(1)), [5n])
})

// arXiv 2512.01112 says that the rule keeps the order of what is left. It does where all have one cap.
test('with unequal caps the order of what is left can turn round: 10 and 9 become 5 and 8.1', () => {
  // Profits of 10 and 9 units, a lot costs a tenth; the second holds nine lots, a tenth of its profit.
  const given = positions({ lots: 100n, profitAtoms: 1_000n }, { lots: 9n, profitAtoms: 900n })
  const parts = dealt(whole, 59n, given)
  assert.equal(parts, [50n, 9n])
  assert.equal(
    given.map(({ profitAtoms }, index) => profitAtoms - 10n * parts[index]!),
    [500n, 810n],
  )
  const equalCaps = given.map((candidate) => ({ ...candidate, lots: 100n }))
  // 59 · 10/19 = 31.05, 27.95
  assert.equal(dealt(whole, 59n, equalCaps), [31n, 28n])
})

test('the name says the cap when there is one', () => {
  const names = [1_000_000, 500_000, 1].map((capPpm) => cappedProRata({ capPpm }).name)
  assert.equal(names, ['capped-pro-rata', 'capped-pro-rata:cap=0.5', 'capped-pro-rata:cap=0.000001'])
})

for (const capPpm of [0, -1, 0.5, Number.NaN, 1_000_001]) {
  test(`a cap of ${capPpm} ppm is out of range`, () => {
    refuses(ErrorCode.RANGE, /^capped-pro-rata: cap is .* ppm, expected/, () => cappedProRata({ capPpm }))
  })
}

test.run()
