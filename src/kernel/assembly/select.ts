// Who may be deleveraged: the candidates of all wanted sides of markets, in one pass over the book, each with a double
// to order it by. Doubles decide nothing: near-ties are told apart exactly. The readable twin is `reference-select.ts`.

import { BLOCK_TRADERS, ROW_EXEMPT, ROW_PROTECTED } from '../../core/codes'
import * as at from '../../memory/fields'
import { column } from './places'
import { equity, valueRow } from './value'

/** Adds to COL_RANK_COUNT how many positions of traders stand on each wanted side: at most so many candidates. */
export function countNeeded(fromBlock: i32, toBlock: i32): void {
  const kinds = column(at.COL_BLOCK_KIND)
  const starts = column(at.COL_BLOCK_START)
  const used = column(at.COL_BLOCK_USED)
  const needs = column(at.COL_MARKET_NEED)
  const counts = column(at.COL_RANK_COUNT)
  const market = column(at.COL_POS_MARKET)
  const size = column(at.COL_POS_SIZE)
  for (let block = <usize>fromBlock; block < <usize>toBlock; block++) {
    if (load<u8>(kinds + block) != BLOCK_TRADERS) continue
    const first = <usize>load<u32>(starts + (block << 2))
    const end = first + <usize>load<u32>(used + (block << 2))
    for (let slot = first; slot < end; slot++) {
      const id = <usize>load<u16>(market + (slot << 1))
      const side = <usize>(load<u64>(size + (slot << 3)) >> 63)
      if (((<usize>load<u8>(needs + id) >> side) & 1) == 0) continue
      const count = counts + (((id << 1) + side) << 2)
      store<u32>(count, load<u32>(count) + 1)
    }
  }
}

/**
 * Writes the candidates of the blocks behind those that COL_RANK_START and COL_RANK_COUNT tell of, side by side.
 *
 * @param onlyProfitable leaves out who has no profit on the position
 */
export function selectCandidates(fromBlock: i32, toBlock: i32, keyKind: i32, onlyProfitable: i32): void {
  const kinds = column(at.COL_BLOCK_KIND)
  const counts = column(at.COL_RUN_COUNT)
  const flags = column(at.COL_ROW_FLAGS)
  for (let block = fromBlock; block < toBlock; block++) {
    if (load<u8>(kinds + <usize>block) != BLOCK_TRADERS) continue
    for (let row = block << at.BLOCK_SHIFT; row < (block + 1) << at.BLOCK_SHIFT; row++) {
      const legs = <i32>load<u16>(counts + (<usize>row << 1))
      if (legs == 0 || (<i32>load<u8>(flags + <usize>row) & ROW_EXEMPT) != 0) continue
      if (isWanted(row, legs) && equity(row) >= 0) selectRow(row, legs, keyKind, onlyProfitable)
    }
  }
}

function isWanted(row: i32, legs: i32): bool {
  const needs = column(at.COL_MARKET_NEED)
  const market = column(at.COL_POS_MARKET)
  const size = column(at.COL_POS_SIZE)
  const first = <usize>load<u32>(column(at.COL_RUN_START) + (<usize>row << 2))
  for (let slot = first; slot < first + <usize>legs; slot++) {
    const side = <usize>(load<u64>(size + (slot << 3)) >> 63)
    if (((<usize>load<u8>(needs + <usize>load<u16>(market + (slot << 1))) >> side) & 1) != 0) return true
  }
  return false
}

function selectRow(row: i32, legs: i32, keyKind: i32, onlyProfitable: i32): void {
  const needs = column(at.COL_MARKET_NEED)
  const counts = column(at.COL_RANK_COUNT)
  const starts = column(at.COL_RANK_START)
  const keys = column(at.COL_RANK_KEY)
  const entries = column(at.COL_RANK_ENTRY)
  const market = column(at.COL_POS_MARKET)
  const posEntry = column(at.COL_POS_ENTRY)
  const account = column(at.COL_LEGS)
  const first = <usize>load<u32>(column(at.COL_RUN_START) + (<usize>row << 2))
  const flags = <i32>load<u8>(column(at.COL_ROW_FLAGS) + <usize>row)
  const protection: u32 = (flags & ROW_PROTECTED) != 0 ? at.GROUP_PROTECTED : 0
  valueRow(row)
  let leg = account + (at.LEGS_FIRST << 3)
  for (let slot = first; slot < first + <usize>legs; slot++) {
    const id = <usize>load<u16>(market + (slot << 1))
    const side = <usize>(load<u64>(leg, at.LEG_LOTS << 3) >> 63)
    const profit = load<i64>(leg, at.LEG_PROFIT << 3)
    const wanted = ((<usize>load<u8>(needs + id) >> side) & 1) != 0
    if (wanted && (profit > 0 || onlyProfitable == 0)) {
      const place = (id << 1) + side
      const count = load<u32>(counts + (place << 2))
      const index = <usize>(load<u32>(starts + (place << 2)) + count)
      const group: u32 = protection | (profit > 0 ? 0 : at.GROUP_LOSING)
      const key =
        keyKind == at.KEY_BITMEX
          ? bitmexKey(account, leg, load<i64>(posEntry + (slot << 3)))
          : <f64>load<i64>(leg, at.LEG_NOTIONAL << 3)
      store<f64>(keys + (index << 3), key)
      store<u32>(entries + (index << 2), <u32>row | (group << at.RANK_GROUP_SHIFT))
      store<u32>(counts + (place << 2), count + 1)
    }
    leg += at.LEG_WORDS << 3
  }
}

// PnL% · L for a profit, PnL% / L for a loss, with L = notional / share of equity. A few roundings of doubles away from
// the exact score: less than 2^-44 of it.
function bitmexKey(account: usize, leg: usize, entryValue: i64): f64 {
  if (entryValue == 0) return -Infinity
  const profit = <f64>load<i64>(leg, at.LEG_PROFIT << 3)
  const notional = <f64>load<i64>(leg, at.LEG_NOTIONAL << 3)
  const worth = load<i64>(account, at.LEGS_EQUITY << 3)
  if (worth <= 0) return profit > 0 ? Infinity : 0
  const maintenance = atomPpm(leg, at.LEG_MAINTENANCE_HIGH << 3)
  const share =
    maintenance > 0
      ? (<f64>worth * maintenance) / atomPpm(account, at.LEGS_MAINTENANCE_HIGH << 3)
      : (<f64>worth * notional) / <f64>load<i64>(account, at.LEGS_NOTIONAL << 3)
  const percent = profit / abs<f64>(<f64>entryValue)
  return profit > 0 ? percent * (notional / share) : percent * (share / notional)
}

// High and low 32 bits in the word behind it.
@inline
function atomPpm(place: usize, high: usize): f64 {
  return <f64>load<i64>(place + high) * 4294967296.0 + <f64>load<i64>(place + high + 8)
}
