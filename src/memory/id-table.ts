// Account id → row: open addressing with linear probing over one column. Ids are scattered by a multiplication, so that
// dense ranges of ids do not grow into one long chain.

import { assert } from '../core/assert.ts'
import type { Columns } from './columns.ts'
import * as at from './fields.ts'

const SCATTER = 0x9e3779b1 // 2^32 / golden ratio, odd

function homeSlot(id: number, shift: number): number {
  return Math.imul(id, SCATTER) >>> shift
}

/** Row of an open account, or -1. */
export function findRow(columns: Columns, id: number): number {
  const slots = columns.idSlots
  const ids = columns.rowId
  const mask = slots.length - 1
  let slot = homeSlot(id, columns.words[at.WORD_ID_SHIFT]!)
  for (;;) {
    const entry = slots[slot]!
    if (entry === 0) return -1
    if (ids[entry - 1] === id) return entry - 1
    slot = (slot + 1) & mask
  }
}

/** Enters `id` at `row`. The id must not be in the table; the table is never more than two thirds full. */
export function enterId(columns: Columns, id: number, row: number): void {
  const slots = columns.idSlots
  const mask = slots.length - 1
  let slot = homeSlot(id, columns.words[at.WORD_ID_SHIFT]!)
  while (slots[slot] !== 0) {
    assert(columns.rowId[slots[slot]! - 1] !== id, `id ${id} is in the table already`)
    slot = (slot + 1) & mask
  }
  slots[slot] = row + 1
}

/** Removes `id`. Entries behind it are shifted back, so that no tombstones are left and probes stay short. */
export function removeId(columns: Columns, id: number): void {
  const slots = columns.idSlots
  const mask = slots.length - 1
  const shift = columns.words[at.WORD_ID_SHIFT]!
  let hole = homeSlot(id, shift)
  while (columns.rowId[slots[hole]! - 1] !== id) {
    assert(slots[hole] !== 0, `id ${id} is not in the table`)
    hole = (hole + 1) & mask
  }
  let next = (hole + 1) & mask
  while (slots[next] !== 0) {
    const home = homeSlot(columns.rowId[slots[next]! - 1]!, shift)
    // The entry may fill the hole if its home does not lie cyclically within (hole, next].
    if (((next - home) & mask) >= ((next - hole) & mask)) {
      slots[hole] = slots[next]!
      hole = next
    }
    next = (next + 1) & mask
  }
  slots[hole] = 0
}
