// The state hash's elements. The readable twins are `book/mix.ts` and `book/row-hash.ts`.

import * as at from '../../memory/fields'
import { addWide, column, wide } from './places'

const SEED_A: u64 = 0x9e3779b97f4a7c15
const SEED_B: u64 = 0xd1b54a32d192ed03
const MULTIPLIER_A: u64 = 0xbf58476d1ce4e5b9
const MULTIPLIER_B: u64 = 0xff51afd7ed558ccd

// 2 · tag + 1 of `book/mix.ts`.
const ROW: u64 = 3
const CASH: u64 = 5
const POSITION: u64 = 7

@inline
function mix(state: u64, value: u64, multiplier: u64): u64 {
  const product = (state ^ value) * multiplier
  const folded = (product ^ (product >> 32)) * multiplier
  return folded ^ (folded >> 29)
}

@inline
function mix2(tag: u64, seed: u64, multiplier: u64, first: u64, second: u64): u64 {
  return mix(mix(seed * tag, first, multiplier), second, multiplier)
}

// Lanes lie beside each other at `place`; `negate` is 0 to add an element and -1 to take it away.
@inline
function count(place: usize, a: u64, b: u64, negate: u64): void {
  store<u64>(place, load<u64>(place) + ((a ^ negate) - negate))
  store<u64>(place, load<u64>(place, 8) + ((b ^ negate) - negate), 8)
}

@inline
export function countCash(place: usize, id: u32, cashAtoms: i64, negate: u64): void {
  const a = mix2(CASH, SEED_A, MULTIPLIER_A, <u64>id, <u64>cashAtoms)
  const b = mix2(CASH, SEED_B, MULTIPLIER_B, <u64>id, <u64>cashAtoms)
  count(place, a, b, negate)
}

@inline
export function countPosition(place: usize, id: u32, market: i32, lots: i64, entry: i64, negate: u64): void {
  const key = <u64>id | ((<u64>market) << 32)
  const a = mix(mix2(POSITION, SEED_A, MULTIPLIER_A, key, <u64>lots), <u64>entry, MULTIPLIER_A)
  const b = mix(mix2(POSITION, SEED_B, MULTIPLIER_B, key, <u64>lots), <u64>entry, MULTIPLIER_B)
  count(place, a, b, negate)
}

@inline
function countFields(place: usize, id: u32, owner: u32, classAndFlags: u64, reserved: i64): void {
  let a = mix2(ROW, SEED_A, MULTIPLIER_A, <u64>id, <u64>owner)
  let b = mix2(ROW, SEED_B, MULTIPLIER_B, <u64>id, <u64>owner)
  a = mix(mix(a, classAndFlags, MULTIPLIER_A), <u64>reserved, MULTIPLIER_A)
  b = mix(mix(b, classAndFlags, MULTIPLIER_B), <u64>reserved, MULTIPLIER_B)
  count(place, a, b, 0)
}

/** Counts all rows and positions of a range of blocks anew, into the lanes at WIDE_RECOUNT_HASH. */
export function recountHash(fromBlock: i32, toBlock: i32): void {
  const place = <usize>(at.HEADER_BASE + at.WIDE_RECOUNT_HASH)
  const ids = column(at.COL_ROW_ID)
  const owners = column(at.COL_ROW_OWNER)
  const classes = column(at.COL_ROW_CLASS)
  const flags = column(at.COL_ROW_FLAGS)
  const cash = column(at.COL_ROW_CASH)
  const reserved = column(at.COL_ROW_RESERVED)
  for (let row = fromBlock << at.BLOCK_SHIFT; row < toBlock << at.BLOCK_SHIFT; row++) {
    const code = load<u8>(classes + <usize>row)
    if (code == 0) continue
    const id = load<u32>(ids + (<usize>row << 2))
    const classAndFlags = <u64>code | (<u64>load<u8>(flags + <usize>row) << 8)
    const owner = load<u32>(owners + (<usize>row << 2))
    countFields(place, id, owner, classAndFlags, load<i64>(reserved + (<usize>row << 3)))
    countCash(place, id, load<i64>(cash + (<usize>row << 3)), 0)
    countRun(place, row, id, 0)
  }
}

/** Adds cash and positions of a row to hash and counters of I1 and I2 (`sign` 0), or takes them out (-1). */
export function countRow(row: i32, sign: i32): void {
  const negate = <i64>sign
  const lanes = wide(at.WIDE_ROWS_HASH)
  const id = load<u32>(column(at.COL_ROW_ID) + (<usize>row << 2))
  const cash = load<i64>(column(at.COL_ROW_CASH) + (<usize>row << 3))
  countCash(lanes, id, cash, <u64>negate)
  addWide(wide(at.WIDE_CASH_TOTAL), (cash ^ negate) - negate)
  countRun(lanes, row, id, <u64>negate)
  const market = column(at.COL_POS_MARKET)
  const size = column(at.COL_POS_SIZE)
  const sums = column(at.COL_MARKET_LOTS_SUM)
  let slot = <usize>load<u32>(column(at.COL_RUN_START) + (<usize>row << 2))
  const end = slot + <usize>load<u16>(column(at.COL_RUN_COUNT) + (<usize>row << 1))
  for (; slot < end; slot++) {
    const sum = sums + (<usize>load<u16>(market + (slot << 1)) << 3)
    store<i64>(sum, load<i64>(sum) + ((load<i64>(size + (slot << 3)) ^ negate) - negate))
  }
}

@inline
function countRun(place: usize, row: i32, id: u32, negate: u64): void {
  const market = column(at.COL_POS_MARKET)
  const size = column(at.COL_POS_SIZE)
  const entry = column(at.COL_POS_ENTRY)
  let slot = <usize>load<u32>(column(at.COL_RUN_START) + (<usize>row << 2))
  const end = slot + <usize>load<u16>(column(at.COL_RUN_COUNT) + (<usize>row << 1))
  for (; slot < end; slot++) {
    const id16 = <i32>load<u16>(market + (slot << 1))
    countPosition(place, id, id16, load<i64>(size + (slot << 3)), load<i64>(entry + (slot << 3)), negate)
  }
}
