// The unit value u: atoms per lot at a price. It makes every kind of contract linear for the stages.
//
//   linear    u(ticks) = ticks · k                      k = lotSize · tickSize / atom
//   inverse   u(ticks) = -round_half_even(N / ticks)    N = contractValue / tickSize / atom
//   quanto    u(ticks) = ticks · multiplier             atoms per tick per lot
//
// u rises with the price in all three, so a long gains when the price rises. The constructors refuse sizes that would
// make u coarse; whether a whole position fits the book is the market configuration's question, not theirs.

import { assert } from '../core/assert.ts'
import { KIND_INVERSE, KIND_LINEAR, KIND_QUANTO } from '../core/codes.ts'
import { BallastError, demand, ErrorCode } from '../core/errors.ts'
import { MIN_LISTING_UNIT_ATOMS } from '../core/limits.ts'
import {
  type Decimal,
  divideDecimals,
  formatDecimal,
  multiplyDecimals,
  type Ratio,
  scaleDecimal,
  unitsToDecimal,
} from './decimal.ts'
import { abs, divCeil, divHalfEven, max } from './rounding.ts'

export interface ContractSize {
  /** KIND_LINEAR, KIND_INVERSE or KIND_QUANTO. */
  readonly kind: number
  /** k, N or the multiplier; always positive. */
  readonly unitParam: bigint
}

export interface LinearTerms {
  readonly lotSize: Decimal
  readonly tickSize: Decimal
  readonly atom: Decimal
  readonly listingTicks: bigint
}

export interface InverseTerms {
  readonly contractValue: Decimal
  readonly tickSize: Decimal
  readonly atom: Decimal
  readonly maxMarkTicks: bigint
  readonly listingTicks: bigint
}

export interface QuantoTerms {
  /** Atoms that one lot gains when the price rises by one tick. */
  readonly multiplierAtoms: bigint
  readonly listingTicks: bigint
}

/** Largest N of an inverse contract: the atoms of one lot at a price of one tick still fit an int64. */
export const MAX_INVERSE_UNIT_PARAM = 1n << 62n

/** Atoms per lot at a price of `ticks`, which must be positive for an inverse contract. */
export function unitValueAtoms(kind: number, unitParam: bigint, ticks: bigint): bigint {
  if (kind === KIND_INVERSE) {
    assert(ticks > 0n, `an inverse contract has no value at ${ticks} ticks`)
    return -divHalfEven(unitParam, ticks)
  }
  assert(kind === KIND_LINEAR || kind === KIND_QUANTO, `unknown contract kind ${kind}`)
  return ticks * unitParam
}

/** Largest |u| in the price band. An inverse |u| falls as the price rises, so it is largest at the minimum. */
export function notionalBoundAtoms(kind: number, unitParam: bigint, minTicks: bigint, maxTicks: bigint): bigint {
  assert(minTicks > 0n && minTicks <= maxTicks, `band ${minTicks} … ${maxTicks} is empty or not positive`)
  return abs(unitValueAtoms(kind, unitParam, kind === KIND_INVERSE ? minTicks : maxTicks))
}

/**
 * @throws BallastError `ERR_UNIT_SIZE` unless k is a positive whole number and u at the listing price is at least
 *   `MIN_LISTING_UNIT_ATOMS`; the message names the smallest multiple of the lot size that works
 */
export function linearContract({ lotSize, tickSize, atom, listingTicks }: LinearTerms): ContractSize {
  demandListing(listingTicks)
  demandPositive(tickSize, 'tickSize')
  demandPositive(atom, 'atom')
  const minK = divCeil(MIN_LISTING_UNIT_ATOMS, listingTicks)
  const k = divideDecimals(multiplyDecimals(lotSize, tickSize), atom)
  demand(k.denominator === 1n && k.numerator >= minK, ErrorCode.UNIT_SIZE, () => {
    const base = usableBase(lotSize)
    const perBase = divideDecimals(multiplyDecimals(base, tickSize), atom)
    const works = formatDecimal(scaleDecimal(base, smallestFactor(perBase, minK)))
    const given = `lotSize ${formatDecimal(lotSize)}, tickSize ${formatDecimal(tickSize)}, atom ${formatDecimal(atom)}`
    const wanted = `expected a whole number of at least ${minK} at a listing price of ${listingTicks} ticks`
    const advice = `the smallest lotSize that works is ${works}`
    return `${given} make ${formatRatio(k)} atoms per tick of a lot, ${wanted}: ${advice}`
  })
  return { kind: KIND_LINEAR, unitParam: k.numerator }
}

