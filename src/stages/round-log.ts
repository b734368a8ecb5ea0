// What a round has done, in columns that grow: an entry costs no object. Who listens is given objects made from it
// (engine/round-events.ts).
//
// Writes: its own columns. Bound: constant an entry. Allocation: when a column grows. Deterministic.

import { CandidateFacts } from './candidate-facts.ts'
import { grown } from './row-images.ts'

export const LOG_MARGIN_CALL = 1
export const LOG_OWN_FIRST = 2
export const LOG_LIQUIDATION_WANTED = 3
export const LOG_LIQUIDATION = 4
export const LOG_BOOK_EXHAUSTED = 5
export const LOG_CROSS = 6
export const LOG_FUND_DRAW = 7
export const LOG_TAKEOVER = 8
export const LOG_ADL_OPENED = 9
export const LOG_ADL_FILL = 10
export const LOG_ADL_CLOSED = 11
export const LOG_CLOSE_AT_MARK = 12
export const LOG_SOCIALISED = 13
export const LOG_DEFICIT = 14
export const LOG_HALTED = 15
export const LOG_ADL_EVENED = 16
export const LOG_HEDGE_CLOSE = 17

/** Which stage writes an entry of each type, unless it says otherwise. */
export const LOG_STAGES: readonly number[] = [0, 1, 2, 3, 3, 3, 4, 5, 5, 6, 6, 6, 7, 8, 8, 8, 6, 6]

/** Flag of an entry, see `RoundLog.flags`. */
export const LOG_WHOLE = 1

export const NO_MARKET = -1
export const NO_LIMIT = -1n

/** What an `adl-round-opened` or `adl-round-closed` entry tells beyond its columns. */
export interface AdlNote {
  readonly side: 'long' | 'short'
  readonly accounts: number
  readonly candidates: number
  readonly fundAtoms: bigint | null
  readonly fills: number
  readonly filledLots: bigint
  readonly atMarkLots: bigint
}

const FIRST_ENTRIES = 1024

export class RoundLog {
  count = 0
  types = new Uint8Array(FIRST_ENTRIES)
  stages = new Uint8Array(FIRST_ENTRIES)
  passes = new Uint32Array(FIRST_ENTRIES)
  /** Market + 1. */
  markets = new Uint32Array(FIRST_ENTRIES)
  /** Ids of accounts; 0: none. */
  froms = new Uint32Array(FIRST_ENTRIES)
  tos = new Uint32Array(FIRST_ENTRIES)
  /** Rank from 1, or the state of a margin call. */
  numbers = new Uint32Array(FIRST_ENTRIES)
  /** LOG_WHOLE: the fill leaves nothing of the counterparty's position, or the takeover closes one of the pool. */
  flags = new Uint8Array(FIRST_ENTRIES)
  lots = new BigInt64Array(FIRST_ENTRIES)
  /** The same by halves, the lower first, for who must not make a BigInt. */
  lotHalves = new Int32Array(this.lots.buffer)
  values = new BigInt64Array(FIRST_ENTRIES)
  losses = new BigInt64Array(FIRST_ENTRIES)
  /** Price of a fill, or limit of what is wanted (NO_LIMIT: any price). */
  ticks = new BigInt64Array(FIRST_ENTRIES)
  /** Of an adl-fill: number of the counterparty's facts. */
  factOf = new Uint32Array(FIRST_ENTRIES)
  /** Candidates of the round's fills as they were ranked. */
  readonly facts = new CandidateFacts()
  readonly notes = new Map<number, AdlNote>()

  /** Adds an entry with empty fields and returns its index. */
  add(pass: number, type: number, market: number, from: number, to: number): number {
    const index = this.count
    if (index === this.types.length) this.#grow()
    this.types[index] = type
    this.stages[index] = LOG_STAGES[type]!
    this.passes[index] = pass
    this.markets[index] = market + 1
    this.froms[index] = from
    this.tos[index] = to
    this.numbers[index] = 0
    this.flags[index] = 0
    this.factOf[index] = 0
    this.lots[index] = 0n
    this.values[index] = 0n
    this.losses[index] = 0n
    this.ticks[index] = 0n
    this.count = index + 1
    return index
  }

  /** Forgets everything from `index` on. */
  cut(index: number): void {
    for (const key of [...this.notes.keys()]) if (key >= index) this.notes.delete(key)
    if (index === 0) this.facts.clear()
    this.count = index
  }

  #grow(): void {
    const length = 2 * this.types.length
    this.types = grown(this.types, new Uint8Array(length))
    this.stages = grown(this.stages, new Uint8Array(length))
    this.passes = grown(this.passes, new Uint32Array(length))
    this.markets = grown(this.markets, new Uint32Array(length))
    this.froms = grown(this.froms, new Uint32Array(length))
    this.tos = grown(this.tos, new Uint32Array(length))
    this.numbers = grown(this.numbers, new Uint32Array(length))
    this.flags = grown(this.flags, new Uint8Array(length))
    this.factOf = grown(this.factOf, new Uint32Array(length))
    this.lots = grown(this.lots, new BigInt64Array(length))
    this.lotHalves = new Int32Array(this.lots.buffer)
    this.values = grown(this.values, new BigInt64Array(length))
    this.losses = grown(this.losses, new BigInt64Array(length))
    this.ticks = grown(this.ticks, new BigInt64Array(length))
  }
}
