// How many positions each account gets, and in which markets: exactly as many as asked for, a market once an account.

import { MAX_TRADER_POSITIONS } from '../core/limits.ts'
import { POSITION_WEIGHTS } from './generator-tables.ts'
import type { Random } from './random.ts'
import type { GeneratorSizes } from './venue-schema.ts'

const BLOCK = POSITION_WEIGHTS.length

/** Deals positions out to accounts, 64 accounts at a time. */
export class PositionCounts {
  readonly #sizes: GeneratorSizes
  readonly #random: Random
  readonly #most: number
  readonly #weights: number[] = [...POSITION_WEIGHTS]
  #weightsLeft = 0
  /** Positions due to the accounts of this block that have not had their turn, and those carried over. */
  #due = 0
  #dealt = 0

  constructor(sizes: GeneratorSizes, random: Random) {
    this.#sizes = sizes
    this.#random = random
    this.#most = Math.min(sizes.markets, MAX_TRADER_POSITIONS)
  }

  /** Positions of the account at `index`; to be asked in order. */
  next(index: number): number {
    const { accounts, positions } = this.#sizes
    if (index % BLOCK === 0) this.#begin(index)
    const weight = this.#weights[index % BLOCK]!
    const share = this.#weightsLeft === 0 ? 0 : Math.floor((this.#due * weight) / this.#weightsLeft)
    this.#weightsLeft -= weight
    // Whoever comes later must be able to hold what is then left.
    const least = positions - this.#dealt - (accounts - index - 1) * this.#most
    const count = Math.max(Math.min(share, this.#most), least, 0)
    this.#dealt += count
    this.#due -= count
    return count
  }

  #begin(index: number): void {
    const { accounts, positions } = this.#sizes
    shuffle(this.#weights, this.#random)
    const end = Math.min(index + BLOCK, accounts)
    this.#due = Math.floor((positions * end) / accounts) - this.#dealt
    this.#weightsLeft = 0
    for (let place = 0; place < end - index; place += 1) this.#weightsLeft += this.#weights[place]!
  }
}

function shuffle(values: number[], random: Random): void {
  for (let last = values.length - 1; last > 0; last -= 1) {
    const other = random.below(last + 1)
    const value = values[last]!
    values[last] = values[other]!
    values[other] = value
  }
}

/** Picks markets by their weights, which are whole numbers. */
export class MarketChoice {
  readonly #random: Random
  readonly #upTo: Float64Array
  /** The last account that took each market, one more than its index. */
  readonly #takenBy: Uint32Array

  constructor(weights: readonly number[], random: Random) {
    this.#random = random
    this.#upTo = new Float64Array(weights.length)
    this.#takenBy = new Uint32Array(weights.length)
    let sum = 0
    for (const [market, weight] of weights.entries()) {
      sum += weight
      this.#upTo[market] = sum
    }
  }

  /** A market that the account at `index` has not taken: the drawn one, or the next free one after it. */
  next(index: number): number {
    return this.take(index, this.#draw())
  }

  /** The same with the market that is wished for instead of a drawn one. */
  take(index: number, wish: number): number {
    const markets = this.#upTo.length
    let market = wish
    while (this.#takenBy[market] === index + 1) market = (market + 1) % markets
    this.#takenBy[market] = index + 1
    return market
  }

  #draw(): number {
    const upTo = this.#upTo
    const point = Math.floor((this.#random.next() * upTo.at(-1)!) / 2 ** 32)
    let low = 0
    let high = upTo.length - 1
    while (low < high) {
      const middle = (low + high) >>> 1
      if (upTo[middle]! > point) high = middle
      else low = middle + 1
    }
    return low
  }
}
