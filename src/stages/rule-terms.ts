// What a policy's own terms make of the options of a round, and what a queue is made with.

import type { Book } from '../book/book.ts'
import { divCeil } from '../fixed/rounding.ts'
import type { QueueTerms } from '../policies/policy.ts'
import type { RoundSettings } from './round-state.ts'

type Ruled<Key extends keyof RoundSettings> = Pick<RoundSettings, 'policy' | Key>

/** Who may be deleveraged; the rule goes before the venue. */
export function eligibleOf({ policy, eligible }: Ruled<'eligible'>): RoundSettings['eligible'] {
  return policy.fixed?.eligible ?? eligible
}

/** What deleveraged positions are closed at; the rule goes before the venue. */
export function adlPriceOf({ policy, adlPrice }: Ruled<'adlPrice'>): RoundSettings['adlPrice'] {
  return policy.fixed?.adlPrice ?? adlPrice
}

/** Atoms of one unit of the settlement currency, at least 1. */
export function unitAtomsOf({ atom: { coefficient, decimals } }: Pick<Book, 'atom'>): bigint {
  return divCeil(10n ** BigInt(decimals), coefficient)
}

/** What a queue's seed follows from, beside its place. */
export interface Draw {
  /** Commands before the round was opened; outside of one, before now. */
  readonly lot: number
  /** Of the round; 0 outside of one. */
  readonly pass: number
}

/** What the queue of a place is made with. */
export function queueTerms(book: Book, place: number, { lot, pass }: Draw): QueueTerms {
  let seed = 0n
  for (const word of [lot, pass, place]) seed = mix(seed + BigInt(word))
  return { unitAtoms: unitAtomsOf(book), seed }
}

const MASK = 0xffff_ffff_ffff_ffffn

/** Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014): SplitMix64. */
function mix(state: bigint): bigint {
  let word = (state + 0x9e37_79b9_7f4a_7c15n) & MASK
  word = ((word ^ (word >> 30n)) * 0xbf58_476d_1ce4_e5b9n) & MASK
  word = ((word ^ (word >> 27n)) * 0x94d0_49bb_1331_11ebn) & MASK
  return word ^ (word >> 31n)
}
