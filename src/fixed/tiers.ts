// Maintenance tiers: the margin rate rises with the notional of a position, and only the part above a floor pays more.
//
//   MM(n) = max over k of (n · rate_k - deduction_k)        in atom·ppm, exact; nothing is rounded here
//
// The deductions make MM continuous: at floor_k the lines of tier k - 1 and tier k meet. As rates never fall, the tier
// that n lies in has the largest line: a kernel looks for the last floor reached, the oracle takes the maximum.
// Bound: floors ≤ 2^55 and rates ≤ 10^6, so a deduction stays below 2^75.

import { assert } from '../core/assert.ts'
import { demand, demandObject, ErrorCode } from '../core/errors.ts'
import { MAX_POSITION_ATOMS, PPM } from '../core/limits.ts'
import { shown } from '../core/shown.ts'

export interface Tier {
  /** Notional from which the rate holds. The first tier's is 0. */
  readonly floorAtoms: bigint
  /** Maintenance margin of the notional above the floor, 0 … 1,000,000. */
  readonly ratePpm: number
}

/**
 * @param field names the list in the error message
 * @throws BallastError `ERR_TIERS` unless there are 1 … maxTiers tiers, from zero, with rising floors and rates that
 *   never fall
 */
export function checkTiers(tiers: readonly Tier[], maxTiers: number, field: string): void {
  demand(Array.isArray(tiers), ErrorCode.TIERS, () => `${field} is ${shown(tiers)}, expected an array of tiers`)
  demand(tiers.length >= 1 && tiers.length <= maxTiers, ErrorCode.TIERS, () => {
    return `${field} has ${tiers.length} tiers, expected 1 to ${maxTiers}`
  })
  let previous: Tier | undefined
  for (const [index, tier] of tiers.entries()) {
    checkTier(tier, previous, `${field}[${index}]`)
    previous = tier
  }
}

/** Deduction of every tier in atom·ppm, for tiers that `checkTiers` has accepted. */
export function deriveDeductions(tiers: readonly Tier[]): bigint[] {
  const deductions: bigint[] = []
  let deduction = 0n
  let previousRate = 0n
  for (const [index, tier] of tiers.entries()) {
    const rate = BigInt(tier.ratePpm)
    // The first floor is zero, so its term is too; said outright, so that the rule is the one in the code.
    if (index > 0) deduction += tier.floorAtoms * (rate - previousRate)
    deductions.push(deduction)
    previousRate = rate
  }
  return deductions
}

/**
 * Maintenance margin of one position in atom·ppm.
 *
 * @param notionalAtoms |lots · u|, not negative
 */
export function maintenanceAtomPpm(tiers: readonly Tier[], notionalAtoms: bigint): bigint {
  assert(notionalAtoms >= 0n, `notional ${notionalAtoms} is negative`)
  // The first tier's line is never negative, so the maximum may begin at zero.
  let largest = 0n
  for (const [index, deduction] of deriveDeductions(tiers).entries()) {
    const margin = notionalAtoms * BigInt(tiers[index]!.ratePpm) - deduction
    if (margin > largest) largest = margin
  }
  return largest
}

function checkTier(tier: Tier, previous: Tier | undefined, field: string): void {
  demandObject(tier, field, ErrorCode.TIERS)
  const { floorAtoms, ratePpm } = tier
  demand(Number.isInteger(ratePpm) && ratePpm >= 0 && ratePpm <= Number(PPM), ErrorCode.TIERS, () => {
    return `${field} has rate ${shown(ratePpm)} ppm, expected a whole number from 0 to ${PPM}`
  })
  demand(typeof floorAtoms === 'bigint' && floorAtoms <= MAX_POSITION_ATOMS, ErrorCode.TIERS, () => {
    return `${field} has floor ${shown(floorAtoms)} atoms, expected at most ${MAX_POSITION_ATOMS}`
  })
  if (previous === undefined) {
    demand(floorAtoms === 0n, ErrorCode.TIERS, () => `${field} has floor ${shown(floorAtoms)} atoms, expected 0`)
    return
  }
  demand(floorAtoms > previous.floorAtoms, ErrorCode.TIERS, () => {
    return `${field} has floor ${shown(floorAtoms)} atoms, expected more than ${previous.floorAtoms} of the tier before`
  })
  demand(ratePpm >= previous.ratePpm, ErrorCode.TIERS, () => {
    return `${field} has rate ${ratePpm} ppm, expected at least ${previous.ratePpm} of the tier before`
  })
}
