// Stage 2: opposite positions of the same owner are closed against a bankrupt account before anybody else's. Otherwise
// one owner with two accounts lets the fund pay for the loser and keeps the gain of the winner.
//
// Reads: owners of all rows. Writes: rows of owners with a bankrupt account. Bound: one pass over the owners.
// Allocation: lists of rows. Deterministic: by ids, then markets, then ids.

import { CLASS_TRADER } from '../core/codes.ts'
import { abs, min } from '../fixed/rounding.ts'
import * as at from '../memory/fields.ts'
import { bearable, closeAtBankruptcy } from './moves.ts'
import { LOG_OWN_FIRST } from './round-log.ts'
import { bankruptRows, byId, freshMarkets, lotsOf, type Round } from './round-state.ts'

export function ownFirst(round: Round): void {
  const bankrupts = bankruptRows(round, false)
  if (bankrupts.length === 0) return
  const families = familiesOf(round, bankrupts)
  for (const row of bankrupts) {
    const family = families.get(round.book.columns.rowOwner[row]!)!
    if (family.length > 1) closeAgainst(round, row, family)
  }
}

function closeAgainst(round: Round, row: number, family: readonly number[]): void {
  const { book, kernel } = round
  for (const market of freshMarkets(round, row)) {
    for (const other of family) {
      const lots = lotsOf(book, row, market)
      const opposite = lotsOf(book, other, market)
      if (other === row || lots === 0n || opposite === 0n || lots > 0n === opposite > 0n) continue
      const equity = kernel.equity(other)
      if (equity < 0n || round.newcomers.has(other)) continue
      const count = bearable(round, row, market, min(abs(lots), abs(opposite)), equity)
      if (count > 0n) closeAtBankruptcy(round, row, other, market, count, { type: LOG_OWN_FIRST })
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
