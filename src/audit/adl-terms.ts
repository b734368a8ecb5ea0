// What a counterparty of stage 6 pays above the mark for lots of a bankrupt leg, by the price of the round:
//
//   bankruptcy                     the slice of the leg's loss that goes with the lots
//   mark                           nothing
//   mark-until-fund-nearly-empty   nothing, while the pool could pay the slice and keep its reserve; then the slice
//   blend                          a slice of a fixed part of the leg's loss
//   uniform                        a slice of the losses of all legs of the side together
//
// Whatever is paid, the slice of the leg's own loss is used up.

import { divCeil, max, min } from '../fixed/rounding.ts'
import { budgetOf, poolOf } from './check-fund.ts'
import type { RunningMarket, RunningRow } from './running-book.ts'
import { SlicedLoss } from './split-loss.ts'
import type { Walk } from './walk.ts'

/** A position of an account that is to be closed. */
export interface ClosedLeg {
  readonly row: RunningRow
  readonly market: RunningMarket
  /** Market and side of those who give. */
  readonly place: string
  /** Lots, a magnitude, that it keeps: 0 of a bankrupt account. */
  readonly keptLots: bigint
}

/** The price of a leg at its turn. */
export interface LegTerms {
  /** What a policy is told of it: so many atoms for so many lots. */
  readonly lossAtoms: bigint
  readonly lossLots: bigint
  /** The most of so many lots that an equity bears; to be asked before the other two. */
  bearable(most: bigint, equityAtoms: bigint): bigint
  lossOf(count: bigint): bigint
  /** They have been taken. */
  took(count: bigint): void
  /** How many were asked for is not known: whether the fund bears them is taken as told, as far as it can be. */
  tell?(isAtMark: boolean): void
}

/** What an account has sold on a side at a uniform price: its own loss on that, and what it was paid. */
interface Sale {
  readonly row: RunningRow
  readonly own: SlicedLoss
  lostAtoms: bigint
  paidAtoms: bigint
}

interface UniformSide {
  readonly market: RunningMarket
  readonly charged: SlicedLoss
  readonly sales: Map<RunningRow, Sale>
}

export class AdlTerms {
  readonly #walk: Walk
  readonly #sides = new Map<string, UniformSide>()
  /** By pool: what closing at the mark has left for it to pay. */
  readonly #promised = new Map<RunningRow, bigint>()
  /** Rows whose lots went by other slices than their own. */
  readonly #charged = new Set<RunningRow>()

  /** @param legs of all bankrupt accounts, in the order of their turns */
  constructor(walk: Walk, legs: readonly ClosedLeg[]) {
    this.#walk = walk
    if (walk.terms.opened.adlPrice !== 'uniform') return
    const sums = new Map<string, { lossAtoms: bigint; lots: bigint }>()
    for (const { row, market, place } of legs) {
      const own = walk.lossOf(row, market)
      const sum = sums.get(place) ?? { lossAtoms: 0n, lots: 0n }
      sums.set(place, { lossAtoms: sum.lossAtoms + own.restAtoms, lots: sum.lots + own.lots - own.done })
    }
    for (const { row, market, place } of legs) {
      const { lossAtoms, lots } = sums.get(place)!
      const side = this.#sides.get(place) ?? { market, charged: new SlicedLoss(lossAtoms, lots), sales: new Map() }
      side.sales.set(row, { row, own: walk.lossOf(row, market), lostAtoms: 0n, paidAtoms: 0n })
      this.#sides.set(place, side)
    }
  }

  of({ row, market, place }: ClosedLeg): LegTerms {
    const { adlPrice, blend } = this.#walk.terms.opened
    if (adlPrice === 'mark') return AT_MARK
    const own = this.#walk.lossOf(row, market)
    if (adlPrice === 'bankruptcy') return chargedBy(own, () => {})
    if (adlPrice === 'mark-until-fund-nearly-empty') return this.#whileFundBears(market, own)
    this.#charged.add(row)
    const side = this.#sides.get(place)
    if (side === undefined) {
      const part = BigInt(blend.bankruptcy) * own.restAtoms
      const lossAtoms = divCeil(part, BigInt(blend.bankruptcy + blend.mark))
      return chargedBy(new SlicedLoss(lossAtoms, own.lots - own.done), (count) => {
        own.done += count
      })
    }
    const sale = side.sales.get(row)!
    return chargedBy(side.charged, (count, lossAtoms) => {
      sale.lostAtoms += own.slice(count)
      sale.paidAtoms += lossAtoms
      own.done += count
    })
  }

