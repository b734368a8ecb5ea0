// What a round works on, as plain objects: markets, rows with cash and positions, pools, options.
//
// This folder is the oracle of the round: slow, exact, written from sections 4 and 5 of the specification alone. It
// shares no line with src, so that an error cannot be in both.

import type { LossName, RuleName } from './rules.ts'

export type Tier = { floorAtoms: bigint; ratePpm: bigint }
export type Level = { ticks: bigint; lots: bigint }
export type Contract =
  | { kind: 'linear'; atomsPerTick: bigint }
  // The value of one lot at a price of one tick; at t ticks a long is worth minus a t-th of it.
  | { kind: 'inverse'; valueAtOneTickAtoms: bigint }

export type Market = {
  id: number
  contract: Contract
  markTicks: bigint
  /** A stale market is judged at its last mark and not traded in. */
  fresh: boolean
  /** Cumulative funding per lot, F. */
  fundingIndexAtoms: bigint
  tiers: Tier[]
  pool: number | null
  externalRow: number
  takeoverLimitLots: bigint | null
  /** Best level first. */
  depth: { bids: Level[]; asks: Level[] }
}

export type Position = { lots: bigint; entryValue: bigint }
export type RowClass = 'trader' | 'pool' | 'external' | 'deficit'
export type Row = {
  id: number
  owner: number
  class: RowClass
  exempt: boolean
  /** Hedged accounts and market makers under an agreement: ranked behind everybody else. */
  protected: boolean
  cash: bigint
  /** By market id, without empty ones. */
  positions: Map<number, Position>
}

export type Pool = { row: number; floorAtoms: bigint; triggerActive: boolean }
export type AdlPrice = 'bankruptcy' | 'mark' | 'mark-until-fund-nearly-empty' | 'blend' | 'uniform'
export type StageName = 'own-first' | 'book' | 'cross' | 'insurance' | 'adl'
/** So many parts bankruptcy, so many mark. */
export type Blend = { bankruptcy: number; mark: number }
export type Options = {
  /** 'regardless': a profit makes no difference. */
  eligible: 'all' | 'profitable' | 'regardless'
  adlPrice: AdlPrice
  socialise: 'per-open-interest' | 'none' | LossName
  takeover: 'whole' | 'partial'
  maxSlippagePpm: bigint
  bufferAtoms: bigint
  liquidationBudgetAtoms: bigint | null
  roundBudgetAtoms: bigint | null
  maxPasses: number
  /** 'auto' when left out; otherwise stages 6 and 7 are left out, but for a proposal that is carried out. */
  adl?: 'auto' | 'propose' | 'off'
  /** 'unfilled': what the order book leaves of accounts at risk is closed too, at the mark; else 'bankrupt'. */
  adlFor?: 'bankrupt' | 'unfilled'
  haltOnDeficit?: boolean
  /** Two to one when left out. */
  blend?: Blend
  /** What a pool keeps while closing at the mark is at its cost; nothing when left out. */
  nearlyEmptyAtoms?: bigint
  /** The order of stages 2 to 6; as they are numbered when left out. */
  stages?: StageName[]
}

export type World = {
  /** Ascending ids, as are the rows. */
  markets: Market[]
  rows: Row[]
  pools: Pool[]
  policy: RuleName
  options: Options
  /** Commands that the engine has had before the round; none when left out. Only chance depends on it. */
  sequence?: number
  /** None when left out. */
  limits?: Limits | undefined
}

/** What a book holds: positions in all, and by market id the lots of a pool or external row. */
export type Limits = { positions: number; houseLots: Map<number, bigint> }

export type State = 'healthy' | 'at-risk' | 'bankrupt'

/** With `lots`, `to` pays the value for the lots that leave `from`; without, `from` pays it to `to`. */
export type RoundEvent = {
  pass: number
  stage: number
  type: string
  market?: number
  from: number
  to?: number
  lots?: bigint
  valueAtoms?: bigint
  lossAtoms?: bigint
  ticks?: bigint
  limitTicks?: bigint | null
  rank?: number
  score?: string
  state?: State
  closesPoolPosition?: boolean
}

export function marketOf(world: World, id: number): Market {
  const market = world.markets.find((each) => each.id === id)
  if (market === undefined) throw new Error(`no market ${id}`)
  return market
}

export function rowOf(world: World, id: number): Row {
  const row = world.rows.find((each) => each.id === id)
  if (row === undefined) throw new Error(`no row ${id}`)
  return row
}

/** Whether `to` may take so many lots; a position that is closed makes room for one that is opened. */
export function hasRoom({ limits, rows }: World, from: Row, to: Row, marketId: number, lots: bigint): boolean {
  if (limits === undefined) return true
  if (absolute(lotsOf(to, marketId) + lots) > limits.houseLots.get(marketId)!) return false
  if (to.positions.has(marketId)) return true
  const closed = lotsOf(from, marketId) === lots ? 1 : 0
  return rows.reduce((count, row) => count + row.positions.size, 1 - closed) <= limits.positions
}

export const lotsOf = (row: Row, marketId: number): bigint => row.positions.get(marketId)?.lots ?? 0n
export const absolute = (value: bigint): bigint => (value < 0n ? -value : value)
export const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b)
export const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b)
export const sum = (values: bigint[]): bigint => values.reduce((total, value) => total + value, 0n)
export const areOpposite = (a: bigint, b: bigint): boolean => (a > 0n && b < 0n) || (a < 0n && b > 0n)
