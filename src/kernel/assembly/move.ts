// Lots from one row to another for a value in atoms: how a round closes positions. The readable twin is
// `reference-move.ts`. Neither hash nor counters: a round takes touched rows out of the hash and counts them anew.

import * as code from '../../core/codes'
import * as at from '../../memory/fields'
import { column, wide } from './places'
import { closeSlot, findSlot, openSlot } from './runs'
import { scaleDown } from './wide'

/**
 * Lots (argument 1) leave `from` with the sign that they have there; `to` pays a value (2) for them. There must be a
 * slot for what is opened. Argument 3 is u at the price of a flip, whose rest begins anew there.
 *
 * @param mayGrow whether the taker may grow, as the market's external row and a pool may
 * @param mayOpen whether a slot for what is opened has been reserved
 * @returns MOVE_DONE, or why nothing was moved
 */
export function moveLots(
  from: i32,
  to: i32,
  market: i32,
  mayGrow: i32,
  mayOpen: i32,
): i32 {
  const lots = load<i64>(wide(at.WIDE_ARGUMENT_1))
  const value = load<i64>(wide(at.WIDE_ARGUMENT_2))
  const unit = load<i64>(wide(at.WIDE_ARGUMENT_3))
  const given = lotsOf(from, market)
  const taken = lotsOf(to, market)
  if (lots == 0 || !holds(given, lots)) return code.MOVE_GROWS
  if (mayGrow == 0) {
    if (!holds(-taken, lots)) return code.MOVE_GROWS
  } else {
    const most = load<i64>(column(at.COL_MARKET_MAX_LOTS) + (<usize>market << 3)) << code.HOUSE_LOTS_SHIFT
    const after = taken + lots
    if (after > most || -after > most) return code.MOVE_LOTS_LIMIT
    if (taken == 0 && mayOpen == 0) return code.MOVE_NEEDS_ROOM
  }
  const paid = value + lots * load<i64>(column(at.COL_MARKET_FUNDING) + (<usize>market << 3))
  addCash(from, value)
  addCash(to, -value)
  addLots(from, market, -lots, -paid, unit)
  addLots(to, market, lots, paid, unit)
  return code.MOVE_DONE
}

/** Signed lots of a row in a market. */
@inline
function lotsOf(row: i32, market: i32): i64 {
  const slot = findSlot(row, market)
  return slot < 0 ? 0 : load<i64>(column(at.COL_POS_SIZE) + (<usize>slot << 3))
}

// Whether `lots` are some or all of a position.
@inline
function holds(position: i64, lots: i64): bool {
  return lots > 0 ? position >= lots : position <= lots
}

@inline
function addCash(row: i32, delta: i64): void {
  const place = column(at.COL_ROW_CASH) + (<usize>row << 3)
  store<i64>(place, load<i64>(place) + delta)
}

function addLots(row: i32, market: i32, change: i64, paid: i64, unit: i64): void {
  const sizes = column(at.COL_POS_SIZE)
  const entries = column(at.COL_POS_ENTRY)
  let slot = findSlot(row, market)
  if (slot < 0) {
    slot = ~slot
    openSlot(row, slot, market)
  }
  const before = load<i64>(sizes + (<usize>slot << 3))
  const entry = load<i64>(entries + (<usize>slot << 3))
  const after = before + change
  if (after == 0) {
    closeSlot(row, slot)
    return
  }
  store<i64>(sizes + (<usize>slot << 3), after)
  store<i64>(entries + (<usize>slot << 3), entryAfter(before, entry, change, paid, unit))
}

// Adding adds what was paid; reducing keeps the same share of it; a flip starts anew at the price.
@inline
export function entryAfter(before: i64, entry: i64, change: i64, paid: i64, unit: i64): i64 {
  const after = before + change
  if (before == 0 || (before ^ change) >= 0) return entry + paid
  return (before ^ after) >= 0 ? scaleDown(entry, after, before) : after * unit
}
