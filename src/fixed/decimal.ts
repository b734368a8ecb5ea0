// Decimal strings, parsed once at the edge and turned into counts of units: atoms, lots, ticks.
//
// A decimal is held as a whole coefficient and a number of places, so 0.1 is exactly 0.1. A float never stands between
// the text and the count. Text is at most `MAX_DECIMAL_CHARS` long, so no input can make a parse expensive.

import { assert } from '../core/assert.ts'
import { BallastError, demand, demandObject, ErrorCode } from '../core/errors.ts'
import { checkBigint, checkWhole } from '../core/limits.ts'
import { named } from '../core/shown.ts'
import { abs, divCeil, divFloor, gcd, sign } from './rounding.ts'

/** coefficient · 10^-decimals. Normalised: decimals ≥ 0, and the last of the decimal places is not a zero. */
export interface Decimal {
  readonly coefficient: bigint
  readonly decimals: number
}

/** A fraction in lowest terms; the denominator is positive. */
export interface Ratio {
  readonly numerator: bigint
  readonly denominator: bigint
}

/** Longest text that is read. 2^62 atoms with eighteen places fit with room to spare. */
export const MAX_DECIMAL_CHARS = 40

/** Longest that is written: far beyond every product of sizes and prices, and short enough to be made into text. */
const MAX_DECIMALS = 1_000

/** Characters of a refused text that its error message repeats. */
const QUOTED_CHARS = 48

const DECIMAL_FORM = /^(-?)([0-9]+)(?:\.([0-9]+))?$/
const INTEGER_FORM = /^-?[0-9]+$/

/**
 * Reads `-?digits(.digits)?` and nothing else: no plus sign, exponent, space or bare point. Leading zeros are allowed.
 *
 * @param field names the value in the error message
 * @throws BallastError `ERR_DECIMAL`
 */
export function parseDecimal(text: string, field: string): Decimal {
  const parts = isShortText(text) ? DECIMAL_FORM.exec(text) : null
  if (parts === null) throw malformed(text, field, 'a decimal number such as -12.50: digits, at most one point')
  const fraction = parts[3] ?? ''
  const magnitude = BigInt(`${parts[2]}${fraction}`)
  return normalise(parts[1] === '-' ? -magnitude : magnitude, fraction.length)
}

/**
 * Reads `-?digits` and nothing else.
 *
 * @param field names the value in the error message
 * @throws BallastError `ERR_DECIMAL`
 */
export function parseInteger(text: string, field: string): bigint {
  if (!isShortText(text) || !INTEGER_FORM.test(text)) {
    throw malformed(text, field, 'a whole number such as -12: digits')
  }
  return BigInt(text)
}

/**
 * The shortest text that parses to the value: no exponent, no zeros at the end of the places, no minus before zero.
 *
 * @throws BallastError ERR_RANGE for what is no decimal
 */
export function formatDecimal(value: Decimal): string {
  const { coefficient, decimals } = ownDecimal(value, 'decimal')
  const digits = abs(coefficient)
    .toString()
    .padStart(decimals + 1, '0')
  const minus = coefficient < 0n ? '-' : ''
  if (decimals === 0) return `${minus}${digits}`
  const point = digits.length - decimals
  return `${minus}${digits.slice(0, point)}.${digits.slice(point)}`
}

/**
 * How many units make up the value.
 *
 * @param unit  size of one unit, more than zero: the tick, the lot, the atom
 * @param field names the value in the error message
 * @throws BallastError `ERR_PRECISION` when it is not a whole number; the message names the multiples on both sides
 */
export function countUnits(value: Decimal, unit: Decimal, field: string): bigint {
  assert(unit.coefficient > 0n, `unit ${formatDecimal(unit)} of ${field} is not positive`)
  const { numerator, denominator } = divideDecimals(value, unit)
  demand(denominator === 1n, ErrorCode.PRECISION, () => {
    const below = unitsToDecimal(divFloor(numerator, denominator), unit)
    const above = unitsToDecimal(divCeil(numerator, denominator), unit)
    const multiples = `the nearest multiples are ${below} and ${above}`
    return `${field} is ${formatDecimal(value)}, expected a multiple of ${formatDecimal(unit)}: ${multiples}`
  })
  return numerator
}

/** The decimal text of so many units; the reverse of `countUnits`. @throws BallastError ERR_RANGE for what is none */
export function unitsToDecimal(count: bigint, unit: Decimal): string {
  checkBigint(count, 'count of units')
  return formatDecimal(scaleDecimal(ownDecimal(unit, 'unit'), count))
}

export function multiplyDecimals(first: Decimal, second: Decimal): Decimal {
  return normalise(first.coefficient * second.coefficient, first.decimals + second.decimals)
}

/** value · factor, for a whole factor. */
export function scaleDecimal(value: Decimal, factor: bigint): Decimal {
  return normalise(value.coefficient * factor, value.decimals)
}

/** The exact quotient. The divisor must not be zero. */
export function divideDecimals(dividend: Decimal, divisor: Decimal): Ratio {
  assert(divisor.coefficient !== 0n, `division of ${formatDecimal(dividend)} by zero`)
  // Each side is multiplied by the power of ten that the other side's places stand for.
  const numerator = dividend.coefficient * 10n ** BigInt(divisor.decimals)
  const denominator = divisor.coefficient * 10n ** BigInt(dividend.decimals)
  const common = gcd(numerator, denominator) * sign(denominator)
  return { numerator: numerator / common, denominator: denominator / common }
}

function normalise(coefficient: bigint, decimals: number): Decimal {
  let shortened = coefficient
  let places = decimals
  while (places > 0 && shortened % 10n === 0n) {
    shortened /= 10n
    places -= 1
  }
  return { coefficient: shortened, decimals: places }
}

/** What is judged is what is used. */
function ownDecimal(value: Decimal, name: string): Decimal {
  demandObject(value, name, ErrorCode.RANGE)
  const { coefficient, decimals } = value
  checkBigint(coefficient, `${name}.coefficient`)
  checkWhole(decimals, 0, MAX_DECIMALS, `${name}.decimals`)
  return { coefficient, decimals }
}

/** Callers in plain JavaScript pass numbers and undefined; those are bad input too, not crashes. */
function isShortText(text: unknown): text is string {
  return typeof text === 'string' && text.length <= MAX_DECIMAL_CHARS
}

function malformed(text: unknown, field: string, form: string): BallastError {
  const expected = `expected ${form}, at most ${MAX_DECIMAL_CHARS} characters`
  return new BallastError(ErrorCode.DECIMAL, `${named(field)} is ${quote(text)}, ${expected}`)
}

function quote(text: unknown): string {
  if (typeof text !== 'string') return `of type ${text === null ? 'null' : typeof text}`
  if (text.length <= QUOTED_CHARS) return JSON.stringify(text)
  return `${JSON.stringify(text.slice(0, QUOTED_CHARS))}… (${text.length} characters)`
}
