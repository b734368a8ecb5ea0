// What a selection is made into before it is ranked: without some rows, in one group, or in tiers by what accounts
// hold.
//
// Reads: rows. Writes: the columns of the ranking. Bound: the candidates. Allocation: as in `hedge-tiers.ts`.
// Deterministic.

import type { Book } from '../book/book.ts'
import * as at from '../memory/fields.ts'
import { rankPartOf } from '../memory/layout.ts'
import type { SelectedShards } from './executor.ts'
import { type HedgeTerms, HedgeTiers } from './hedge-tiers.ts'

/** These are no candidates. */
export function dropRows(book: Book, selected: SelectedShards, rows: ReadonlySet<number>): void {
  const { rankStart, rankCount, rankKey, rankEntry } = selected.columns
  eachSide(book, selected, (side) => {
    const start = rankStart[side]!
    let kept = start
    for (let index = start; index < start + rankCount[side]!; index += 1) {
      if (rows.has(rankEntry[index]! & at.RANK_ROW_MASK)) continue
      rankKey[kept] = rankKey[index]!
      rankEntry[kept] = rankEntry[index]!
      kept += 1
    }
    rankCount[side] = kept - start
  })
}

/** One group of profitable and losing positions. */
export function mixProfits(book: Book, selected: SelectedShards): void {
  eachEntry(book, selected, (entry) => without(entry, at.GROUP_LOSING))
}

/** Positions that hedge each other go behind the others, and nothing else does. */
export function placeInTiers(book: Book, selected: SelectedShards, terms: HedgeTerms): void {
  const tiers = new HedgeTiers(book, terms)
  eachEntry(book, selected, (entry, market) => {
    const isProtected = tiers.protects(entry & at.RANK_ROW_MASK, market)
    const normal = without(entry, at.GROUP_PROTECTED)
    return isProtected ? (normal | (at.GROUP_PROTECTED << at.RANK_GROUP_SHIFT)) >>> 0 : normal
  })
}

function without(entry: number, group: number): number {
  return (entry & ~(group << at.RANK_GROUP_SHIFT)) >>> 0
}

function eachEntry(book: Book, selected: SelectedShards, edit: (entry: number, market: number) => number): void {
  const { rankStart, rankCount, rankEntry } = selected.columns
  eachSide(book, selected, (side, market) => {
    const end = rankStart[side]! + rankCount[side]!
    for (let index = rankStart[side]!; index < end; index += 1) rankEntry[index] = edit(rankEntry[index]!, market)
  })
}

function eachSide(book: Book, { shards }: SelectedShards, work: (side: number, market: number) => void): void {
  const part = rankPartOf(book.columns.word(at.WORD_CAP_MARKETS))
  for (let shard = 0; shard < shards; shard += 1) {
    // Behind the markets that there are, a shard's part holds nothing.
    for (let place = 0; place < 2 * book.marketCount; place += 1) work(shard * part + place, place >> 1)
  }
}
