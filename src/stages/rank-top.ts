// The head of an ADL queue, as ids in columns that the caller owns and uses again: who is next, without an object.
//
// Reads: the whole book. Writes: the columns of the ranking, the result. Bound: one pass, a heap, `top` candidates.
// Allocation: none with the compiled kernel and a policy that it knows. Deterministic: as in `rank.ts`.

import { assert } from '../core/assert.ts'
import { MAX_LANES, MAX_POSITIONS } from '../core/limits.ts'
import { shown } from '../core/shown.ts'
import * as at from '../memory/fields.ts'
import { rankPartOf } from '../memory/layout.ts'
import { isNearTie } from '../memory/rank-heap.ts'
import type { SelectedShards } from './executor.ts'
import { Rankings } from './rank.ts'
import { isKernels, keyKindOf } from './rank-keys.ts'
import type { RankedBook } from './ranked-book.ts'
import { eligibleOf } from './rule-terms.ts'

/** The head of a queue. One object is used again and again: it is valid until it is handed over once more. */
export class RankResult {
  /** Commands that had been applied when the queue was made. */
  sequence = 0
  /** Candidates in the whole queue; a position that stands twice (`hedge.mode` 'quantity') is two of them. */
  candidates = 0
  /** Of them here: the first `count` entries of the columns. */
  count = 0
  /** Best first: who would be closed first. */
  readonly accounts: Uint32Array
  /** 1 for positions without profit, which come after all others; 2 more for protected accounts, after all those. */
  readonly groups: Uint8Array

  constructor(top: number) {
    assert(Number.isInteger(top) && top > 0 && top <= MAX_POSITIONS, `the head of a queue has ${shown(top)} places`)
    this.accounts = new Uint32Array(top)
    this.groups = new Uint8Array(top)
  }
}

/** By shard: candidates that have been merged, and where the next one stands. */
const taken = new Uint32Array(MAX_LANES)

/** @param place index of a side of a market (`placeOf`) */
export function rankTop(ranked: RankedBook, place: number, result: RankResult): RankResult {
  const { book, executor, kernel, settings } = ranked
  result.sequence = book.sequence
  const eligible = eligibleOf(settings)
  const isEdited = eligible === 'regardless' || (settings.hedge ?? null) !== null
  const isFast = kernel.name === 'fast' && isKernels(settings.policy) && !isEdited
  if (!isFast) return rankSlowly(ranked, place, result)
  const keyKind = keyKindOf(settings.policy)
  const { marketNeed } = book.columns
  marketNeed.fill(0, 0, book.marketCount)
  marketNeed[place >> 1] = 1 << (place & 1)
  const selected = executor.select(keyKind, eligible === 'profitable', result.accounts.length)
  if (selected.columns !== book.columns) return rankSlowly(ranked, place, result)
  return merge(ranked, selected, place, keyKind, result)
}

function merge(
  { book, kernel }: RankedBook,
  { shards, page }: SelectedShards,
  place: number,
  keyKind: number,
  result: RankResult,
): RankResult {
  const { rankStart, rankCount, rankKey, rankEntry, rowId } = book.columns
  const { accounts, groups } = result
  const part = rankPartOf(book.columns.word(at.WORD_CAP_MARKETS))
  const market = place >> 1
  let candidates = 0
  for (let shard = 0; shard < shards; shard += 1) {
    const start = rankStart[shard * part + place]!
    const count = rankCount[shard * part + place]!
    if (page === 0) kernel.takeTop(start, count, accounts.length, market, keyKind)
    candidates += count
    taken[shard] = 0
  }
  result.candidates = candidates
  result.count = Math.min(accounts.length, candidates)
  for (let rank = 0; rank < result.count; rank += 1) {
    let best = -1
    let bestShard = 0
    for (let shard = 0; shard < shards; shard += 1) {
      const count = rankCount[shard * part + place]!
      if (taken[shard] === count) continue
      // The best stand behind the others, the first one last.
      const index = rankStart[shard * part + place]! + count - 1 - taken[shard]!
      if (best >= 0 && !precedes(index, best)) continue
      best = index
      bestShard = shard
    }
    taken[bestShard] = taken[bestShard]! + 1
    accounts[rank] = rowId[rankEntry[best]! & at.RANK_ROW_MASK]!
    groups[rank] = rankEntry[best]! >>> at.RANK_GROUP_SHIFT
  }
  return result

  function precedes(a: number, b: number): boolean {
    const groupA = rankEntry[a]! >>> at.RANK_GROUP_SHIFT
    const groupB = rankEntry[b]! >>> at.RANK_GROUP_SHIFT
    if (groupA !== groupB) return groupA < groupB
    if (!isNearTie(rankKey[a]!, rankKey[b]!)) return rankKey[a]! > rankKey[b]!
    return kernel.tellNearTie(rankEntry[a]!, rankEntry[b]!, market, keyKind)
  }
}

function rankSlowly(ranked: RankedBook, place: number, result: RankResult): RankResult {
  const { rowId } = ranked.book.columns
  const ranking = new Rankings(ranked, [place]).of(place)
  result.candidates = ranking.count
  result.count = Math.min(result.accounts.length, ranking.count)
  for (let rank = 0; rank < result.count; rank += 1) {
    result.accounts[rank] = rowId[ranking.row(rank)]!
    result.groups[rank] = ranking.group(rank)
  }
  return result
}
