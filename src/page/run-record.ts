// What a run came to, as the page needs it: plain, and of a bounded size whatever the run.

import type { Decimal } from '../fixed/decimal.ts'
import type { SampledEvents } from './event-sample.ts'

/** Who took what was closed. */
export const TAKERS = ['book', 'pools', 'adl', 'other'] as const
export type TakerName = (typeof TAKERS)[number]

export interface Taken {
  count: number
  notionalAtoms: bigint
}

export type TakenBy = Record<TakerName, Taken>

/** Rounds that were played one after the other, as one row. */
export interface RoundRow {
  /** Of the last; 0: before the first. */
  round: number
  rounds: number
  /** Of the last; null: before the first. */
  timeMs: number | null
  /** Accounts under maintenance margin when a round began. */
  flagged: number
  readonly closedAtoms: Record<TakerName, bigint>
  fundAtoms: bigint
  paidAtoms: bigint
  socialisedAtoms: bigint
  deficitAtoms: bigint
  /** Of the deepest. */
  passes: number
  /** Of every market, after the last. */
  markTicks: BigInt64Array
}

/** What bankrupt accounts lacked, by who paid it: every line is a sum over events. */
export interface Losses {
  /** Other accounts of the same owner. */
  ownAtoms: bigint
  takeoverAtoms: bigint
  drawnAtoms: bigint
  adlAtoms: bigint
  socialisedAtoms: bigint
  deficitAtoms: bigint
}

export interface MarketRow {
  readonly symbol: string
  readonly tickSize: Decimal
  readonly lotSize: Decimal
  readonly closed: TakenBy
  readonly adlLossAtoms: bigint
  readonly fundLossAtoms: bigint
}

export interface ClosedAccount {
  readonly account: number
  notionalAtoms: bigint
  lossAtoms: bigint
  fills: number
  /** Fills that left nothing of a position. */
  whole: number
}

export interface RunRecord {
  readonly accounts: number
  readonly traders: number
  /** Open when it began, and when it ended. */
  readonly positions: number
  readonly positionsLeft: number
  readonly rounds: number
  /** Rounds that stand in one row of `series`. */
  readonly roundsPerRow: number
  /** The first is the start, before any mark. */
  readonly series: readonly RoundRow[]
  /** By pass, from 1. */
  readonly passes: readonly TakenBy[]
  /** In the engine's numbering, which `series` and events go by. */
  readonly markets: readonly MarketRow[]
  readonly closed: TakenBy
  /** Accounts that came under their margin, each once. */
  readonly called: number
  /** All that were deleveraged, by notional, largest first. */
  readonly deleveraged: readonly ClosedAccount[]
  readonly losses: Losses
  readonly fund: FundBridge
  /** What the deficit row lost between start and end. */
  readonly deficitRowAtoms: bigint
  /** Rounds that were ended before they came to rest. */
  readonly endedEarly: number
  readonly events: SampledEvents
}

export interface FundBridge {
  readonly beforeAtoms: bigint
  readonly afterAtoms: bigint
  readonly lowestAtoms: bigint
  /** What balances fell by within rounds, from the balances themselves. */
  readonly fellAtoms: bigint
}
