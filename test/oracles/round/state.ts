// What a round remembers while it runs: the pass, the events, the frozen splits, who was seen when.

import type { ClosedSide, OpenedSide } from './adl-sides.ts'
import type { FrozenLeg } from './bankruptcy.ts'
import { applyEvent } from './moves.ts'
import type { Stake } from './share.ts'
import { equityOf, netMark } from './value.ts'
import { lotsOf, type Market, type Position, type RoundEvent, type Row, rowOf, type World } from './world.ts'

/** A market in which an account had a position, and what it weighed there when the account was first flagged. */
export type Former = Stake & { market: Market }

export type Round = {
  world: World
  pass: number
  events: RoundEvent[]
  /** Whether lots or cash have moved in this pass. */
  changed: boolean
  /** Rows that were at risk or bankrupt when this pass opened, ascending. */
  flagged: Row[]
  /** What the order book left in this pass, of whoever asked. */
  unfilled: { row: Row; market: Market; lots: bigint }[]
  /** By row id, from the first pass in which the row was flagged. */
  formers: Map<number, Former[]>
  cancelled: Set<number>
  /** By row id, then market id; gone with every pass and with every trade at another price. */
  frozen: Map<number, Map<number, FrozenLeg>>
  /** The positions when the round opened. */
  opening: Map<Row, Map<number, Position>>
  /** Rows of pools with nothing left when the round opened: they spend nothing in it. */
  depleted: Set<number>
  /** By market and payer: what the payer has paid for others in this round. */
  paid: Map<string, bigint>
  roundBudgetUsed: bigint
  /** Of all passes: sides that had to give when stage 6 came, and what became of it. */
  opened: OpenedSide[]
  closed: ClosedSide[]
  halted: Set<number>
}

export function openRound(world: World): Round {
  return {
    world,
    pass: 0,
    events: [],
    changed: false,
    flagged: [],
    unfilled: [],
    formers: new Map(),
    cancelled: new Set(),
    frozen: new Map(),
    opening: new Map(world.rows.map((row) => [row, new Map(row.positions)])),
    depleted: new Set(world.pools.map(({ row }) => row).filter((row) => equityOf(world, rowOf(world, row)) <= 0n)),
    paid: new Map(),
    roundBudgetUsed: 0n,
    opened: [],
    closed: [],
    halted: new Set(),
  }
}

export function write(round: Round, event: Omit<RoundEvent, 'pass'>): void {
  const full = { pass: round.pass, ...event }
  round.events.push(full)
  applyEvent(round.world, full)
  if (full.to !== undefined) round.changed = true
}

/** A trade at any other price than the bankruptcy price ends the frozen split of both sides. */
export function writeTrade(round: Round, event: Omit<RoundEvent, 'pass'>): void {
  write(round, event)
  round.frozen.delete(event.from)
  round.frozen.delete(event.to!)
}

/** `count` lots go from one row to another at the mark. */
export function tradeAtMark(
  round: Round,
  from: Row,
  market: Market,
  count: bigint,
  event: Pick<RoundEvent, 'stage' | 'type' | 'to' | 'rank' | 'score'>,
): void {
  const lots = lotsOf(from, market.id) > 0n ? count : -count
  writeTrade(round, { ...event, market: market.id, from: from.id, lots, valueAtoms: lots * netMark(market) })
}

/** Traders, and pools in the stages that treat a pool worth less than nothing like a trader. */
export function bankrupts(round: Round, pools: 'with pools' | 'without pools'): Row[] {
  return round.world.rows.filter(
    (row) =>
      (row.class === 'trader' || (row.class === 'pool' && pools === 'with pools')) && equityOf(round.world, row) < 0n,
  )
}

export const isFlat = (row: Row): boolean => row.positions.size === 0

/** What a pool may spend: nothing without a pool, with an active trigger, or where it had nothing from the start. */
export function poolBudget({ world, depleted }: Round, poolRow: number | null): bigint {
  const pool = world.pools.find((each) => each.row === poolRow)
  if (pool === undefined || pool.triggerActive || depleted.has(pool.row)) return 0n
  const budget = equityOf(world, rowOf(world, pool.row)) - pool.floorAtoms
  return budget > 0n ? budget : 0n
}
