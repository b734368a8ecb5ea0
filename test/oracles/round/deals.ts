// The rules by which candidates of a group share lots. Candidates come by rank; `open` is what each may still give.

import type { Stood } from './candidate.ts'
import { compare, dealByRemainder, fillWater, largestCount } from './share.ts'
import { larger, smaller, sum } from './world.ts'

const PPM = 1_000_000n

/** Everybody by weight up to all it has; where all with a weight are used up, the others by size. */
function byWeight(need: bigint, open: bigint[], weights: bigint[]): bigint[] {
  const parts = fillWater(
    need,
    open.map((cap, index) => ({ weight: weights[index]!, cap })),
  )
  const left = open.map((lots, index) => lots - parts[index]!)
  const more = dealByRemainder(need - sum(parts), left)
  return parts.map((part, index) => part + more[index]!)
}

export const dealBySize = (need: bigint, _: Stood[], open: bigint[]): bigint[] => dealByRemainder(need, open)

/** By something of which the lots that are open have their part, in units of 2^-64. */
export const dealBy =
  (amountOf: (position: Stood) => bigint) =>
  (need: bigint, candidates: Stood[], open: bigint[]): bigint[] => {
    const weights = candidates.map((each, index) => (2n ** 64n * amountOf(each) * open[index]!) / each.lots)
    return byWeight(need, open, weights)
  }

export const profitOf = ({ profit }: Stood): bigint => larger(profit, 0n)

export const dealByProfit = (need: bigint, candidates: Stood[], open: bigint[]): bigint[] =>
  byWeight(need, open, candidates.map(profitOf))

/** As many lots as a part of the profit, less what has been lost already, pays for. */
export const profitCapacity =
  (capPpm: bigint) =>
  (candidate: Stood, open: bigint, cost: { lossAtoms: bigint; lossLots: bigint }, taken: bigint): bigint => {
    if (cost.lossAtoms === 0n) return open
    const bears = (profitOf(candidate) * capPpm) / PPM - taken
    return bears < 0n ? 0n : smaller(open, (bears * cost.lossLots) / cost.lossAtoms)
  }

/** The largest ones, at least so many, more when they do not have enough: by size. */
export const dealToLargest =
  (top: number) =>
  (need: bigint, candidates: Stood[], open: bigint[]): bigint[] => {
    const order = open.map((_, index) => index)
    order.sort((a, b) => compare(open[b]!, open[a]!) || candidates[a]!.row.id - candidates[b]!.row.id)
    let count = Math.min(top, order.length)
    while (sum(order.slice(0, count).map((index) => open[index]!)) < need) count++
    // Ties of remainders go by size.
    const chosen = order.slice(0, count)
    const dealt = dealByRemainder(
      need,
      chosen.map((index) => open[index]!),
    )
    return open.map((_, index) => (chosen.includes(index) ? dealt[chosen.indexOf(index)]! : 0n))
  }

/** By size times a power of the leverage, in units of 2^-256; who has no equity counts as having one atom. */
export const dealByLeverage =
  (power: bigint) =>
  (need: bigint, candidates: Stood[], open: bigint[]): bigint[] => {
    const weights = candidates.map(({ account, equity }, index) => {
      return (2n ** 256n * open[index]! * account.notional ** power) / larger(equity, 1n) ** power
    })
    return byWeight(need, open, weights)
  }

/** By size times what the leverage is above a bound. */
export const dealByExcess =
  (abovePpm: bigint) =>
  (need: bigint, candidates: Stood[], open: bigint[]): bigint[] => {
    const weights = candidates.map(({ account, equity }, index) => {
      const worth = larger(equity, 1n)
      const excess = larger(0n, account.notional * PPM - abovePpm * worth)
      return (2n ** 256n * open[index]! * excess) / (worth * PPM)
    })
    return byWeight(need, open, weights)
  }

/** Everybody keeps at most L times the equity behind it, with the L at which just enough is given. */
export function dealDownToLeverage(need: bigint, candidates: Stood[], open: bigint[]): bigint[] {
  const shares = candidates.map(({ share }) => larger(0n, (2n ** 64n * share.over) / share.under))
  const bare = open.map((lots, index) => (shares[index] === 0n ? lots : 0n))
  if (sum(bare) >= need) return dealByRemainder(need, bare)
  // Who has less than L times its share gives nothing, and without it L is smaller.
  let cut = open.map((_, index) => index)
  for (;;) {
    const kept = sum(cut.map((index) => open[index]!)) - need
    const total = sum(cut.map((index) => shares[index]!))
    const still = cut.filter((index) => open[index]! * total > kept * shares[index]!)
    if (still.length < cut.length) {
      cut = still
      continue
    }
    // What each gives is a quotient over `total`; its floor, then one lot for the largest remainders.
    const gives = cut.map((index) => open[index]! * total - kept * shares[index]!)
    const parts = open.map(() => 0n)
    for (const [place, index] of cut.entries()) parts[index] = gives[place]! / total
    const order = cut.map((index, place) => ({ index, remainder: gives[place]! % total }))
    order.sort((a, b) => compare(b.remainder, a.remainder) || a.index - b.index)
    for (const { index } of order.slice(0, Number(need - sum(parts)))) parts[index]! += 1n
    return parts
  }
}

/** By the square of the size, up to all. */
export const dealBySquare = (need: bigint, _: Stood[], open: bigint[]): bigint[] =>
  fillWater(
    need,
    open.map((lots) => ({ weight: lots * lots, cap: lots })),
  )

/**
 * Lot by lot to whoever then has the smallest loss for its equity, ties by rank; who has no equity comes after all
 * others, by size. A candidate has so many lots as stand among the first `need` of all lots in that order.
 */
export function dealMinMax(need: bigint, candidates: Stood[], open: bigint[]): bigint[] {
  const solvent = open.map((lots, index) => (candidates[index]!.equity > 0n ? lots : 0n))
  const dealt = smaller(need, sum(solvent))
  const placeOf = (index: number, lot: bigint) =>
    sum(
      solvent.map((lots, other) => {
        // Lots k of the other one with k / E no more than lot / E of this one; as much counts only before it.
        const over = lot * candidates[other]!.equity
        const under = candidates[index]!.equity
        const before = other <= index ? over / under : (over - 1n) / under
        return larger(0n, smaller(lots, before))
      }),
    )
  const parts = solvent.map((lots, index) => largestCount(lots, (lot) => placeOf(index, lot) <= dealt))
  const left = open.map((lots, index) => lots - solvent[index]!)
  const more = dealByRemainder(need - dealt, left)
  return parts.map((part, index) => part + more[index]!)
}
