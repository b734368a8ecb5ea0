// A small generator of pseudo-random integers, the same on every machine and Node version: xoshiro128**, seeded through
// splitmix32. Only 32-bit integer operations; no float but the exact quotient in `below`.

const RANGE = 2 ** 32

export class Random {
  #a: number
  #b: number
  #c: number
  #d: number

  /** @param stream tells apart sequences of one seed that must not hang together */
  constructor(seed: bigint, stream: number) {
    const low = Number(seed & 0xffff_ffffn)
    const high = Number((seed >> 32n) & 0xffff_ffffn)
    const words = new SplitMix(low ^ Math.imul(stream + 1, 0x85eb_ca6b))
    this.#a = words.next()
    this.#b = words.next() ^ high
    this.#c = words.next() ^ stream
    // A state of zeros only would stay zero for ever.
    this.#d = words.next() | 1
    for (let round = 0; round < 16; round += 1) this.next()
  }

  /** 0 … 2^32 − 1. */
  next(): number {
    const result = Math.imul(rotate(Math.imul(this.#b, 5), 7), 9) >>> 0
    const shifted = this.#b << 9
    this.#c ^= this.#a
    this.#d ^= this.#b
    this.#b ^= this.#c
    this.#a ^= this.#d
    this.#c ^= shifted
    this.#d = rotate(this.#d, 11)
    return result
  }

  /** 0 … bound − 1, for bounds up to 2^21; the product is exact. */
  below(bound: number): number {
    return Math.floor((this.next() * bound) / RANGE)
  }
}

class SplitMix {
  #state: number

  constructor(seed: number) {
    this.#state = seed | 0
  }

  next(): number {
    this.#state = (this.#state + 0x9e37_79b9) | 0
    let word = this.#state
    word = Math.imul(word ^ (word >>> 16), 0x21f0_aaad)
    word = Math.imul(word ^ (word >>> 15), 0x735a_2d97)
    return word ^ (word >>> 15)
  }
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits))
}
