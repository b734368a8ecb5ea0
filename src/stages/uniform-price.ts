// One price a lot for all bankrupt legs of a side, and how their accounts then even it out.
//
// Counterparties pay the average of the losses that the side had when stage 6 began, so an account is paid more or less
// than its own loss on the lots that were taken. After the last turn each side is settled by itself, and nothing leaves
// it. What accounts were paid beyond their own loss is dealt out in the order of turns:
//
//   1  to those that were paid less than theirs, up to it;
//   2  then, where dearer lots have found nobody, to those that have lots left, up to the loss that goes with these.
//
// So no account gets more of a side than its own loss there. These losses are parts of what it is worth less than
// nothing, hence it ends at nothing at most, whatever other sides bring. All that was paid finds its place, for a side
// is never paid more than its loss. Who is due less than it was paid then pays who is due more, in the order of turns:
// on a side nobody does both. Splits of accounts that were given something for lots they still have end in
// `thawOverpaid`.
//
// Reads: frozen splits. Writes: cash of bankrupt rows, the log. Bound: the bankrupt legs. Allocation: one object a leg.
// Deterministic: in the order of turns.

import { assert } from '../core/assert.ts'
import { min } from '../fixed/rounding.ts'
import { type Slices, sliceAtoms } from '../fixed/shares.ts'
import type { BankruptLeg } from './adl-price.ts'
import { pay, restAtoms, slicesOf } from './moves.ts'
import { LOG_ADL_EVENED } from './round-log.ts'
import type { Round } from './round-state.ts'

/** What one account has sold on a side. */
export interface Sale {
  readonly row: number
  /** At its own price. */
  readonly own: Slices
  /** Its own loss on what was taken, and what was paid for it. */
  lostAtoms: bigint
  paidAtoms: bigint
  /** What it keeps of the side. */
  dueAtoms: bigint
}

export interface UniformSide {
  readonly market: number
  /** The losses of all legs over all their lots. */
  readonly charged: Slices
  /** By row, in the order of turns. */
  readonly sales: ReadonlyMap<number, Sale>
}

/** @returns by place */
export function uniformSides(round: Round, legs: readonly BankruptLeg[]): Map<number, UniformSide> {
  const found = new Map<number, { market: number; lossAtoms: bigint; lots: bigint; sales: Map<number, Sale> }>()
  for (const { row, market, place } of legs) {
    const own = slicesOf(round, row, market)
    let side = found.get(place)
    if (side === undefined) {
      side = { market, lossAtoms: 0n, lots: 0n, sales: new Map() }
      found.set(place, side)
    }
    side.lossAtoms += restAtoms(own)
    side.lots += own.lots - own.done
    side.sales.set(row, { row, own, lostAtoms: 0n, paidAtoms: 0n, dueAtoms: 0n })
  }
  const sides = new Map<number, UniformSide>()
  for (const [place, { market, lossAtoms, lots, sales }] of found) {
    sides.set(place, { market, charged: { lossAtoms, lots, done: 0n }, sales })
  }
  return sides
}

/** The next `count` lots of an account are taken; to be told before they are. */
export function noteSale({ charged, sales }: UniformSide, row: number, count: bigint): void {
  const sale = sales.get(row)!
  sale.lostAtoms += sliceAtoms(sale.own, count)
  sale.paidAtoms += sliceAtoms(charged, count)
}

/** After the last turn of stage 6. */
export function evenOut(round: Round, { market, sales }: UniformSide): void {
  const inTurn = [...sales.values()]
  dealDues(inTurn)
  let next = 0
  for (const to of inTurn) {
    for (let short = to.dueAtoms - to.paidAtoms; short > 0n; ) {
      const from = inTurn[next]!
      const atoms = min(short, from.paidAtoms - from.dueAtoms)
      if (atoms <= 0n) {
        next += 1
        continue
      }
      pay(round, LOG_ADL_EVENED, market, from.row, to.row, atoms)
      from.paidAtoms -= atoms
      to.paidAtoms += atoms
      short -= atoms
    }
  }
}

function dealDues(sales: readonly Sale[]): void {
  let over = 0n
  for (const sale of sales) {
    sale.dueAtoms = min(sale.paidAtoms, sale.lostAtoms)
    over += sale.paidAtoms - sale.dueAtoms
  }
  for (const sale of sales) over -= raiseDue(sale, sale.lostAtoms, over)
  for (const sale of sales) over -= raiseDue(sale, sale.lostAtoms + restAtoms(sale.own), over)
  assert(over === 0n, `a side was paid ${over} atoms more than its loss`)
}

function raiseDue(sale: Sale, mostAtoms: bigint, over: bigint): bigint {
  const atoms = min(over, mostAtoms - sale.dueAtoms)
  sale.dueAtoms += atoms
  return atoms
}
