// Numbers from a seed, in integers only: the same on every machine.

export class Chance {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** 0 … 2^32 − 1. */
  word(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }

  /** 0 … count − 1. */
  below(count: number): number {
    return this.word() % count
  }

  /** first … last. */
  between(first: bigint, last: bigint): bigint {
    const wide = (BigInt(this.word()) << 64n) | (BigInt(this.word()) << 32n) | BigInt(this.word())
    return first + (wide % (last - first + 1n))
  }

  /** Once in `times`. */
  once(times: number): boolean {
    return this.below(times) === 0
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)]!
  }
}
