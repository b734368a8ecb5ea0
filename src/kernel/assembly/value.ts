// What one account is worth: the same sums as the scan's, written down leg by leg. The readable twin is
// `reference-value.ts`.

import * as at from '../../memory/fields'
import { column } from './places'
import { tierOf } from './tiers'

/** cash + Σ q · (u − F). */
export function equity(row: i32): i64 {
  const lines = column(at.COL_MARKET_SCAN)
  const market = column(at.COL_POS_MARKET)
  const size = column(at.COL_POS_SIZE)
  const first = <usize>load<u32>(column(at.COL_RUN_START) + (<usize>row << 2))
  const end = first + <usize>load<u16>(column(at.COL_RUN_COUNT) + (<usize>row << 1))
  let sum = load<i64>(column(at.COL_ROW_CASH) + (<usize>row << 3))
  for (let slot = first; slot < end; slot++) {
    const line = lines + (<usize>load<u16>(market + (slot << 1)) << at.SCAN_BYTES_SHIFT)
    sum += load<i64>(size + (slot << 3)) * load<i64>(line, at.SCAN_UNIT)
  }
  return sum
}

/** Values a row into memory laid out as COL_LEGS is. */
export function valueRow(row: i32, legs: usize): void {
  const lines = column(at.COL_MARKET_SCAN)
  const market = column(at.COL_POS_MARKET)
  const size = column(at.COL_POS_SIZE)
  const entry = column(at.COL_POS_ENTRY)
  const funding = column(at.COL_MARKET_FUNDING)
  const first = <usize>load<u32>(column(at.COL_RUN_START) + (<usize>row << 2))
  const end = first + <usize>load<u16>(column(at.COL_RUN_COUNT) + (<usize>row << 1))
  let sum = load<i64>(column(at.COL_ROW_CASH) + (<usize>row << 3))
  let notionals: i64 = 0
  let low: i64 = 0
  let high: i64 = 0
  let leg = legs + (at.LEGS_FIRST << 3)
  for (let slot = first; slot < end; slot++) {
    const id = <usize>load<u16>(market + (slot << 1))
    const line = lines + (id << at.SCAN_BYTES_SHIFT)
    const lots = load<i64>(size + (slot << 3))
    const unit = load<i64>(line, at.SCAN_UNIT)
    const sign = lots >> 63
    const notional = ((lots ^ sign) - sign) * load<i64>(line, at.SCAN_ABS_UNIT)
    const tier = tierOf(line, id, notional)
    const rate = load<i64>(tier, at.TIER_RATE)
    let legLow = (notional & 0xffffffff) * rate
    let legHigh = (notional >> 32) * rate
    if (tier != line + (at.SCAN_RATE - at.TIER_RATE)) {
      legLow -= load<i64>(tier, at.TIER_DEDUCTION_LOW)
      legHigh -= load<i64>(tier, at.TIER_DEDUCTION_HIGH)
    }
    legHigh += legLow >> 32
    legLow &= 0xffffffff
    sum += lots * unit
    notionals += notional
    low += legLow
    high += legHigh
    store<i64>(leg, lots, at.LEG_LOTS << 3)
    store<i64>(leg, notional, at.LEG_NOTIONAL << 3)
    store<i64>(leg, legHigh, at.LEG_MAINTENANCE_HIGH << 3)
    store<i64>(leg, legLow, at.LEG_MAINTENANCE_LOW << 3)
    // At the raw unit value: what funding has cost stands in the cash.
    const raw = unit + load<i64>(funding + (id << 3))
    store<i64>(leg, lots * raw - load<i64>(entry + (slot << 3)), at.LEG_PROFIT << 3)
    leg += at.LEG_WORDS << 3
  }
  store<i64>(legs, sum, at.LEGS_EQUITY << 3)
  store<i64>(legs, high + (low >> 32), at.LEGS_MAINTENANCE_HIGH << 3)
  store<i64>(legs, low & 0xffffffff, at.LEGS_MAINTENANCE_LOW << 3)
  store<i64>(legs, notionals, at.LEGS_NOTIONAL << 3)
}
