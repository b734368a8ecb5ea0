// The margin scan: every trader of a range of blocks, its equity against its maintenance margin, exactly.
// The readable twin is `reference-scan.ts`.
//
// Runs are short and of any length, so a loop over each would end where no processor foresees it. A block is therefore
// summed in one go, with running sums written after every position; an account's sums are the differences at its ends.
// What is summed of the maintenance is a lower bound in coarse units, and with a slack for every position an upper one.
// Nearly every account is healthy even by that and needs no more; the others are computed exactly.
//
// Exact maintenance needs up to 83 bits. Every notional is cut into its low and high 32 bits, each half is multiplied
// by the rate and summed apart; the carry is settled once an account. Bounds stand in `core/limits.ts`.

import { BLOCK_TRADERS } from '../../core/codes'
import * as at from '../../memory/fields'
import { column, scratchOf } from './places'
import { findTier } from './tiers'

// Coarse units are 2^20 atom·ppm: 128 · 2^(55 − 20) · 10^6 < 2^63, and equity / 2^20 · 10^6 < 2^63. What is cut off is
// under a rate (< 2^20) for the notional and one for the deduction.
const COARSE: i64 = 20
const COARSE_SLACK: i64 = (1 << 20) + 1

/** Writes flagged rows (with FLAGGED_BANKRUPT), ascending, into COL_FLAGGED from `outIndex` on; returns how many. */
export function scan(fromBlock: i32, toBlock: i32, outIndex: i32, lane: i32): i32 {
  const scratch = scratchOf(lane)
  const out = column(at.COL_FLAGGED) + (<usize>outIndex << 2)
  const kind = column(at.COL_BLOCK_KIND)
  const start = column(at.COL_BLOCK_START)
  const used = column(at.COL_BLOCK_USED)
  let next = out
  for (let block = fromBlock; block < toBlock; block++) {
    if (load<u8>(kind + <usize>block) != BLOCK_TRADERS) continue
    const slots = <i32>load<u32>(used + (<usize>block << 2))
    const first = <usize>load<u32>(start + (<usize>block << 2))
    if (slots <= at.SCAN_SCRATCH_SLOTS) {
      sumPositions(first, slots, scratch)
      next = compareRows(block, first, next, scratch)
    } else {
      next = compareLongRuns(block, first, next)
    }
  }
  return <i32>((next - out) >> 2)
}

// Running sums after each position: Σ q · (u − F), which may wrap, and Σ of the lower bound of the maintenance.
function sumPositions(first: usize, slots: i32, scratch: usize): void {
  const lines = column(at.COL_MARKET_SCAN)
  let marketAt = column(at.COL_POS_MARKET) + (first << 1)
  let sizeAt = column(at.COL_POS_SIZE) + (first << 3)
  const end = sizeAt + (<usize>slots << 3)
  let sumsAt = scratch
  let equity: i64 = 0
  let coarse: i64 = 0
  store<i64>(sumsAt, 0)
  store<i64>(sumsAt, 0, 8)
  for (; sizeAt != end; sizeAt += 8) {
    const id = <usize>load<u16>(marketAt)
    const line = lines + (id << at.SCAN_BYTES_SHIFT)
    const lots = load<i64>(sizeAt)
    const sign = lots >> 63
    equity += lots * load<i64>(line, at.SCAN_UNIT)
    const notional = ((lots ^ sign) - sign) * load<i64>(line, at.SCAN_ABS_UNIT)
    // The scan line holds the first tier's rate; its deduction is zero.
    let tier = line + (at.SCAN_RATE - at.TIER_RATE)
    if (notional >= load<i64>(line, at.SCAN_NEXT_FLOOR)) {
      tier = findTier(id, notional)
      coarse -= coarseDeduction(tier)
    }
    coarse += (notional >> COARSE) * load<i64>(tier, at.TIER_RATE)
    marketAt += 2
    sumsAt += 16
    store<i64>(sumsAt, equity)
    store<i64>(sumsAt, coarse, 8)
  }
}

