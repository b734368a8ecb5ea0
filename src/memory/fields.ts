// Where things stand in the book's memory. Plain constants: AssemblyScript reads this file too, so that the kernels and
// the rest can never disagree about a place.
//
//   byte 0          64 KiB that nothing writes to: whatever a compiler might put at low addresses stays out of the book
//   HEADER_BASE     words (u32) | doubles and wide counters (8 bytes each) | column table | columns …

export const HEADER_BASE = 65536
export const HEADER_BYTES = 4096
export const BOOK_MAGIC = 0x4c544c42 // "BLTL", Ballast little endian
export const BOOK_VERSION = 1
export const NO_ROW = 0xffffffff

// Rows of one block share an arena of position slots.
export const BLOCK_ROWS = 64
export const BLOCK_SHIFT = 6

// Arenas are cut from pages of this many slots.
export const PAGE_SLOTS = 16
export const PAGE_SHIFT = 4

// A trade may open two positions in one block.
export const TRADE_LEGS = 2

// Words: index of a u32 at HEADER_BASE.
export const WORD_MAGIC = 0
export const WORD_VERSION = 1
export const WORD_PAGES_64K = 2
export const WORD_COLUMNS = 3
export const WORD_CAP_ACCOUNTS = 4
export const WORD_CAP_ROWS = 5
export const WORD_CAP_POSITIONS = 6
export const WORD_CAP_SLOTS = 7
export const WORD_CAP_MARKETS = 8
export const WORD_CAP_TIERS = 9
export const WORD_CAP_IDS = 10
export const WORD_ID_SHIFT = 11
export const WORD_CAP_BATCH = 12
export const WORD_CAP_LANES = 13
export const WORD_BLOCKS = 16
export const WORD_POSITIONS = 17
export const WORD_MARKETS = 18
export const WORD_ACCOUNTS = 19
export const WORD_LAST_ID = 20
export const WORD_FREE_TRADER = 21
export const WORD_FREE_HOUSE = 22
export const WORD_NEXT_TRADER = 23
export const WORD_NEXT_HOUSE = 24
export const WORD_COMPACT_CURSOR = 25
export const WORD_NEEDS_ROOM_BLOCK = 26
export const WORD_MARK_SERIAL = 27
export const WORD_DEFICIT_ROW = 28
export const WORD_TRADERS = 29
export const WORD_ATOM_DECIMALS = 30
export const WORD_CAP_HOUSE = 31

// Eight-byte fields: byte offset from HEADER_BASE.
export const WIDE_SEQUENCE = 256 // double, a safe integer
export const WIDE_LAST_TIME = 264 // double, a safe integer of milliseconds
export const WIDE_CASH_TOTAL = 272 // 128 bits: Σ cash over all rows
export const WIDE_NET_DEPOSITS = 288 // 128 bits: deposits − withdrawals
export const WIDE_ROWS_HASH = 304 // two 64-bit lanes: Σ hashes of rows and positions
export const WIDE_RECOUNT_HASH = 320 // the same, counted anew
export const WIDE_ATOM_COEFFICIENT = 336
// Arguments of a kernel that are int64: handed over here, they need no conversion from BigInt at the call.
export const WIDE_ARGUMENT_1 = 344
export const WIDE_ARGUMENT_2 = 352
export const WIDE_ARGUMENT_3 = 360

// Column table: 16 bytes a column (byte offset, element bytes, elements, reserved).
export const COLUMN_TABLE = 512
export const COLUMN_ENTRY_SHIFT = 4

// Columns: a row of the table each.
export const COL_ROW_ID = 0
export const COL_ROW_OWNER = 1
export const COL_ROW_CLASS = 2
export const COL_ROW_FLAGS = 3
export const COL_ROW_CASH = 4
export const COL_ROW_RESERVED = 5
export const COL_RUN_START = 6
export const COL_RUN_COUNT = 7
export const COL_BLOCK_START = 8
export const COL_BLOCK_ROOM = 9
export const COL_BLOCK_USED = 10
export const COL_BLOCK_KIND = 11
export const COL_POS_MARKET = 12
export const COL_POS_SIZE = 13
export const COL_POS_ENTRY = 14
export const COL_ID_SLOTS = 15
export const COL_PAGE_TAG = 16
export const COL_PAGE_NEXT = 17
export const COL_PAGE_PREV = 18
export const COL_BIN_HEAD = 19
export const COL_FLAGGED = 20
export const COL_MARKET_SCAN = 21
export const COL_MARKET_TIERS = 22
export const COL_MARKET_KIND = 23
export const COL_MARKET_STATUS = 24
export const COL_MARKET_UNIT = 25
export const COL_MARKET_LISTING = 26
export const COL_MARKET_MIN = 27
export const COL_MARKET_MAX = 28
export const COL_MARKET_MARK = 29
export const COL_MARKET_MARK_TIME = 30
export const COL_MARKET_FUNDING = 31
export const COL_MARKET_MAX_FUNDING = 32
export const COL_MARKET_CARRY = 33
export const COL_MARKET_MAX_LOTS = 34
export const COL_MARKET_LOTS_SUM = 35
export const COL_MARKET_TAKEOVER = 36
export const COL_MARKET_INITIAL_PPM = 37
export const COL_MARKET_BAND_PPM = 38
export const COL_MARKET_MAX_AGE = 39
export const COL_MARKET_TIER_COUNT = 40
export const COL_MARKET_EXTERNAL_ROW = 41
export const COL_MARKET_FEE_ROW = 42
export const COL_MARKET_POOL_ROW = 43
export const COL_MARKET_STAMP = 44
export const COL_MARKET_LOT = 45
export const COL_MARKET_TICK = 46
export const COL_MARKET_CONTRACT = 47
export const COL_MARKET_SYMBOL = 48
export const COL_TRADE_BUYER = 49
export const COL_TRADE_SELLER = 50
export const COL_TRADE_MARKET = 51
export const COL_TRADE_LOTS = 52
export const COL_TRADE_PRICE = 53
export const COL_TRADE_BUYER_FEE = 54
export const COL_TRADE_SELLER_FEE = 55
export const COL_TRADE_OUTCOME = 56
export const COL_MARK_MARKET = 57
export const COL_MARK_TICKS = 58
export const COL_MARK_TIME = 59
export const COL_LEGS = 60
export const COL_MARKET_NEED = 61
export const COL_RANK_START = 62
export const COL_RANK_COUNT = 63
export const COL_RANK_KEY = 64
export const COL_RANK_ENTRY = 65
export const COL_LANE_SCRATCH = 66
export const COLUMN_COUNT = 67

