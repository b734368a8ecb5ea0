// The plan of the book's memory: which columns there are, how long, and where. The plan is written into the header, so
// that whoever attaches reads it there instead of computing it again.

import { assert } from '../core/assert.ts'
import { MAX_TRADER_POSITIONS } from '../core/limits.ts'
import * as at from './fields.ts'

export type ElementType = 'u8' | 'u16' | 'u32' | 'i64' | 'f64'

export const COLUMN_ALIGN_BYTES = 64

export const ELEMENT_BYTES: Readonly<Record<ElementType, number>> = { u8: 1, u16: 2, u32: 4, i64: 8, f64: 8 }

/** What a book can hold. Decided when it opens; the memory never grows while it is open. */
export interface BookCapacity {
  /** Open accounts of every class, at most. */
  readonly accounts: number
  /** Open positions, at most. */
  readonly positions: number
  readonly markets: number
  /** Maintenance tiers of one market, at most. */
  readonly tiersPerMarket: number
  /** Trades or marks that one call of a kernel takes; longer batches are cut. */
  readonly batch: number
  /** Threads that may work on the book at once; 1 when left out. */
  readonly lanes?: number
}

/** Lengths that follow from a capacity. */
export interface Dimensions extends BookCapacity {
  readonly lanes: number
  /** Pools, external rows and the deficit row, at most. */
  readonly houseRows: number
  readonly rows: number
  readonly blocks: number
  readonly slots: number
  readonly pages: number
  readonly idSlots: number
  readonly idShift: number
}

export interface ColumnPlan {
  readonly column: number
  readonly type: ElementType
  readonly elements: number
  readonly offsetBytes: number
}

/** Traders and house rows never share a block, so each kind gets blocks for as many rows as it may ever have. */
export function dimensionsOf(capacity: BookCapacity): Dimensions {
  const houseRows = Math.min(capacity.accounts, 4 * capacity.markets + 256)
  const blocks = Math.ceil(capacity.accounts / at.BLOCK_ROWS) + Math.ceil(houseRows / at.BLOCK_ROWS)
  // Arenas are rounded to pages, grow by a quarter, and an eighth is left for holes between them. A block of traders
  // can move without being taken out, even in a small book (see book/arenas.ts).
  const moving = at.BLOCK_ROWS * MAX_TRADER_POSITIONS
  const slotsWanted = Math.ceil(capacity.positions * 1.375) + blocks * (at.PAGE_SLOTS + at.TRADE_LEGS) + moving
  const pages = Math.ceil(slotsWanted / at.PAGE_SLOTS)
  const idBits = Math.max(4, 32 - Math.clz32(Math.ceil(capacity.accounts * 1.5) - 1))
  return {
    ...capacity,
    lanes: capacity.lanes ?? 1,
    houseRows,
    rows: blocks * at.BLOCK_ROWS,
    blocks,
    slots: pages * at.PAGE_SLOTS,
    pages,
    idSlots: 2 ** idBits,
    idShift: 32 - idBits,
  }
}

/** Entries of a shard in `rankStart` and `rankCount`: two a market, whole cache lines. */
export function rankPartOf(markets: number): number {
  return Math.ceil((2 * markets) / at.RANK_PART_ALIGN) * at.RANK_PART_ALIGN
}

const rankParts = (d: Dimensions) => d.lanes * rankPartOf(d.markets)
const rankEntries = (d: Dimensions) => d.positions + d.lanes * at.RANK_PART_ALIGN
const tierWords = (d: Dimensions) => d.markets * (d.tiersPerMarket + 1) * 4

