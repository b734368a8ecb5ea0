// Where every position stands in the queue of its side, as the lights that a trader is shown: five at the head of the
// queue, one at its end, by cumulative contracts (BitMEX) and by number of positions (Binance).
//
//   lights = 6 − ⌈5 · part of the queue up to and with the position⌉
//
// Source: bitmex.com/app/autoDeleveragingExamples, whose table only comes out by contracts.
//
// Reads: rankings, sizes. Writes: columns of the result. Bound: one pass over the book, then sorting. Allocation:
// columns that have become too short; BigInt a side. Deterministic: as in `rank.ts`.

import type { Book } from '../book/book.ts'
import { findSlot } from '../book/runs.ts'
import { abs } from '../fixed/rounding.ts'
import * as at from '../memory/fields.ts'
import { type Ranking, Rankings } from './rank.ts'
import type { RankedBook } from './ranked-book.ts'
import { lotsOf } from './round-state.ts'

const LIGHTS = 5

/** The queue of a side with its lights, or of all sides one after the other. Valid until it is made once more. */
export class LightsResult {
  /** Commands that had been applied when it was made. */
  sequence = 0
  /** Positions: the first `count` entries of the columns. */
  count = 0
  accounts = new Uint32Array(0)
  markets = new Uint16Array(0)
  /** 1 for a short. */
  shorts = new Uint8Array(0)
  /** From 1 in the queue of its side. */
  ranks = new Uint32Array(0)
  /** 1 … 5. */
  byContracts = new Uint8Array(0)
  byCount = new Uint8Array(0)
  /** 1 for positions without profit, 2 more for protected accounts. */
  groups = new Uint8Array(0)
  /** By 2 · market + short: positions in the queue, and the lots of all of them: what lights are parts of. */
  candidates = new Uint32Array(0)
  sideLots: bigint[] = []
  /** Of rows, while it is made. */
  readonly facts = new RowFacts()

  /** Empties it, with room for so many positions and markets. */
  reset(sequence: number, positions: number, markets: number): void {
    this.sequence = sequence
    this.count = 0
    if (this.accounts.length < positions) {
      this.accounts = new Uint32Array(positions)
      this.markets = new Uint16Array(positions)
      this.shorts = new Uint8Array(positions)
      this.ranks = new Uint32Array(positions)
      this.byContracts = new Uint8Array(positions)
      this.byCount = new Uint8Array(positions)
      this.groups = new Uint8Array(positions)
    }
    this.candidates = new Uint32Array(2 * markets)
    this.sideLots = new Array<bigint>(2 * markets).fill(0n)
  }
}

/** The lights of the given places, one after the other, each in the order of its queue. */
export function lightPlaces(ranked: RankedBook, places: readonly number[], result: LightsResult): LightsResult {
  const { book } = ranked
  const rankings = new Rankings(ranked, places)
  let positions = 0
  for (const place of places) positions += rankings.of(place).count
  result.reset(book.sequence, positions, book.marketCount)
  for (const place of places) lightPlace(book, rankings.of(place), place, result)
  return result
}

function lightPlace(book: Book, ranking: Ranking, place: number, result: LightsResult): void {
  const { accounts, byCount, facts, groups, markets, ranks, shorts } = result
  const { count } = ranking
  const market = place >> 1
  const first = result.count
  // Looked up in the order of memory, before anybody is ranked: in the order of ranks each would be five cache misses.
  facts.look(book, ranking, market)
  const sizes = new SizesInOrder(count)
  for (let rank = 0; rank < count; rank += 1) {
    const entry = ranking.entry(rank)
    accounts[first + rank] = facts.read(entry & at.RANK_ROW_MASK, sizes, rank)
    groups[first + rank] = entry >>> at.RANK_GROUP_SHIFT
  }
  const total = sizes.sum(count)
  sizes.lightsTo(result.byContracts, first, fifthsOf(total))
  markets.fill(market, first, first + count)
  shorts.fill(place & 1, first, first + count)
  for (let rank = 0; rank < count; rank += 1) {
    ranks[first + rank] = rank + 1
    byCount[first + rank] = lightsAt(rank + 1, count)
  }
  result.count = first + count
  result.candidates[place] = count
  result.sideLots[place] = total
}

/** Lights of the `place`-th of `count`, counted from 1. */
export function lightsAt(place: number, count: number): number {
  return LIGHTS + 1 - Math.ceil((LIGHTS * place) / count)
}

