// The order book of a simulation: a ladder of levels at distances from the mark, the same on both sides, that refills.
//
//   level i    bid at mark · (1 − distance), ask at mark · (1 + distance), rounded away from the mark to a whole tick
//   refill     what has been taken comes back evenly within `refillMs`; null: never
//
// Levels move with the mark. Integers only.

import { PPM } from '../core/limits.ts'
import { divCeil, divFloor, max, min } from '../fixed/rounding.ts'

export interface LadderLevel {
  /** From the mark, in ppm of it; rising. */
  readonly distancePpm: number
  readonly lots: bigint
}

export interface LadderTerms {
  readonly levels: readonly LadderLevel[]
  readonly refillMs: number | null
  readonly minTicks: bigint
  readonly maxTicks: bigint
}

interface Side {
  readonly taken: bigint[]
  timeMs: number
}

export class DepthLadder {
  readonly #terms: LadderTerms
  readonly #bids: Side
  readonly #asks: Side

  constructor(terms: LadderTerms) {
    this.#terms = terms
    this.#bids = { taken: terms.levels.map(() => 0n), timeMs: 0 }
    this.#asks = { taken: terms.levels.map(() => 0n), timeMs: 0 }
  }

  /**
   * Takes what the ladder has for an order.
   *
   * @param lots above 0: the order sells into the bids; below 0: it buys from the asks
   * @param limitTicks the worst price; null: any
   */
  take(order: {
    readonly lots: bigint
    readonly limitTicks: bigint | null
    readonly markTicks: bigint
    readonly timeMs: number
  }): { priceTicks: bigint; lots: bigint }[] {
    const { lots, limitTicks, markTicks, timeMs } = order
    const { levels, minTicks, maxTicks } = this.#terms
    const sells = lots > 0n
    const side = sells ? this.#bids : this.#asks
    this.#refill(side, timeMs)
    const fills: { priceTicks: bigint; lots: bigint }[] = []
    let left = sells ? lots : -lots
    for (let index = 0; index < levels.length && left > 0n; index += 1) {
      const level = levels[index]!
      const priceTicks = priceOf(markTicks, level.distancePpm, sells)
      if (priceTicks < minTicks || priceTicks > maxTicks) break
      if (limitTicks !== null && (sells ? priceTicks < limitTicks : priceTicks > limitTicks)) break
      const count = min(left, level.lots - side.taken[index]!)
      if (count <= 0n) continue
      fills.push({ priceTicks, lots: count })
      side.taken[index]! += count
      left -= count
    }
    return fills
  }

  // Rounded down to whole lots for each look at the ladder.
  #refill(side: Side, timeMs: number): void {
    const { levels, refillMs } = this.#terms
    const passedMs = timeMs - side.timeMs
    if (refillMs === null || passedMs <= 0) return
    side.timeMs = timeMs
    for (let index = 0; index < levels.length; index += 1) {
      if (side.taken[index] === 0n) continue
      const back = refillMs === 0 ? levels[index]!.lots : (levels[index]!.lots * BigInt(passedMs)) / BigInt(refillMs)
      side.taken[index] = max(0n, side.taken[index]! - back)
    }
  }
}

function priceOf(markTicks: bigint, distancePpm: number, sells: boolean): bigint {
  const distance = BigInt(distancePpm)
  return sells ? divFloor(markTicks * (PPM - distance), PPM) : divCeil(markTicks * (PPM + distance), PPM)
}