// In the order of the table in fields.ts, which a test holds against this list.
const SPECS: readonly (readonly [column: number, type: ElementType, elements: (d: Dimensions) => number])[] = [
  [at.COL_ROW_ID, 'u32', (d) => d.rows],
  [at.COL_ROW_OWNER, 'u32', (d) => d.rows],
  [at.COL_ROW_CLASS, 'u8', (d) => d.rows],
  [at.COL_ROW_FLAGS, 'u8', (d) => d.rows],
  [at.COL_ROW_CASH, 'i64', (d) => d.rows],
  [at.COL_ROW_RESERVED, 'i64', (d) => d.rows],
  [at.COL_RUN_START, 'u32', (d) => d.rows],
  [at.COL_RUN_COUNT, 'u16', (d) => d.rows],
  [at.COL_BLOCK_START, 'u32', (d) => d.blocks],
  [at.COL_BLOCK_ROOM, 'u32', (d) => d.blocks],
  [at.COL_BLOCK_USED, 'u32', (d) => d.blocks],
  [at.COL_BLOCK_KIND, 'u8', (d) => d.blocks],
  [at.COL_POS_MARKET, 'u16', (d) => d.slots],
  [at.COL_POS_SIZE, 'i64', (d) => d.slots],
  [at.COL_POS_ENTRY, 'i64', (d) => d.slots],
  [at.COL_ID_SLOTS, 'u32', (d) => d.idSlots],
  [at.COL_PAGE_TAG, 'u32', (d) => d.pages],
  [at.COL_PAGE_NEXT, 'u32', (d) => d.pages],
  [at.COL_PAGE_PREV, 'u32', (d) => d.pages],
  [at.COL_BIN_HEAD, 'u32', () => 32],
  // Twice where there are threads: what a late one may still write to is left alone.
  [at.COL_FLAGGED, 'u32', (d) => (d.lanes > 1 ? 2 * d.rows : d.rows)],
  [at.COL_MARKET_SCAN, 'i64', (d) => d.markets * 4],
  [at.COL_MARKET_TIERS, 'i64', tierWords],
  [at.COL_MARKET_KIND, 'u8', (d) => d.markets],
  [at.COL_MARKET_STATUS, 'u8', (d) => d.markets],
  [at.COL_MARKET_UNIT, 'i64', (d) => d.markets],
  [at.COL_MARKET_LISTING, 'i64', (d) => d.markets],
  [at.COL_MARKET_MIN, 'i64', (d) => d.markets],
  [at.COL_MARKET_MAX, 'i64', (d) => d.markets],
  [at.COL_MARKET_MARK, 'i64', (d) => d.markets],
  [at.COL_MARKET_MARK_TIME, 'f64', (d) => d.markets],
  [at.COL_MARKET_FUNDING, 'i64', (d) => d.markets],
  [at.COL_MARKET_MAX_FUNDING, 'i64', (d) => d.markets],
  [at.COL_MARKET_CARRY, 'i64', (d) => d.markets],
  [at.COL_MARKET_MAX_LOTS, 'i64', (d) => d.markets],
  [at.COL_MARKET_LOTS_SUM, 'i64', (d) => d.markets],
  [at.COL_MARKET_TAKEOVER, 'i64', (d) => d.markets],
  [at.COL_MARKET_INITIAL_PPM, 'u32', (d) => d.markets],
  [at.COL_MARKET_BAND_PPM, 'u32', (d) => d.markets],
  [at.COL_MARKET_MAX_AGE, 'f64', (d) => d.markets],
  [at.COL_MARKET_TIER_COUNT, 'u8', (d) => d.markets],
  [at.COL_MARKET_EXTERNAL_ROW, 'u32', (d) => d.markets],
  [at.COL_MARKET_FEE_ROW, 'u32', (d) => d.markets],
  [at.COL_MARKET_POOL_ROW, 'u32', (d) => d.markets],
  [at.COL_MARKET_STAMP, 'u32', (d) => d.markets],
  [at.COL_MARKET_LOT, 'i64', (d) => d.markets * 2],
  [at.COL_MARKET_TICK, 'i64', (d) => d.markets * 2],
  [at.COL_MARKET_CONTRACT, 'i64', (d) => d.markets * 2],
  [at.COL_MARKET_SYMBOL, 'u8', (d) => d.markets * at.SYMBOL_BYTES],
  [at.COL_TRADE_BUYER, 'u32', (d) => d.batch],
  [at.COL_TRADE_SELLER, 'u32', (d) => d.batch],
  [at.COL_TRADE_MARKET, 'u16', (d) => d.batch],
  [at.COL_TRADE_LOTS, 'i64', (d) => d.batch],
  [at.COL_TRADE_PRICE, 'i64', (d) => d.batch],
  [at.COL_TRADE_BUYER_FEE, 'i64', (d) => d.batch],
  [at.COL_TRADE_SELLER_FEE, 'i64', (d) => d.batch],
  [at.COL_TRADE_OUTCOME, 'u8', (d) => d.batch],
  [at.COL_MARK_MARKET, 'u16', (d) => d.markets],
  [at.COL_MARK_TICKS, 'i64', (d) => d.markets],
  [at.COL_MARK_TIME, 'f64', (d) => d.markets],
  [at.COL_LEGS, 'i64', (d) => at.LEGS_FIRST + at.LEG_WORDS * Math.max(2, d.markets)],
  [at.COL_MARKET_NEED, 'u8', (d) => d.markets],
  [at.COL_RANK_START, 'u32', rankParts],
  [at.COL_RANK_COUNT, 'u32', rankParts],
  [at.COL_RANK_KEY, 'f64', rankEntries],
  [at.COL_RANK_ENTRY, 'u32', rankEntries],
  [at.COL_LANE_SCRATCH, 'i64', (d) => d.lanes * (at.LANE_BYTES >> 3)],
]

/** Element type of every column, by its number. */
export const COLUMN_TYPES: readonly ElementType[] = SPECS.map(([, type]) => type)

/** Every column on a cache line of its own, one after the other behind the header. */
export function planColumns(dimensions: Dimensions): {
  readonly plan: readonly ColumnPlan[]
  readonly endBytes: number
} {
  let next = at.HEADER_BASE + at.HEADER_BYTES
  const plan = SPECS.map(([column, type, count], index): ColumnPlan => {
    assert(column === index, `column ${column} stands at ${index} of the plan`)
    const elements = count(dimensions)
    const entry = { column, type, elements, offsetBytes: next }
    const bytes = elements * ELEMENT_BYTES[type]
    next += Math.ceil(bytes / COLUMN_ALIGN_BYTES) * COLUMN_ALIGN_BYTES
    return entry
  })
  return { plan, endBytes: next }
}
