// Two tiers by what accounts hold: positions that hedge each other in one underlying are deleveraged after all others,
// as large venues do it since the end of 2025. The order within a tier stays as it is.
//
// Reads: rows, marks. Writes: nothing. Bound: the positions of a row, for each of its candidates. Allocation: BigInt,
// an object a candidate with several positions. Deterministic.

import type { Book } from '../book/book.ts'
import { absoluteUnit, symbolOf } from '../book/markets.ts'
import { ROW_PROTECTED } from '../core/codes.ts'
import { abs } from '../fixed/rounding.ts'
import { addDelta, isHedged, underlyingOf } from './hedge-ratio.ts'

export interface HedgeTerms {
  /** Hedged is whose open part of an underlying is below this. */
  readonly thresholdPpm: number
  /** Only accounts that the venue has marked (`setProtected`), or every account that is hedged. */
  readonly who: 'marked' | 'all'
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

  /** Whether a row's position stands behind those that are not hedged. */
  protects(row: number, market: number): boolean {
    const { rowFlags, runStart, runCount, posMarket, posSize } = this.#book.columns
    const { thresholdPpm, who } = this.#terms
    if (who === 'marked' && (rowFlags[row]! & ROW_PROTECTED) === 0) return false
    if (runCount[row]! < 2) return false
    const deltas = { longAtoms: 0n, shortAtoms: 0n }
    const end = runStart[row]! + runCount[row]!
    for (let slot = runStart[row]!; slot < end; slot += 1) {
      const other = posMarket[slot]!
      if (this.#underlyings[other] !== this.#underlyings[market]) continue
      addDelta(deltas, posSize[slot]!, abs(posSize[slot]!) * absoluteUnit(this.#book, other))
    }
    return isHedged(deltas, thresholdPpm)
  }
}

function underlyingsOf(book: Book): Int32Array {
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
