import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { AssertionError } from '../../src/core/assert.ts'
import { KIND_INVERSE, KIND_LINEAR, KIND_QUANTO } from '../../src/core/codes.ts'
import { BallastError, ErrorCode } from '../../src/core/errors.ts'
import { MIN_LISTING_UNIT_ATOMS } from '../../src/core/limits.ts'
import { type Decimal, parseDecimal } from '../../src/fixed/decimal.ts'
import {
  type ContractSize,
  type InverseTerms,
  inverseContract,
  type LinearTerms,
  linearContract,
  MAX_INVERSE_UNIT_PARAM,
  notionalBoundAtoms,
  quantoContract,
  unitValueAtoms,
} from '../../src/fixed/unit-value.ts'

const MICRO = decimal('0.000001')
const SATOSHI = decimal('0.00000001')

function decimal(text: string): Decimal {
  return parseDecimal(text, 'size')
}

function linear(lotSize: string, tickSize: string, listingTicks: bigint, atom = MICRO): LinearTerms {
  return { lotSize: decimal(lotSize), tickSize: decimal(tickSize), atom, listingTicks }
}

function inverse(contractValue: string, tickSize: string, maxMarkTicks: bigint, atom = SATOSHI): InverseTerms {
  return { contractValue: decimal(contractValue), tickSize: decimal(tickSize), atom, maxMarkTicks, listingTicks: 1n }
}

/** The error of a refused contract, or nothing if it was accepted. */
function refusal(action: () => ContractSize): BallastError | undefined {
  try {
    action()
    return undefined
  } catch (error) {
    assert.instance(error, BallastError)
    return error as BallastError
  }
}

/** The size that a refusal names. */
function namedSize(error: BallastError): string {
  assert.is(error.code, ErrorCode.UNIT_SIZE)
  const named = /that works is (\S+)$/.exec(error.message)
  assert.ok(named, error.message)
  return named![1]!
}

test('a linear contract moves by k atoms a tick', () => {
  const { kind, unitParam } = linearContract(linear('0.001', '0.1', 500_000n))
  assert.equal([kind, unitParam], [KIND_LINEAR, 100n])
  assert.is(unitValueAtoms(kind, unitParam, 500_000n), 50_000_000n)
})

const LINEAR_REFUSED = [
  // lot size, tick size, listing ticks, smallest multiple of the lot size that works
  ['0.00001', '0.01', 5_000_000n, '0.0001'], // k = 1/10
  ['0.00015', '0.01', 5_000_000n, '0.0003'], // k = 3/2
  ['0.001', '0.01', 500n, '0.002'], // k = 10, u = 5,000
  ['0.001', '0.01', 999n, '0.002'], // k = 10, u = 9,990
  ['0.00015', '0.01', 100n, '0.0102'], // k = 3/2, then 102 is the first multiple of 3 from 100 on
  ['0', '0.01', 5_000_000n, '1'],
  ['-0.00015', '0.01', 5_000_000n, '0.0003'],
] as const

for (const [lotSize, tickSize, listingTicks, works] of LINEAR_REFUSED) {
  test(`refuses a lot of ${lotSize} with ticks of ${tickSize} listed at ${listingTicks} and names ${works}`, () => {
    const error = refusal(() => linearContract(linear(lotSize, tickSize, listingTicks)))
    assert.is(error && namedSize(error), works)
    assert.is(
      refusal(() => linearContract(linear(works, tickSize, listingTicks))),
      undefined,
    )
  })
}

test('accepts a unit value of exactly the minimum at the listing price', () => {
  const { kind, unitParam } = linearContract(linear('0.001', '0.01', 1000n))
  assert.is(unitValueAtoms(kind, unitParam, 1000n), MIN_LISTING_UNIT_ATOMS)
})

