// What outlives the lives of a venue: who judges it, what it has been given, and the rounds that a crash fell into.

import { Chance } from '../oracles/chance.ts'
import type { Command } from '../oracles/command-play.ts'
import { openingOfVenue } from '../oracles/engine-maker.ts'
import type { NaiveDepth } from '../oracles/naive-engine.ts'
import type { Canary } from './canary.ts'
import { Clock } from './clock.ts'
import { Ledger } from './ledger.ts'
import { Oracle } from './oracle.ts'
import type { Plan, Terms } from './plan.ts'
import { Tally } from './tally.ts'
import { Twin } from './twin.ts'

export const FOLDER = '/venue'

/** A fill of the order book, and the command that it was. */
export interface BookFill {
  readonly sequence: number
  readonly market: number
  readonly isBid: boolean
  readonly ticks: bigint
  readonly lots: bigint
}

/** A round that is played step by step. */
export interface SteppedRound {
  readonly depths: readonly NaiveDepth[]
  /** Trades and deposits come in between. */
  readonly isDisturbed: boolean
  /** Sequence number before it. */
  readonly from: number
  /** Behind it; null while it is open. */
  to: number | null
  fills: BookFill[]
}

export class Venue {
  readonly terms: Terms
  readonly chance: Chance
  readonly clock = new Clock()
  readonly tally = new Tally()
  readonly twin: Twin
  readonly oracle: Oracle
  readonly ledger = new Ledger()
  readonly canary: Canary | null
  /** What it is begun with: every one of them stands, so the next one is told by the sequence number. */
  readonly opening: readonly Command[]
  #rounds: SteppedRound[] = []

  constructor({ terms }: Plan, canary: Canary | null) {
    this.terms = terms
    this.canary = canary
    this.chance = new Chance(terms.seed ^ 0x5eed)
    this.twin = new Twin(terms)
    this.oracle = new Oracle(terms)
    this.opening = openingOfVenue(terms.traders)
  }

  /** Commands that were given. */
  get issued(): number {
    return this.twin.engine.lastSequence
  }

  /** The round that is open. */
  get round(): SteppedRound | null {
    const last = this.#rounds.at(-1)
    return last === undefined || last.to !== null ? null : last
  }

  beginRound(round: SteppedRound): SteppedRound {
    this.#rounds.push(round)
    return round
  }

  /** All that came behind these commands has not happened. */
  takeBack(sequence: number, kernel: 'fast' | 'reference'): void {
    this.twin.takeBack(sequence, kernel)
    this.oracle.takeBack(sequence)
    this.#rounds = this.#rounds.filter(({ from }) => from < sequence)
    const last = this.#rounds.at(-1)
    if (last === undefined || (last.to !== null && last.to <= sequence)) return
    last.to = null
    last.fills = last.fills.filter((fill) => fill.sequence <= sequence)
  }
}
