// What happens in a round, as objects: typed, versioned, enough to recompute the round by hand.
//
// Accounts are ids, markets numbers, money atoms, sizes lots. In a move of lots, `lots` leave `from` with the sign that
// they have there, and `to` pays `valueAtoms` for them (negative: is paid). In a move of cash, `from` pays it.

import type { Candidate } from '../policies/policy.ts'
import type { HedgeTerms } from '../stages/hedge-tiers.ts'
import type { AdlPriceMode, Eligible, StageName } from '../stages/round-state.ts'
import type { AccountState } from './views.ts'

export const EVENT_VERSION = 1

interface Of<Type extends string> {
  readonly version: typeof EVENT_VERSION
  readonly type: Type
  /** Counts the rounds of an engine, from 1. */
  readonly round: number
  /** From 1; 0 for what is said of the whole round. */
  readonly pass: number
  /** Of SPEC's round: 0 check, 1 cancel … 8 socialise, 9 end. */
  readonly stage: number
}

/** An exact rational score in lowest terms, "over/under"; or 'infinite', or 'last'. */
export type ScoreText = string

export interface PoolBalance {
  readonly account: number
  readonly equityAtoms: bigint
  readonly floorAtoms: bigint
  /** Held back by the operator: pays and takes nothing. */
  readonly held: boolean
  /** E ≤ 0 when the round opened. */
  readonly depleted: boolean
}

export interface RoundOpened extends Of<'round-opened'> {
  readonly sequence: number
  readonly timeMs: number
  readonly policy: string
  readonly adl: 'auto' | 'propose' | 'off'
  /** As it is played: what belongs to the policy itself goes before the option. */
  readonly adlFor: 'bankrupt' | 'unfilled'
  readonly adlPrice: AdlPriceMode
  readonly eligible: Eligible
  /** Of 'blend': so many parts bankruptcy, so many mark. */
  readonly blend: { readonly bankruptcy: number; readonly mark: number }
  readonly nearlyEmptyAtoms: bigint
  readonly stages: readonly StageName[]
  readonly hedge: HedgeTerms | null
  /** Who pays in stage 8: the name of a rule, or 'none'. */
  readonly socialise: string
  readonly takeover: 'whole' | 'partial'
  readonly maxSlippagePpm: number
  readonly bufferAtoms: bigint
  readonly liquidationBudgetAtoms: bigint | null
  readonly roundBudgetAtoms: bigint | null
  readonly pools: readonly PoolBalance[]
}

/** An account is under its maintenance margin: the venue cancels its orders. */
export interface MarginCall extends Of<'margin-call'> {
  readonly account: number
  readonly state: AccountState
}

export interface LiquidationWanted extends Of<'liquidation-wanted'> {
  readonly account: number
  readonly market: number
  /** Above 0: to be sold. */
  readonly lots: bigint
  /** The worst price; null: any. */
  readonly limitTicks: bigint | null
}

export interface BookExhausted extends Of<'book-exhausted'> {
  readonly account: number
  readonly market: number
  readonly lots: bigint
}

interface MoveOfLots<Type extends string> extends Of<Type> {
  readonly market: number
  readonly from: number
  readonly to: number
  readonly lots: bigint
  readonly valueAtoms: bigint
  /** The price that the value comes to, rounded; what counts is the value. */
  readonly priceTicks: bigint
}

interface AtBankruptcy<Type extends string> extends MoveOfLots<Type> {
  /** What `to` pays more than the lots are worth at the mark. */
  readonly lossAtoms: bigint
}

interface MoveOfCash<Type extends string> extends Of<Type> {
  /** The former market of the account that it is charged to. */
  readonly market: number
  readonly from: number
  readonly to: number
  readonly valueAtoms: bigint
}

