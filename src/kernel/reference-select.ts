// Candidates for ADL, to be read: who stands on the wanted sides, and a double to order them by.

import type { Book } from '../book/book.ts'
import { BLOCK_TRADERS, MAX_TRADER_POSITIONS, ROW_EXEMPT, ROW_PROTECTED } from '../core/codes.ts'
import * as at from '../memory/fields.ts'
import { rankPartOf } from '../memory/layout.ts'
import type { RankColumns } from '../memory/rank-heap.ts'
import { keyOf } from './reference-keys.ts'
import { equityOf, writeLegs } from './reference-value.ts'

/** What is to be selected, and where it goes. */
export interface Selection {
  readonly fromBlock: number
  readonly toBlock: number
  readonly shard: number
  readonly first: number
  readonly keyKind: number
  readonly onlyProfitable: boolean
}

export function selectRows(book: Book, into: RankColumns, selection: Selection): void {
  const { fromBlock, toBlock, shard, first } = selection
  const { blockKind, rowFlags } = book.columns
  const sides = 2 * book.marketCount
  const part = shard * rankPartOf(book.columns.word(at.WORD_CAP_MARKETS))
  const starts = into.rankStart.subarray(part, part + sides)
  const counts = into.rankCount.subarray(part, part + sides)
  counts.fill(0)
  // One side alone needs no room beside it.
  if (wantedSides(book) > 1) countSides(book, fromBlock, toBlock, counts)
  let next = first
  for (let side = 0; side < sides; side += 1) {
    starts[side] = next
    next += counts[side]!
  }
  counts.fill(0)
  // Not the column `legs`: other threads may select at once.
  const legs = new BigInt64Array(at.LEGS_FIRST + at.LEG_WORDS * MAX_TRADER_POSITIONS)
  for (let block = fromBlock; block < toBlock; block += 1) {
    if (blockKind[block] !== BLOCK_TRADERS) continue
    for (let row = block << at.BLOCK_SHIFT; row < (block + 1) << at.BLOCK_SHIFT; row += 1) {
      if ((rowFlags[row]! & ROW_EXEMPT) !== 0 || equityOf(book, row) < 0n) continue
      selectRow(book, row, into, { starts, counts, legs }, selection)
    }
  }
}

function wantedSides({ columns, marketCount }: Book): number {
  let wanted = 0
  for (let market = 0; market < marketCount; market += 1) {
    const need = columns.marketNeed[market]!
    wanted += (need & 1) + (need >> 1)
  }
  return wanted
}

function countSides(book: Book, fromBlock: number, toBlock: number, counts: Uint32Array): void {
  const { blockKind, blockStart, blockUsed, posMarket, posSize } = book.columns
  for (let block = fromBlock; block < toBlock; block += 1) {
    if (blockKind[block] !== BLOCK_TRADERS) continue
    const end = blockStart[block]! + blockUsed[block]!
    for (let slot = blockStart[block]!; slot < end; slot += 1) {
      const side = wantedSide(book, posMarket[slot]!, posSize[slot]!)
      if (side >= 0) counts[side] = counts[side]! + 1
    }
  }
}

/** Index of a side of a market in a shard's part of the ranking, or -1 when it is not wanted. */
function wantedSide(book: Book, market: number, lots: bigint): number {
  const side = lots < 0n ? at.SIDE_SHORT : at.SIDE_LONG
  return ((book.columns.marketNeed[market]! >> side) & 1) === 0 ? -1 : 2 * market + side
}

function selectRow(
  book: Book,
  row: number,
  { rankKey, rankEntry }: RankColumns,
  { starts, counts, legs }: { starts: Uint32Array; counts: Uint32Array; legs: BigInt64Array },
  { keyKind, onlyProfitable }: Selection,
): void {
  const { rowFlags, runStart, runCount, posMarket, posSize, posEntry } = book.columns
  const protection = (rowFlags[row]! & ROW_PROTECTED) === 0 ? 0 : at.GROUP_PROTECTED
  writeLegs(book, row, legs)
  let leg = at.LEGS_FIRST
  const end = runStart[row]! + runCount[row]!
  for (let slot = runStart[row]!; slot < end; slot += 1, leg += at.LEG_WORDS) {
    const side = wantedSide(book, posMarket[slot]!, posSize[slot]!)
    const profitable = legs[leg + at.LEG_PROFIT]! > 0n
    if (side < 0 || (onlyProfitable && !profitable)) continue
    const index = starts[side]! + counts[side]!
    const group = protection | (profitable ? 0 : at.GROUP_LOSING)
    rankKey[index] = keyOf(keyKind, { legs, leg, entryValue: posEntry[slot]!, count: runCount[row]!, atom: book.atom })
    rankEntry[index] = (row | (group << at.RANK_GROUP_SHIFT)) >>> 0
    counts[side] = counts[side]! + 1
  }
}
