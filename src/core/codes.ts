// Numbers that stand in the columns and cross into the kernels. Plain constants: AssemblyScript reads this file too.

// Class of a row.
export const CLASS_NONE = 0
export const CLASS_TRADER = 1
export const CLASS_POOL = 2
export const CLASS_EXTERNAL = 3
export const CLASS_DEFICIT = 4

// Kind of a block of rows: traders are checked, house rows are not, so they never share one.
export const BLOCK_TRADERS = 1
export const BLOCK_HOUSE = 2

// Flags of a row.
export const ROW_EXEMPT = 1 // never deleveraged
export const ROW_PROTECTED = 2 // deleveraged after everybody else
export const ROW_HELD = 4 // a pool that pays and takes nothing

// Kind of a contract.
export const KIND_LINEAR = 1
export const KIND_INVERSE = 2
export const KIND_QUANTO = 3

// Status of a market.
export const MARKET_NONE = 0
export const MARKET_TRADING = 1
export const MARKET_HALTED = 2

// State of an account after a check.
export const STATE_HEALTHY = 0
export const STATE_AT_RISK = 1
export const STATE_BANKRUPT = 2

// What became of a trade of a batch.
export const TRADE_APPLIED = 0
export const TRADE_UNKNOWN_BUYER = 1
export const TRADE_UNKNOWN_SELLER = 2
export const TRADE_SAME_ACCOUNT = 3
export const TRADE_UNKNOWN_MARKET = 4
export const TRADE_MARKET_HALTED = 5
export const TRADE_LOTS_RANGE = 6
export const TRADE_PRICE_BAND = 7
export const TRADE_FEE_RANGE = 8
export const TRADE_ACCOUNT_CLASS = 9
export const TRADE_BUYER_LOTS_LIMIT = 10
export const TRADE_SELLER_LOTS_LIMIT = 11
export const TRADE_BUYER_POSITIONS_FULL = 12
export const TRADE_SELLER_POSITIONS_FULL = 13
export const TRADE_CASH_LIMIT = 14
export const TRADE_CAPACITY = 15

// Kernels stop a batch of trades here: the block named in WORD_NEEDS_ROOM_BLOCK is full, or an invariant broke.
export const TRADE_NEEDS_ROOM = 254
export const TRADE_INVARIANT_BROKEN = 255

// What a kernel says of a sale that it was to plan.
export const PLAN_HEALTHY = 0
export const PLAN_MADE = 1
export const PLAN_WIDE = 2 // to be planned in BigInt

// What became of a move of lots in a round.
export const MOVE_DONE = 0
export const MOVE_GROWS = 1 // I4: a position would grow or flip that must only shrink
export const MOVE_NEEDS_ROOM = 2 // a slot has to be opened for the taker
export const MOVE_LOTS_LIMIT = 3 // the taker would pass its limit

// What became of a batch of marks; a refusal carries its index in the higher bits.
export const MARKS_APPLIED = 0
export const MARK_UNKNOWN_MARKET = 1
export const MARK_DUPLICATE = 2
export const MARK_OUTSIDE_BAND = 3
export const MARK_TIME_AHEAD = 4
export const MARK_TIME_BACK = 5
export const MARK_TIME_INVALID = 6

// Limits that the kernels hold as well; `limits.ts` has them as bigints, with their reasons.
export const CASH_BITS = 61
export const FEE_BITS = 55
export const HOUSE_LOTS_SHIFT = 6
export const MAX_TRADER_POSITIONS = 128
export const MAX_HOUSE_POSITIONS = 65535
