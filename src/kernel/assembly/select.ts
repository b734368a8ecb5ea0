// Who may be deleveraged: the candidates of all wanted sides of markets, in one pass over the book, each with a double
// to order it by. Doubles decide nothing: near-ties are told apart exactly. The readable twin is `reference-select.ts`.

import { BLOCK_TRADERS, ROW_EXEMPT, ROW_PROTECTED } from '../../core/codes'
import * as at from '../../memory/fields'
import { atomPpm, bluefinKey, plainKey, walletKey } from './keys'
import { column, scratchOf, word } from './places'
import { valueRow } from './value'

/**
 * Writes the candidates of some blocks into COL_RANK_KEY and COL_RANK_ENTRY from index `first` on, side by side; where
 * each side begins and how many there are stands in the shard's part of COL_RANK_START and COL_RANK_COUNT.
 *
 * @param onlyProfitable leaves out who has no profit on the position
 */
export function selectShard(
  fromBlock: i32,
  toBlock: i32,
  shard: i32,
  first: i32,
  keyKind: i32,
  onlyProfitable: i32,
  lane: i32,
): void {
  const sides = 2 * word(at.WORD_MARKETS)
  const part = <usize>shard * ((2 * word(at.WORD_CAP_MARKETS) + at.RANK_PART_ALIGN - 1) & -at.RANK_PART_ALIGN)
  const starts = column(at.COL_RANK_START) + (part << 2)
  const counts = column(at.COL_RANK_COUNT) + (part << 2)
  memory.fill(counts, 0, <usize>sides << 2)
  // One side alone needs no room beside it.
  if (wantedSides() > 1) countSides(fromBlock, toBlock, counts)
  let next = <u32>first
  for (let side: usize = 0; side < <usize>sides; side++) {
    store<u32>(starts + (side << 2), next)
    next += load<u32>(counts + (side << 2))
  }
  memory.fill(counts, 0, <usize>sides << 2)
  const kinds = column(at.COL_BLOCK_KIND)
  const scratch = scratchOf(lane)
  for (let block = fromBlock; block < toBlock; block++) {
    if (load<u8>(kinds + <usize>block) != BLOCK_TRADERS) continue
    selectBlock(block, starts, counts, keyKind, onlyProfitable, scratch)
  }
}

// Looks for wanted positions first, and for the rows of those only: the runs of a block stand packed in row order.
function selectBlock(
  block: i32,
  starts: usize,
  counts: usize,
  keyKind: i32,
  onlyProfitable: i32,
  scratch: usize,
): void {
  const needs = column(at.COL_MARKET_NEED)
  const market = column(at.COL_POS_MARKET)
  const size = column(at.COL_POS_SIZE)
  const runs = column(at.COL_RUN_COUNT)
  const flags = column(at.COL_ROW_FLAGS)
  const first = <usize>load<u32>(column(at.COL_BLOCK_START) + (<usize>block << 2))
  const end = first + <usize>load<u32>(column(at.COL_BLOCK_USED) + (<usize>block << 2))
  let row = (block << at.BLOCK_SHIFT) - 1
  let runEnd = first
  for (let slot = first; slot < end; slot++) {
    const need = <usize>load<u8>(needs + <usize>load<u16>(market + (slot << 1)))
    if (need == 0 || ((need >> <usize>(load<u64>(size + (slot << 3)) >> 63)) & 1) == 0) continue
    let legs: usize = 0
    while (runEnd <= slot) {
      row++
      legs = <usize>load<u16>(runs + (<usize>row << 1))
      runEnd += legs
    }
    // All its positions at once, whichever was found first.
    slot = runEnd - 1
    if ((<i32>load<u8>(flags + <usize>row) & ROW_EXEMPT) != 0) continue
    if (legs == 1 && keyKind < at.KEY_WALLET) {
      selectOnly(row, slot, starts, counts, keyKind, onlyProfitable)
      continue
    }
    valueRow(row, scratch)
    if (load<i64>(scratch, at.LEGS_EQUITY << 3) < 0) continue
    selectRow(row, <i32>legs, starts, counts, keyKind, onlyProfitable, scratch)
  }
}

