// Every limit of the engine in one place. The margin kernels are exact because of these bounds:
//
//   |q·u|, |q·F|      ≤ 2^55   a position of maxPositionLots anywhere in its price band
//   equity            ≤ 128 · 2^55 + 2^61 < 2^63
//   maintenance       ≤ 128 · 2^55 · 10^6 < 2^83 atom·ppm, held in two accumulators

import { CASH_BITS, FEE_BITS, HOUSE_LOTS_SHIFT } from './codes.ts'
import { demand, ErrorCode } from './errors.ts'
import { shown } from './shown.ts'

export { MAX_HOUSE_POSITIONS, MAX_TRADER_POSITIONS } from './codes.ts'

export const PPM = 1_000_000n
export const PPB = 1_000_000_000n

export const MAX_INT64 = (1n << 63n) - 1n
export const MIN_INT64 = -(1n << 63n)

/** Largest |cash| of a row, and largest amount of one deposit, withdrawal or reservation. */
export const MAX_CASH_ATOMS = 1n << BigInt(CASH_BITS)

/** maxPositionLots · max(|u| + |F|) of a market may not pass this. */
export const MAX_POSITION_ATOMS = 1n << 55n

/** Largest |fee| of one side of one trade. */
export const MAX_FEE_ATOMS = 1n << BigInt(FEE_BITS)

/** A pool or external row may hold this many times maxPositionLots. */
export const HOUSE_LOTS_FACTOR = 1n << BigInt(HOUSE_LOTS_SHIFT)

/** u at the listing price must reach this, so that rounding to whole atoms stays under a hundredth of a percent. */
export const MIN_LISTING_UNIT_ATOMS = 10_000n

export const MAX_MARKETS = 65_535
export const MAX_TIERS_PER_MARKET = 64
/** Threads that work on one book at once. */
export const MAX_LANES = 64
export const MAX_ROWS = 1 << 27
export const MAX_POSITIONS = 1 << 27

/** Account and owner numbers are unsigned 32-bit integers; 0 is no account. */
export const MAX_ID = 0xffff_fffe

/** Latest time a command may carry: a safe integer of milliseconds. */
export const MAX_TIME_MS = Number.MAX_SAFE_INTEGER

/** A number or text from an untyped caller would throw in the middle of a command. @throws BallastError ERR_RANGE */
export function checkBigint(value: bigint, field: string): void {
  demand(typeof value === 'bigint', ErrorCode.RANGE, () => `${field} is ${shown(value)}, expected a bigint`)
}

/** For what has no limit of its own: columns hold 64 bits and would cut the rest. @throws BallastError ERR_RANGE */
export function checkInt64(value: bigint, field: string): void {
  checkBigint(value, field)
  demand(value >= MIN_INT64 && value <= MAX_INT64, ErrorCode.RANGE, () => `${field} is ${shown(value)}, beyond 64 bits`)
}

/** @throws BallastError ERR_RANGE naming the field */
export function checkWhole(value: number, least: number, most: number, field: string): void {
  demand(Number.isInteger(value) && value >= least && value <= most, ErrorCode.RANGE, () => {
    return `${field} is ${shown(value)}, expected a whole number from ${least} to ${most}`
  })
}
