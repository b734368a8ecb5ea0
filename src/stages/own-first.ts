// Stage 2: opposite positions of the same owner are closed against a bankrupt account before anybody else's. Otherwise
// one owner with two accounts lets the fund pay for the loser and keeps the gain of the winner.
//
// Reads: owners of all rows. Writes: rows of owners with a bankrupt account. Bound: one pass over the owners.
// Allocation: lists of rows. Deterministic: by ids, then markets, then ids.

import { CLASS_TRADER } from '../core/codes.ts'
import { abs, min } from '../fixed/rounding.ts'
import * as at from '../memory/fields.ts'
import { bearable, closeAtBankruptcy } from './moves.ts'
import { placeOf } from './ranked-book.ts'
import { LOG_OWN_FIRST } from './round-log.ts'
import { bankruptRows, byId, freshMarkets, lotsOf, type Round } from './round-state.ts'

export function ownFirst(round: Round): void {
  const bankrupts = bankruptRows(round, false)
  if (bankrupts.length === 0) return
  const families = familiesOf(round, bankrupts)
  const sides = new Map<number, Map<number, Side>>()
  for (const row of bankrupts) {
    const owner = round.book.columns.rowOwner[row]!
    const family = families.get(owner)!
    if (family.length < 2) continue
    let own = sides.get(owner)
    if (own === undefined) {
      own = sidesOf(round, family)
      sides.set(owner, own)
    }
    closeAgainst(round, row, own)
  }
}

/** Rows of one owner on one side of a market, by id; those before `next` have nothing left there. */
interface Side {
  readonly rows: number[]
  next: number
}

/** Positions only shrink in this stage, so the sides are found once. */
function sidesOf(round: Round, family: readonly number[]): Map<number, Side> {
  const sides = new Map<number, Side>()
  for (const row of family) {
    for (const market of freshMarkets(round, row)) {
      const place = placeOf(market, lotsOf(round.book, row, market) < 0n)
      const side = sides.get(place)
      if (side === undefined) sides.set(place, { rows: [row], next: 0 })
      else side.rows.push(row)
    }
  }
  return sides
}

function closeAgainst(round: Round, row: number, sides: ReadonlyMap<number, Side>): void {
  const { book, kernel } = round
  for (const market of freshMarkets(round, row)) {
    let lots = lotsOf(book, row, market)
    const side = sides.get(placeOf(market, lots > 0n))
    if (side === undefined) continue
    for (let index = side.next; index < side.rows.length && lots !== 0n; index += 1) {
      const other = side.rows[index]!
      const opposite = lotsOf(book, other, market)
      if (opposite === 0n) {
        if (index === side.next) side.next += 1
        continue
      }
      const equity = kernel.equity(other)
      if (equity < 0n) continue
      const count = bearable(round, row, market, min(abs(lots), abs(opposite)), equity)
      if (count > 0n) closeAtBankruptcy(round, row, other, market, count, { type: LOG_OWN_FIRST })
      lots = lotsOf(book, row, market)
    }
  }
}

const SIEVE_BITS = 19

/** All trader rows of every owner that has a bankrupt account, by id. Most owners fall through the sieve at once. */
function familiesOf({ book }: Round, bankrupts: readonly number[]): Map<number, number[]> {
  const { rowOwner, rowClass } = book.columns
  const families = new Map<number, number[]>()
  const sieve = new Uint8Array(1 << SIEVE_BITS)
  for (const row of bankrupts) {
    families.set(rowOwner[row]!, [])
    sieve[sieveSlot(rowOwner[row]!)] = 1
  }
  const end = book.columns.word(at.WORD_BLOCKS) << at.BLOCK_SHIFT
  for (let row = 0; row < end; row += 1) {
    if (sieve[sieveSlot(rowOwner[row]!)] === 0 || rowClass[row] !== CLASS_TRADER) continue
    families.get(rowOwner[row]!)?.push(row)
  }
  for (const family of families.values()) if (family.length > 1) byId(book, family)
  return families
}

function sieveSlot(owner: number): number {
  return Math.imul(owner, 0x9e37_79b1) >>> (32 - SIEVE_BITS)
}