function wantedSides(): i32 {
  const needs = column(at.COL_MARKET_NEED)
  let wanted = 0
  for (let id: usize = 0; id < <usize>word(at.WORD_MARKETS); id++) wanted += popcnt<i32>(<i32>load<u8>(needs + id))
  return wanted
}

// How many positions of traders stand on each wanted side: at most so many candidates.
function countSides(fromBlock: i32, toBlock: i32, counts: usize): void {
  const kinds = column(at.COL_BLOCK_KIND)
  const starts = column(at.COL_BLOCK_START)
  const used = column(at.COL_BLOCK_USED)
  const needs = column(at.COL_MARKET_NEED)
  const market = column(at.COL_POS_MARKET)
  const size = column(at.COL_POS_SIZE)
  for (let block = <usize>fromBlock; block < <usize>toBlock; block++) {
    if (load<u8>(kinds + block) != BLOCK_TRADERS) continue
    const first = <usize>load<u32>(starts + (block << 2))
    const end = first + <usize>load<u32>(used + (block << 2))
    for (let slot = first; slot < end; slot++) {
      const id = <usize>load<u16>(market + (slot << 1))
      const need = <usize>load<u8>(needs + id)
      if (need == 0) continue
      const side = <usize>(load<u64>(size + (slot << 3)) >> 63)
      const count = counts + (((id << 1) + side) << 2)
      store<u32>(count, load<u32>(count) + <u32>((need >> side) & 1))
    }
  }
}

// A row with one position: its share of the equity is all of it, so no maintenance has to be known.
function selectOnly(row: i32, slot: usize, starts: usize, counts: usize, keyKind: i32, onlyProfitable: i32): void {
  const id = <usize>load<u16>(column(at.COL_POS_MARKET) + (slot << 1))
  const line = column(at.COL_MARKET_SCAN) + (id << at.SCAN_BYTES_SHIFT)
  const lots = load<i64>(column(at.COL_POS_SIZE) + (slot << 3))
  const unit = load<i64>(line, at.SCAN_UNIT)
  const worth = load<i64>(column(at.COL_ROW_CASH) + (<usize>row << 3)) + lots * unit
  if (worth < 0) return
  const entry = load<i64>(column(at.COL_POS_ENTRY) + (slot << 3))
  const raw = unit + load<i64>(column(at.COL_MARKET_FUNDING) + (id << 3))
  const profit = lots * raw - entry
  if (profit <= 0 && onlyProfitable != 0) return
  const sign = lots >> 63
  const notional = <f64>(((lots ^ sign) - sign) * load<i64>(line, at.SCAN_ABS_UNIT))
  let key = notional
  if (keyKind == at.KEY_BITMEX) key = scoreOf(<f64>profit, notional, worth, <f64>worth, entry)
  else if (keyKind != at.KEY_NOTIONAL) key = plainKey(keyKind, <f64>profit, notional, notional, worth, entry)
  const flags = <i32>load<u8>(column(at.COL_ROW_FLAGS) + <usize>row)
  const protection: u32 = (flags & ROW_PROTECTED) != 0 ? at.GROUP_PROTECTED : 0
  const side = <usize>(<u64>lots >> 63)
  addCandidate(((id << 1) + side) << 2, row, protection | (profit > 0 ? 0 : at.GROUP_LOSING), key, starts, counts)
}

@inline
function addCandidate(place: usize, row: i32, group: u32, key: f64, starts: usize, counts: usize): void {
  const count = load<u32>(counts + place)
  const index = <usize>(load<u32>(starts + place) + count)
  store<f64>(column(at.COL_RANK_KEY) + (index << 3), key)
  store<u32>(column(at.COL_RANK_ENTRY) + (index << 2), <u32>row | (group << at.RANK_GROUP_SHIFT))
  store<u32>(counts + place, count + 1)
}

