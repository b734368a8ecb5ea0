// Divisions of whole numbers, each named after the way it rounds.
//
// `/` on bigints rounds towards zero and does not say so. Money is divided only by these functions, so that a reader
// sees in whose favour an atom goes. All take any signs and a divisor other than zero; none rounds twice.

import { assert } from '../core/assert.ts'

/** Largest whole number that is not above the quotient: -7 / 2 is -4. */
export function divFloor(dividend: bigint, divisor: bigint): bigint {
  const quotient = divTrunc(dividend, divisor)
  // Truncation went up exactly when something was cut off a negative quotient.
  return dividend % divisor !== 0n && dividend < 0n !== divisor < 0n ? quotient - 1n : quotient
}

/** Smallest whole number that is not below the quotient: -7 / 2 is -3. */
export function divCeil(dividend: bigint, divisor: bigint): bigint {
  return -divFloor(-dividend, divisor)
}

/** The quotient without its fraction, towards zero: -7 / 2 is -3 and 7 / 2 is 3. */
export function divTrunc(dividend: bigint, divisor: bigint): bigint {
  assert(divisor !== 0n, `division of ${dividend} by zero`)
  return dividend / divisor
}

/** Nearest whole number; of two equally near ones the even one: 5 / 2 is 2 and 7 / 2 is 4. */
export function divHalfEven(dividend: bigint, divisor: bigint): bigint {
  const below = divFloor(dividend, divisor)
  // The remainder of a floor division has the divisor's sign, so twice its size is compared with the divisor's size.
  const twiceRemainder = 2n * abs(dividend - below * divisor)
  const whole = abs(divisor)
  if (twiceRemainder < whole) return below
  if (twiceRemainder > whole) return below + 1n
  return below % 2n === 0n ? below : below + 1n
}

/** first · second / divisor towards zero. The product is exact: nothing is cut off before the division. */
export function mulDivTrunc(first: bigint, second: bigint, divisor: bigint): bigint {
  return divTrunc(first * second, divisor)
}

export function abs(value: bigint): bigint {
  return value < 0n ? -value : value
}

export function min(first: bigint, second: bigint): bigint {
  return first < second ? first : second
}

export function max(first: bigint, second: bigint): bigint {
  return first > second ? first : second
}

/** -1, 0 or 1. */
export function sign(value: bigint): bigint {
  if (value === 0n) return 0n
  return value < 0n ? -1n : 1n
}

/** Greatest common divisor, never negative; gcd(0, 0) is 0. */
export function gcd(first: bigint, second: bigint): bigint {
  let larger = abs(first)
  let smaller = abs(second)
  while (smaller !== 0n) {
    const remainder = larger % smaller
    larger = smaller
    smaller = remainder
  }
  return larger
}
