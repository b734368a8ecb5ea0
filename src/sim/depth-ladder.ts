// The order book of a simulation: a ladder of levels at distances from the mark, the same on both sides, that refills.
//
//   level i    bid at mark · (1 − distance), ask at mark · (1 + distance), rounded away from the mark to a whole tick
//   refill     what has been taken comes back evenly within `refillMs`; null: never
//   half-life  or half of it in every `halfLifeMs`, see half-life.ts
//
// Levels move with the mark. Integers only: what has been taken is counted in millionths of lots, so that looking
// often loses no more than one of them each time.

import { PPM } from '../core/limits.ts'
import { divCeil, divFloor, max, min } from '../fixed/rounding.ts'
import { decayBetween, decayed } from './half-life.ts'

export interface LadderLevel {
  /** From the mark, in ppm of it; rising. */
  readonly distancePpm: number
  readonly lots: bigint
}

export interface LadderTerms {
  readonly levels: readonly LadderLevel[]
  readonly refillMs: number | null
  /** Not together with `refillMs`; null or left out: not so. */
  readonly halfLifeMs?: number | null
  readonly minTicks: bigint
  readonly maxTicks: bigint
}

/** Depletion is told in these parts of the mid. */
export const DEPLETION_PARTS = 1_000_000_000_000n
const PARTS_PER_PPM = DEPLETION_PARTS / PPM

interface Side {
  /** In millionths of lots. */
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
      const count = min(left, level.lots - divCeil(side.taken[index]!, PPM))
      if (count <= 0n) continue
      fills.push({ priceTicks, lots: count })
      side.taken[index]! += count * PPM
      left -= count
    }
    return fills
  }

  /** What is missing of both sides as of the last look, in millionths of lots. */
  get takenParts(): bigint {
    const sum = ({ taken }: Side) => taken.reduce((total, parts) => total + parts, 0n)
    return sum(this.#bids) + sum(this.#asks)
  }

  /**
   * How far the best price of a side has gone from where it stands when nothing is taken, as parts of the mid: the way
   * from each level to the next, so far as the level is taken. Behind the last level lies as much as before it.
   *
   * @param sells whether it is the side that sales take from
   */
  depletionParts(sells: boolean, timeMs: number): bigint {
    const { levels } = this.#terms
    const side = sells ? this.#bids : this.#asks
    this.#refill(side, timeMs)
    let parts = 0n
    let gapPpm = 0
    for (let index = 0; index < levels.length; index += 1) {
      const { distancePpm, lots } = levels[index]!
      const next = levels[index + 1]
      if (next !== undefined) gapPpm = next.distancePpm - distancePpm
      else if (index === 0) gapPpm = distancePpm
      if (lots > 0n) parts += (BigInt(gapPpm) * PARTS_PER_PPM * side.taken[index]!) / (lots * PPM)
    }
    return parts
  }

  #refill(side: Side, timeMs: number): void {
    const { levels, refillMs, halfLifeMs = null } = this.#terms
    const passedMs = timeMs - side.timeMs
    if ((refillMs === null && halfLifeMs === null) || passedMs <= 0) return
    const factor = halfLifeMs === null ? null : decayBetween(side.timeMs, timeMs, halfLifeMs)
    side.timeMs = timeMs
    for (let index = 0; index < levels.length; index += 1) {
      const taken = side.taken[index]!
      if (taken === 0n) continue
      if (factor !== null) side.taken[index] = decayed(taken, factor)
      else side.taken[index] = max(0n, taken - backIn(levels[index]!.lots, passedMs, refillMs!))
    }
  }
}

/** In millionths of lots. */
function backIn(lots: bigint, passedMs: number, refillMs: number): bigint {
  return refillMs === 0 ? lots * PPM : (lots * BigInt(passedMs) * PPM) / BigInt(refillMs)
}

function priceOf(markTicks: bigint, distancePpm: number, sells: boolean): bigint {
  const distance = BigInt(distancePpm)
  return sells ? divFloor(markTicks * (PPM - distance), PPM) : divCeil(markTicks * (PPM + distance), PPM)
}
