// The mixer behind the state hash, in plain BigInt. Its twin stands in `kernel/assembly/hash.ts`.

const MASK = (1n << 64n) - 1n

export const TAG_ROW = 1n
export const TAG_CASH = 2n
export const TAG_POSITION = 3n
export const TAG_MARKET = 4n
export const TAG_VENUE = 5n
export const TAG_FUND = 6n

// Odd multipliers of splitmix64 and of MurmurHash3's finalisers (both in the public domain).
const LANES = [
  { seed: 0x9e3779b97f4a7c15n, multiplier: 0xbf58476d1ce4e5b9n },
  { seed: 0xd1b54a32d192ed03n, multiplier: 0xff51afd7ed558ccdn },
] as const

function mixWord(state: bigint, word: bigint, multiplier: bigint): bigint {
  const product = ((state ^ (word & MASK)) * multiplier) & MASK
  const folded = ((product ^ (product >> 32n)) * multiplier) & MASK
  return folded ^ (folded >> 29n)
}

function lane(seed: bigint, multiplier: bigint, tag: bigint, words: readonly bigint[]): bigint {
  let state = (seed * (2n * tag + 1n)) & MASK
  for (const word of words) state = mixWord(state, word, multiplier)
  return state
}

/** Both lanes of an element: unsigned 64-bit values. Words are taken modulo 2^64. */
export function element(tag: bigint, words: readonly bigint[]): readonly [a: bigint, b: bigint] {
  const [a, b] = LANES
  return [lane(a.seed, a.multiplier, tag, words), lane(b.seed, b.multiplier, tag, words)]
}

/** An element of text: its bytes in words of eight, after the length. */
export function textWords(text: string): bigint[] {
  const bytes = new TextEncoder().encode(text)
  const words = [BigInt(bytes.length)]
  for (let at = 0; at < bytes.length; at += 8) {
    let word = 0n
    for (let i = Math.min(bytes.length, at + 8) - 1; i >= at; i -= 1) word = (word << 8n) | BigInt(bytes[i]!)
    words.push(word)
  }
  return words
}