test('the lot size that a refusal names is the smallest multiple that is accepted', () => {
  const sizes = fc.tuple(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 1, max: 500 }))
  fc.assert(
    fc.property(sizes, fc.bigInt({ min: 100n, max: 1_000_000n }), ([lot, tick], listingTicks) => {
      const terms = { tickSize: { coefficient: BigInt(tick), decimals: 4 }, atom: MICRO, listingTicks }
      const accepted = (lotSize: Decimal): boolean => refusal(() => linearContract({ ...terms, lotSize })) === undefined
      const multiple = (factor: bigint): Decimal => ({ coefficient: BigInt(lot) * factor, decimals: 5 })
      const error = refusal(() => linearContract({ ...terms, lotSize: multiple(1n) }))
      if (error === undefined) return
      const works = decimal(namedSize(error))
      assert.ok(accepted(works), error.message)
      const factor = (works.coefficient * 10n ** BigInt(5 - works.decimals)) / BigInt(lot)
      for (let smaller = 1n; smaller < factor && smaller < 200n; smaller += 1n) assert.not(accepted(multiple(smaller)))
    }),
  )
})

test('the golden inverse market is accepted, with its golden values', () => {
  const { kind, unitParam } = inverseContract({ ...inverse('100', '1', 90_000n), listingTicks: 50_000n })
  assert.equal([kind, unitParam], [KIND_INVERSE, 10_000_000_000n])
  assert.is(unitValueAtoms(kind, unitParam, 50_000n), -200_000n)
  assert.is(unitValueAtoms(kind, unitParam, 45_000n), -222_222n)
})

const INVERSE_REFUSED = [
  // contract value, tick size, highest mark, contract value that works
  ['100', '1', 100_001n, '200'], // N = 10^10, wanted 10,000,100,000
  ['1', '1', 90_000n, '81'], // N = 10^8, wanted 8,099,910,000
  ['100', '0.5', 200_000n, '200'],
  ['0.00000001', '3', 2n, '0.00000006'], // N = 1/3, wanted 2
  ['-1', '1', 90_000n, '81'],
  ['0', '1', 90_000n, '81'],
  ['46116860185', '0.1', 90_000n, '4611686018.427387904'], // N passes 2^62; 2^62 itself is named
] as const

for (const [contractValue, tickSize, maxMarkTicks, works] of INVERSE_REFUSED) {
  test(`refuses ${contractValue} inverse with ticks of ${tickSize} to ${maxMarkTicks} and names ${works}`, () => {
    const error = refusal(() => inverseContract(inverse(contractValue, tickSize, maxMarkTicks)))
    assert.is(error && namedSize(error), works)
    assert.is(
      refusal(() => inverseContract(inverse(works, tickSize, maxMarkTicks))),
      undefined,
    )
  })
}

test('accepts an inverse contract at both ends of its range', () => {
  const least = 90_000n * 89_999n
  const at = (n: bigint): InverseTerms => ({
    ...inverse('1', '1', 90_000n),
    contractValue: { coefficient: n, decimals: 8 },
  })
  assert.is(inverseContract(at(least)).unitParam, least)
  assert.is(refusal(() => inverseContract(at(least - 1n)))?.code, ErrorCode.UNIT_SIZE)
  assert.is(inverseContract(at(MAX_INVERSE_UNIT_PARAM)).unitParam, MAX_INVERSE_UNIT_PARAM)
  assert.is(refusal(() => inverseContract(at(MAX_INVERSE_UNIT_PARAM + 1n)))?.code, ErrorCode.UNIT_SIZE)
})

test('says so when no contract value can serve the band', () => {
  const error = refusal(() => inverseContract(inverse('1', '0.0001', 1n << 32n)))
  assert.is(error?.code, ErrorCode.UNIT_SIZE)
  assert.match(error!.message, 'no contractValue works, take a larger tickSize or a lower maxMarkTicks')
})

test('an inverse contract at the bound changes with every tick of a small band', () => {
  for (let maxTicks = 1n; maxTicks <= 60n; maxTicks += 1n) {
    for (let n = maxTicks * (maxTicks - 1n) || 1n; n <= maxTicks * (maxTicks + 3n); n += 1n)
      assertRises(n, 1n, maxTicks)
  }
})

