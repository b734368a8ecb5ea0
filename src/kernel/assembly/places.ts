// Header and columns, read from the memory itself: a kernel knows nothing that does not stand there.

import * as at from '../../memory/fields'

@inline
export function word(index: i32): u32 {
  return load<u32>(<usize>(at.HEADER_BASE + (index << 2)))
}

@inline
export function setWord(index: i32, value: u32): void {
  store<u32>(<usize>(at.HEADER_BASE + (index << 2)), value)
}

@inline
export function column(index: i32): usize {
  return <usize>load<u32>(<usize>(at.HEADER_BASE + at.COLUMN_TABLE + (index << at.COLUMN_ENTRY_SHIFT)))
}

/** Scratch memory of a lane: no two threads that work at once have the same. */
@inline
export function scratchOf(lane: i32): usize {
  return column(at.COL_LANE_SCRATCH) + (<usize>lane << at.LANE_BYTES_SHIFT)
}

@inline
export function wide(field: i32): usize {
  return <usize>(at.HEADER_BASE + field)
}

// Adds a signed 64-bit number to a 128-bit counter: low word at the place, high word behind it.
@inline
export function addWide(place: usize, delta: i64): void {
  const before = load<u64>(place)
  const after = before + <u64>delta
  store<u64>(place, after)
  store<i64>(place, load<i64>(place, 8) + (delta >> 63) + <i64>(after < before), 8)
}
