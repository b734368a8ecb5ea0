// Where runs of positions live. A block of 64 rows owns one arena; in it the runs stand packed in the order of the
// rows, with the free slots behind the last:
//
//   arena of block b:  | run of row 64b | run of row 64b+1 | … | run of row 64b+63 | free slots |
//
// So a check reads positions in account order, whatever was opened and closed before. Opening a position shifts the
// runs behind it by one slot (a few hundred bytes); a full arena moves to a longer segment.

import { assert } from '../core/assert.ts'
import * as at from '../memory/fields.ts'
import type { Book } from './book.ts'

/** Slots that a compaction may move for one growth: it keeps pace with the holes that growth leaves. */
const COMPACT_SLOTS_PER_GROWTH = 512
const COMPACT_SEGMENTS_PER_STEP = 32

function pagesFor(slots: number): number {
  return (slots + at.PAGE_SLOTS - 1) >> at.PAGE_SHIFT
}

function roomySlots(used: number): number {
  return used + Math.max(at.PAGE_SLOTS >> 1, used >> 2)
}

/**
 * Makes room for `extra` more positions in a block. Moves at most this block's arena and a bounded number of slots of
 * others; only a memory without a hole is packed to its end.
 *
 * @returns false when the book is full
 */
export function reserveSlots(book: Book, block: number, extra: number): boolean {
  const { columns } = book
  const used = columns.blockUsed[block]!
  if (used + extra <= columns.blockRoom[block]!) return true
  if (!growArena(book, block, used + extra)) return false
  compact(book, COMPACT_SLOTS_PER_GROWTH)
  return true
}

function growArena(book: Book, block: number, slots: number): boolean {
  const { columns, segments } = book
  const pages = pagesFor(roomySlots(slots))
  const start = segments.allocate(pages, block)
  if (start < 0) return growTakenOut(book, block, slots)
  const oldStart = columns.blockStart[block]!
  const hadArena = columns.blockRoom[block]! > 0
  moveArena(book, block, start << at.PAGE_SHIFT)
  columns.blockRoom[block] = pages << at.PAGE_SHIFT
  if (hadArena) segments.release(oldStart >> at.PAGE_SHIFT)
  return true
}

// The emergency: no hole is long enough. The block is taken out, all others are packed as tightly as they go, and the
// block goes behind them: what is left over is one hole. So a book below its stated capacity always has room.
function growTakenOut(book: Book, block: number, slots: number): boolean {
  const { columns, segments } = book
  const first = columns.blockStart[block]!
  const end = first + columns.blockUsed[block]!
  const market = columns.posMarket.slice(first, end)
  const size = columns.posSize.slice(first, end)
  const entry = columns.posEntry.slice(first, end)
  if (columns.blockRoom[block]! > 0) segments.release(first >> at.PAGE_SHIFT)
  columns.setWord(at.WORD_COMPACT_CURSOR, 0)
  do compactSegment(book, true)
  while (columns.word(at.WORD_COMPACT_CURSOR) !== 0)

  let pages = pagesFor(roomySlots(slots))
  let start = segments.allocate(pages, block)
  for (const fewer of [slots, end - first]) {
    if (start >= 0 || fewer === 0) break
    pages = pagesFor(fewer)
    start = segments.allocate(pages, block)
  }
  columns.blockRoom[block] = start < 0 ? 0 : pages << at.PAGE_SHIFT
  assert(start >= 0 || first === end, `no room left for the ${end - first} positions of block ${block}`)
  if (start < 0) return false
  placeArena(book, block, start << at.PAGE_SHIFT)
  columns.posMarket.set(market, start << at.PAGE_SHIFT)
  columns.posSize.set(size, start << at.PAGE_SHIFT)
  columns.posEntry.set(entry, start << at.PAGE_SHIFT)
  return columns.blockRoom[block]! >= slots
}

/** Copies a block's positions to `toSlot`; source and target may overlap. */
function moveArena(book: Book, block: number, toSlot: number): void {
  const { columns } = book
  const from = columns.blockStart[block]!
  const end = from + columns.blockUsed[block]!
  columns.posMarket.copyWithin(toSlot, from, end)
  columns.posSize.copyWithin(toSlot, from, end)
  columns.posEntry.copyWithin(toSlot, from, end)
  placeArena(book, block, toSlot)
}

function placeArena(book: Book, block: number, toSlot: number): void {
  const { runStart, blockStart } = book.columns
  const delta = toSlot - blockStart[block]!
  blockStart[block] = toSlot
  const first = block << at.BLOCK_SHIFT
  for (let row = first; row < first + at.BLOCK_ROWS; row += 1) runStart[row] = runStart[row]! + delta
}

/**
 * One bounded step of compaction: slides arenas towards the start of memory, where there are holes, and takes back room
 * that closed positions left behind.
 *
 * @param slots stop after moving this many; one arena (at most 64 · 128 slots for traders) may go beyond
 * @returns slots moved; 0 with the cursor at the start means that one round over the memory is complete
 */
export function compact(book: Book, slots: number): number {
  let moved = 0
  for (let visited = 0; visited < COMPACT_SEGMENTS_PER_STEP && moved < slots; visited += 1) {
    moved += compactSegment(book, false)
    if (book.columns.word(at.WORD_COMPACT_CURSOR) === 0) break
  }
  return moved
}

// Handles the segment at the cursor, moves the cursor on and returns the slots that it moved.
function compactSegment(book: Book, tight: boolean): number {
  const { columns, segments } = book
  const cursor = columns.word(at.WORD_COMPACT_CURSOR)
  const advance = (page: number) => columns.setWord(at.WORD_COMPACT_CURSOR, page >= segments.pages ? 0 : page)
  const hole = segments.isFree(cursor) ? segments.length(cursor) : 0
  if (cursor + hole >= segments.pages) {
    advance(segments.pages)
    return 0
  }
  const block = segments.owner(cursor + hole)
  if (hole > 0) {
    segments.slideDown(cursor)
    moveArena(book, block, cursor << at.PAGE_SHIFT)
  }
  trimArena(book, block, cursor, tight)
  advance(cursor + segments.length(cursor))
  return hole > 0 ? columns.blockUsed[block]! : 0
}

// Takes back room that closed positions left behind. What a trade has reserved stays, even in the emergency.
function trimArena(book: Book, block: number, page: number, tight: boolean): void {
  const { columns, segments } = book
  assert(columns.blockStart[block] === page << at.PAGE_SHIFT, `arena of block ${block} is not at page ${page}`)
  const used = columns.blockUsed[block]!
  const wanted = pagesFor(tight ? used + at.TRADE_LEGS : roomySlots(used))
  const spare = tight ? 0 : 1
  if (segments.length(page) <= wanted + spare) return
  segments.shrink(page, wanted)
  columns.blockRoom[block] = wanted << at.PAGE_SHIFT
}
