// Zipf's law with exponent 1: the r-th most active is drawn 1/r as often as the first. No table and no logarithm:
//
//   octave     one of [1, 2), [2, 4), [4, 8) …, all alike: the law gives each of them about the same weight
//   rank       evenly within the octave that begins with `first`
//   accepted   with chance first / rank, at least one half; else everything anew
//
// so that a rank comes with a weight of 1/first · first/rank = 1/rank. The last octave may reach beyond the last rank;
// what falls there is drawn anew.

/** Where chance comes from: whole numbers, the same on every machine. `Random` of scenario/ is one. */
export interface Chance {
  /** 0 … 2^32 − 1. */
  next(): number
  /** 0 … bound − 1, for bounds up to 2^21. */
  below(bound: number): number
}

const RANGE = 2 ** 32

export class Zipf {
  readonly #chance: Chance
  readonly #count: number
  readonly #octaves: number

  /** @param count ranks there are, 1 … 2^27 */
  constructor(count: number, chance: Chance) {
    this.#chance = chance
    this.#count = count
    this.#octaves = 32 - Math.clz32(count)
  }

  /** A rank, counted from 0. */
  next(): number {
    const chance = this.#chance
    for (;;) {
      const first = 1 << chance.below(this.#octaves)
      const rank = first + (chance.next() & (first - 1))
      if (rank <= this.#count && chance.next() * rank < first * RANGE) return rank - 1
    }
  }
}
