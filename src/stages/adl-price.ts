// What deleveraged positions are closed at: how much of a bankrupt position's loss its counterparties take over, and
// what is left to the fund and to stage 8.
//
//   bankruptcy                     all of it
//   mark                           nothing
//   mark-until-fund-nearly-empty   nothing while the market's pool could pay it and keep its reserve, then all of it
//   blend                          a fixed part of it: a price between mark and bankruptcy
//   uniform                        all of it, at one average a lot for the whole side: uniform-price.ts
//
// Reads: frozen splits, pools. Writes: bankrupt rows, counterparties, frozen splits, the log. Bound: constant a fill;
// for `uniform` and `blend` the bankrupt legs. Allocation: BigInt. Deterministic: bankrupt rows by id.

import { divCeil } from '../fixed/rounding.ts'
import { bearableLots, type Slices, sliceAtoms } from '../fixed/shares.ts'
import * as at from '../memory/fields.ts'
import { closeAtLoss, closeAtMark, type MoveNote, restAtoms, slicesOf, thawOverpaid } from './moves.ts'
import { poolBudgetAtoms } from './pool-budget.ts'
import type { Round } from './round-state.ts'
import { adlPriceOf } from './rule-terms.ts'
import { evenOut, noteSale, type UniformSide, uniformSides } from './uniform-price.ts'

/** What it costs to take over lots of one bankrupt leg. */
export interface LegPrice {
  /** A lot costs `lossAtoms` / `lossLots` against the mark. */
  readonly lossAtoms: bigint
  readonly lossLots: bigint
  /** The most lots, up to `most`, that somebody with so much equity may take over; to be asked before each `close`. */
  bearable(most: bigint, equityAtoms: bigint): bigint
  close(to: number, count: bigint, note: MoveNote): void
}

/** A bankrupt leg at its turn. */
export interface BankruptLeg {
  readonly row: number
  readonly market: number
  /** Where its counterparties stand. */
  readonly place: number
  /** Lots that it keeps: 0 of a bankrupt account. */
  readonly keptLots: bigint
}

export class AdlPrices {
  readonly #round: Round
  /** By place; none with another price. */
  readonly #uniform: ReadonlyMap<number, UniformSide>
  /** Bankrupt rows whose lots went by other slices than their own. */
  readonly #charged = new Set<number>()
  /** By pool: what closing at the mark has left for it to pay. */
  readonly #promised = new Map<number, bigint>()

  /** @param legs of all bankrupt accounts, in the order of their turns */
  constructor(round: Round, legs: readonly BankruptLeg[]) {
    this.#round = round
    this.#uniform = adlPriceOf(round.settings) === 'uniform' ? uniformSides(round, legs) : new Map()
  }

  of(leg: BankruptLeg): LegPrice {
    switch (adlPriceOf(this.#round.settings)) {
      case 'mark':
        return this.atMark(leg)
      case 'mark-until-fund-nearly-empty':
        return this.#whileFundBears(leg)
      case 'blend':
        return this.#blended(leg)
      case 'uniform':
        return this.#averaged(leg, this.#uniform.get(leg.place)!)
      default:
        return this.#atBankruptcy(leg)
    }
  }

  /** After the last turn. What was paid too little is left to stage 8; paid too much makes the rest cheaper. */
  settle(): void {
    for (const side of this.#uniform.values()) evenOut(this.#round, side)
    for (const row of this.#charged) thawOverpaid(this.#round, row)
  }

  /** Of somebody who is not bankrupt: nobody has a loss to take over. */
  atMark({ row, market }: Pick<BankruptLeg, 'row' | 'market'>): LegPrice {
    const round = this.#round
    return {
      lossAtoms: 0n,
      lossLots: 1n,
      bearable: (most) => most,
      close: (to, count, note) => closeAtMark(round, row, to, market, count, note),
    }
  }

  #atBankruptcy({ row, market }: BankruptLeg): LegPrice {
    const round = this.#round
    const slices = slicesOf(round, row, market)
    return {
      lossAtoms: slices.lossAtoms,
      lossLots: slices.lots,
      bearable: (most, equityAtoms) => bearableLots(slices, most, equityAtoms),
      close: (to, count, note) => closeAtLoss(round, row, to, market, count, sliceAtoms(slices, count), note),
    }
  }

  #whileFundBears(leg: BankruptLeg): LegPrice {
    const round = this.#round
    const { row, market } = leg
    const slices = slicesOf(round, row, market)
    const full = this.#atBankruptcy(leg)
    const pool = round.book.columns.marketPoolRow[market]!
    // Judged by what is asked of a counterparty, not by what is left of that when its equity bears less.
    let atMark = false
    const mayBear = (count: bigint) => {
      if (pool === at.NO_ROW) return false
      const promised = this.#promised.get(pool) ?? 0n
      return poolBudgetAtoms(round, market) - promised - round.settings.nearlyEmptyAtoms >= sliceAtoms(slices, count)
    }
    return {
      lossAtoms: mayBear(slices.lots - slices.done) ? 0n : slices.lossAtoms,
      lossLots: slices.lots,
      bearable: (most, equityAtoms) => {
        atMark = mayBear(most)
        return atMark ? most : full.bearable(most, equityAtoms)
      },
      close: (to, count, note) => {
        if (!atMark) {
          full.close(to, count, note)
          return
        }
        this.#promised.set(pool, (this.#promised.get(pool) ?? 0n) + sliceAtoms(slices, count))
        closeAtLoss(round, row, to, market, count, 0n, note)
      },
    }
  }

  #blended({ row, market }: BankruptLeg): LegPrice {
    const round = this.#round
    const { bankruptcy, mark } = round.settings.blend
    const slices = slicesOf(round, row, market)
    const lossAtoms = divCeil(BigInt(bankruptcy) * restAtoms(slices), BigInt(bankruptcy + mark))
    const charged: Slices = { lossAtoms, lots: slices.lots - slices.done, done: 0n }
    return this.#charging(row, market, charged)
  }

  #averaged({ row, market }: BankruptLeg, side: UniformSide): LegPrice {
    const price = this.#charging(row, market, side.charged)
    return {
      ...price,
      close: (to, count, note) => {
        noteSale(side, row, count)
        price.close(to, count, note)
      },
    }
  }

  /** Counterparties pay by slices of their own, which need not add up to the account's loss. */
  #charging(row: number, market: number, charged: Slices): LegPrice {
    const round = this.#round
    this.#charged.add(row)
    return {
      lossAtoms: charged.lossAtoms,
      lossLots: charged.lots,
      bearable: (most, equityAtoms) => bearableLots(charged, most, equityAtoms),
      close: (to, count, note) => {
        const lossAtoms = sliceAtoms(charged, count)
        charged.done += count
        closeAtLoss(round, row, to, market, count, lossAtoms, note)
      },
    }
  }
}