/** A fill on the order book, at `priceTicks` exactly. */
export type Liquidation = MoveOfLots<'liquidation'>
export type OwnFirst = AtBankruptcy<'own-first'>
export type Cross = MoveOfLots<'cross'>
export type CloseAtMark = MoveOfLots<'close-at-mark'>
/** With `hedge.mode` 'together': `from`, deleveraged on the other side of the same underlying, gives a leg to `to`. */
export type HedgeClose = MoveOfLots<'hedge-close'>
export type FundDraw = MoveOfCash<'fund-draw'>
export type Socialised = MoveOfCash<'socialised'>
/** With a uniform price: what one bankrupt account was paid more than its loss goes to another one that got less. */
export type AdlEvened = MoveOfCash<'adl-evened'>

export interface Takeover extends AtBankruptcy<'takeover'> {
  readonly closesPoolPosition: boolean
}

export interface AdlFill extends AtBankruptcy<'adl-fill'> {
  /** From 1, in the ranking of this market and side. */
  readonly rank: number
  /** At selection; null: the policy has no scores. */
  readonly score: ScoreText | null
  /** Whether nothing is left of the counterparty's position. */
  readonly whole: boolean
  /** The counterparty as it was ranked. */
  readonly candidate: Candidate
}

export interface AdlRoundOpened extends Of<'adl-round-opened'> {
  readonly market: number
  /** Who gives: the side of the candidates. */
  readonly side: 'long' | 'short'
  readonly policy: string
  /** Bankrupt positions to be closed. */
  readonly accounts: number
  readonly requiredLots: bigint
  readonly candidates: number
  /** Equity of the market's pool; null: it has none. */
  readonly fundAtoms: bigint | null
}

export interface AdlRoundClosed extends Of<'adl-round-closed'> {
  readonly market: number
  readonly side: 'long' | 'short'
  readonly fills: number
  readonly filledLots: bigint
  /** What the fills were worth at the bankruptcy price. */
  readonly valueAtoms: bigint
  readonly lossAtoms: bigint
  /** What stage 7 closed at the mark. */
  readonly atMarkLots: bigint
  readonly leftLots: bigint
}

/** What nobody could pay: the deficit row pays it and goes below zero. */
export interface Deficit extends Of<'deficit'> {
  readonly from: number
  readonly to: number
  readonly valueAtoms: bigint
}

export interface MarketHalted extends Of<'market-halted'> {
  readonly market: number
}

/** Who is not healthy when a round ends, and why. */
export interface Stuck {
  readonly account: number
  readonly state: AccountState
  /**
   * 'unfilled': nobody fills its orders; 'stale': it waits for a mark; 'proposed' or 'adl-off': bankrupt, and
   * deleveraging waits for a word, or is off; 'passes': the round had to end before it came to rest.
   */
  readonly reason: 'unfilled' | 'stale' | 'proposed' | 'adl-off' | 'passes'
}

export interface RoundClosed extends Of<'round-closed'> {
  readonly sequence: number
  /** The last one, which changed nothing, is counted. */
  readonly passes: number
  /** False: ended by `maxPasses`. */
  readonly quiet: boolean
  readonly pools: readonly PoolBalance[]
  /** What stands in the deficit row. */
  readonly deficitAtoms: bigint
  readonly stuck: readonly Stuck[]
}

/** What deleveraging would do now: nothing has been done. Valid while `sequence` is the engine's last. */
export interface AdlProposed extends Of<'adl-proposed'> {
  readonly sequence: number
  readonly accounts: number
  readonly fills: number
  readonly lossAtoms: bigint
  /** The moves, as events that have not happened. */
  readonly moves: readonly RoundEvent[]
}

export type RoundEvent =
  | RoundOpened
  | MarginCall
  | OwnFirst
  | LiquidationWanted
  | Liquidation
  | BookExhausted
  | Cross
  | FundDraw
  | Takeover
  | AdlRoundOpened
  | AdlFill
  | HedgeClose
  | AdlEvened
  | AdlRoundClosed
  | CloseAtMark
  | Socialised
  | Deficit
  | MarketHalted
  | AdlProposed
  | RoundClosed