/**
 * One tick must move u by at least one atom anywhere in the band, or prices that differ would be worth the same.
 *
 * N ≥ max · (max - 1) is enough. For ticks t and t + 1 ≤ max the exact values y = N / (t + 1) and x = N / t differ by
 * N / (t · (t + 1)) ≥ 1. Half-even rounding is monotone, and can merge two values that are one apart only if both are
 * ties, such as 1.5 and 2.5. A difference of exactly 1 means N = t · (t + 1), where x and y are whole. With a larger
 * difference, let r be y rounded: y ≥ r - 1/2, so x > r + 1/2, which rounds to r + 1 or more.
 *
 * @throws BallastError `ERR_UNIT_SIZE` unless N is a positive whole number that is large enough and at most 2^62; the
 *   message names a contract value that works, or says that none does
 */
export function inverseContract(terms: InverseTerms): ContractSize {
  const { contractValue, tickSize, atom, maxMarkTicks, listingTicks } = terms
  demandListing(listingTicks)
  demand(listingTicks <= maxMarkTicks, ErrorCode.PRICE_BAND, () => {
    return `listing price is ${listingTicks} ticks, expected at most maxMarkTicks ${maxMarkTicks}`
  })
  demandPositive(tickSize, 'tickSize')
  demandPositive(atom, 'atom')
  const minN = max(1n, maxMarkTicks * (maxMarkTicks - 1n))
  const tickAtom = multiplyDecimals(tickSize, atom)
  const n = divideDecimals(contractValue, tickAtom)
  const fits = n.denominator === 1n && n.numerator >= minN && n.numerator <= MAX_INVERSE_UNIT_PARAM
  if (!fits) throw inverseError(terms, n, minN, tickAtom)
  return { kind: KIND_INVERSE, unitParam: n.numerator }
}

/** @throws BallastError `ERR_UNIT_SIZE` unless the multiplier is at least one atom per tick */
export function quantoContract({ multiplierAtoms, listingTicks }: QuantoTerms): ContractSize {
  demandListing(listingTicks)
  demand(multiplierAtoms > 0n, ErrorCode.UNIT_SIZE, () => {
    return `multiplier is ${multiplierAtoms} atoms per tick of a lot: the smallest multiplier that works is 1`
  })
  return { kind: KIND_QUANTO, unitParam: multiplierAtoms }
}

function inverseError(terms: InverseTerms, n: Ratio, minN: bigint, tickAtom: Decimal): BallastError {
  const { contractValue, tickSize, atom, maxMarkTicks } = terms
  const sizes =
    `contractValue ${formatDecimal(contractValue)}, tickSize ${formatDecimal(tickSize)}, atom ${formatDecimal(atom)} ` +
    `make ${formatRatio(n)} atoms per lot at one tick, expected a whole number from ${minN}, ` +
    `so that one tick below ${maxMarkTicks} moves the value of a lot, to ${MAX_INVERSE_UNIT_PARAM}`
  return new BallastError(ErrorCode.UNIT_SIZE, `${sizes}: ${inverseAdvice(contractValue, minN, tickAtom)}`)
}

function inverseAdvice(contractValue: Decimal, minN: bigint, tickAtom: Decimal): string {
  if (minN > MAX_INVERSE_UNIT_PARAM) return 'no contractValue works, take a larger tickSize or a lower maxMarkTicks'
  const base = usableBase(contractValue)
  const perBase = divideDecimals(base, tickAtom)
  const factor = smallestFactor(perBase, minN)
  const smallest = (perBase.numerator * factor) / perBase.denominator
  if (smallest <= MAX_INVERSE_UNIT_PARAM) {
    return `the smallest contractValue that works is ${formatDecimal(scaleDecimal(base, factor))}`
  }
  // No multiple of what was asked for fits, but the upper bound itself always does.
  return `the largest contractValue that works is ${unitsToDecimal(MAX_INVERSE_UNIT_PARAM, tickAtom)}`
}

/** Smallest whole m for which m · perBase is a whole number of at least `minimum`. perBase must be positive. */
function smallestFactor(perBase: Ratio, minimum: bigint): bigint {
  return perBase.denominator * max(1n, divCeil(minimum, perBase.numerator))
}

/** What a working size shall be a multiple of: the size that was given, without its sign, or 1 if it was zero. */
function usableBase(size: Decimal): Decimal {
  return size.coefficient === 0n ? { coefficient: 1n, decimals: 0 } : { ...size, coefficient: abs(size.coefficient) }
}

function demandListing(listingTicks: bigint): void {
  demand(listingTicks > 0n, ErrorCode.PRICE_BAND, () => `listing price is ${listingTicks} ticks, expected at least 1`)
}

function demandPositive(size: Decimal, field: string): void {
  demand(size.coefficient > 0n, ErrorCode.UNIT_SIZE, () => `${field} is ${formatDecimal(size)}, expected more than 0`)
}

function formatRatio({ numerator, denominator }: Ratio): string {
  return denominator === 1n ? `${numerator}` : `${numerator}/${denominator}`
}
