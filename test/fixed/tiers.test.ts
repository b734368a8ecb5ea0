import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { AssertionError } from '../../src/core/assert.ts'
import { BallastError, ErrorCode } from '../../src/core/errors.ts'
import { MAX_POSITION_ATOMS, MAX_TIERS_PER_MARKET } from '../../src/core/limits.ts'
import { checkTiers, deriveDeductions, maintenanceAtomPpm, type Tier } from '../../src/fixed/tiers.ts'

/** Valid lists: floors and rates are drawn apart, sorted and paired. */
const tierLists: fc.Arbitrary<Tier[]> = fc
  .uniqueArray(fc.bigInt({ min: 1n, max: MAX_POSITION_ATOMS }), { maxLength: MAX_TIERS_PER_MARKET - 1 })
  .chain((floors) => {
    const rates = fc.array(fc.nat(1_000_000), { minLength: floors.length + 1, maxLength: floors.length + 1 })
    return rates.map((unsorted) => {
      const sortedFloors = [0n, ...floors.sort((a, b) => (a < b ? -1 : 1))]
      const sortedRates = unsorted.sort((a, b) => a - b)
      return sortedFloors.map((floorAtoms, index) => ({ floorAtoms, ratePpm: sortedRates[index]! }))
    })
  })
const notionals = fc.bigInt({ min: 0n, max: 1n << 62n })

function tiersOf(...pairs: readonly (readonly [floorAtoms: bigint, ratePpm: number])[]): Tier[] {
  return pairs.map(([floorAtoms, ratePpm]) => ({ floorAtoms, ratePpm }))
}

/** The independent definition: every slice of the notional pays the rate of the tier it lies in. */
function sumOfSlices(tiers: readonly Tier[], notional: bigint): bigint {
  let sum = 0n
  for (const [index, tier] of tiers.entries()) {
    const ceiling = tiers[index + 1]?.floorAtoms ?? notional
    const top = ceiling < notional ? ceiling : notional
    if (top > tier.floorAtoms) sum += (top - tier.floorAtoms) * BigInt(tier.ratePpm)
  }
  return sum
}

const STEPS = tiersOf([0n, 5_000], [1_000n, 10_000], [10_000n, 50_000])

test('deductions make the lines of neighbouring tiers meet at the floor', () => {
  assert.equal(deriveDeductions(STEPS), [0n, 5_000_000n, 405_000_000n])
  assert.equal(deriveDeductions(tiersOf([0n, 5_000])), [0n])
})

const MARGINS = [
  [0n, 0n],
  [999n, 4_995_000n],
  [1_000n, 5_000_000n],
  [1_001n, 5_010_000n],
  [10_000n, 95_000_000n],
  [10_001n, 95_050_000n],
] as const

for (const [notional, margin] of MARGINS) {
  test(`a notional of ${notional} atoms needs ${margin} atom·ppm`, () => {
    assert.is(maintenanceAtomPpm(STEPS, notional), margin)
  })
}

test('every slice of the notional pays the rate of its own tier', () => {
  fc.assert(
    fc.property(tierLists, notionals, (tiers, notional) => {
      assert.is(maintenanceAtomPpm(tiers, notional), sumOfSlices(tiers, notional))
    }),
  )
})

test('the margin is continuous: it takes no step at a floor', () => {
  fc.assert(
    fc.property(tierLists, (tiers) => {
      const deductions = deriveDeductions(tiers)
      for (let index = 1; index < tiers.length; index += 1) {
        const { floorAtoms, ratePpm } = tiers[index]!
        const below = floorAtoms * BigInt(tiers[index - 1]!.ratePpm) - deductions[index - 1]!
        assert.is(floorAtoms * BigInt(ratePpm) - deductions[index]!, below)
        assert.is(maintenanceAtomPpm(tiers, floorAtoms), below)
      }
    }),
  )
})

test('the line of the tier that a notional lies in is the largest of all lines', () => {
  fc.assert(
    fc.property(tierLists, notionals, (tiers, notional) => {
      let own = 0
      while (own + 1 < tiers.length && tiers[own + 1]!.floorAtoms <= notional) own += 1
      const ownLine = notional * BigInt(tiers[own]!.ratePpm) - deriveDeductions(tiers)[own]!
      assert.is(maintenanceAtomPpm(tiers, notional), ownLine)
    }),
  )
})

