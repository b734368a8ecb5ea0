// How an auditor divides by hand: whole atoms over weights, an equity over positions, a loss over lots. Every amount is
// in magnitude.

import { divCeil, min } from '../fixed/rounding.ts'

/** What a position weighs in a split. */
export interface Stake {
  readonly notionalAtoms: bigint
  readonly maintenanceAtomPpm: bigint
}

/** Each its floor, then one more each for the largest remainders; of equal ones the first. */
export function byRemainder(amount: bigint, weights: readonly bigint[]): bigint[] {
  const total = sumOf(weights)
  if (total === 0n) return weights.map(() => 0n)
  const parts = weights.map((weight) => (amount * weight) / total)
  const left = Number(amount - sumOf(parts))
  const remainder = (index: number) => (amount * weights[index]!) % total
  const order = [...weights.keys()].sort((a, b) => Number(remainder(b) - remainder(a)) || a - b)
  for (const index of order.slice(0, left)) parts[index]! += 1n
  return parts
}

/** By weight, nobody above its cap: who would be gets its cap, and the others share the rest anew. */
export function upToCaps(amount: bigint, weights: readonly bigint[], caps: readonly bigint[]): bigint[] {
  const parts = weights.map(() => 0n)
  let open = [...weights.keys()].filter((index) => weights[index]! > 0n)
  let left = amount
  for (;;) {
    const total = sumOf(open.map((index) => weights[index]!))
    const full = open.filter((index) => left * weights[index]! >= caps[index]! * total)
    if (full.length === 0) break
    for (const index of full) parts[index] = caps[index]!
    left -= sumOf(full.map((index) => caps[index]!))
    open = open.filter((index) => !full.includes(index))
  }
  const shared = byRemainder(
    left,
    open.map((index) => weights[index]!),
  )
  for (const [place, index] of open.entries()) parts[index] = shared[place]!
  return parts
}

/**
 * |bᵢ|: by maintenance, at most the notional of each; what is over goes to positions without maintenance, by notional.
 * Together the amount, or Σ n when that is less.
 */
export function splitEquity(amountAtoms: bigint, stakes: readonly Stake[]): bigint[] {
  const caps = stakes.map(({ notionalAtoms }) => notionalAtoms)
  const bearable = min(amountAtoms, sumOf(caps))
  const margins = stakes.map(({ maintenanceAtomPpm }) => maintenanceAtomPpm)
  const parts = upToCaps(bearable, margins, caps)
  const bare = stakes.map((stake) => (stake.maintenanceAtomPpm === 0n ? stake.notionalAtoms : 0n))
  const more = upToCaps(bearable - sumOf(parts), bare, caps)
  return parts.map((part, index) => part + more[index]!)
}

/** What a flat account owes, by its former markets: split like an equity, what exceeds Σ n by notional. */
export function splitDebt(debtAtoms: bigint, stakes: readonly Stake[]): bigint[] {
  const parts = splitEquity(debtAtoms, stakes)
  const notionals = stakes.map(({ notionalAtoms }) => notionalAtoms)
  const more = byRemainder(debtAtoms - sumOf(parts), notionals)
  return parts.map((part, index) => part + more[index]!)
}

/** A loss that goes with lots, slice by slice: ⌈loss · k / lots⌉ when k of them are gone. */
export class SlicedLoss {
  readonly lossAtoms: bigint
  readonly lots: bigint
  done = 0n

  constructor(lossAtoms: bigint, lots: bigint) {
    this.lossAtoms = lossAtoms
    this.lots = lots
  }

  /** What the next `count` lots carry. */
  slice(count: bigint): bigint {
    return this.#gone(this.done + count) - this.#gone(this.done)
  }

  /** What all that are left carry. */
  get restAtoms(): bigint {
    return this.slice(this.lots - this.done)
  }

  /** The most of the next lots, up to `most`, whose loss an equity bears. */
  bearable(most: bigint, equityAtoms: bigint): bigint {
    if (equityAtoms < 0n) return 0n
    if (this.slice(most) <= equityAtoms) return most
    // ⌈loss · k / lots⌉ ≤ bound is k ≤ bound · lots / loss, for the bound is whole.
    return ((this.#gone(this.done) + equityAtoms) * this.lots) / this.lossAtoms - this.done
  }

  #gone(count: bigint): bigint {
    return this.lossAtoms === 0n ? 0n : divCeil(this.lossAtoms * count, this.lots)
  }
}

export function sumOf(values: readonly bigint[]): bigint {
  return values.reduce((total, value) => total + value, 0n)
}
