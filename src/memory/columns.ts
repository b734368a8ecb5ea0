// The book's columns as typed arrays over one buffer. Whoever has the buffer can attach: the header says where all is.

import { assert } from '../core/assert.ts'
import { BallastError, demand, ErrorCode } from '../core/errors.ts'
import * as at from './fields.ts'
import { COLUMN_ALIGN_BYTES, COLUMN_TYPES, type Dimensions, ELEMENT_BYTES, planColumns } from './layout.ts'

export class Columns {
  readonly buffer: ArrayBufferLike
  /** Words of the header, index WORD_…; the wide fields too, by halves, for who must not make a BigInt. */
  readonly words: Uint32Array
  /** Eight-byte fields of the header as int64, index (WIDE_… >> 3). */
  readonly wides: BigInt64Array
  /** The same fields as doubles. */
  readonly doubles: Float64Array
  readonly rowId: Uint32Array
  /** Owner; in a free row the next free row. */
  readonly rowOwner: Uint32Array
  readonly rowClass: Uint8Array
  readonly rowFlags: Uint8Array
  readonly rowCash: BigInt64Array
  /** Order margin; of a pool its floor. */
  readonly rowReserved: BigInt64Array
  /** First slot of the row's positions. */
  readonly runStart: Uint32Array
  /** Positions of the row. */
  readonly runCount: Uint16Array
  /** First slot of the block's arena. */
  readonly blockStart: Uint32Array
  /** Slots of the arena. */
  readonly blockRoom: Uint32Array
  /** Slots in use, packed from its start in the order of rows. */
  readonly blockUsed: Uint32Array
  readonly blockKind: Uint8Array
  readonly posMarket: Uint16Array
  readonly posSize: BigInt64Array
  readonly posEntry: BigInt64Array
  /** Hash table: row + 1, or 0. */
  readonly idSlots: Uint32Array
  readonly pageTag: Uint32Array
  readonly pageNext: Uint32Array
  readonly pagePrev: Uint32Array
  readonly binHead: Uint32Array
  /** Result of a check: rows, with FLAGGED_BANKRUPT. */
  readonly flagged: Uint32Array
  /** Four int64 a market, see SCAN_… */
  readonly marketScan: BigInt64Array
  /** capTiers + 1 tiers of four int64 a market, see TIER_… */
  readonly marketTiers: BigInt64Array
  readonly marketKind: Uint8Array
  readonly marketStatus: Uint8Array
  readonly marketUnit: BigInt64Array
  readonly marketListing: BigInt64Array
  readonly marketMin: BigInt64Array
  readonly marketMax: BigInt64Array
  readonly marketMark: BigInt64Array
  readonly marketMarkTime: Float64Array
  readonly marketFunding: BigInt64Array
  readonly marketMaxFunding: BigInt64Array
  /** What rounding left of the funding index, in 1e-9 atoms. */
  readonly marketCarry: BigInt64Array
  readonly marketMaxLots: BigInt64Array
  /** Σ lots over all rows: 0 whenever no command is under way (I1). */
  readonly marketLotsSum: BigInt64Array
  /** Largest |position| of the pool, −1: no limit. */
  readonly marketTakeover: BigInt64Array
  readonly marketInitialPpm: Uint32Array
  readonly marketBandPpm: Uint32Array
  /** Milliseconds, −1: a mark never goes stale. */
  readonly marketMaxAge: Float64Array
  readonly marketTierCount: Uint8Array
  readonly marketExternalRow: Uint32Array
  readonly marketFeeRow: Uint32Array
  readonly marketPoolRow: Uint32Array
  /** Serial of the last batch that named the market. */
  readonly marketStamp: Uint32Array
  /** Lot size: coefficient, decimals. */
  readonly marketLot: BigInt64Array
  /** Tick size: coefficient, decimals. */
  readonly marketTick: BigInt64Array
  /** Contract value of an inverse market: coefficient, decimals. */
  readonly marketContract: BigInt64Array
  readonly marketSymbol: Uint8Array
  readonly tradeBuyer: Uint32Array
  readonly tradeSeller: Uint32Array
  readonly tradeMarket: Uint16Array
  readonly tradeLots: BigInt64Array
  readonly tradePrice: BigInt64Array
  readonly tradeBuyerFee: BigInt64Array
  readonly tradeSellerFee: BigInt64Array
  readonly tradeOutcome: Uint8Array
  readonly markMarket: Uint16Array
  readonly markTicks: BigInt64Array
  readonly markTime: Float64Array
  /** One valued row, see LEGS_… */
  readonly legs: BigInt64Array
  /** NEED_… of a ranking. */
  readonly marketNeed: Uint8Array
  /** First candidate of each side of each market. */
  readonly rankStart: Uint32Array
  readonly rankCount: Uint32Array
  /** What candidates are ordered by, near-ties aside. */
  readonly rankKey: Float64Array
  /** Row and group of each candidate. */
  readonly rankEntry: Uint32Array
  /** Scratch memory of the lanes, for kernels. */
  readonly laneScratch: BigInt64Array

