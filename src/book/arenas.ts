// Where runs of positions live. A block of 64 rows owns one arena; in it the runs stand packed in the order of the rows,
// with the free slots behind the last:
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
 * others; only a memory without a hole is compacted to its end.
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
  const { segments } = book
  let pages = pagesFor(roomySlots(slots))
  let start = segments.allocate(pages, block)
  if (start < 0) {
    compactFully(book)
    start = segments.allocate(pages, block)
  }
  if (start < 0) {
    pages = pagesFor(slots)
    start = segments.allocate(pages, block)
  }
  if (start < 0) return false
  const { columns } = book
  const oldStart = columns.blockStart[block]!
  const hadArena = columns.blockRoom[block]! > 0
  moveArena(book, block, start << at.PAGE_SHIFT)
  columns.blockRoom[block] = pages << at.PAGE_SHIFT
  if (hadArena) segments.release(oldStart >> at.PAGE_SHIFT)
  return true
}

/** Copies a block's positions to `toSlot`; source and target may overlap. */
function moveArena(book: Book, block: number, toSlot: number): void {
  const { columns } = book
  const from = columns.blockStart[block]!
  const end = from + columns.blockUsed[block]!
  columns.posMarket.copyWithin(toSlot, from, end)
  columns.posSize.copyWithin(toSlot, from, end)
  columns.posEntry.copyWithin(toSlot, from, end)
  columns.blockStart[block] = toSlot
  const runStart = columns.runStart
  const delta = toSlot - from
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
    moved += compactSegment(book)
    if (book.columns.word(at.WORD_COMPACT_CURSOR) === 0) break
  }
  return moved
}

function compactFully(book: Book): void {
  book.columns.setWord(at.WORD_COMPACT_CURSOR, 0)
  do compactSegment(book)
  while (book.columns.word(at.WORD_COMPACT_CURSOR) !== 0)
}

// Handles the segment at the cursor, moves the cursor on and returns the slots that it moved.
function compactSegment(book: Book): number {
  const { columns, segments } = book
  const cursor = columns.word(at.WORD_COMPACT_CURSOR)
  const advance = (page: number) => columns.setWord(at.WORD_COMPACT_CURSOR, page >= segments.pages ? 0 : page)
  if (!segments.isFree(cursor)) {
    trimArena(book, segments.owner(cursor), cursor)
    advance(cursor + segments.length(cursor))
    return 0
  }
  const used = cursor + segments.length(cursor)
  if (used >= segments.pages) {
    advance(used)
    return 0
  }
  const block = segments.owner(used)
  segments.slideDown(cursor)
  moveArena(book, block, cursor << at.PAGE_SHIFT)
  trimArena(book, block, cursor)
  advance(cursor + segments.length(cursor))
  return columns.blockUsed[block]!
}

function trimArena(book: Book, block: number, page: number): void {
  const { columns, segments } = book
  assert(columns.blockStart[block] === page << at.PAGE_SHIFT, `arena of block ${block} is not at page ${page}`)
  const used = columns.blockUsed[block]!
  const wanted = pagesFor(roomySlots(used))
  if (segments.length(page) <= wanted + 1) return
  segments.shrink(page, wanted)
  columns.blockRoom[block] = wanted << at.PAGE_SHIFT
}
