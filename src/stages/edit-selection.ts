// What a selection is made into before it is ranked: without some rows, in one group, or in tiers by what accounts
// hold.
//
// Reads: rows. Writes: the columns of the ranking. Bound: the candidates. Allocation: as in `hedge-tiers.ts`; columns
// of their own for a side on which positions stand in both tiers. Deterministic.

import type { Book } from '../book/book.ts'
import { abs, min } from '../fixed/rounding.ts'
import * as at from '../memory/fields.ts'
import { rankPartOf } from '../memory/layout.ts'
import type { RankColumns } from '../memory/rank-heap.ts'
import type { SelectedShards } from './executor.ts'
import { type HedgeTerms, HedgeTiers } from './hedge-tiers.ts'
import { placeOf } from './ranked-book.ts'
import { lotsOf } from './round-state.ts'

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

/** By row: lots in the tier before, of positions that stand in both. */
export type Split = Map<number, bigint>

/**
 * Positions that hedge each other go behind the others, and nothing else does.
 *
 * @returns by place: positions of which only a part does; they are left in the tier before, see `standTwice`
 */
export function placeInTiers(book: Book, selected: SelectedShards, terms: HedgeTerms): Map<number, Split> {
  const tiers = new HedgeTiers(book, terms)
  const splits = new Map<number, Split>()
  eachEntry(book, selected, (entry, market) => {
    const row = entry & at.RANK_ROW_MASK
    const lots = tiers.normalLots(row, market)
    const normal = without(entry, at.GROUP_PROTECTED)
    if (lots === null) return normal
    if (lots === 0n) return behind(normal)
    const held = lotsOf(book, row, market)
    if (lots < abs(held)) {
      const place = placeOf(market, held < 0n)
      const split = splits.get(place)
      if (split === undefined) splits.set(place, new Map([[row, lots]]))
      else split.set(row, lots)
    }
    return normal
  })
  return splits
}

/** Of so many lots that a row holds now: those that stand at an entry of it. */
export function lotsAt(split: Split | null, entry: number, held: bigint): bigint {
  const normal = split?.get(entry & at.RANK_ROW_MASK)
  if (normal === undefined) return held
  return isProtected(entry) ? held - min(normal, held) : min(normal, held)
}

/** To be told when lots have been given at an entry. */
export function noteGiven(split: Split | null, entry: number, lots: bigint): void {
  const row = entry & at.RANK_ROW_MASK
  const normal = split?.get(row)
  if (normal !== undefined && !isProtected(entry)) split!.set(row, normal - lots)
}

/** Where the candidates of one shard stand. */
export interface Part {
  readonly start: number
  readonly count: number
}

/** The candidates of a side as one part of columns of their own, where those of a split stand once more, behind. */
export function standTwice(
  { rankKey, rankEntry }: RankColumns,
  parts: readonly Part[],
  split: Split,
): { readonly columns: Pick<RankColumns, 'rankKey' | 'rankEntry'>; readonly part: Part } {
  let count = split.size
  for (const part of parts) count += part.count
  const columns = { rankKey: new Float64Array(count), rankEntry: new Uint32Array(count) }
  let next = 0
  const add = (key: number, entry: number) => {
    columns.rankKey[next] = key
    columns.rankEntry[next] = entry
    next += 1
  }
  for (const part of parts) {
    for (let index = part.start; index < part.start + part.count; index += 1) {
      const entry = rankEntry[index]!
      add(rankKey[index]!, entry)
      if (split.has(entry & at.RANK_ROW_MASK)) add(rankKey[index]!, behind(entry))
    }
  }
  return { columns, part: { start: 0, count } }
}

/** Whether an entry stands in the tier of hedged accounts and market makers. */
export function isProtected(entry: number): boolean {
  return ((entry >>> at.RANK_GROUP_SHIFT) & at.GROUP_PROTECTED) !== 0
}

function behind(entry: number): number {
  return (entry | (at.GROUP_PROTECTED << at.RANK_GROUP_SHIFT)) >>> 0
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