// A market's line for the margin scan: 4 int64.
export const SCAN_BYTES_SHIFT = 5
export const SCAN_UNIT = 0 // u − F at the mark
export const SCAN_ABS_UNIT = 8 // |u| at the mark
export const SCAN_RATE = 16 // ppm of the first tier
export const SCAN_NEXT_FLOOR = 24 // notional from which the second tier applies

// One tier: 4 int64. A market has capTiers + 1 of them; the last floor is never reached.
export const TIER_BYTES_SHIFT = 5
export const TIER_FLOOR = 0
export const TIER_RATE = 8
export const TIER_DEDUCTION_LOW = 16 // low 32 bits, unsigned
export const TIER_DEDUCTION_HIGH = 24

// A row as `value` leaves it in COL_LEGS, in int64 words: the account, then its legs by market. Maintenance is in
// atom·ppm, high · 2^32 + low with low < 2^32.
export const LEGS_EQUITY = 0
export const LEGS_MAINTENANCE_HIGH = 1
export const LEGS_MAINTENANCE_LOW = 2
export const LEGS_NOTIONAL = 3
export const LEGS_FIRST = 4
export const LEG_WORDS = 5
export const LEG_LOTS = 0
export const LEG_NOTIONAL = 1
export const LEG_MAINTENANCE_HIGH = 2
export const LEG_MAINTENANCE_LOW = 3
export const LEG_PROFIT = 4

// A planned sale stands where a second leg would.
export const PLAN_FIRST = LEGS_FIRST + LEG_WORDS
export const PLAN_LOTS = 0
export const PLAN_LIMIT = 1
export const PLAN_SHARE = 2
export const PLAN_EXTRA = 3
export const PLAN_SLIPPAGE = 4

// COL_MARKET_NEED: whose candidates a ranking wants. A side of a market is entry 2 · market + side of COL_RANK_START
// and COL_RANK_COUNT, in the part of a shard; parts lie on cache lines of their own, and so do the shards' candidates.
export const RANK_PART_ALIGN = 16
export const SIDE_LONG = 0
export const SIDE_SHORT = 1
export const NEED_LONG = 1
export const NEED_SHORT = 2

// An entry of COL_RANK_ENTRY: row, and its group in the two highest bits; a group is served before the next.
export const RANK_GROUP_SHIFT = 30
export const RANK_ROW_MASK = 0x3fffffff
export const GROUP_LOSING = 1
export const GROUP_PROTECTED = 2

// What COL_RANK_KEY holds: a double of the notional, or of BitMEX's score (infinite without equity, −∞ without entry).
export const KEY_NOTIONAL = 0
export const KEY_BITMEX = 1
// Of other scores, whose near-ties the kernels do not tell apart.
export const KEY_BYBIT = 2
export const KEY_HYPERLIQUID = 3
export const KEY_LEVERAGE = 4 // of the account: Ethereal's
export const KEY_WALLET = 5 // Binance's, Aster's, Aevo's
export const KEY_BLUEFIN = 6

// An entry of COL_FLAGGED: row, and this bit when the account is bankrupt.
export const FLAGGED_BANKRUPT = 0x80000000

// COL_LANE_SCRATCH: a part for each lane, that is, for each thread that works on the book at once. A scan keeps its
// running sums there, a pair of int64 behind every position; a ranking the legs of a trader, what two candidates are
// told apart by, and digits of products.
export const LANE_BYTES_SHIFT = 13
export const LANE_BYTES = 8192
export const SCAN_SCRATCH_SLOTS = 511
export const LANE_FACTS_A = 5248
export const LANE_FACTS_B = 5376
export const LANE_DIGITS = 5504

// What two candidates are told apart by, in int64 words.
export const FACT_PROFIT = 0
export const FACT_NOTIONAL = 1
export const FACT_ENTRY = 2 // |entryValue|
export const FACT_EQUITY = 3
export const FACT_WEIGHT_HIGH = 4 // maintenance of the leg, its notional where that is zero
export const FACT_WEIGHT_LOW = 5
export const FACT_TOTAL_HIGH = 6 // the same of the account
export const FACT_TOTAL_LOW = 7

export const SYMBOL_BYTES = 32