test('an accepted inverse contract rises with every tick below its highest mark', () => {
  const bands = fc.bigInt({ min: 2n, max: 1n << 30n })
  fc.assert(
    fc.property(bands, fc.bigInt({ min: 0n, max: 1n << 40n }), fc.nat(50), (maxTicks, extra, depth) => {
      const top = maxTicks - BigInt(depth)
      const n = maxTicks * (maxTicks - 1n) + extra
      assertRises(n, top > 1n ? top - 1n : 1n, maxTicks)
    }),
  )
})

function assertRises(n: bigint, fromTicks: bigint, maxTicks: bigint): void {
  for (let ticks = fromTicks; ticks < maxTicks; ticks += 1n) {
    const step = unitValueAtoms(KIND_INVERSE, n, ticks + 1n) - unitValueAtoms(KIND_INVERSE, n, ticks)
    assert.ok(step >= 1n, `N ${n}: u rises by ${step} from ${ticks} ticks`)
  }
}

test('an inverse value is the exact quotient rounded to the nearest even atom', () => {
  assert.equal(
    [1n, 2n, 3n, 4n, 6n, 10n].map((ticks) => unitValueAtoms(KIND_INVERSE, 5n, ticks)),
    [-5n, -2n, -2n, -1n, -1n, 0n],
  )
})

test('a quanto contract moves by its multiplier and needs at least one atom a tick', () => {
  const { kind, unitParam } = quantoContract({ multiplierAtoms: 5n, listingTicks: 40_000n })
  assert.equal([kind, unitValueAtoms(kind, unitParam, 40_000n)], [KIND_QUANTO, 200_000n])
  for (const multiplierAtoms of [0n, -5n]) {
    const error = refusal(() => quantoContract({ multiplierAtoms, listingTicks: 1n }))
    assert.is(error && namedSize(error), '1')
  }
})

test('refuses listing prices that are not positive or above the highest mark', () => {
  const refused = [
    refusal(() => linearContract(linear('1', '1', 0n))),
    refusal(() => quantoContract({ multiplierAtoms: 1n, listingTicks: -1n })),
    refusal(() => inverseContract({ ...inverse('100', '1', 90_000n), listingTicks: 0n })),
    refusal(() => inverseContract({ ...inverse('100', '1', 90_000n), listingTicks: 90_001n })),
  ]
  for (const error of refused) assert.is(error?.code, ErrorCode.PRICE_BAND)
})

test('refuses ticks and atoms that are not positive', () => {
  for (const size of ['0', '-0.01']) {
    const refused = [
      refusal(() => linearContract(linear('1', size, 100n))),
      refusal(() => linearContract(linear('1', '1', 100n, decimal(size)))),
      refusal(() => inverseContract(inverse('100', size, 90_000n))),
      refusal(() => inverseContract(inverse('100', '1', 90_000n, decimal(size)))),
    ]
    for (const error of refused) assert.is(error?.code, ErrorCode.UNIT_SIZE)
  }
})

test('the notional bound is the largest unit value in the band, of every kind', () => {
  const ticks = fc.bigInt({ min: 1n, max: 300n })
  const kinds = fc.constantFrom(KIND_LINEAR, KIND_INVERSE, KIND_QUANTO)
  fc.assert(
    fc.property(kinds, fc.bigInt({ min: 1n, max: 100_000n }), ticks, ticks, (kind, param, one, other) => {
      const [minTicks, maxTicks] = one < other ? [one, other] : [other, one]
      let largest = 0n
      for (let price = minTicks; price <= maxTicks; price += 1n) {
        const value = unitValueAtoms(kind, param, price)
        if (value > largest) largest = value
        if (-value > largest) largest = -value
      }
      assert.is(notionalBoundAtoms(kind, param, minTicks, maxTicks), largest)
    }),
  )
})

test('an unknown kind, an inverse price of zero and an empty band are mistakes of the program', () => {
  const mistakes = [
    () => unitValueAtoms(0, 1n, 1n),
    () => unitValueAtoms(KIND_INVERSE, 1n, 0n),
    () => notionalBoundAtoms(KIND_LINEAR, 1n, 2n, 1n),
    () => notionalBoundAtoms(KIND_LINEAR, 1n, 0n, 1n),
  ]
  for (const mistake of mistakes) assert.throws(mistake, (error: unknown) => error instanceof AssertionError)
})

test.run()
