// Dividing whole atoms and whole lots: largest remainder, water-filling, the split of an equity, cumulative slices.

import { divideUp } from './value.ts'
import { smaller, sum } from './world.ts'

export type Share = { weight: bigint; cap: bigint }
/** What the split of an equity looks at. */
export type Stake = { notional: bigint; maintenance: bigint }

/** Floor first, then one each for the largest remainders; ties go to whoever stands first. */
export function dealByRemainder(amount: bigint, weights: bigint[]): bigint[] {
  const total = sum(weights)
  if (amount === 0n || total === 0n) return weights.map(() => 0n)
  const parts = weights.map((weight) => (amount * weight) / total)
  const remainders = weights.map((weight) => (amount * weight) % total)
  const order = weights.map((_, index) => index).sort((a, b) => compare(remainders[b]!, remainders[a]!) || a - b)
  const left = Number(amount - sum(parts))
  for (const index of order.slice(0, left)) parts[index]! += 1n
  return parts
}

/** By weight, nobody over the cap: who would be is filled up, and the others share the rest anew. */
export function fillWater(amount: bigint, shares: Share[]): bigint[] {
  const { full, open, left } = flood(amount, shares)
  const parts = shares.map(({ cap }, index) => (full.has(index) ? cap : 0n))
  const weights = open.map((index) => shares[index]!.weight)
  for (const [place, part] of dealByRemainder(left, weights).entries()) parts[open[place]!] = part
  return parts
}

/** The same, but who is not filled up has its share rounded up, one after the other, until nothing is left. */
export function fillWaterUp(amount: bigint, shares: Share[]): bigint[] {
  const { full, open, left } = flood(amount, shares)
  const parts = shares.map(({ cap }, index) => (full.has(index) ? cap : 0n))
  const total = sum(open.map((index) => shares[index]!.weight))
  let rest = left
  for (const index of open) {
    parts[index] = smaller(rest, divideUp(left * shares[index]!.weight, total))
    rest -= parts[index]!
  }
  return parts
}

/** Who cannot take its share, who can, and what is left for these. */
function flood(amount: bigint, shares: Share[]): { full: Set<number>; open: number[]; left: bigint } {
  const full = new Set<number>()
  let open = shares.map((_, index) => index).filter((index) => shares[index]!.weight > 0n)
  let left = amount
  for (;;) {
    const total = sum(open.map((index) => shares[index]!.weight))
    // Everybody is judged against the same rest before anything is taken from it.
    const more = open.filter((index) => left * shares[index]!.weight >= shares[index]!.cap * total)
    if (more.length === 0) return { full, open, left }
    for (const index of more) full.add(index)
    left -= sum(more.map((index) => shares[index]!.cap))
    open = open.filter((index) => !full.has(index))
  }
}

/**
 * |bᵢ| for an amount without its sign: by maintenance, each at most its notional; what is over goes to positions
 * without maintenance, by notional. The sum is the amount, or Σ n when that is less.
 */
export function splitOver(amount: bigint, stakes: Stake[]): bigint[] {
  const bearable = smaller(amount, sum(stakes.map((stake) => stake.notional)))
  const first = fillWater(
    bearable,
    stakes.map((stake) => ({ weight: stake.maintenance, cap: stake.notional })),
  )
  const second = fillWater(
    bearable - sum(first),
    stakes.map(({ notional, maintenance }) => ({ weight: maintenance === 0n ? notional : 0n, cap: notional })),
  )
  return stakes.map((_, index) => first[index]! + second[index]!)
}

/** The shares of the markets in what a flat account owes: split like an equity, what exceeds Σ n by notional. */
export function shareDebt(debt: bigint, stakes: Stake[]): bigint[] {
  const parts = splitOver(debt, stakes)
  const notionals = stakes.map((stake) => stake.notional)
  const excess = dealByRemainder(debt - sum(parts), notionals)
  return stakes.map((_, index) => parts[index]! + excess[index]!)
}

/** The loss that lots `done` … `done + count` of a leg hand over: the difference of two cumulative, rounded sums. */
export function sliceOf(lossAtoms: bigint, legLots: bigint, done: bigint, count: bigint): bigint {
  return divideUp(lossAtoms * (done + count), legLots) - divideUp(lossAtoms * done, legLots)
}

/** The largest count up to `most` for which `holds`; it holds for zero, and never again once it does not. */
export function largestCount(most: bigint, holds: (count: bigint) => boolean): bigint {
  let low = 0n
  let high = most
  while (low < high) {
    const middle = (low + high + 1n) / 2n
    if (holds(middle)) low = middle
    else high = middle - 1n
  }
  return low
}

export const compare = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0)
