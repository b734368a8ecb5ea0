// Candidates as they were when a ranking was made, in columns that grow: tens of thousands of them outlive the stage,
// and as objects they would cost a collection. Who reads one is given an object made from it.
//
// Reads: the column `legs` as the kernel has left it, one position. Writes: its own columns. Bound: constant a
// candidate. Allocation: when a column grows. Deterministic.

import type { Book } from '../book/book.ts'
import { abs } from '../fixed/rounding.ts'
import * as at from '../memory/fields.ts'
import type { Candidate, Score } from '../policies/policy.ts'
import { grown } from './row-images.ts'
import { atomPpm } from './value-account.ts'

const FIRST_FACTS = 256

// Words of a candidate: its account, its leg, its entry value, the profit of the account.
const ACCOUNT_WORDS = at.LEGS_FIRST
const ENTRY_WORD = at.LEGS_FIRST + at.LEG_WORDS
/** The sum may pass 64 bits, so it is kept in halves: higher, lower 32 bits. */
const PROFIT_WORD = ENTRY_WORD + 1
const WORDS = PROFIT_WORD + 2

export class CandidateFacts {
  #count = 0
  #accounts = new Uint32Array(0)
  #owners = new Uint32Array(0)
  #markets = new Uint16Array(0)
  #words = new BigInt64Array(0)
  readonly #scores = new Map<number, Score | null>()

  get count(): number {
    return this.#count
  }

  clear(): void {
    this.#count = 0
    this.#scores.clear()
  }

  /** Keeps all legs of the row that the kernel has valued last; returns the number of the first one. */
  addAll(book: Book, row: number): number {
    const first = this.#count
    const profitAtoms = profitOf(book, row)
    for (let leg = 0; leg < book.columns.runCount[row]!; leg += 1) this.add(book, row, leg, profitAtoms)
    return first
  }

  /** Keeps a leg of the row that the kernel has valued last; returns its number. */
  add(book: Book, row: number, leg: number, accountProfitAtoms: bigint = profitOf(book, row)): number {
    const { legs, posEntry, posMarket, rowId, rowOwner, runStart } = book.columns
    if (this.#count === this.#accounts.length) this.#grow()
    const fact = this.#count
    const slot = runStart[row]! + leg
    const words = this.#words
    const first = fact * WORDS
    const from = at.LEGS_FIRST + leg * at.LEG_WORDS
    for (let word = 0; word < ACCOUNT_WORDS; word += 1) words[first + word] = legs[word]!
    for (let word = 0; word < at.LEG_WORDS; word += 1) words[first + ACCOUNT_WORDS + word] = legs[from + word]!
    words[first + ENTRY_WORD] = posEntry[slot]!
    words[first + PROFIT_WORD] = accountProfitAtoms >> 32n
    words[first + PROFIT_WORD + 1] = accountProfitAtoms & 0xffff_ffffn
    this.#accounts[fact] = rowId[row]!
    this.#owners[fact] = rowOwner[row]!
    this.#markets[fact] = posMarket[slot]!
    this.#count = fact + 1
    return fact
  }

  market(fact: number): number {
    return this.#markets[fact]!
  }

  /** A score that does not follow from the candidate alone. */
  setScore(fact: number, score: Score | null): void {
    this.#scores.set(fact, score)
  }

  /** undefined: it follows from the candidate. */
  score(fact: number): Score | null | undefined {
    return this.#scores.get(fact)
  }

  at(fact: number): Candidate {
    const words = this.#words.subarray(fact * WORDS, (fact + 1) * WORDS)
    return {
      account: this.#accounts[fact]!,
      owner: this.#owners[fact]!,
      market: this.#markets[fact]!,
      lots: abs(words[ACCOUNT_WORDS + at.LEG_LOTS]!),
      notionalAtoms: words[ACCOUNT_WORDS + at.LEG_NOTIONAL]!,
      profitAtoms: words[ACCOUNT_WORDS + at.LEG_PROFIT]!,
      entryValueAtoms: abs(words[ENTRY_WORD]!),
      maintenanceAtomPpm: atomPpm(words, ACCOUNT_WORDS + at.LEG_MAINTENANCE_HIGH),
      equityAtoms: words[at.LEGS_EQUITY]!,
      accountMaintenanceAtomPpm: atomPpm(words, at.LEGS_MAINTENANCE_HIGH),
      accountNotionalAtoms: words[at.LEGS_NOTIONAL]!,
      accountProfitAtoms: (words[PROFIT_WORD]! << 32n) + words[PROFIT_WORD + 1]!,
    }
  }

  #grow(): void {
    const length = Math.max(FIRST_FACTS, 2 * this.#accounts.length)
    this.#accounts = grown(this.#accounts, new Uint32Array(length))
    this.#owners = grown(this.#owners, new Uint32Array(length))
    this.#markets = grown(this.#markets, new Uint16Array(length))
    this.#words = grown(this.#words, new BigInt64Array(length * WORDS))
  }
}

/** Σ profit of the legs of the row that the kernel has valued last. */
function profitOf({ columns: { legs, runCount } }: Book, row: number): bigint {
  let atoms = 0n
  for (let leg = 0; leg < runCount[row]!; leg += 1) {
    atoms += legs[at.LEGS_FIRST + leg * at.LEG_WORDS + at.LEG_PROFIT]!
  }
  return atoms
}
