// Candidates as they were when a ranking was made, in columns that grow: tens of thousands of them outlive the stage,
// and as objects they would cost a collection. Who reads one is given an object made from it.
//
// Reads: the column `legs` as the kernel has left it, one position. Writes: its own columns. Bound: constant a
// candidate. Allocation: when a column grows. Deterministic.

import type { Book } from '../book/book.ts'
import { abs } from '../fixed/rounding.ts'
import * as at from '../memory/fields.ts'
import type { Candidate } from '../policies/policy.ts'
import { grown } from './row-images.ts'
import { atomPpm } from './value-account.ts'

const FIRST_FACTS = 256

// Words of a candidate: its leg, its account, its entry value.
const ACCOUNT_WORDS = at.LEGS_FIRST
const ENTRY_WORD = at.LEGS_FIRST + at.LEG_WORDS
const WORDS = ENTRY_WORD + 1

export class CandidateFacts {
  #count = 0
  #accounts = new Uint32Array(0)
  #markets = new Uint16Array(0)
  #words = new BigInt64Array(0)

  get count(): number {
    return this.#count
  }

  clear(): void {
    this.#count = 0
  }

  /** Keeps a leg of the row that the kernel has valued last; returns its number. */
  add(book: Book, row: number, leg: number): number {
    const { legs, posEntry, posMarket, rowId, runStart } = book.columns
    if (this.#count === this.#accounts.length) this.#grow()
    const fact = this.#count
    const slot = runStart[row]! + leg
    const words = this.#words
    const first = fact * WORDS
    const from = at.LEGS_FIRST + leg * at.LEG_WORDS
    for (let word = 0; word < ACCOUNT_WORDS; word += 1) words[first + word] = legs[word]!
    for (let word = 0; word < at.LEG_WORDS; word += 1) words[first + ACCOUNT_WORDS + word] = legs[from + word]!
    words[first + ENTRY_WORD] = posEntry[slot]!
    this.#accounts[fact] = rowId[row]!
    this.#markets[fact] = posMarket[slot]!
    this.#count = fact + 1
    return fact
  }

  market(fact: number): number {
    return this.#markets[fact]!
  }

  at(fact: number): Candidate {
    const words = this.#words.subarray(fact * WORDS, (fact + 1) * WORDS)
    return {
      account: this.#accounts[fact]!,
      market: this.#markets[fact]!,
      lots: abs(words[ACCOUNT_WORDS + at.LEG_LOTS]!),
      notionalAtoms: words[ACCOUNT_WORDS + at.LEG_NOTIONAL]!,
      profitAtoms: words[ACCOUNT_WORDS + at.LEG_PROFIT]!,
      entryValueAtoms: abs(words[ENTRY_WORD]!),
      maintenanceAtomPpm: atomPpm(words, ACCOUNT_WORDS + at.LEG_MAINTENANCE_HIGH),
      equityAtoms: words[at.LEGS_EQUITY]!,
      accountMaintenanceAtomPpm: atomPpm(words, at.LEGS_MAINTENANCE_HIGH),
      accountNotionalAtoms: words[at.LEGS_NOTIONAL]!,
    }
  }

  #grow(): void {
    const length = Math.max(FIRST_FACTS, 2 * this.#accounts.length)
    this.#accounts = grown(this.#accounts, new Uint32Array(length))
    this.#markets = grown(this.#markets, new Uint16Array(length))
    this.#words = grown(this.#words, new BigInt64Array(length * WORDS))
  }
}
