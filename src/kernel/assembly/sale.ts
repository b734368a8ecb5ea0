// What a flagged account with one position asks the order book for, where 64 bits are enough for all products; else the
// caller plans in BigInt. The readable twin is `stages/plan-sale.ts`.

import { KIND_INVERSE, PLAN_HEALTHY, PLAN_MADE, PLAN_WIDE } from '../../core/codes'
import * as at from '../../memory/fields'
import { column, wide, word } from './places'
import { valueRow } from './value'

const MILLION: i64 = 1000000
// Below this, products with a rate (up to 2^20) stay below 2^62, and their sums in 64 bits.
const NARROW: i64 = (<i64>1) << 41

/**
 * Plans the sale of the only leg of a row into COL_LEGS, behind its values. Arguments 1 and 2 are the slippage in ppm
 * and the buffer, 3 what the leg may lose beyond its share of the equity, should slippage allow as much.
 *
 * @returns PLAN_HEALTHY: nothing is asked; PLAN_MADE; PLAN_WIDE: not one leg, or too wide, or inverse
 */
export function planSale(row: i32): i32 {
  const slippagePpm = load<i64>(wide(at.WIDE_ARGUMENT_1))
  const buffer = load<i64>(wide(at.WIDE_ARGUMENT_2))
  const budget = load<i64>(wide(at.WIDE_ARGUMENT_3))
  const count = load<u16>(column(at.COL_RUN_COUNT) + (<usize>row << 1))
  if (count != 1) return PLAN_WIDE
  const slot = <usize>load<u32>(column(at.COL_RUN_START) + (<usize>row << 2))
  const market = <usize>load<u16>(column(at.COL_POS_MARKET) + (slot << 1))
  if (<i32>load<u8>(column(at.COL_MARKET_KIND) + market) == KIND_INVERSE) return PLAN_WIDE
  const legs = column(at.COL_LEGS)
  valueRow(row, legs)
  const leg = legs + (at.LEGS_FIRST << 3)
  const equity = load<i64>(legs, at.LEGS_EQUITY << 3)
  const notional = load<i64>(leg, at.LEG_NOTIONAL << 3)
  if (notional >= NARROW || equity >= NARROW || -equity >= NARROW || buffer >= NARROW) return PLAN_WIDE
  const maintenanceHigh = load<i64>(legs, at.LEGS_MAINTENANCE_HIGH << 3)
  const maintenance = (maintenanceHigh << 32) + load<i64>(legs, at.LEGS_MAINTENANCE_LOW << 3)
  if (equity >= 0 && equity * MILLION >= maintenance) return PLAN_HEALTHY

  const lots = load<i64>(leg, at.LEG_LOTS << 3)
  const size = lots < 0 ? -lots : lots
  const share = equity < 0 ? -min(-equity, notional) : min(equity, notional)
  const slippage = (notional * slippagePpm) / MILLION
  const extra = min(budget, slippage)
  const wanted = fewestLots(market, size, equity - buffer, slippagePpm)
  const ticks = floorDiv(share + extra, size * load<i64>(column(at.COL_MARKET_UNIT) + (market << 3)))
  const mark = load<i64>(column(at.COL_MARKET_MARK) + (market << 3))
  const plan = leg + (at.LEG_WORDS << 3)
  store<i64>(plan, lots < 0 ? -wanted : wanted, at.PLAN_LOTS << 3)
  store<i64>(plan, lots < 0 ? max(0, mark + ticks) : max(1, mark - ticks), at.PLAN_LIMIT << 3)
  store<i64>(plan, share, at.PLAN_SHARE << 3)
  store<i64>(plan, extra, at.PLAN_EXTRA << 3)
  store<i64>(plan, slippage, at.PLAN_SLIPPAGE << 3)
  return PLAN_MADE
}

// The smallest k with (size − k)·|u|·rate − deduction ≤ (room − k·⌈|u|·slippage⌉)·10^6 for every tier; all lots when
// there is none.
function fewestLots(market: usize, size: i64, room: i64, slippagePpm: i64): i64 {
  const unit = load<i64>(column(at.COL_MARKET_SCAN) + (market << at.SCAN_BYTES_SHIFT), at.SCAN_ABS_UNIT)
  const slippage = (unit * slippagePpm + MILLION - 1) / MILLION
  const tiers = <i32>load<u8>(column(at.COL_MARKET_TIER_COUNT) + market)
  let tier = column(at.COL_MARKET_TIERS) + market * <usize>((word(at.WORD_CAP_TIERS) + 1) << at.TIER_BYTES_SHIFT)
  let least: i64 = 1
  let most = size
  for (let index = 0; index < tiers; index++) {
    const margin = unit * load<i64>(tier, at.TIER_RATE)
    const high = load<i64>(tier, at.TIER_DEDUCTION_HIGH)
    const slope = margin - slippage * MILLION
    // A tier that begins above any notional that is handled here binds nobody.
    const deduction = index == 0 ? 0 : (high << 32) + load<i64>(tier, at.TIER_DEDUCTION_LOW)
    const missing = size * margin - deduction - room * MILLION
    if (load<i64>(tier, at.TIER_FLOOR) < NARROW) {
      if (slope > 0) least = max(least, -floorDiv(-missing, slope))
      else if (slope < 0) most = min(most, floorDiv(missing, slope))
      else if (missing > 0) return size
    }
    tier += 1 << at.TIER_BYTES_SHIFT
  }
  return least <= most ? least : size
}

@inline
function floorDiv(dividend: i64, divisor: i64): i64 {
  const quotient = dividend / divisor
  return quotient - <i64>(quotient * divisor != dividend && dividend < 0 != divisor < 0)
}
