// Trades reported by the venue, from the batch columns into the rows.
//
// Reads: batch columns, markets. Writes: two rows and the fee row of each trade, outcomes. Bound: one slot shift a leg,
// one arena move where a block is full. Allocation: none in steady state. Deterministic in the order of the batch.

import { reserveSlots } from '../book/arenas.ts'
import type { Book } from '../book/book.ts'
import { assert } from '../core/assert.ts'
import { TRADE_APPLIED, TRADE_CAPACITY, TRADE_NEEDS_ROOM } from '../core/codes.ts'
import type { Kernel } from '../kernel/kernel.ts'
import * as at from '../memory/fields.ts'

/** Applies the first `count` trades of the batch columns; returns how many were not refused. */
export function applyTrades(book: Book, kernel: Kernel, count: number): number {
  const outcomes = book.columns.tradeOutcome
  let next = 0
  while (next < count) {
    next = kernel.applyTrades(next, count)
    if (next === count) break
    assert(outcomes[next] === TRADE_NEEDS_ROOM, `I1 or I2 broken by trade ${next} of a batch`)
    if (reserveSlots(book, book.columns.word(at.WORD_NEEDS_ROOM_BLOCK), at.TRADE_LEGS)) continue
    outcomes[next] = TRADE_CAPACITY
    next += 1
  }
  let applied = 0
  for (let index = 0; index < count; index += 1) if (outcomes[index] === TRADE_APPLIED) applied += 1
  return applied
}
