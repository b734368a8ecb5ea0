// What a market's order book is like in a simulation, as numbers.

import type { LadderLevel } from './depth-ladder.ts'

/** A ladder of levels around the mid, as in depth-ladder.ts, on both sides alike. */
export interface LadderModel {
  readonly levels: readonly LadderLevel[]
  /** What was taken comes back evenly within this; null or left out: not so. */
  readonly refillMs?: number | null
  /** What was taken halves in this; null or left out: not so. Not together with `refillMs`. */
  readonly halfLifeMs?: number | null
}

/** The law of impact: a part of the mid of Y · σ · √(Q/V), or with 'linear' Y · σ · Q/V. */
export interface ImpactTerms {
  /** 'square-root' when left out. */
  readonly law?: 'square-root' | 'linear'
  /** σ, of a day. */
  readonly volatilityPpm: number
  /** V, of a day; above 0. */
  readonly volumeLots: bigint
  /** Y of what an order pays; without a ladder only: there, the ladder is what it pays. 0 when left out. */
  readonly temporaryPpm?: number
  /** Y of what the mid keeps. 0 when left out. */
  readonly permanentPpm?: number
  /** What the mid keeps halves in this; null or left out: it stays. */
  readonly halfLifeMs?: number | null
}

export interface MarketModel {
  readonly market: number
  /** Without one, orders find any size, at a price by `impact`; null or left out. */
  readonly ladder?: LadderModel | null
  /** Without one, a ladder is all there is to impact; without either, nothing fills. */
  readonly impact?: ImpactTerms | null
  /** β, how much it follows the factor; 0 when left out. */
  readonly betaPpm?: number
  /** How much its own moves are the factor's; `betaPpm` when left out. */
  readonly leadPpm?: number
  /** How much of the way to the book mid the mark goes in a step; 1,000,000 when left out: all of it. */
  readonly weightPpm?: number
}
