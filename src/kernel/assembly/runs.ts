// Finding rows and positions, opening and closing slots. The readable twins are `memory/id-table.ts`, `book/runs.ts`.

import * as at from '../../memory/fields'
import { column, setWord, word } from './places'

/** Row of an open account, or -1. */
export function findRow(id: u32): i32 {
  const slots = column(at.COL_ID_SLOTS)
  const ids = column(at.COL_ROW_ID)
  const mask = word(at.WORD_CAP_IDS) - 1
  let slot = (id * 0x9e3779b1) >> word(at.WORD_ID_SHIFT)
  let entry = load<u32>(slots + (<usize>slot << 2))
  while (entry != 0) {
    if (load<u32>(ids + (<usize>(entry - 1) << 2)) == id) return <i32>(entry - 1)
    slot = (slot + 1) & mask
    entry = load<u32>(slots + (<usize>slot << 2))
  }
  return -1
}

/** Slot of the row's position in `market`, or the complement of the slot where it would be opened. */
export function findSlot(row: i32, market: i32): i32 {
  const markets = column(at.COL_POS_MARKET)
  let low = <i32>load<u32>(column(at.COL_RUN_START) + (<usize>row << 2))
  const end = low + <i32>load<u16>(column(at.COL_RUN_COUNT) + (<usize>row << 1))
  let high = end
  while (low < high) {
    const middle = (low + high) >>> 1
    if (<i32>load<u16>(markets + (<usize>middle << 1)) < market) low = middle + 1
    else high = middle
  }
  const found = low < end && <i32>load<u16>(markets + (<usize>low << 1)) == market
  return found ? low : ~low
}

export function openSlot(row: i32, slot: i32, market: i32): void {
  shiftSlots(row, slot, 1)
  store<u16>(column(at.COL_POS_MARKET) + (<usize>slot << 1), <u16>market)
  store<i64>(column(at.COL_POS_SIZE) + (<usize>slot << 3), 0)
  store<i64>(column(at.COL_POS_ENTRY) + (<usize>slot << 3), 0)
  resizeRun(row, 1)
}

export function closeSlot(row: i32, slot: i32): void {
  shiftSlots(row, slot + 1, -1)
  resizeRun(row, -1)
}

// Moves the slots from `from` to the end of the arena by one.
function shiftSlots(row: i32, from: i32, by: i32): void {
  const block = <usize>(row >> at.BLOCK_SHIFT)
  const end =
    load<u32>(column(at.COL_BLOCK_START) + (block << 2)) + load<u32>(column(at.COL_BLOCK_USED) + (block << 2))
  const count = <usize>(end - <u32>from)
  if (count == 0) return
  const market = column(at.COL_POS_MARKET) + (<usize>from << 1)
  const size = column(at.COL_POS_SIZE) + (<usize>from << 3)
  const entry = column(at.COL_POS_ENTRY) + (<usize>from << 3)
  memory.copy(market + <usize>(by << 1), market, count << 1)
  memory.copy(size + <usize>(by << 3), size, count << 3)
  memory.copy(entry + <usize>(by << 3), entry, count << 3)
}

function resizeRun(row: i32, by: i32): void {
  const starts = column(at.COL_RUN_START)
  const block = row >> at.BLOCK_SHIFT
  const count = column(at.COL_RUN_COUNT) + (<usize>row << 1)
  const used = column(at.COL_BLOCK_USED) + (<usize>block << 2)
  const endRow = (block + 1) << at.BLOCK_SHIFT
  store<u16>(count, <u16>(<i32>load<u16>(count) + by))
  for (let later = row + 1; later < endRow; later++) {
    const place = starts + (<usize>later << 2)
    store<u32>(place, load<u32>(place) + <u32>by)
  }
  store<u32>(used, load<u32>(used) + <u32>by)
  setWord(at.WORD_POSITIONS, word(at.WORD_POSITIONS) + <u32>by)
}
