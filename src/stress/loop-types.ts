// What a stress loop is told and what it says: plain objects of numbers, bigints and lists. The model behind them is
// in docs/STRESS.md.
//
// Numbers are counts, ppm, milliseconds and ids; bigints are ticks, lots, atoms and, where said, micro-ticks.

import type { RoundReport } from '../engine/round-report.ts'
import type { MarketModel } from '../sim/market-model.ts'

export type { ImpactTerms, LadderModel, MarketModel } from '../sim/market-model.ts'

/** Why a price has moved. Contagion and recovery belong to what caused the move that they follow. */
export type Cause = 'shock' | 'liquidations' | 'unwinds'

export interface MarketShock {
  readonly market: number
  /** Of the mark at the start, above -1,000,000: -100,000 is a fall by a tenth. */
  readonly movePpm: number
}

export interface ShockTerms {
  /** At most one a market. */
  readonly markets: readonly MarketShock[]
  /** Over how many steps it comes, in equal parts; 1 when left out. */
  readonly steps?: number
  /** Whether markets without a shock of their own follow through the factor; false when left out. */
  readonly spread?: boolean
}

export interface StressModel {
  /** At most one a market; one that is left out has no order book and its mark moves by shocks only. */
  readonly markets: readonly MarketModel[]
}

export interface LoopTerms {
  readonly shock: ShockTerms
  readonly model: StressModel
  /** Time from one step to the next; 1,000 when left out. */
  readonly stepMs?: number
  /** 256 when left out. */
  readonly maxSteps?: number
  /** How much of a hedge that deleveraging laid open its owner sells on the order book at once; 0 when left out. */
  readonly unwindPpm?: number
  /** A mark has recovered when it is this near to where the shock alone would have it; 1,000 when left out. */
  readonly recoveryPpm?: number
  /** Told after every step, with the round that it had; what it throws ends the loop. */
  readonly onStep?: (step: LoopStep, report: RoundReport) => void
}

/** One market in one step. Notionals are at the marks of the step. */
export interface MarketStep {
  readonly market: number
  readonly markTicks: bigint
  /** The book mid that the step ends with: the next mark is drawn towards it. */
  readonly midTicks: bigint
  /** On the order book, of flagged accounts. */
  readonly liquidatedAtoms: bigint
  readonly takenOverAtoms: bigint
  readonly deleveragedAtoms: bigint
  /** By stage 7, with counterparties. */
  readonly closedAtMarkAtoms: bigint
  /** On the order book, of accounts whose hedges ADL has broken. */
  readonly unwoundAtoms: bigint
}

export interface LoopStep {
  /** From 1. */
  readonly step: number
  readonly timeMs: number
  /** All markets, by number. */
  readonly markets: readonly MarketStep[]
  readonly passes: number
  /** Accounts flagged in any pass. */
  readonly flagged: number
  /** Of them, those that were bankrupt when they were called. */
  readonly bankrupt: number
  readonly stuck: number
  /** Equity of all pools after the round. */
  readonly fundAtoms: bigint
  readonly fundDrawnAtoms: bigint
  /** What the round moved to the deficit row. */
  readonly deficitAtoms: bigint
  readonly socialisedAtoms: bigint
  readonly liquidationFills: number
  readonly adlFills: number
  /** Accounts that ADL closed in this round. */
  readonly adlAccounts: number
  readonly unwindFills: number
  /** Smaller sides of hedges that ADL took away, at the mark. */
  readonly brokenHedgeAtoms: bigint
}

/** A market over the whole loop. Moves are of the mark, from what it was before the first step. */
export interface MarketOutcome {
  readonly market: number
  readonly startTicks: bigint
  readonly endTicks: bigint
  /** The mark farthest from the start, the first such, and its step; step 0: it has not moved. */
  readonly farthestTicks: bigint
  readonly farthestStep: number
  /** What each cause has done to the farthest mark, in ticks; together exactly farthestTicks − startTicks. */
  readonly movedTicks: Readonly<Record<Cause, bigint>>
  /** The same as parts of 1,000,000, together exactly that; null where the mark has not moved. */
  readonly sharesPpm: Readonly<Record<Cause, number>> | null
  /** What set it off: the move by shocks, or where there is none the first move. */
  readonly firstMoveTicks: bigint
  /** Whole move / first move; null where there is no first move. */
  readonly amplificationPpm: number | null
  /** Steps from the farthest mark until it is where the shock alone would have it; null: not by the end. */
  readonly recoverySteps: number | null
  readonly liquidatedAtoms: bigint
  readonly deleveragedAtoms: bigint
  readonly unwoundAtoms: bigint
  /** Step of the first fill of a liquidation; null: none. */
  readonly firstLiquidationStep: number | null
  /**
   * 'led': it had a shock of its own; 'followed': it had none, and positions were liquidated there, by accounts that
   * lost elsewhere or through contagion; 'quiet': neither.
   */
  readonly role: 'led' | 'followed' | 'quiet'
}

/** How unevenly the deleveraged notional lies on the accounts that were deleveraged. */
export interface Concentration {
  readonly accounts: number
  readonly notionalAtoms: bigint
  /** Of the largest hundredth and tenth of those accounts, rounded up to whole ones. */
  readonly top1PercentPpm: number
  readonly top10PercentPpm: number
  readonly giniPpm: number
}

export interface LoopTotals {
  readonly steps: number
  /** False: ended by `maxSteps` before the marks had come to rest. */
  readonly quiet: boolean
  readonly passes: number
  readonly liquidatedAtoms: bigint
  readonly takenOverAtoms: bigint
  readonly deleveragedAtoms: bigint
  readonly unwoundAtoms: bigint
  readonly brokenHedgeAtoms: bigint
  readonly adlTriggered: boolean
  /** null: never. */
  readonly adlStep: number | null
  readonly fundStartAtoms: bigint
  readonly fundEndAtoms: bigint
  /** The least it was at the start and after any round. */
  readonly fundMinimumAtoms: bigint
  readonly fundDrawnAtoms: bigint
  readonly socialisedAtoms: bigint
  readonly deficitAtoms: bigint
  /** Liquidated notional in markets without a shock of their own, as a part of all. */
  readonly followedPpm: number
  readonly concentration: Concentration
}

export interface LoopResult {
  readonly totals: LoopTotals
  readonly markets: readonly MarketOutcome[]
  readonly steps: readonly LoopStep[]
  /** Deleveraged notional by account, ascending ids. */
  readonly deleveraged: readonly { readonly account: number; readonly notionalAtoms: bigint }[]
  /** Of the book at the end. */
  readonly stateHash: string
}
