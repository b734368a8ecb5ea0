// Hedges that are closed on both sides: when ADL takes k lots of a position that stands in the tier of hedged accounts,
// so much of the account's opposite legs in the same underlying is closed with it that its open part does not grow.
//
//   |L' − S'| / max(L', S')  ≤  |L − S| / max(L, S)        L, S: notional of its longs and shorts at the mark
//
// The fewest lots that do it are taken from the opposite legs, one after the other by market; a lot of a leg that would
// be too much is left to the next legs, and both sides gone is no worse. They are closed at the mark, by which nobody
// gains or loses, against the tier of those who are not hedged, in the order of the ranking that stands opposite. A leg
// without a fresh mark stays.
//
// Where no whole number of lots does it, or too few takers are there, fewer than k are closed: as many as it works for.
// No venue has this rule: where a hedged account is deleveraged today, one leg is closed and the other one left open.
//
// Reads: rankings, rows. Writes: the hedged row and its takers, the log. Bound: the legs of the underlying, and the
// takers of what is closed; MOST_TRIES for the search. Allocation: BigInt, one object a leg. Deterministic: markets,
// then ranks.

import { absoluteUnit } from '../book/markets.ts'
import { abs, divCeil, gcd, max, min } from '../fixed/rounding.ts'
import { isProtected } from './edit-selection.ts'
import { deltasOf, underlyingsOf } from './hedge-tiers.ts'
import { closeAtMark } from './moves.ts'
import type { Rankings } from './rank.ts'
import { placeOf } from './ranked-book.ts'
import type { Ranking } from './ranking.ts'
import { LOG_HEDGE_CLOSE } from './round-log.ts'
import { freshMarkets, lotsOf, type Round } from './round-state.ts'

/** One opposite leg, and what of it goes. */
interface CompanionLeg {
  readonly market: number
  /** Of a lot, at the mark. */
  readonly unitAtoms: bigint
  readonly takers: Ranking
  /** It holds so many, or has takers for so many. */
  mostLots: bigint
  lots: bigint
}

/** What goes with lots of a hedged position. */
export interface Companions {
  /** Of the position itself. */
  readonly lots: bigint
  readonly legs: readonly CompanionLeg[]
}

/** So many numbers of lots are tried out before a smaller one is taken that is sure to have whole companions. */
const MOST_TRIES = 64

export class Together {
  readonly #round: Round
  /** By market: the number of its underlying. */
  readonly #underlyings: Int32Array

  constructor(round: Round) {
    this.#round = round
    this.#underlyings = underlyingsOf(round.book)
  }