  /** @throws BallastError ERR_HEADER unless the buffer holds a book of this version */
  constructor(buffer: ArrayBufferLike) {
    checkHeader(buffer)
    this.buffer = buffer
    this.words = new Uint32Array(buffer, at.HEADER_BASE, at.COLUMN_TABLE >> 2)
    this.wides = new BigInt64Array(buffer, at.HEADER_BASE, 64)
    this.doubles = new Float64Array(buffer, at.HEADER_BASE, 64)
    const u8 = (column: number) => new Uint8Array(buffer, ...this.#place(column, 1))
    const u16 = (column: number) => new Uint16Array(buffer, ...this.#place(column, 2))
    const u32 = (column: number) => new Uint32Array(buffer, ...this.#place(column, 4))
    const i64 = (column: number) => new BigInt64Array(buffer, ...this.#place(column, 8))
    const f64 = (column: number) => new Float64Array(buffer, ...this.#place(column, 8))
    this.rowId = u32(at.COL_ROW_ID)
    this.rowOwner = u32(at.COL_ROW_OWNER)
    this.rowClass = u8(at.COL_ROW_CLASS)
    this.rowFlags = u8(at.COL_ROW_FLAGS)
    this.rowCash = i64(at.COL_ROW_CASH)
    this.rowReserved = i64(at.COL_ROW_RESERVED)
    this.runStart = u32(at.COL_RUN_START)
    this.runCount = u16(at.COL_RUN_COUNT)
    this.blockStart = u32(at.COL_BLOCK_START)
    this.blockRoom = u32(at.COL_BLOCK_ROOM)
    this.blockUsed = u32(at.COL_BLOCK_USED)
    this.blockKind = u8(at.COL_BLOCK_KIND)
    this.posMarket = u16(at.COL_POS_MARKET)
    this.posSize = i64(at.COL_POS_SIZE)
    this.posEntry = i64(at.COL_POS_ENTRY)
    this.idSlots = u32(at.COL_ID_SLOTS)
    this.pageTag = u32(at.COL_PAGE_TAG)
    this.pageNext = u32(at.COL_PAGE_NEXT)
    this.pagePrev = u32(at.COL_PAGE_PREV)
    this.binHead = u32(at.COL_BIN_HEAD)
    this.flagged = u32(at.COL_FLAGGED)
    this.marketScan = i64(at.COL_MARKET_SCAN)
    this.marketTiers = i64(at.COL_MARKET_TIERS)
    this.marketKind = u8(at.COL_MARKET_KIND)
    this.marketStatus = u8(at.COL_MARKET_STATUS)
    this.marketUnit = i64(at.COL_MARKET_UNIT)
    this.marketListing = i64(at.COL_MARKET_LISTING)
    this.marketMin = i64(at.COL_MARKET_MIN)
    this.marketMax = i64(at.COL_MARKET_MAX)
    this.marketMark = i64(at.COL_MARKET_MARK)
    this.marketMarkTime = f64(at.COL_MARKET_MARK_TIME)
    this.marketFunding = i64(at.COL_MARKET_FUNDING)
    this.marketMaxFunding = i64(at.COL_MARKET_MAX_FUNDING)
    this.marketCarry = i64(at.COL_MARKET_CARRY)
    this.marketMaxLots = i64(at.COL_MARKET_MAX_LOTS)
    this.marketLotsSum = i64(at.COL_MARKET_LOTS_SUM)
    this.marketTakeover = i64(at.COL_MARKET_TAKEOVER)
    this.marketInitialPpm = u32(at.COL_MARKET_INITIAL_PPM)
    this.marketBandPpm = u32(at.COL_MARKET_BAND_PPM)
    this.marketMaxAge = f64(at.COL_MARKET_MAX_AGE)
    this.marketTierCount = u8(at.COL_MARKET_TIER_COUNT)
    this.marketExternalRow = u32(at.COL_MARKET_EXTERNAL_ROW)
    this.marketFeeRow = u32(at.COL_MARKET_FEE_ROW)
    this.marketPoolRow = u32(at.COL_MARKET_POOL_ROW)
    this.marketStamp = u32(at.COL_MARKET_STAMP)
    this.marketLot = i64(at.COL_MARKET_LOT)
    this.marketTick = i64(at.COL_MARKET_TICK)
    this.marketContract = i64(at.COL_MARKET_CONTRACT)
    this.marketSymbol = u8(at.COL_MARKET_SYMBOL)
    this.tradeBuyer = u32(at.COL_TRADE_BUYER)
    this.tradeSeller = u32(at.COL_TRADE_SELLER)
    this.tradeMarket = u16(at.COL_TRADE_MARKET)
    this.tradeLots = i64(at.COL_TRADE_LOTS)
    this.tradePrice = i64(at.COL_TRADE_PRICE)
    this.tradeBuyerFee = i64(at.COL_TRADE_BUYER_FEE)
    this.tradeSellerFee = i64(at.COL_TRADE_SELLER_FEE)
    this.tradeOutcome = u8(at.COL_TRADE_OUTCOME)
    this.markMarket = u16(at.COL_MARK_MARKET)
    this.markTicks = i64(at.COL_MARK_TICKS)
    this.markTime = f64(at.COL_MARK_TIME)
    this.legs = i64(at.COL_LEGS)
    this.marketNeed = u8(at.COL_MARKET_NEED)
    this.rankStart = u32(at.COL_RANK_START)
    this.rankCount = u32(at.COL_RANK_COUNT)
    this.rankKey = f64(at.COL_RANK_KEY)
    this.rankEntry = u32(at.COL_RANK_ENTRY)
    this.laneScratch = i64(at.COL_LANE_SCRATCH)
  }

  word(index: number): number {
    return this.words[index]!
  }

  setWord(index: number, value: number): void {
    this.words[index] = value
  }

  /** Byte offset of a column, for a kernel. */
  offsetBytes(column: number): number {
    return this.#place(column, 1)[0]
  }

  #place(column: number, elementBytes: number): [offsetBytes: number, elements: number] {
    const entry = (at.COLUMN_TABLE + (column << at.COLUMN_ENTRY_SHIFT)) >> 2
    const table = new Uint32Array(this.buffer, at.HEADER_BASE, at.HEADER_BYTES >> 2)
    if (elementBytes !== 1)
      assert(table[entry + 1] === elementBytes, `column ${column} has ${table[entry + 1]}-byte elements`)
    return [table[entry]!, table[entry + 2]!]
  }
}

function checkHeader(buffer: ArrayBufferLike): void {
  const least = at.HEADER_BASE + at.HEADER_BYTES
  const fail = (why: string) => new BallastError(ErrorCode.HEADER, `the buffer holds no book: ${why}`)
  if (buffer.byteLength < least) throw fail(`${buffer.byteLength} bytes, a header alone ends at ${least}`)
  const words = new Uint32Array(buffer, at.HEADER_BASE, at.HEADER_BYTES >> 2)
  if (words[at.WORD_MAGIC] !== at.BOOK_MAGIC) throw fail(`magic is 0x${words[at.WORD_MAGIC]!.toString(16)}`)
  demand(words[at.WORD_VERSION] === at.BOOK_VERSION, ErrorCode.HEADER, () => {
    return `the book is of version ${words[at.WORD_VERSION]}, this is a reader of version ${at.BOOK_VERSION}`
  })
  if (words[at.WORD_COLUMNS] !== at.COLUMN_COUNT)
    throw fail(`${words[at.WORD_COLUMNS]} columns, not ${at.COLUMN_COUNT}`)
  for (let column = 0; column < at.COLUMN_COUNT; column += 1) {
    const entry = (at.COLUMN_TABLE + (column << at.COLUMN_ENTRY_SHIFT)) >> 2
    const offset = words[entry]!
    const end = offset + words[entry + 1]! * words[entry + 2]!
    if (words[entry + 1] !== ELEMENT_BYTES[COLUMN_TYPES[column]!] || offset % COLUMN_ALIGN_BYTES !== 0) {
      throw fail(`column ${column} has ${words[entry + 1]}-byte elements at byte ${offset}`)
    }
    if (offset < least || end > buffer.byteLength) throw fail(`column ${column} reaches from byte ${offset} to ${end}`)
  }
}

/** Writes the header of an empty book into zeroed memory. The caller has asked for `bytesFor(dimensions)` bytes. */
export function writeHeader(buffer: ArrayBufferLike, dimensions: Dimensions): void {
  const words = new Uint32Array(buffer, at.HEADER_BASE, at.HEADER_BYTES >> 2)
  const { plan, endBytes } = planColumns(dimensions)
  assert(buffer.byteLength >= endBytes, `${buffer.byteLength} bytes for a plan of ${endBytes}`)
  for (const { column, type, elements, offsetBytes } of plan) {
    const entry = (at.COLUMN_TABLE + (column << at.COLUMN_ENTRY_SHIFT)) >> 2
    words[entry] = offsetBytes
    words[entry + 1] = ELEMENT_BYTES[type]
    words[entry + 2] = elements
  }
  words[at.WORD_PAGES_64K] = buffer.byteLength / 65536
  words[at.WORD_COLUMNS] = at.COLUMN_COUNT
  words[at.WORD_CAP_ACCOUNTS] = dimensions.accounts
  words[at.WORD_CAP_HOUSE] = dimensions.houseRows
  words[at.WORD_CAP_ROWS] = dimensions.rows
  words[at.WORD_CAP_POSITIONS] = dimensions.positions
  words[at.WORD_CAP_SLOTS] = dimensions.slots
  words[at.WORD_CAP_MARKETS] = dimensions.markets
  words[at.WORD_CAP_TIERS] = dimensions.tiersPerMarket
  words[at.WORD_CAP_IDS] = dimensions.idSlots
  words[at.WORD_ID_SHIFT] = dimensions.idShift
  words[at.WORD_CAP_BATCH] = dimensions.batch
  words[at.WORD_CAP_LANES] = dimensions.lanes
  words[at.WORD_VERSION] = at.BOOK_VERSION
  words[at.WORD_MAGIC] = at.BOOK_MAGIC
}

/** Bytes of memory that a book needs, a multiple of 64 KiB. */
export function bytesFor(dimensions: Dimensions): number {
  return Math.ceil(planColumns(dimensions).endBytes / 65536) * 65536
}
