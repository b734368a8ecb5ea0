// Two tiers by what accounts hold: positions that hedge each other in one underlying are deleveraged after all others,
// as large venues do it since the end of 2025. The order within a tier stays as it is.
//
//   account    all positions of the underlying, when what is open of them is below a threshold (Binance)
//   together   the same; who is then closed all the same is closed on both sides: close-together.ts
//   quantity   so many lots as the other side covers: all of the smaller side, and of the larger one the rest after
//              ⌈lots · (larger − smaller) / larger⌉ of each position; the threshold does not matter (OKX)
//
// Source of `quantity`: OKX, delta-neutral strategy: "hedged quantity is deprioritised, the unhedged remainder ranks
// normally".
//
// Reads: rows, marks. Writes: nothing. Bound: the positions of a row, for each of its candidates. Allocation: BigInt,
// an object a candidate with several positions. Deterministic.

import type { Book } from '../book/book.ts'
import { absoluteUnit, symbolOf } from '../book/markets.ts'
import { ROW_PROTECTED } from '../core/codes.ts'
import { abs, divCeil } from '../fixed/rounding.ts'
import { addDelta, type Deltas, isHedged, openPart, underlyingOf } from './hedge-ratio.ts'
import { lotsOf } from './round-state.ts'

export interface HedgeTerms {
  /** Hedged is whose open part of an underlying is below this. */
  readonly thresholdPpm: number
  /** Only accounts that the venue has marked (`setProtected`), or every account that is hedged. */
  readonly who: 'marked' | 'all'
  /** What stands behind the others, and how it is closed when its turn comes. */
  readonly mode: 'account' | 'quantity' | 'together'
}

export class HedgeTiers {
  readonly #book: Book
  readonly #terms: HedgeTerms
  /** By market: the number of its underlying. */
  readonly #underlyings: Int32Array

  constructor(book: Book, terms: HedgeTerms) {
    this.#book = book
    this.#terms = terms
    this.#underlyings = underlyingsOf(book)
  }

  /** Lots of a row's position, a magnitude, that stand before those that hedge each other; null: all of them. */
  normalLots(row: number, market: number): bigint | null {
    if (!this.#mayHedge(row)) return null
    const deltas = deltasOf(this.#book, this.#underlyings, row, market)
    const { longAtoms, shortAtoms } = deltas
    if (this.#terms.mode !== 'quantity') return isHedged(deltas, this.#terms.thresholdPpm) ? 0n : null
    if (longAtoms === 0n || shortAtoms === 0n) return null
    const lots = lotsOf(this.#book, row, market)
    if (lots > 0n !== longAtoms > shortAtoms) return 0n
    const { over, under } = openPart(deltas)
    return divCeil(abs(lots) * over, under)
  }

  #mayHedge(row: number): boolean {
    const { rowFlags, runCount } = this.#book.columns
    if (this.#terms.who === 'marked' && (rowFlags[row]! & ROW_PROTECTED) === 0) return false
    return runCount[row]! >= 2
  }
}

/** What a row holds in the underlying of a market, at the marks of now. */
export function deltasOf(book: Book, underlyings: Int32Array, row: number, market: number): Deltas {
  const { runStart, runCount, posMarket, posSize } = book.columns
  const deltas = { longAtoms: 0n, shortAtoms: 0n }
  const end = runStart[row]! + runCount[row]!
  for (let slot = runStart[row]!; slot < end; slot += 1) {
    const other = posMarket[slot]!
    if (underlyings[other] !== underlyings[market]) continue
    addDelta(deltas, posSize[slot]!, abs(posSize[slot]!) * absoluteUnit(book, other))
  }
  return deltas
}

/** By market: the number of its underlying. */
export function underlyingsOf(book: Book): Int32Array {
  const numbers = new Map<string, number>()
  const found = new Int32Array(book.marketCount)
  for (let market = 0; market < book.marketCount; market += 1) {
    const name = underlyingOf(symbolOf(book, market))
    const number = numbers.get(name) ?? numbers.size
    numbers.set(name, number)
    found[market] = number
  }
  return found
}
