// What an order book has answered in a round that was played at once: kept beside the command, so that the round can be
// played again without it.

import type { LiquidationAsk, LiquidationFill, Liquidity } from './liquidity.ts'

/** How many fills each ask got, and all fills one after the other. */
export type AnswerColumns = readonly [counts: Uint32Array, priceTicks: BigInt64Array, lots: BigInt64Array]

/** Writes down what passes through. */
export class AnswerTape implements Liquidity {
  readonly #source: Liquidity
  readonly #counts: number[] = []
  readonly #fills: LiquidationFill[] = []

  constructor(source: Liquidity) {
    this.#source = source
  }

  answer(ask: LiquidationAsk): readonly LiquidationFill[] {
    // Read once: what is written down is what the round takes.
    const fills = Array.from(this.#source.answer(ask), ({ priceTicks, lots }) => ({ priceTicks, lots }))
    this.#counts.push(fills.length)
    for (const fill of fills) this.#fills.push(fill)
    return fills
  }

  columns(): AnswerColumns {
    return [
      Uint32Array.from(this.#counts),
      BigInt64Array.from(this.#fills, ({ priceTicks }) => priceTicks),
      BigInt64Array.from(this.#fills, ({ lots }) => lots),
    ]
  }
}

/** Answers as it was answered, ask by ask; has nothing more when the tape ends. */
export class PlayedTape implements Liquidity {
  readonly #columns: AnswerColumns
  #asks = 0
  #fills = 0

  constructor(columns: AnswerColumns) {
    this.#columns = columns
  }

  answer(): readonly LiquidationFill[] {
    const [counts, priceTicks, lots] = this.#columns
    const count = counts[this.#asks] ?? 0
    const first = this.#fills
    this.#asks += 1
    this.#fills += count
    return Array.from({ length: count }, (_, index) => {
      return { priceTicks: priceTicks[first + index]!, lots: lots[first + index]! }
    })
  }

  /** Whether exactly as much was asked as there are answers. */
  get isUsedUp(): boolean {
    return this.#asks === this.#columns[0].length
  }
}
