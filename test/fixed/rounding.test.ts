import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { AssertionError } from '../../src/core/assert.ts'
import {
  abs,
  divCeil,
  divFloor,
  divHalfEven,
  divTrunc,
  gcd,
  max,
  min,
  mulDivTrunc,
  sign,
} from '../../src/fixed/rounding.ts'

const wide = fc.bigInt({ min: -(1n << 200n), max: 1n << 200n })
// Small numbers meet ties and exact quotients often; wide ones almost never do.
const small = fc.bigInt({ min: -40n, max: 40n })
const dividends = fc.oneof(small, wide)
const divisors = dividends.filter((divisor) => divisor !== 0n)

const TABLE = [
  // dividend, divisor, floor, ceil, trunc, half-even
  [7n, 2n, 3n, 4n, 3n, 4n],
  [-7n, 2n, -4n, -3n, -3n, -4n],
  [7n, -2n, -4n, -3n, -3n, -4n],
  [-7n, -2n, 3n, 4n, 3n, 4n],
  [5n, 2n, 2n, 3n, 2n, 2n],
  [-5n, 2n, -3n, -2n, -2n, -2n],
  [1n, 2n, 0n, 1n, 0n, 0n],
  [-1n, 2n, -1n, 0n, 0n, 0n],
  [1n, 3n, 0n, 1n, 0n, 0n],
  [2n, 3n, 0n, 1n, 0n, 1n],
  [-2n, 3n, -1n, 0n, 0n, -1n],
  [6n, -3n, -2n, -2n, -2n, -2n],
  [0n, -3n, 0n, 0n, 0n, 0n],
] as const

for (const [dividend, divisor, floor, ceil, trunc, halfEven] of TABLE) {
  test(`divides ${dividend} by ${divisor} in all four ways`, () => {
    const actual = [divFloor, divCeil, divTrunc, divHalfEven].map((divide) => divide(dividend, divisor))
    assert.equal(actual, [floor, ceil, trunc, halfEven])
  })
}

/** The exact quotient compared with `whole / parts`, by multiplication only. */
function compareQuotient(dividend: bigint, divisor: bigint, whole: bigint, parts: bigint): bigint {
  return sign((dividend * parts - whole * divisor) * sign(divisor))
}

test('the floor is the only whole number at most the quotient and less than one below it', () => {
  fc.assert(
    fc.property(dividends, divisors, (dividend, divisor) => {
      const floor = divFloor(dividend, divisor)
      assert.ok(compareQuotient(dividend, divisor, floor, 1n) >= 0n)
      assert.ok(compareQuotient(dividend, divisor, floor + 1n, 1n) < 0n)
    }),
  )
})

test('the ceiling is the only whole number at least the quotient and less than one above it', () => {
  fc.assert(
    fc.property(dividends, divisors, (dividend, divisor) => {
      const ceil = divCeil(dividend, divisor)
      assert.ok(compareQuotient(dividend, divisor, ceil, 1n) <= 0n)
      assert.ok(compareQuotient(dividend, divisor, ceil - 1n, 1n) > 0n)
    }),
  )
})

test('truncation is the floor of a positive quotient and the ceiling of a negative one', () => {
  fc.assert(
    fc.property(dividends, divisors, (dividend, divisor) => {
      const negative = sign(dividend) * sign(divisor) < 0n
      assert.is(divTrunc(dividend, divisor), negative ? divCeil(dividend, divisor) : divFloor(dividend, divisor))
    }),
  )
})

test('half-even is at most half away from the quotient, and even when exactly half away', () => {
  fc.assert(
    fc.property(dividends, divisors, (dividend, divisor) => {
      const nearest = divHalfEven(dividend, divisor)
      const below = compareQuotient(dividend, divisor, 2n * nearest - 1n, 2n)
      const above = compareQuotient(dividend, divisor, 2n * nearest + 1n, 2n)
      assert.ok(below >= 0n && above <= 0n)
      if (below === 0n || above === 0n) assert.is(nearest % 2n, 0n)
    }),
    { numRuns: 1000 },
  )
})

test('half-even does not change when both signs flip, and flips when one does', () => {
  fc.assert(
    fc.property(dividends, divisors, (dividend, divisor) => {
      assert.is(divHalfEven(-dividend, -divisor), divHalfEven(dividend, divisor))
      assert.is(divHalfEven(-dividend, divisor), -divHalfEven(dividend, divisor))
    }),
  )
})

test('a product is not rounded before it is divided', () => {
  assert.is(mulDivTrunc(7n, 3n, 2n), 10n)
  assert.is(mulDivTrunc(-7n, 3n, 2n), -10n)
  fc.assert(
    fc.property(dividends, divisors, (value, factor) => {
      assert.is(mulDivTrunc(value, factor, factor), value)
    }),
  )
})

test('a division by zero is a mistake of the program', () => {
  for (const divide of [divFloor, divCeil, divTrunc, divHalfEven]) {
    assert.throws(
      () => divide(1n, 0n),
      (error: unknown) => error instanceof AssertionError,
    )
  }
  assert.throws(
    () => mulDivTrunc(1n, 1n, 0n),
    (error: unknown) => error instanceof AssertionError,
  )
})

test('abs, sign, min and max order any two numbers', () => {
  fc.assert(
    fc.property(dividends, dividends, (first, second) => {
      assert.is(sign(first) * abs(first), first)
      assert.ok(abs(first) >= 0n)
      assert.ok(min(first, second) <= max(first, second))
      assert.is(min(first, second) + max(first, second), first + second)
      assert.ok(min(first, second) === first || min(first, second) === second)
    }),
  )
})

test('gcd divides both numbers, and every common factor divides it', () => {
  assert.is(gcd(0n, 0n), 0n)
  assert.is(gcd(0n, -6n), 6n)
  fc.assert(
    fc.property(divisors, divisors, divisors, (first, second, common) => {
      const greatest = gcd(first * common, second * common)
      assert.ok(greatest > 0n)
      assert.is((first * common) % greatest, 0n)
      assert.is((second * common) % greatest, 0n)
      assert.is(greatest % common, 0n)
      assert.is(gcd((first * common) / greatest, (second * common) / greatest), 1n)
    }),
  )
})

test.run()
