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
import * as at from '../memory/fields.ts'
import { Rankings } from './rank.ts'
import type { RankedBook } from './ranked-book.ts'
import type { Ranking } from './ranking.ts'

const LIGHTS = 5

/**
 * The queue of a side with its lights, or of all sides one after the other. Valid until it is made once more. A
 * position that stands twice (`hedge.mode` 'quantity') is listed by its first place, that of its unhedged lots; its
 * second one counts in the ranks, candidates and lots of the others.
 */
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
  const { byCount, markets, ranks, shorts } = result
  const { count } = ranking
  const market = place >> 1
  const first = result.count
  ranking.settle()
  const sizes = new SizesInOrder(count)
  queueLook.look(book, ranking, market, result, sizes)
  if (ranking.isSplit) sizes.readPlaces(ranking)
  const total = sizes.sum(count)
  sizes.lightsTo(result.byContracts, first, fifthsOf(total))
  markets.fill(market, first, first + count)
  shorts.fill(place & 1, first, first + count)
  for (let rank = 0; rank < count; rank += 1) {
    ranks[first + rank] = rank + 1
    byCount[first + rank] = lightsAt(rank + 1, count)
  }
  result.count = ranking.isSplit ? withoutSeconds(ranking, result, first) : first + count
  result.candidates[place] = count
  result.sideLots[place] = total
}

/** Moves the first places of everybody together; returns where they end. */
function withoutSeconds(ranking: Ranking, result: LightsResult, first: number): number {
  const seen = new Set<number>()
  let kept = first
  for (let rank = 0; rank < ranking.count; rank += 1) {
    const row = ranking.row(rank)
    if (seen.has(row)) continue
    seen.add(row)
    result.accounts[kept] = result.accounts[first + rank]!
    result.ranks[kept] = rank + 1
    result.byContracts[kept] = result.byContracts[first + rank]!
    result.byCount[kept] = result.byCount[first + rank]!
    result.groups[kept] = result.groups[first + rank]!
    kept += 1
  }
  return kept
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

/** Positions that are looked up at once. */
const BATCH = 64

/**
 * Looks accounts and sizes of a queue up. Each look misses the caches, so a batch takes one step after the other, and
 * no step waits for the one before it, nor has a branch that hangs on what has not come yet: so the misses overlap.
 */
class QueueLook {
  readonly #rows = new Uint32Array(BATCH)
  readonly #slots = new Uint32Array(BATCH)
  readonly #legs = new Uint16Array(BATCH)

  /** Writes the accounts of a whole queue from index `first` on, and its sizes. */
  look(book: Book, ranking: Ranking, market: number, result: LightsResult, sizes: SizesInOrder): void {
    const first = result.count
    for (let rank = 0; rank < ranking.count; rank += BATCH) {
      const count = Math.min(BATCH, ranking.count - rank)
      this.#findRows(ranking, rank, count, result)
      this.#findSlots(book, market, count)
      const { rowId } = book.columns
      for (let index = 0; index < count; index += 1) result.accounts[first + rank + index] = rowId[this.#rows[index]!]!
      sizes.read(book, this.#slots, rank, count)
    }
  }

  #findRows(ranking: Ranking, rank: number, count: number, { count: first, groups }: LightsResult): void {
    const rows = this.#rows
    for (let index = 0; index < count; index += 1) {
      const entry = ranking.entry(rank + index)
      rows[index] = entry & at.RANK_ROW_MASK
      groups[first + rank + index] = entry >>> at.RANK_GROUP_SHIFT
    }
  }

  // A run is short, and how long it is would be one more miss.
  #findSlots(book: Book, market: number, count: number): void {
    const { posMarket, runStart } = book.columns
    const rows = this.#rows
    const slots = this.#slots
    const legs = this.#legs
    for (let index = 0; index < count; index += 1) slots[index] = runStart[rows[index]!]!
    for (let index = 0; index < count; index += 1) legs[index] = posMarket[slots[index]!]!
    for (let index = 0; index < count; index += 1) {
      let slot = slots[index]!
      if (legs[index] === market) continue
      do slot += 1
      while (posMarket[slot] !== market)
      slots[index] = slot
    }
  }
}

const queueLook = new QueueLook()

/** |lots| of a queue in halves that doubles hold exactly: a BigInt a position would cost more than all the rest. */
class SizesInOrder {
  readonly high: Float64Array
  readonly low: Float64Array

  constructor(count: number) {
    this.high = new Float64Array(count)
    this.low = new Float64Array(count)
  }

  /** Reads the sizes in `count` slots, from a rank on. */
  read(book: Book, slots: Uint32Array, rank: number, count: number): void {
    const { posSize } = book.columns
    // The lower half first.
    const halves = new Int32Array(posSize.buffer, posSize.byteOffset, 2 * posSize.length)
    for (let index = 0; index < count; index += 1) {
      const high = halves[2 * slots[index]! + 1]!
      const low = halves[2 * slots[index]!]! >>> 0
      // A short is below zero: its magnitude is 2^64 less it.
      this.high[rank + index] = high >= 0 ? high : low === 0 ? -high : -high - 1
      this.low[rank + index] = high < 0 && low !== 0 ? HALF - low : low
    }
  }

  /** What stands at each place, where positions may stand at two. */
  readPlaces(ranking: Ranking): void {
    for (let rank = 0; rank < ranking.count; rank += 1) {
      const lots = ranking.openLots(rank)
      this.high[rank] = Number(lots >> 32n)
      this.low[rank] = Number(lots & 0xffff_ffffn)
    }
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

/** What stands before a position, at its first place: how many positions and lots; and its group. null: in no queue. */
export function standingOf(ranked: RankedBook, place: number, row: number) {
  const ranking = new Rankings(ranked, [place]).of(place)
  const { count } = ranking
  let before = 0
  let [lotsBefore, sideLots] = [0n, 0n]
  const entry = ranking.eachBefore(row, (other) => {
    before += 1
    lotsBefore += ranking.lotsAt(other)
  })
  if (entry < 0) return null
  for (let index = 0; index < count; index += 1) sideLots += ranking.lotsAt(ranking.unranked(index))
  const lots = ranking.lotsAt(entry)
  return { rank: before + 1, group: entry >>> at.RANK_GROUP_SHIFT, candidates: count, lots, lotsBefore, sideLots }
}
