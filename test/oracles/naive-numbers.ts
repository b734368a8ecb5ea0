// The arithmetic of the naive book, from SPEC 1 and 3: fractions of whole numbers, nothing shared with src.

import { type ErrorCode, ErrorCode as is } from '../../src/core/errors.ts'
import { MAX_POSITION_ATOMS } from '../../src/core/limits.ts'

/** A command that the naive book refuses. */
export class Refused extends Error {
  readonly code: ErrorCode
  constructor(code: ErrorCode) {
    super(`refused with ${code}`)
    this.code = code
  }
}

export function need(condition: boolean, code: ErrorCode): asserts condition {
  if (!condition) throw new Refused(code)
}

export const size = (value: bigint) => (value < 0n ? -value : value)
export const larger = (a: bigint, b: bigint) => (a > b ? a : b)
export const smaller = (a: bigint, b: bigint) => -larger(-a, -b)

/** value / 10^places; as short as it can be written. */
export type Scaled = readonly [value: bigint, places: number]

export function scaled(text: string): Scaled {
  need(/^-?[0-9]+(\.[0-9]+)?$/.test(text) && text.length <= 40, is.DECIMAL)
  const [whole, fraction = ''] = text.split('.')
  const short = fraction.replace(/0+$/, '')
  return [BigInt(`${whole}${short}`), short.length]
}

/** A size of a contract: positive, and its digits fit a column. */
export function sizeOf(text: string): Scaled {
  const value = scaled(text)
  need(value[0] > 0n && value[0] < 2n ** 62n, is.CONFIG)
  return value
}

const tenTo = (places: number) => 10n ** BigInt(places)

/** first · second / third, which has to be a whole number. */
export function wholeProduct(first: Scaled, second: Scaled, third: Scaled): bigint {
  const above = first[0] * second[0] * tenTo(third[1])
  const below = third[0] * tenTo(first[1] + second[1])
  need(above % below === 0n, is.UNIT_SIZE)
  return above / below
}

/** first / (second · third), which has to be a whole number. */
export function wholeQuotient(first: Scaled, second: Scaled, third: Scaled): bigint {
  const above = first[0] * tenTo(second[1] + third[1])
  const below = second[0] * third[0] * tenTo(first[1])
  need(above % below === 0n, is.UNIT_SIZE)
  return above / below
}

/** Rounds the quotient of two positive numbers to the nearest whole one, of two as near ones to the even one. */
export function nearestEven(above: bigint, below: bigint): bigint {
  const nearOrAbove = (2n * above + below) / (2n * below)
  const isTie = (2n * above + below) % (2n * below) === 0n
  return isTie && nearOrAbove % 2n === 1n ? nearOrAbove - 1n : nearOrAbove
}

export function floorOf(above: bigint, below: bigint): bigint {
  const rest = ((above % below) + below) % below
  return (above - rest) / below
}

export interface NaiveTier {
  readonly floorAtoms: bigint
  readonly ratePpm: number
}

export function needTiers(tiers: readonly NaiveTier[], most: number): void {
  need(tiers.length >= 1 && tiers.length <= most, is.TIERS)
  for (let k = 0; k < tiers.length; k += 1) {
    const { floorAtoms, ratePpm } = tiers[k]!
    need(Number.isInteger(ratePpm) && ratePpm >= 0 && ratePpm <= 1_000_000, is.TIERS)
    need(floorAtoms <= MAX_POSITION_ATOMS, is.TIERS)
    if (k === 0) need(floorAtoms === 0n, is.TIERS)
    else need(floorAtoms > tiers[k - 1]!.floorAtoms && ratePpm >= tiers[k - 1]!.ratePpm, is.TIERS)
  }
}

/** max over all tiers of n · rate − deduction, where the deduction sums up floor · (step of the rate) so far. */
export function maintenance(tiers: readonly NaiveTier[], notional: bigint): bigint {
  let deduction = 0n
  const lines = tiers.map(({ floorAtoms, ratePpm }, k) => {
    if (k > 0) deduction += floorAtoms * BigInt(ratePpm - tiers[k - 1]!.ratePpm)
    return notional * BigInt(ratePpm) - deduction
  })
  return lines.reduce(larger)
}

export const isWhole = (value: number, most: number) => Number.isInteger(value) && value >= 0 && value <= most