  /** The places whose rankings are asked for when these are deleveraged: both sides of all markets of an underlying. */
  places(given: Iterable<number>): Set<number> {
    const underlyings = this.#underlyings
    const places = new Set(given)
    const wanted = new Set<number>()
    for (const place of places) wanted.add(underlyings[place >> 1]!)
    for (let market = 0; market < underlyings.length; market += 1) {
      if (!wanted.has(underlyings[market]!) || this.#round.fresh[market] === 0) continue
      places.add(placeOf(market, false)).add(placeOf(market, true))
    }
    return places
  }

  /** How many of a row's lots can be closed together with opposite ones: up to `most`, 0 when none can. */
  look(rankings: Rankings, row: number, market: number, most: bigint): Companions {
    const { book } = this.#round
    const isShort = lotsOf(book, row, market) < 0n
    const { longAtoms, shortAtoms } = deltasOf(book, this.#underlyings, row, market)
    const [ownAtoms, otherAtoms] = isShort ? [shortAtoms, longAtoms] : [longAtoms, shortAtoms]
    const legs = this.#legs(rankings, row, market, isShort)
    return { lots: mostTogether(legs, ownAtoms, otherAtoms, absoluteUnit(book, market), most), legs }
  }

  #legs(rankings: Rankings, row: number, market: number, isShort: boolean): CompanionLeg[] {
    const legs: CompanionLeg[] = []
    const { book } = this.#round
    for (const other of freshMarkets(this.#round, row)) {
      if (this.#underlyings[other] !== this.#underlyings[market]) continue
      const held = lotsOf(book, row, other)
      if (held < 0n === isShort) continue
      // A leg that is long is taken by shorts.
      const takers = rankings.of(placeOf(other, held > 0n))
      legs.push({ market: other, unitAtoms: absoluteUnit(book, other), takers, mostLots: abs(held), lots: 0n })
    }
    return legs
  }

  close(rankings: Rankings, row: number, { legs }: Companions): void {
    const round = this.#round
    for (const { market, takers, lots } of legs) {
      let left = lots
      for (let rank = takers.closed.openFrom(0); left > 0n; rank = takers.closed.openFrom(rank + 1)) {
        const count = min(left, takers.openLots(rank))
        if (count === 0n) continue
        const to = takers.row(rank)
        rankings.remember(to, market)
        closeAtMark(round, row, to, market, count, { type: LOG_HEDGE_CLOSE })
        left -= count
      }
      if (lots === 0n) continue
      // What allocations have kept of both sides of this market holds no more.
      rankings.of(placeOf(market, false)).hands = null
      rankings.of(placeOf(market, true)).hands = null
    }
  }
}

/** The largest number of lots, up to `most`, that legs can go with; sets how much of each does. */
function mostTogether(
  legs: readonly CompanionLeg[],
  ownAtoms: bigint,
  otherAtoms: bigint,
  unitAtoms: bigint,
  most: bigint,
): bigint {
  const [under, over] = ownAtoms < otherAtoms ? [ownAtoms, otherAtoms] : [otherAtoms, ownAtoms]
  // The hedge is gone since it was ranked: there is nothing to keep.
  if (under === 0n) return most
  let lots = most
  for (let tries = 1; lots > 0n && tries <= 2 * MOST_TRIES; tries += 1) {
    const restAtoms = ownAtoms - lots * unitAtoms
    const leastAtoms = max(0n, divCeil(otherAtoms * under - restAtoms * over, under))
    const takenAtoms = fill(legs, leastAtoms, otherAtoms - divCeil(restAtoms * under, over))
    // Others of its legs may have some for as many lots. Asked first: with fewer of a leg other numbers of lots match.
    if (!haveTakers(legs)) continue
    if (takenAtoms >= leastAtoms) return lots
    // Whatever needs more than that takes the same lots of the legs, and fails like this.
    lots = min(lots - 1n, (ownAtoms * over - (otherAtoms - takenAtoms) * under) / (unitAtoms * over))
    if (under === over) lots -= lots % stepOf(legs, unitAtoms)
    if (tries >= MOST_TRIES) lots = min(lots, sureLots(legs, ownAtoms, unitAtoms, under, over))
  }
  return 0n
}

/**
 * Takes lots from one leg after the other until they are worth `leastAtoms`. A lot that would make it more than
 * `mostAtoms` is left to the next legs, whose lots may be smaller.
 */
function fill(legs: readonly CompanionLeg[], leastAtoms: bigint, mostAtoms: bigint): bigint {
  let takenAtoms = 0n
  for (const leg of legs) {
    const { unitAtoms } = leg
    leg.lots = min(leg.mostLots, divCeil(max(0n, leastAtoms - takenAtoms), unitAtoms))
    if (takenAtoms + leg.lots * unitAtoms > mostAtoms) leg.lots -= 1n
    takenAtoms += leg.lots * unitAtoms
  }
  return takenAtoms
}

/** Without any open part both sides go by the same: by multiples of this, or not at all. */
function stepOf(legs: readonly CompanionLeg[], unitAtoms: bigint): bigint {
  let common = 0n
  for (const leg of legs) if (leg.mostLots > 0n) common = gcd(common, leg.unitAtoms)
  return common === 0n ? 1n : common / gcd(common, unitAtoms)
}

/** Whether there are takers for all legs; else the legs are told what there are. */
function haveTakers(legs: readonly CompanionLeg[]): boolean {
  let all = true
  for (const leg of legs) {
    const found = openLots(leg.takers, leg.lots)
    if (found === leg.lots) continue
    leg.mostLots = found
    all = false
  }
  return all
}

/** Lots of those who are not hedged, as far as so many are looked for. */
function openLots(takers: Ranking, wanted: bigint): bigint {
  let found = 0n
  const { closed } = takers
  for (let rank = closed.openFrom(0); found < wanted && rank < takers.count; rank = closed.openFrom(rank + 1)) {
    if (isProtected(takers.entry(rank))) break
    const open = takers.openLots(rank)
    if (open === 0n) closed.close(rank)
    found += open
  }
  return min(found, wanted)
}

/** So many leave enough of both sides for a whole lot of any leg to lie between too few and too many. */
function sureLots(
  legs: readonly CompanionLeg[],
  ownAtoms: bigint,
  unitAtoms: bigint,
  under: bigint,
  over: bigint,
): bigint {
  if (under === over) return 0n
  let largest = 0n
  for (const leg of legs) largest = max(largest, leg.unitAtoms)
  return (ownAtoms - divCeil(largest * under * over, over * over - under * under)) / unitAtoms
}
