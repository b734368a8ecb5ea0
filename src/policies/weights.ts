// What rules of allocation have in common: lots by weight, nobody over what it has, all of what is needed.

import { fillWater, sum } from '../fixed/shares.ts'

/**
 * By weight up to `open`: floor, then largest remainder, ties to whoever stands first. Where all that have a weight are
 * used up, the others give by size.
 */
export function dealByWeight(need: bigint, weights: readonly bigint[], open: readonly bigint[]): readonly bigint[] {
  const parts = fillWater(need, weights, open)
  const rest = need - sum(parts)
  if (rest === 0n) return parts
  const left = open.map((lots, index) => lots - parts[index]!)
  const more = fillWater(rest, left, left)
  return parts.map((part, index) => part + more[index]!)
}

const FRACTION_BITS = 64n

/** amount · open / lots in units of 2^-64, rounded down: what of an amount belongs to the lots that are left. */
export function ofOpenLots(amount: bigint, open: bigint, lots: bigint): bigint {
  return ((amount * open) << FRACTION_BITS) / lots
}