test('the margin never falls, is never negative and never passes the notional', () => {
  fc.assert(
    fc.property(tierLists, notionals, notionals, (tiers, one, other) => {
      const [smaller, larger] = one < other ? [one, other] : [other, one]
      assert.ok(maintenanceAtomPpm(tiers, smaller) >= 0n)
      assert.ok(maintenanceAtomPpm(tiers, smaller) <= maintenanceAtomPpm(tiers, larger))
      assert.ok(maintenanceAtomPpm(tiers, larger) <= larger * 1_000_000n)
    }),
  )
})

test('accepts every well-formed list', () => {
  fc.assert(
    fc.property(tierLists, (tiers) => {
      assert.not.throws(() => checkTiers(tiers, MAX_TIERS_PER_MARKET, 'tiers'))
    }),
  )
  assert.not.throws(() => checkTiers(tiersOf([0n, 0], [MAX_POSITION_ATOMS, 1_000_000]), 2, 'tiers'))
  assert.not.throws(() => checkTiers(tiersOf([0n, 5_000], [1n, 5_000]), 2, 'tiers'))
})

const REFUSED = [
  ['an empty list', [], 'tiers has 0 tiers, expected 1 to 3'],
  ['a list that is too long', tiersOf([0n, 1], [1n, 1], [2n, 1], [3n, 1]), 'tiers has 4 tiers, expected 1 to 3'],
  ['a first floor above zero', tiersOf([1n, 1]), 'tiers[0] has floor 1 atoms, expected 0'],
  ['a first floor below zero', tiersOf([-1n, 1]), 'tiers[0] has floor -1 atoms, expected 0'],
  ['equal floors', tiersOf([0n, 1], [0n, 2]), 'tiers[1] has floor 0 atoms, expected more than 0'],
  ['falling floors', tiersOf([0n, 1], [9n, 2], [8n, 3]), 'tiers[2] has floor 8 atoms, expected more than 9'],
  ['falling rates', tiersOf([0n, 2], [9n, 1]), 'tiers[1] has rate 1 ppm, expected at least 2'],
  [
    'a floor past the largest position',
    tiersOf([0n, 1], [MAX_POSITION_ATOMS + 1n, 2]),
    'expected at most 36028797018963968',
  ],
  ['a negative rate', tiersOf([0n, -1]), 'tiers[0] has rate -1 ppm, expected a whole number from 0 to 1000000'],
  ['a rate above the whole', tiersOf([0n, 1_000_001]), 'tiers[0] has rate 1000001 ppm'],
  ['a rate with a fraction', tiersOf([0n, 0.5]), 'tiers[0] has rate 0.5 ppm'],
  ['a rate that is no number', tiersOf([0n, Number.NaN]), 'tiers[0] has rate NaN ppm'],
] as const

/** Of callers without types. */
const NONE: readonly (readonly [name: string, tiers: unknown, message: string])[] = [
  ['null', null, 'tiers is null, expected an array of tiers'],
  ['nothing', undefined, 'tiers is undefined, expected an array'],
  ['an object with a length', { length: 1 }, 'tiers is an object, expected an array'],
  ['a list with a hole', new Array(2), 'tiers[0] is undefined, expected an object'],
  ['a list of null', [null], 'tiers[0] is null, expected an object'],
  ['a floor that is a number', [{ floorAtoms: 0, ratePpm: 1 }], 'tiers[0] has floor 0 atoms, expected'],
  ['a floor that is no text', [{ floorAtoms: Symbol('s'), ratePpm: 1 }], 'tiers[0] has floor Symbol(s) atoms'],
  ['a rate that is no text', [{ floorAtoms: 0n, ratePpm: Object.create(null) }], 'tiers[0] has rate an object ppm'],
]

for (const [name, tiers, message] of [...REFUSED, ...NONE]) {
  test(`refuses ${name}`, () => {
    assert.throws(
      () => checkTiers(tiers as Parameters<typeof checkTiers>[0], 3, 'tiers'),
      (error: unknown) => {
        assert.instance(error, BallastError)
        const refusal = error as BallastError
        assert.is(refusal.code, ErrorCode.TIERS)
        assert.ok(refusal.message.includes(message), refusal.message)
        return true
      },
    )
  })
}

test('a negative notional is a mistake of the program', () => {
  assert.throws(
    () => maintenanceAtomPpm(STEPS, -1n),
    (error: unknown) => error instanceof AssertionError,
  )
})

test.run()
