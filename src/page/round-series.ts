// Round after round as rows of a table. When there are more than the page shows, neighbours become one row: what flows
// is added up, what stands is that of the last.

import type { Engine } from '../engine/engine.ts'
import type { RoundRow } from './run-record.ts'

export const MOST_ROWS = 1_500

export type RoundFlows = Omit<RoundRow, 'markTicks' | 'rounds'>

export class RoundSeries {
  readonly #most: number
  readonly #rows: RoundRow[] = []
  #open: RoundRow | null = null
  #perRow = 1

  constructor(most = MOST_ROWS) {
    this.#most = most
  }

  get perRow(): number {
    return this.#perRow
  }

  add(engine: Engine, flows: RoundFlows): void {
    const row: RoundRow = { ...flows, rounds: 1, markTicks: NO_MARKS }
    this.#open = this.#open === null ? row : joined(this.#open, row)
    if (this.#open.rounds < this.#perRow) return
    this.#close(engine)
    if (this.#rows.length >= 2 * this.#most) this.#halve()
  }

  /** The rows so far; the last may stand for fewer rounds than the others. */
  result(engine: Engine): readonly RoundRow[] {
    if (this.#open !== null) this.#close(engine)
    while (this.#rows.length > this.#most) this.#halve()
    return this.#rows
  }

  // Marks are read when a row is complete: reading those of every market in every round costs more than the rest.
  #close(engine: Engine): void {
    const { book } = engine
    this.#open!.markTicks = book.columns.marketMark.slice(0, book.marketCount)
    this.#rows.push(this.#open!)
    this.#open = null
  }

  #halve(): void {
    const before = this.#rows.splice(0)
    for (let index = 0; index < before.length; index += 2) {
      const [first, second] = [before[index]!, before[index + 1]]
      this.#rows.push(second === undefined ? first : joined(first, second))
    }
    this.#perRow *= 2
  }
}

const NO_MARKS = new BigInt64Array(0)

function joined(first: RoundRow, second: RoundRow): RoundRow {
  const [a, b] = [first.closedAtoms, second.closedAtoms]
  return {
    ...second,
    rounds: first.rounds + second.rounds,
    flagged: first.flagged + second.flagged,
    closedAtoms: { book: a.book + b.book, pools: a.pools + b.pools, adl: a.adl + b.adl, other: a.other + b.other },
    paidAtoms: first.paidAtoms + second.paidAtoms,
    socialisedAtoms: first.socialisedAtoms + second.socialisedAtoms,
    deficitAtoms: first.deficitAtoms + second.deficitAtoms,
    passes: Math.max(first.passes, second.passes),
  }
}