/** Lights of a position that ends so many lots from the head of the queue. */
export function lightsOf(upToLots: bigint, sideLots: bigint): number {
  return LIGHTS + 1 - Number((BigInt(LIGHTS) * upToLots + sideLots - 1n) / sideLots)
}

interface Halves {
  readonly high: number
  readonly low: number
}

const HALF = 2 ** 32

/** What lots up to the end of each fifth are at most: ⌊k · total / 5⌋. */
function fifthsOf(total: bigint): Halves[] {
  return Array.from({ length: LIGHTS }, (_, index) => {
    const most = (BigInt(index + 1) * total) / BigInt(LIGHTS)
    return { high: Number(most >> 32n), low: Number(most & 0xffff_ffffn) }
  })
}

/** Account and |lots| of rows in one market, by row: 16 bytes, so that a row is one cache line. */
class RowFacts {
  #words = new Uint32Array(0)

  /** Looks the positions of a queue up, in the order of memory. */
  look(book: Book, ranking: Ranking, market: number): void {
    const { posSize, rowId } = book.columns
    if (this.#words.length < 4 * rowId.length) this.#words = new Uint32Array(4 * rowId.length)
    const words = this.#words
    // Sizes by halves, the lower first.
    const halves = new Int32Array(posSize.buffer, posSize.byteOffset, 2 * posSize.length)
    for (let index = 0; index < ranking.count; index += 1) {
      const row = ranking.unranked(index) & at.RANK_ROW_MASK
      const slot = findSlot(book, row, market)
      const high = halves[2 * slot + 1]!
      const low = halves[2 * slot]! >>> 0
      const place = 4 * row
      // A short is below zero: its magnitude is 2^64 less it.
      words[place] = rowId[row]!
      words[place + 1] = high >= 0 ? high : low === 0 ? -high : -high - 1
      words[place + 2] = high < 0 && low !== 0 ? HALF - low : low
    }
  }

  /** Puts the size of a row at a place of `sizes`; returns the account. */
  read(row: number, sizes: SizesInOrder, index: number): number {
    const words = this.#words
    sizes.high[index] = words[4 * row + 1]!
    sizes.low[index] = words[4 * row + 2]!
    return words[4 * row]!
  }
}

/** |lots| of a queue in halves that doubles hold exactly: a BigInt a position would cost more than all the rest. */
class SizesInOrder {
  readonly high: Float64Array
  readonly low: Float64Array

  constructor(count: number) {
    this.high = new Float64Array(count)
    this.low = new Float64Array(count)
  }

  /** Of the first `count`. */
  sum(count: number): bigint {
    let [high, low] = [0, 0]
    for (let rank = 0; rank < count; rank += 1) {
      high += this.high[rank]!
      low += this.low[rank]!
      if (low >= HALF) {
        low -= HALF
        high += 1
      }
    }
    return (BigInt(high) << 32n) + BigInt(low)
  }

  /** Writes the lights of all ranks from index `first` on. */
  lightsTo(lights: Uint8Array, first: number, ends: readonly Halves[]): void {
    let [high, low, light] = [0, 0, LIGHTS]
    for (let rank = 0; rank < this.high.length; rank += 1) {
      high += this.high[rank]!
      low += this.low[rank]!
      if (low >= HALF) {
        low -= HALF
        high += 1
      }
      for (let end = ends[LIGHTS - light]!; isBeyond(high, low, end); end = ends[LIGHTS - light]!) light -= 1
      lights[first + rank] = light
    }
  }
}

function isBeyond(high: number, low: number, end: Halves): boolean {
  return high !== end.high ? high > end.high : low > end.low
}

/** What stands before a position: how many positions and lots; and its group. null: it is in no queue. */
export function standingOf(ranked: RankedBook, place: number, row: number) {
  const { book } = ranked
  const ranking = new Rankings(ranked, [place]).of(place)
  const market = place >> 1
  const { count } = ranking
  let before = 0
  let [lotsBefore, sideLots] = [0n, 0n]
  const group = ranking.eachBefore(row, (other) => {
    before += 1
    lotsBefore += abs(lotsOf(book, other, market))
  })
  if (group < 0) return null
  for (let index = 0; index < count; index += 1) {
    sideLots += abs(lotsOf(book, ranking.unranked(index) & at.RANK_ROW_MASK, market))
  }
  return { rank: before + 1, group, candidates: count, lotsBefore, sideLots }
}