// Rounded up, so that what is left stays a lower bound.
@inline
function coarseDeduction(tier: usize): i64 {
  const low = load<i64>(tier, at.TIER_DEDUCTION_LOW)
  const high = load<i64>(tier, at.TIER_DEDUCTION_HIGH)
  return (high << (32 - COARSE)) + (low >> COARSE) + 1
}

function compareRows(block: i32, first: usize, out: usize, scratch: usize): usize {
  const firstRow = <usize>(block << at.BLOCK_SHIFT)
  let countAt = column(at.COL_RUN_COUNT) + (firstRow << 1)
  let cashAt = column(at.COL_ROW_CASH) + (firstRow << 3)
  let next = out
  let sumsAt = scratch
  let equityBefore: i64 = 0
  let coarseBefore: i64 = 0
  for (let row = <u32>firstRow; row < <u32>firstRow + at.BLOCK_ROWS; row++) {
    const count = <usize>load<u16>(countAt)
    sumsAt += count << 4
    const equityAfter = load<i64>(sumsAt)
    const coarseAfter = load<i64>(sumsAt, 8)
    const equity = load<i64>(cashAt) + equityAfter - equityBefore
    const most = coarseAfter - coarseBefore + <i64>count * COARSE_SLACK
    if ((equity >> COARSE) * 1000000 < most || equity < 0) {
      const slot = first + ((sumsAt - scratch) >> 4) - count
      next = flagExactly(row, slot, count, next)
    }
    equityBefore = equityAfter
    coarseBefore = coarseAfter
    countAt += 2
    cashAt += 8
  }
  return next
}

// Rows that fill an arena beyond the scratch have long runs, whose ends cost little.
function compareLongRuns(block: i32, first: usize, out: usize): usize {
  const firstRow = <usize>(block << at.BLOCK_SHIFT)
  let countAt = column(at.COL_RUN_COUNT) + (firstRow << 1)
  let next = out
  let slot = first
  for (let row = <u32>firstRow; row < <u32>firstRow + at.BLOCK_ROWS; row++) {
    const count = <usize>load<u16>(countAt)
    next = flagExactly(row, slot, count, next)
    slot += count
    countAt += 2
  }
  return next
}

// The exact comparison of one account: E · 10^6 < high · 2^32 + low, both sides carried into (high, low 32 bits).
function flagExactly(row: u32, first: usize, count: usize, out: usize): usize {
  const lines = column(at.COL_MARKET_SCAN)
  const market = column(at.COL_POS_MARKET)
  const size = column(at.COL_POS_SIZE)
  let equity = load<i64>(column(at.COL_ROW_CASH) + (<usize>row << 3))
  let low: i64 = 0
  let high: i64 = 0
  for (let slot = first; slot < first + count; slot++) {
    const id = <usize>load<u16>(market + (slot << 1))
    const line = lines + (id << at.SCAN_BYTES_SHIFT)
    const lots = load<i64>(size + (slot << 3))
    const sign = lots >> 63
    equity += lots * load<i64>(line, at.SCAN_UNIT)
    const notional = ((lots ^ sign) - sign) * load<i64>(line, at.SCAN_ABS_UNIT)
    let tier = line + (at.SCAN_RATE - at.TIER_RATE)
    if (notional >= load<i64>(line, at.SCAN_NEXT_FLOOR)) {
      tier = findTier(id, notional)
      low -= load<i64>(tier, at.TIER_DEDUCTION_LOW)
      high -= load<i64>(tier, at.TIER_DEDUCTION_HIGH)
    }
    const rate = load<i64>(tier, at.TIER_RATE)
    low += (notional & 0xffffffff) * rate
    high += (notional >> 32) * rate
  }
  const equityLow = (equity & 0xffffffff) * 1000000
  const equityHigh = (equity >> 32) * 1000000 + (equityLow >> 32)
  high += low >> 32
  const below =
    <i32>(equityHigh < high) | (<i32>(equityHigh == high) & <i32>((equityLow & 0xffffffff) < (low & 0xffffffff)))
  const bankrupt = <i32>(equity < 0)
  if ((below | bankrupt) == 0) return out
  store<u32>(out, row | (<u32>bankrupt << 31))
  return out + 4
}
