// Doubles to order candidates by, for scores other than BitMEX's: the policies of the same names have them exactly.
// Each is a few roundings away from the exact score, less than 2^-44 of it. The readable twin is `reference-keys.ts`,
// and the roundings are in the same order. And what becomes of keys of zero when candidates are put in order.

import * as at from '../../memory/fields'
import { column, wide, word } from './places'

// BitMEX's scores of zero are all equal, and whoever has neither won nor lost has one: whole queues at the price that
// all have paid. Such a key is raised to 2^-1000 of the notional: above every loss and below every profit, as none of
// those comes within 2^-250 of zero, and in the order of ties, for one comparison instead of two valued accounts.
const RAISE: f64 = 9.332636185032189e-302
const RAISED_BELOW: f64 = 1.1830521861667747e-271 // 2^-900
const ROUNDED_FROM: f64 = 8.406091369059075e-286 // of 2^53 atoms

/** Keys that follow from a position and the notional and worth of its account. */
@inline
export function plainKey(kind: i32, profit: f64, notional: f64, total: f64, worth: i64, entry: i64): f64 {
  if (kind == at.KEY_LEVERAGE) return worth <= 0 ? Infinity : total / <f64>worth
  if (entry == 0) return -Infinity
  if (kind == at.KEY_HYPERLIQUID) {
    return worth <= 0 ? Infinity : (notional / abs<f64>(<f64>entry)) * (notional / <f64>worth)
  }
  if (worth <= 0) return profit > 0 ? Infinity : 0
  return (profit / abs<f64>(<f64>entry)) * (total / <f64>worth)
}

/** Binance's: Σ profit / max(1, wallet) · maintenance / equity. The sum may pass 64 bits, so it is kept in halves. */
export function walletKey(account: usize, legs: i32): f64 {
  let high: i64 = 0
  let low: i64 = 0
  for (let leg = 0; leg < legs; leg++) {
    const profit = load<i64>(account + <usize>((at.LEGS_FIRST + leg * at.LEG_WORDS + at.LEG_PROFIT) << 3))
    high += profit >> 32
    low += profit & 0xffffffff
  }
  high += low >> 32
  low &= 0xffffffff
  const worth = load<i64>(account, at.LEGS_EQUITY << 3)
  if (high < 0 || (high == 0 && low == 0) || worth <= 0) return 0
  let walletHigh = (worth >> 32) - high
  let walletLow = (worth & 0xffffffff) - low
  if (walletLow < 0) {
    walletLow += 0x100000000
    walletHigh--
  }
  const wallet = max(<f64>walletHigh * 4294967296.0 + <f64>walletLow, unitAtoms())
  const profit = <f64>high * 4294967296.0 + <f64>low
  return (profit / wallet) * (atomPpm(account, at.LEGS_MAINTENANCE_HIGH << 3) / 1000000.0 / <f64>worth)
}

/** Bluefin's: max(0, PnL%) · notional / max(maintenance, share of equity). */
export function bluefinKey(account: usize, leg: usize, entry: i64): f64 {
  if (entry == 0) return -Infinity
  const profit = <f64>load<i64>(leg, at.LEG_PROFIT << 3)
  if (profit <= 0) return 0
  const notional = <f64>load<i64>(leg, at.LEG_NOTIONAL << 3)
  const worth = <f64>load<i64>(account, at.LEGS_EQUITY << 3)
  const maintenance = atomPpm(leg, at.LEG_MAINTENANCE_HIGH << 3)
  const share =
    maintenance > 0
      ? (worth * maintenance) / atomPpm(account, at.LEGS_MAINTENANCE_HIGH << 3)
      : (worth * notional) / <f64>load<i64>(account, at.LEGS_NOTIONAL << 3)
  const behind = max(maintenance / 1000000.0, share)
  if (behind <= 0) return Infinity
  return (profit / abs<f64>(<f64>entry)) * (notional / behind)
}

/** ⌈10^decimals / coefficient⌉ of the atom. */
function unitAtoms(): f64 {
  let power: i64 = 1
  for (let digit: u32 = 0; digit < word(at.WORD_ATOM_DECIMALS); digit++) power *= 10
  const coefficient = load<i64>(wide(at.WIDE_ATOM_COEFFICIENT))
  return <f64>((power + coefficient - 1) / coefficient)
}

// High and low 32 bits in the word behind it.
@inline
export function atomPpm(place: usize, high: usize): f64 {
  return <f64>load<i64>(place + high) * 4294967296.0 + <f64>load<i64>(place + high + 8)
}

// Candidates that are looked up at once: each look misses the caches, and taken step by step the misses overlap. Their
// indices, their slots and what a step has seen stand in the scratch memory.
const BATCH: usize = 64
const SLOTS: usize = 256
const SEEN: usize = 512

/** Raises those of `count` keys that are zero, by the notional of each candidate's position. */
export function raiseZeros(keys: usize, entries: usize, count: i32, market: i32, scratch: usize): void {
  let found: usize = 0
  for (let index = 0; index < count; index++) {
    if (load<f64>(keys + (<usize>index << 3)) != 0) continue
    store<i32>(scratch + (found << 2), index)
    found++
    if (found < BATCH) continue
    raiseBatch(keys, entries, found, market, scratch)
    found = 0
  }
  raiseBatch(keys, entries, found, market, scratch)
}

function raiseBatch(keys: usize, entries: usize, count: usize, market: i32, scratch: usize): void {
  const starts = column(at.COL_RUN_START)
  const ids = column(at.COL_ROW_ID)
  const markets = column(at.COL_POS_MARKET)
  const sizes = column(at.COL_POS_SIZE)
  const slots = scratch + SLOTS
  const seen = scratch + SEEN
  const end = count << 2
  for (let place: usize = 0; place < end; place += 4) {
    const row = load<u32>(entries + (<usize>load<u32>(scratch + place) << 2)) & at.RANK_ROW_MASK
    store<u32>(slots + place, load<u32>(starts + (<usize>row << 2)))
    // Of equal notionals the ids will be asked for, one by one.
    store<u32>(seen + place, load<u32>(ids + (<usize>row << 2)))
  }
  for (let place: usize = 0; place < end; place += 4) {
    store<u32>(seen + place, load<u16>(markets + (<usize>load<u32>(slots + place) << 1)))
  }
  for (let place: usize = 0; place < end; place += 4) {
    if (load<i32>(seen + place) == market) continue
    let slot = <usize>load<u32>(slots + place) + 1
    while (<i32>load<u16>(markets + (slot << 1)) != market) slot++
    store<u32>(slots + place, <u32>slot)
  }
  const unit = load<i64>(column(at.COL_MARKET_SCAN) + (<usize>market << at.SCAN_BYTES_SHIFT), at.SCAN_ABS_UNIT)
  for (let place: usize = 0; place < end; place += 4) {
    const lots = load<i64>(sizes + (<usize>load<u32>(slots + place) << 3))
    const notional = abs<i64>(lots) * unit
    store<f64>(keys + (<usize>load<u32>(scratch + place) << 3), <f64>notional * RAISE)
  }
}

@inline
export function isRaised(key: f64): bool {
  return key > 0 && key < RAISED_BELOW
}

/** Whether a raised key has the notional as it is. */
@inline
export function isUnrounded(key: f64): bool {
  return key < ROUNDED_FROM
}
