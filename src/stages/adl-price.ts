// What deleveraged positions are closed at: how much of a bankrupt position's loss its counterparties take over, and
// what is left to the fund and to stage 8.
//
//   bankruptcy                     all of it
//   mark                           nothing
//   mark-until-fund-nearly-empty   nothing while the market's pool could pay it and keep its reserve, then all of it
//   blend                          a fixed part of it: a price between mark and bankruptcy
//   uniform                        all of it, at one average a lot for the whole side: what one account's lots cost
//                                  more than its own loss goes to those whose lots cost less
//
// Reads: frozen splits, pools. Writes: bankrupt rows, counterparties, the log. Bound: constant a fill; for `uniform`
// the bankrupt legs. Allocation: BigInt. Deterministic: bankrupt rows by id.

import { divCeil, max, min } from '../fixed/rounding.ts'
import { bearableLots, type Slices, sliceAtoms } from '../fixed/shares.ts'
import * as at from '../memory/fields.ts'
import { closeAtLoss, closeAtMark, type MoveNote, pay, slicesOf } from './moves.ts'
import { poolBudgetAtoms } from './pool-budget.ts'
import { LOG_ADL_EVENED } from './round-log.ts'
import type { Round } from './round-state.ts'
import { adlPriceOf } from './rule-terms.ts'

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
}

export class AdlPrices {
  readonly #round: Round
  readonly #average: ReadonlyMap<number, SideAverage>
  /** By pool: what closing at the mark has left for it to pay. */
  readonly #promised = new Map<number, bigint>()

  /** @param legs of all bankrupt accounts, in the order of their turns */
  constructor(round: Round, legs: readonly BankruptLeg[]) {
    this.#round = round
    this.#average = adlPriceOf(round.settings) === 'uniform' ? averagesOf(round, legs) : new Map()
  }

  of(leg: BankruptLeg): LegPrice {
    switch (adlPriceOf(this.#round.settings)) {
      case 'mark':
        return this.#atMark(leg)
      case 'mark-until-fund-nearly-empty':
        return this.#whileFundBears(leg)
      case 'blend':
        return this.#blended(leg)
      case 'uniform':
        return this.#averaged(leg, this.#average.get(leg.place)!)
      default:
        return this.#atBankruptcy(leg)
    }
  }

  /** After the last turn: with a uniform price, evens out what accounts were paid too much and too little. */
  settle(): void {
    for (const side of this.#average.values()) evenOut(this.#round, side)
  }

  #atMark({ row, market }: BankruptLeg): LegPrice {
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
    const lots = slices.lots - slices.done
    const over = BigInt(bankruptcy) * sliceAtoms(slices, lots)
    const charged: Slices = { lossAtoms: divCeil(over, BigInt(bankruptcy + mark)), lots, done: 0n }
    return this.#charging(row, market, charged)
  }

  #averaged({ row, market }: BankruptLeg, side: SideAverage): LegPrice {
    const own = slicesOf(this.#round, row, market)
    const price = this.#charging(row, market, side.charged)
    return {
      ...price,
      close: (to, count, note) => {
        const paidAtoms = sliceAtoms(side.charged, count)
        side.paidOver.set(row, (side.paidOver.get(row) ?? 0n) + paidAtoms - sliceAtoms(own, count))
        price.close(to, count, note)
      },
    }
  }

  /** Counterparties pay by slices of their own, which need not add up to the account's loss. */
  #charging(row: number, market: number, charged: Slices): LegPrice {
    const round = this.#round
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

/** One price a lot for all bankrupt legs that a side has to take. */
interface SideAverage {
  readonly market: number
  readonly rows: readonly number[]
  readonly charged: Slices
  /** By bankrupt row: what counterparties have paid beyond its own loss; below 0: what they have paid less. */
  readonly paidOver: Map<number, bigint>
}

function averagesOf(round: Round, legs: readonly BankruptLeg[]): Map<number, SideAverage> {
  const sums = new Map<number, { market: number; rows: number[]; lossAtoms: bigint; lots: bigint }>()
  for (const { row, market, place } of legs) {
    const slices = slicesOf(round, row, market)
    const lots = slices.lots - slices.done
    const sum = sums.get(place) ?? { market, rows: [], lossAtoms: 0n, lots: 0n }
    sum.rows.push(row)
    sum.lossAtoms += sliceAtoms(slices, lots)
    sum.lots += lots
    sums.set(place, sum)
  }
  const averages = new Map<number, SideAverage>()
  for (const [place, { market, rows, lossAtoms, lots }] of sums) {
    averages.set(place, { market, rows, charged: { lossAtoms, lots, done: 0n }, paidOver: new Map() })
  }
  return averages
}

// First to those whose lots cost less than their loss; what is then left, because not all lots found somebody, to the
// others of the side that are still worth less than nothing: a bankrupt account keeps nothing of it.
function evenOut(round: Round, { market, rows, paidOver }: SideAverage): void {
  const overs: number[] = []
  for (const row of rows) if ((paidOver.get(row) ?? 0n) > 0n) overs.push(row)
  const givers = new Set(overs)
  let next = 0
  const give = (to: number, most: bigint) => {
    let left = most
    while (left > 0n && next < overs.length) {
      const from = overs[next]!
      const over = paidOver.get(from)!
      const atoms = min(left, over)
      if (atoms > 0n) pay(round, LOG_ADL_EVENED, market, from, to, atoms)
      paidOver.set(from, over - atoms)
      left -= atoms
      if (atoms === over) next += 1
    }
  }
  for (const row of rows) give(row, max(0n, -(paidOver.get(row) ?? 0n)))
  for (const row of rows) {
    if (!givers.has(row)) give(row, max(0n, -round.kernel.equity(row)))
  }
}