function selectRow(
  row: i32,
  legs: i32,
  starts: usize,
  counts: usize,
  keyKind: i32,
  onlyProfitable: i32,
  account: usize,
): void {
  const needs = column(at.COL_MARKET_NEED)
  const market = column(at.COL_POS_MARKET)
  const posEntry = column(at.COL_POS_ENTRY)
  const first = <usize>load<u32>(column(at.COL_RUN_START) + (<usize>row << 2))
  const flags = <i32>load<u8>(column(at.COL_ROW_FLAGS) + <usize>row)
  const protection: u32 = (flags & ROW_PROTECTED) != 0 ? at.GROUP_PROTECTED : 0
  let leg = account + (at.LEGS_FIRST << 3)
  for (let slot = first; slot < first + <usize>legs; slot++) {
    const id = <usize>load<u16>(market + (slot << 1))
    const side = <usize>(load<u64>(leg, at.LEG_LOTS << 3) >> 63)
    const profit = load<i64>(leg, at.LEG_PROFIT << 3)
    const wanted = ((<usize>load<u8>(needs + id) >> side) & 1) != 0
    if (wanted && (profit > 0 || onlyProfitable == 0)) {
      const group: u32 = protection | (profit > 0 ? 0 : at.GROUP_LOSING)
      const key = keyOf(keyKind, account, leg, legs, load<i64>(posEntry + (slot << 3)))
      addCandidate(((id << 1) + side) << 2, row, group, key, starts, counts)
    }
    leg += at.LEG_WORDS << 3
  }
}

function keyOf(keyKind: i32, account: usize, leg: usize, legs: i32, entryValue: i64): f64 {
  const notional = <f64>load<i64>(leg, at.LEG_NOTIONAL << 3)
  if (keyKind == at.KEY_NOTIONAL) return notional
  if (keyKind == at.KEY_BITMEX) return bitmexKey(account, leg, entryValue)
  if (keyKind == at.KEY_WALLET) return walletKey(account, legs)
  if (keyKind == at.KEY_BLUEFIN) return bluefinKey(account, leg, entryValue)
  const profit = <f64>load<i64>(leg, at.LEG_PROFIT << 3)
  const total = <f64>load<i64>(account, at.LEGS_NOTIONAL << 3)
  return plainKey(keyKind, profit, notional, total, load<i64>(account, at.LEGS_EQUITY << 3), entryValue)
}

// PnL% · L for a profit, PnL% / L for a loss, with L = notional / share of equity. A few roundings of doubles away from
// the exact score: less than 2^-44 of it.
function bitmexKey(account: usize, leg: usize, entryValue: i64): f64 {
  const profit = <f64>load<i64>(leg, at.LEG_PROFIT << 3)
  const notional = <f64>load<i64>(leg, at.LEG_NOTIONAL << 3)
  const worth = load<i64>(account, at.LEGS_EQUITY << 3)
  const maintenance = atomPpm(leg, at.LEG_MAINTENANCE_HIGH << 3)
  const share =
    maintenance > 0
      ? (<f64>worth * maintenance) / atomPpm(account, at.LEGS_MAINTENANCE_HIGH << 3)
      : (<f64>worth * notional) / <f64>load<i64>(account, at.LEGS_NOTIONAL << 3)
  return scoreOf(profit, notional, worth, share, entryValue)
}

@inline
function scoreOf(profit: f64, notional: f64, worth: i64, share: f64, entryValue: i64): f64 {
  if (entryValue == 0) return -Infinity
  if (worth <= 0) return profit > 0 ? Infinity : 0
  const percent = profit / abs<f64>(<f64>entryValue)
  return profit > 0 ? percent * (notional / share) : percent * (share / notional)
}
