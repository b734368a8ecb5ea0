// What a replay found, as one plain object. Money and hashes are strings, so that no reader of the JSON rounds them:
// amounts in the settlement currency, exactly, and in atoms where the name says so.

import { CLASS_POOL, CLASS_TRADER } from '../core/codes.ts'
import type { Engine } from '../engine/engine.ts'
import { formatDecimal, unitsToDecimal } from '../fixed/decimal.ts'
import { cashBalances, lotsBalance } from './check-report.ts'
import { percentile, type ReplayTally, type Taker } from './replay-tally.ts'

interface Amount {
  readonly count: number
  readonly notional: string
  readonly notionalAtoms: string
}

export interface ReplayReport {
  readonly scenario: string
  readonly stateHash: string
  readonly kernel: string
  readonly policy: string
  readonly atom: string
  /** Rows of every class, at the end as at the beginning. */
  readonly accounts: number
  readonly traders: number
  /** Open positions at the beginning and at the end. */
  readonly positions: number
  readonly positionsLeft: number
  readonly markets: number
  /** Batches of marks; each opened a round. */
  readonly ticks: number
  /** Everything that accounts under their maintenance margin were made to close. */
  readonly liquidations: Amount & {
    /** What one account was made to close in one market in one round, taken together. */
    readonly mergedCount: number
    readonly by: Readonly<Record<Taker, Amount>>
  }
  /** The pools: their equity before and after, and what they lost to the losses of others. */
  readonly insurance: { readonly before: string; readonly after: string; readonly drawn: string }
  readonly adl: Amount & {
    /** Rounds with a fill. */
    readonly rounds: number
    readonly fills: number
    /** Fills of one round, market and counterparty taken together. */
    readonly mergedFills: number
    readonly accounts: number
    /** Legs of hedged accounts that were closed with the other side. */
    readonly together: Amount
    /** Of the merged fills, those that left nothing of the position. */
    readonly fullCloses: number
    readonly fullClosesPpm: number
    /** Share of the notional that the accounts with most of it have, in ppm. */
    readonly topSharesPpm: Readonly<Record<'1' | '10' | '100' | '1000', number>>
    readonly largestMarkets: readonly { readonly market: string; readonly notional: string; readonly fills: number }[]
  }
  readonly socialised: string
  readonly deficit: string
  readonly passes: { readonly most: number; readonly endedEarly: number }
  readonly invariants: { readonly lots: boolean; readonly cash: boolean }
  /** The only part that differs from run to run. */
  readonly latency: {
    readonly checkP50Ms: number
    readonly checkP99Ms: number
    readonly roundP50Ms: number
    readonly roundP99Ms: number
    readonly worstMs: number
    readonly totalMs: number
  }
}

/** What was so before the first mark. */
export interface ReplayStart {
  readonly positions: number
  readonly insuranceAtoms: bigint
}

export function startOf(engine: Engine): ReplayStart {
  return { positions: engine.book.positionCount, insuranceAtoms: poolEquity(engine) }
}

export interface ReplayContext {
  readonly scenario: string
  readonly policy: string
  readonly start: ReplayStart
  readonly totalMs: number
}

const LARGEST = 12

export function makeReplayReport(engine: Engine, tally: ReplayTally, context: ReplayContext): ReplayReport {
  const { book, atom } = engine
  const money = (atoms: bigint) => unitsToDecimal(atoms, atom)
  const amount = ({ count, notionalAtoms }: { count: number; notionalAtoms: bigint }): Amount => {
    return { count, notional: money(notionalAtoms), notionalAtoms: notionalAtoms.toString() }
  }
  const by = Object.fromEntries(Object.entries(tally.takers).map(([taker, count]) => [taker, amount(count)]))
  const { start } = context
  return {
    scenario: context.scenario,
    stateHash: engine.stateHash(),
    kernel: engine.kernel,
    policy: context.policy,
    atom: formatDecimal(atom),
    accounts: book.accountCount,
    traders: countTraders(engine),
    positions: start.positions,
    positionsLeft: book.positionCount,
    markets: book.marketCount,
    ticks: tally.ticks,
    liquidations: {
      ...amount(tally.liquidations),
      mergedCount: tally.mergedLiquidations,
      by: by as Record<Taker, Amount>,
    },
    insurance: {
      before: money(start.insuranceAtoms),
      after: money(poolEquity(engine)),
      drawn: money(tally.drawnAtoms),
    },
    adl: adlOf(engine, tally, amount),
    socialised: money(tally.socialisedAtoms),
    deficit: money(tally.deficitAtoms),
    passes: { most: tally.mostPasses, endedEarly: tally.unrest },
    invariants: { lots: lotsBalance(engine), cash: cashBalances(engine) },
    latency: latencyOf(tally, context.totalMs),
  }
}

function adlOf(engine: Engine, tally: ReplayTally, amount: (of: ReplayTally['takers']['adl']) => Amount) {
  const { count: fills } = tally.takers.adl
  const { count: mergedFills, whole: fullCloses } = tally.fills
  const largest = [...tally.markets].filter(([, { adlFills }]) => adlFills > 0)
  largest.sort(([, a], [, b]) => (a.adlAtoms === b.adlAtoms ? 0 : a.adlAtoms > b.adlAtoms ? -1 : 1))
  return {
    rounds: tally.adlRounds,
    fills,
    ...amount(tally.takers.adl),
    mergedFills,
    accounts: tally.deleveraged.size,
    together: amount(tally.together),
    fullCloses,
    fullClosesPpm: mergedFills === 0 ? 0 : Math.floor((fullCloses * 1_000_000) / mergedFills),
    topSharesPpm: {
      '1': tally.topSharePpm(1),
      '10': tally.topSharePpm(10),
      '100': tally.topSharePpm(100),
      '1000': tally.topSharePpm(1000),
    },
    largestMarkets: largest.slice(0, LARGEST).map(([market, { adlAtoms, adlFills }]) => ({
      market: engine.market(market).symbol,
      notional: unitsToDecimal(adlAtoms, engine.atom),
      fills: adlFills,
    })),
  }
}

function latencyOf({ checkMs, roundMs }: ReplayTally, totalMs: number): ReplayReport['latency'] {
  const round = (milliseconds: number) => Math.round(milliseconds * 1000) / 1000
  return {
    checkP50Ms: round(percentile(checkMs, 0.5)),
    checkP99Ms: round(percentile(checkMs, 0.99)),
    roundP50Ms: round(percentile(roundMs, 0.5)),
    roundP99Ms: round(percentile(roundMs, 0.99)),
    worstMs: round(Math.max(0, ...roundMs, ...checkMs)),
    totalMs: round(totalMs),
  }
}

function poolEquity(engine: Engine): bigint {
  const { rowClass, rowId } = engine.book.columns
  let sum = 0n
  for (const [row, kind] of rowClass.entries()) if (kind === CLASS_POOL) sum += engine.account(rowId[row]!).equityAtoms
  return sum
}

function countTraders({ book }: Engine): number {
  let traders = 0
  for (const kind of book.columns.rowClass) if (kind === CLASS_TRADER) traders += 1
  return traders
}
