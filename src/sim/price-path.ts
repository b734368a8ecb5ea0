// Where the price of one market stands, and why: the mid of its order book and the mark that follows it, each as the
// start and what every cause has added. Micro-ticks inside, whole ticks outside.
//
// Every move has one cause and is cut where the band ends, so that the parts add up to the whole by construction.

import { divHalfEven, max, min } from '../fixed/rounding.ts'
import { decayed } from './half-life.ts'
import { MICRO } from './impact.ts'

/** Shock, liquidations, unwinds: in this order everywhere. */
export const CAUSES = 3
export const SHOCK = 0
export const LIQUIDATIONS = 1
export const UNWINDS = 2

const PPM = 1_000_000n

export type Parts = [bigint, bigint, bigint]

export interface PathTerms {
  readonly startTicks: bigint
  readonly minTicks: bigint
  readonly maxTicks: bigint
  readonly weightPpm: number
}

export class PricePath {
  readonly startTicks: bigint
  /** What each cause has added to the mid for good, or until it decays; ladders left aside. */
  readonly moved: Parts = [0n, 0n, 0n]
  /** What depleted ladders add to it for a while. */
  readonly pulled: Parts = [0n, 0n, 0n]
  /** What each cause has added to the mark. */
  readonly marked: Parts = [0n, 0n, 0n]
  readonly #startMicro: bigint
  readonly #minMicro: bigint
  readonly #maxMicro: bigint
  readonly #weight: bigint

  constructor({ startTicks, minTicks, maxTicks, weightPpm }: PathTerms) {
    this.startTicks = startTicks
    this.#startMicro = startTicks * MICRO
    this.#minMicro = minTicks * MICRO
    this.#maxMicro = maxTicks * MICRO
    this.#weight = BigInt(weightPpm)
  }

  /** The mid without what ladders lack: orders are filled around it. */
  get centreMicro(): bigint {
    return this.#startMicro + sum(this.moved)
  }

  get centreTicks(): bigint {
    return divHalfEven(this.centreMicro, MICRO)
  }

  /** The mid that the mark is drawn towards. */
  get midTicks(): bigint {
    return divHalfEven(this.centreMicro + sum(this.pulled), MICRO)
  }

  get markTicks(): bigint {
    return this.#inBand(this.#startMicro + sum(this.marked))
  }

  /** The mark by the shock alone. */
  get shockedTicks(): bigint {
    return this.#inBand(this.#startMicro + this.marked[SHOCK])
  }

  /** Moves the mid as far as the band goes. @returns by how much */
  move(cause: number, byMicro: bigint): bigint {
    const from = this.centreMicro
    const moved = min(max(from + byMicro, this.#minMicro), this.#maxMicro) - from
    this.moved[cause]! += moved
    return moved
  }

  /** What liquidations and unwinds have moved falls towards nothing; the shock stays. */
  decay(factor: { readonly over: bigint; readonly under: bigint }): void {
    for (let cause = LIQUIDATIONS; cause < CAUSES; cause += 1) this.moved[cause] = decayed(this.moved[cause]!, factor)
    // Where causes had moved it against each other, what is left of them may lie beyond the band.
    this.move(UNWINDS, 0n)
  }

  /** Sets what ladders add, after every move: cut where the band ends, what comes last first. */
  pull(parts: Readonly<Parts>): void {
    let left = this.centreMicro
    for (let cause = 0; cause < CAUSES; cause += 1) {
      const to = min(max(left + parts[cause]!, this.#minMicro), this.#maxMicro)
      this.pulled[cause] = to - left
      left = to
    }
  }

  /** The mark goes its part of the way to the mid, cause by cause, towards zero. */
  followMid(): void {
    for (let cause = 0; cause < CAUSES; cause += 1) {
      const way = this.moved[cause]! + this.pulled[cause]! - this.marked[cause]!
      this.marked[cause]! += (way * this.#weight) / PPM
    }
  }

  /** Where mid and mark end up when nobody trades any more. */
  restTicks(movesDecay: boolean, laddersRefill: boolean): bigint {
    const kept = movesDecay ? this.moved[SHOCK] : sum(this.moved)
    return this.#inBand(this.#startMicro + kept + (laddersRefill ? 0n : sum(this.pulled)))
  }

  /** What each cause has done to the mark, in ticks that add up to its whole move: largest remainders round up. */
  markedTicks(): Parts {
    const parts: Parts = [0n, 0n, 0n]
    const order: { cause: number; rest: bigint }[] = []
    let left = this.markTicks - this.startTicks
    for (let cause = 0; cause < CAUSES; cause += 1) {
      const rest = ((this.marked[cause]! % MICRO) + MICRO) % MICRO
      parts[cause] = (this.marked[cause]! - rest) / MICRO
      left -= parts[cause]!
      order.push({ cause, rest })
    }
    order.sort((a, b) => (a.rest === b.rest ? a.cause - b.cause : a.rest > b.rest ? -1 : 1))
    for (const { cause } of order) {
      if (left <= 0n) break
      parts[cause]! += 1n
      left -= 1n
    }
    return parts
  }

  #inBand(micro: bigint): bigint {
    return divHalfEven(min(max(micro, this.#minMicro), this.#maxMicro), MICRO)
  }
}

export function sum(parts: Readonly<Parts>): bigint {
  return parts[0] + parts[1] + parts[2]
}
