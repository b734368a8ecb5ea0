// The golden rounds as worlds, and results of rounds in the words of the golden file, where every integer is a string.

import type { RoundResult } from './round.ts'
import type { Contract, Level, Market, RoundEvent, Row, RowClass, State, World } from './world.ts'

type Text = string
type GoldenDepth = { bids: [Text, Text][]; asks: [Text, Text][] }
type GoldenPosition = { market: Text; lots: Text; entryValue: Text }
type GoldenMarket = {
  id: Text
  kind: 'linear' | 'inverse'
  k?: Text
  valueAtOneTickAtoms?: Text
  lastMarkTicks: Text
  fundingIndexAtoms: Text
  tiers: { floorAtoms: Text; ratePpm: Text }[]
  pool: Text | null
  externalRow: Text
  takeoverLimitLots: Text | null
  depth: GoldenDepth
}
type GoldenRow = {
  id: Text
  owner: Text
  class: RowClass
  exempt: boolean
  cash: Text
  positions: GoldenPosition[]
}
export type GoldenEvent = {
  pass: Text
  stage: Text
  type: Text
  from: Text
  state?: State
  closesPoolPosition?: boolean
  limitTicks?: Text | null
} & Partial<Record<'market' | 'to' | 'lots' | 'valueAtoms' | 'lossAtoms' | 'ticks' | 'rank' | 'score', Text>>
export type GoldenCase = {
  id: Text
  about: Text
  venue: {
    markets: GoldenMarket[]
    pools: { row: Text; floorAtoms: Text; triggerActive: boolean }[]
    policy: 'bitmex' | 'pro-rata'
    options: {
      eligible: 'all' | 'profitable'
      adlPrice: 'bankruptcy' | 'mark'
      socialise: 'per-open-interest' | 'none'
      takeover: 'whole' | 'partial'
    } & Record<'maxSlippagePpm' | 'bufferAtoms' | 'maxPasses', Text> &
      Record<'liquidationBudgetAtoms' | 'roundBudgetAtoms', Text | null>
  }
  rows: GoldenRow[]
  marks: { market: Text; ticks: Text }[]
  expected: GoldenResult
}
export type GoldenResult = {
  passes: Text
  flagged: { id: Text; state: State }[]
  events: GoldenEvent[]
  rows: Pick<GoldenRow, 'id' | 'cash' | 'positions'>[]
  deficitAtoms: Text
  depth: ({ market: Text } & GoldenDepth)[]
  stuck: { id: Text; state: State; reason: Text }[]
}

const orNull = (text: Text | null): bigint | null => (text === null ? null : BigInt(text))
const byId = (a: { id: number }, b: { id: number }) => a.id - b.id

export function worldOf({ venue, rows, marks }: Pick<GoldenCase, 'venue' | 'rows' | 'marks'>): World {
  const { options } = venue
  return {
    markets: venue.markets.map((market) => marketFrom(market, marks)).sort(byId),
    rows: rows.map(rowFrom).sort(byId),
    pools: venue.pools.map((pool) => ({ ...pool, row: Number(pool.row), floorAtoms: BigInt(pool.floorAtoms) })),
    policy: venue.policy,
    options: {
      ...options,
      maxSlippagePpm: BigInt(options.maxSlippagePpm),
      bufferAtoms: BigInt(options.bufferAtoms),
      liquidationBudgetAtoms: orNull(options.liquidationBudgetAtoms),
      roundBudgetAtoms: orNull(options.roundBudgetAtoms),
      maxPasses: Number(options.maxPasses),
    },
  }
}

function marketFrom(market: GoldenMarket, marks: GoldenCase['marks']): Market {
  const contract: Contract =
    market.kind === 'linear'
      ? { kind: 'linear', atomsPerTick: BigInt(market.k!) }
      : { kind: 'inverse', valueAtOneTickAtoms: BigInt(market.valueAtOneTickAtoms!) }
  const mark = marks.find((each) => each.market === market.id)
  const levels = (side: [Text, Text][]): Level[] =>
    side.map(([ticks, lots]) => ({ ticks: BigInt(ticks), lots: BigInt(lots) }))
  return {
    id: Number(market.id),
    contract,
    markTicks: BigInt(mark?.ticks ?? market.lastMarkTicks),
    fresh: mark !== undefined,
    fundingIndexAtoms: BigInt(market.fundingIndexAtoms),
    tiers: market.tiers.map((tier) => ({ floorAtoms: BigInt(tier.floorAtoms), ratePpm: BigInt(tier.ratePpm) })),
    pool: market.pool === null ? null : Number(market.pool),
    externalRow: Number(market.externalRow),
    takeoverLimitLots: orNull(market.takeoverLimitLots),
    depth: { bids: levels(market.depth.bids), asks: levels(market.depth.asks) },
  }
}

function rowFrom(row: GoldenRow): Row {
  const positions = row.positions.map(
    ({ market, lots, entryValue }) => [Number(market), { lots: BigInt(lots), entryValue: BigInt(entryValue) }] as const,
  )
  const { class: rowClass, exempt } = row
  const [id, owner, cash] = [Number(row.id), Number(row.owner), BigInt(row.cash)]
  return { id, owner, class: rowClass, exempt, protected: false, cash, positions: new Map(positions) }
}

export function eventFrom(event: GoldenEvent): RoundEvent {
  const whole = Object.entries(event).map(([key, value]) => {
    if (['pass', 'stage', 'market', 'from', 'to', 'rank'].includes(key)) return [key, Number(value)]
    if (['lots', 'valueAtoms', 'lossAtoms', 'ticks', 'limitTicks'].includes(key)) return [key, orNull(value as Text)]
    return [key, value]
  })
  return Object.fromEntries(whole)
}

export const rowsAsText = (world: World): GoldenResult['rows'] =>
  world.rows.map((row) => ({
    id: `${row.id}`,
    cash: `${row.cash}`,
    positions: [...row.positions]
      .sort(([a], [b]) => a - b)
      .map(([market, { lots, entryValue }]) => ({ market: `${market}`, lots: `${lots}`, entryValue: `${entryValue}` })),
  }))

export function resultAsText(result: RoundResult): GoldenResult {
  const levels = (side: Level[]) => side.map(({ ticks, lots }): [Text, Text] => [`${ticks}`, `${lots}`])
  return {
    passes: `${result.passes}`,
    flagged: result.flagged.map(({ id, state }) => ({ id: `${id}`, state })),
    events: result.events.map(eventAsText),
    rows: rowsAsText(result.world),
    deficitAtoms: `${result.deficitAtoms}`,
    depth: result.world.markets.map(({ id, depth }) => ({
      market: `${id}`,
      bids: levels(depth.bids),
      asks: levels(depth.asks),
    })),
    stuck: result.stuck.map(({ id, state, reason }) => ({ id: `${id}`, state, reason })),
  }
}

function eventAsText(event: RoundEvent): GoldenEvent {
  const text = (value: unknown) => (typeof value === 'number' || typeof value === 'bigint' ? `${value}` : value)
  return Object.fromEntries(Object.entries(event).map(([key, value]) => [key, text(value)])) as GoldenEvent
}
