// Decimals of a known unit, millions of them: the same results as `countUnits` and `unitsToDecimal`, with a short way
// for numbers whose digits fit a double exactly. Everything else, and every refusal, goes the long way.

import { countUnits, type Decimal, parseDecimal, unitsToDecimal } from '../fixed/decimal.ts'

/** Digits that are exact in a double whatever they are. */
const EXACT_DIGITS = 15
const POWERS = Array.from({ length: EXACT_DIGITS + 1 }, (_, exponent) => Number(`1e${exponent}`))
const LARGEST_COEFFICIENT = 1_000_000n

const MINUS = 45
const POINT = 46
const ZERO = 48

/**
 * How many units the text says.
 *
 * @throws BallastError ERR_DECIMAL, ERR_PRECISION naming the multiples on both sides
 */
export function countText(text: string, unit: Decimal, field: string): bigint {
  const quick = quickCount(text, unit)
  return Number.isNaN(quick) ? countUnits(parseDecimal(text, field), unit, field) : BigInt(quick)
}

/** The shortest decimal text of so many units. */
export function unitText(count: bigint, unit: Decimal): string {
  const { coefficient, decimals } = unit
  const small = decimals <= EXACT_DIGITS && coefficient <= LARGEST_COEFFICIENT
  const value = small ? Number(count) * Number(coefficient) : Number.NaN
  if (!Number.isSafeInteger(value)) return unitsToDecimal(count, unit)
  const power = POWERS[decimals]!
  const magnitude = Math.abs(value)
  const minus = value < 0 ? '-' : ''
  const whole = Math.floor(magnitude / power)
  let places = magnitude - whole * power
  if (places === 0) return `${minus}${whole}`
  let width = decimals
  while (places % 10 === 0) {
    places /= 10
    width -= 1
  }
  return `${minus}${whole}.${String(places).padStart(width, '0')}`
}

// NaN where the long way must decide. The digits of the text, brought to the unit's places, stay below 10^15.
function quickCount(text: string, { coefficient, decimals }: Decimal): number {
  if (text.length > EXACT_DIGITS + 2 || decimals > EXACT_DIGITS || coefficient > LARGEST_COEFFICIENT) return Number.NaN
  const negative = text.charCodeAt(0) === MINUS
  let value = 0
  let digits = 0
  let point = -1
  for (let index = negative ? 1 : 0; index < text.length; index += 1) {
    const char = text.charCodeAt(index)
    if (char === POINT && point < 0 && digits > 0) {
      point = digits
      continue
    }
    const digit = char - ZERO
    if (!(digit >= 0 && digit <= 9)) return Number.NaN
    value = value * 10 + digit
    digits += 1
  }
  const places = point < 0 ? 0 : digits - point
  const missing = decimals - places
  if (digits === 0 || point === digits || missing < 0 || digits + missing > EXACT_DIGITS) return Number.NaN
  value *= POWERS[missing]!
  if (coefficient !== 1n) {
    const divisor = Number(coefficient)
    if (value % divisor !== 0) return Number.NaN
    value /= divisor
  }
  return negative ? 0 - value : value
}