  /** After the last turn: who was paid more than its own loss on a side evens it out; splits that are too much end. */
  settle(): void {
    for (const side of this.#sides.values()) this.#evenOut(side)
    for (const row of this.#charged) {
      const legs = [...(this.#walk.frozen.get(row)?.values() ?? [])]
      const rest = legs.reduce((sum, leg) => sum + leg.restAtoms, 0n)
      if (rest > -this.#walk.book.equityOf(row)) this.#walk.thaw(row)
    }
  }

  #whileFundBears(market: RunningMarket, own: SlicedLoss): LegTerms {
    const pool = poolOf(this.#walk, market)
    const couldPay = (count: bigint) => {
      if (pool === null) return false
      const kept = (this.#promised.get(pool) ?? 0n) + this.#walk.terms.opened.nearlyEmptyAtoms
      return budgetOf(this.#walk, market) - kept >= own.slice(count)
    }
    let isAtMark = false
    let isTold = true
    return {
      tell: (isSaid) => {
        isTold = isSaid
      },
      lossAtoms: couldPay(own.lots - own.done) ? 0n : own.lossAtoms,
      lossLots: own.lots,
      bearable: (most, equityAtoms) => {
        isAtMark = isTold && couldPay(most)
        return isAtMark ? most : own.bearable(most, equityAtoms)
      },
      lossOf: (count) => (isAtMark ? 0n : own.slice(count)),
      took: (count) => {
        if (isAtMark) this.#promised.set(pool!, (this.#promised.get(pool!) ?? 0n) + own.slice(count))
        own.done += count
      },
    }
  }

  // Due is what was paid, at most the own loss on what was sold; then, from what others have over, up to that loss;
  // then, for lots that are left, up to theirs; in the order of turns each time.
  #evenOut({ market, sales }: UniformSide): void {
    const all = [...sales.values()]
    const dues = all.map(({ lostAtoms, paidAtoms }) => min(lostAtoms, paidAtoms))
    let over = all.reduce((sum, { paidAtoms }, index) => sum + paidAtoms - dues[index]!, 0n)
    const raise = (most: (sale: Sale) => bigint) => {
      for (const [index, sale] of all.entries()) {
        const more = min(over, most(sale) - dues[index]!)
        dues[index]! += more
        over -= more
      }
    }
    raise(({ lostAtoms }) => lostAtoms)
    raise(({ lostAtoms, own }) => lostAtoms + own.restAtoms)
    const left = all.map(({ paidAtoms }, index) => max(0n, paidAtoms - dues[index]!))
    for (const [index, to] of all.entries()) {
      let short = dues[index]! - to.paidAtoms
      for (let giver = 0; short > 0n && giver < all.length; giver += 1) {
        const atoms = min(short, left[giver]!)
        if (atoms === 0n) continue
        this.#walk.takePay('adl-evened', 6, { claim: 'evened', from: all[giver]!.row, to: to.row, market, atoms })
        left[giver]! -= atoms
        short -= atoms
      }
    }
  }
}

/** Of accounts that can pay, and where the price is the mark. */
export const AT_MARK: LegTerms = {
  ...{ lossAtoms: 0n, lossLots: 1n },
  bearable: (most) => most,
  lossOf: () => 0n,
  took: () => {},
}

function chargedBy(charged: SlicedLoss, took: (count: bigint, lossAtoms: bigint) => void): LegTerms {
  return {
    lossAtoms: charged.lossAtoms,
    lossLots: charged.lots,
    bearable: (most, equityAtoms) => charged.bearable(most, equityAtoms),
    lossOf: (count) => charged.slice(count),
    took: (count) => {
      took(count, charged.slice(count))
      charged.done += count
    },
  }
}
