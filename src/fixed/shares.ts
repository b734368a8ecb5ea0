// Dividing whole atoms and lots so that the parts add up: largest remainder, water-filling, the split of an equity over
// positions, cumulative slices. Every amount is in magnitude: callers put the sign back.

import { assert } from '../core/assert.ts'
import { divCeil, max, min } from './rounding.ts'

/**
 * Floor first, then one more for the largest remainders; ties go to whoever stands first. Nothing is dealt where no
 * weight is.
 */
export function dealByRemainder(amount: bigint, weights: readonly bigint[]): bigint[] {
  const total = sum(weights)
  if (amount === 0n || total === 0n) return weights.map(() => 0n)
  const parts: bigint[] = []
  const remainders: bigint[] = []
  let left = amount
  for (const weight of weights) {
    const product = amount * weight
    const part = product / total
    parts.push(part)
    remainders.push(product - part * total)
    left -= part
  }
  for (const index of largest(remainders, Number(left))) parts[index]! += 1n
  return parts
}

// The places of so many of the largest values, in no order; of equal ones those that stand first. Doubles only sieve:
// rounding never turns an order round, and values with the same double as the last one chosen are told apart exactly.
function largest(values: readonly bigint[], count: number): number[] {
  if (count === 0) return []
  const keys = Float64Array.from(values, Number)
  const least = keys.slice().sort()[keys.length - count]!
  const chosen: number[] = []
  const close: number[] = []
  for (const [index, key] of keys.entries()) {
    if (key > least) chosen.push(index)
    else if (key === least) close.push(index)
  }
  close.sort((a, b) => (values[a] === values[b] ? a - b : values[a]! > values[b]! ? -1 : 1))
  return chosen.concat(close.slice(0, count - chosen.length))
}

/**
 * By weight, nobody over its cap: who would be is filled up, and the others share the rest anew. What all caps together
 * cannot take is not dealt.
 *
 * Whoever is filled up leaves a larger share to the others, so that some of them may be filled up next: a few times
 * where weights are alike, and at worst as often as weights have bits.
 */
export function fillWater(amount: bigint, weights: readonly bigint[], caps: readonly bigint[]): bigint[] {
  assert(amount >= 0n, `${amount} to share out`)
  const parts = weights.map(() => 0n)
  let left = amount
  let total = sum(weights)
  let open: number[] = []
  for (const [index, weight] of weights.entries()) if (weight > 0n) open.push(index)
  for (let before = -1; before !== open.length; ) {
    before = open.length
    const [level, whole] = [left, total]
    open = open.filter((index) => {
      if (level * weights[index]! < caps[index]! * whole) return true
      parts[index] = caps[index]!
      left -= caps[index]!
      total -= weights[index]!
      return false
    })
  }
  const rest = dealByRemainder(
    left,
    open.map((index) => weights[index]!),
  )
  for (const [place, index] of open.entries()) parts[index] = rest[place]!
  return parts
}

/** A position as the split of an equity sees it. */
export interface Stake {
  readonly notionalAtoms: bigint
  readonly maintenanceAtomPpm: bigint
}

/**
 * |bᵢ| of an equity: by maintenance, each at most its notional; what is over goes to the positions without maintenance,
 * by notional. The sum is the amount, or Σ n when that is less.
 */
export function splitOver(amountAtoms: bigint, stakes: readonly Stake[]): bigint[] {
  if (stakes.length === 1) return [min(amountAtoms, stakes[0]!.notionalAtoms)]
  const caps = stakes.map((stake) => stake.notionalAtoms)
  const bearable = min(amountAtoms, sum(caps))
  const byMaintenance = stakes.map((stake) => stake.maintenanceAtomPpm)
  const parts = fillWater(bearable, byMaintenance, caps)
  const over = bearable - sum(parts)
  if (over === 0n) return parts
  const byNotional = stakes.map((stake) => (stake.maintenanceAtomPpm === 0n ? stake.notionalAtoms : 0n))
  const more = fillWater(over, byNotional, caps)
  return parts.map((part, index) => part + more[index]!)
}

/** What former positions stand for of a flat account's debt: split like an equity, what exceeds Σ n by notional. */
export function shareDebt(debtAtoms: bigint, stakes: readonly Stake[]): bigint[] {
  const parts = splitOver(debtAtoms, stakes)
  const excess = debtAtoms - sum(parts)
  if (excess === 0n) return parts
  const more = dealByRemainder(
    excess,
    stakes.map((stake) => stake.notionalAtoms),
  )
  return parts.map((part, index) => part + more[index]!)
}

/** A part bᵢ of an equity, handed over with the lots of a position, slice by slice. */
export interface Slices {
  /** |bᵢ|. */
  readonly lossAtoms: bigint
  /** |q| when it was split. */
  readonly lots: bigint
  /** Lots handed over so far. */
  done: bigint
}

/** The loss that the next `count` lots carry: ⌈|b|·k/|q|⌉ is cumulative, so that the parts add up to the whole. */
export function sliceAtoms({ lossAtoms, lots, done }: Slices, count: bigint): bigint {
  return divCeil(lossAtoms * (done + count), lots) - divCeil(lossAtoms * done, lots)
}

/** The largest number of lots, up to `most`, whose slice `budgetAtoms` bears. */
export function bearableLots({ lossAtoms, lots, done }: Slices, most: bigint, budgetAtoms: bigint): bigint {
  if (budgetAtoms < 0n) return 0n
  if (lossAtoms === 0n) return most
  // ⌈b·(done + k)/q⌉ ≤ B is b·(done + k) ≤ B·q, as B is whole.
  const bearable = budgetAtoms + divCeil(lossAtoms * done, lots)
  return max(0n, min(most, (bearable * lots) / lossAtoms - done))
}

export function sum(values: readonly bigint[]): bigint {
  let total = 0n
  for (const value of values) total += value
  return total
}
