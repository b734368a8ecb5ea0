// What a row adds to the state hash. Two 64-bit lanes are summed over all rows and positions, so that a change costs
// the hash of what changed, the order of rows does not count, and no offset or free list ever enters.
//
//   element of a row:       ROW, id, owner, class | flags << 8, reserved      and   CASH, id, cash
//   element of a position:  POSITION, id | market << 32, size, entryValue
//
// The lanes are multiply-xorshift mixers with different constants: they find accidents, not forgers. Proofs use SHA-256
// over the same fields.

import * as at from '../memory/fields.ts'
import type { Book } from './book.ts'
import * as mix from './mix.ts'

const LANE_A = at.WIDE_ROWS_HASH >> 3
const LANE_B = LANE_A + 1
const RECOUNT = at.WIDE_RECOUNT_HASH >> 3

export type Lanes = readonly [a: bigint, b: bigint]

export function cashElement(id: number, cashAtoms: bigint): Lanes {
  return mix.element(mix.TAG_CASH, [BigInt(id), cashAtoms])
}

export function rowElement(id: number, owner: number, classAndFlags: number, reservedAtoms: bigint): Lanes {
  return mix.element(mix.TAG_ROW, [BigInt(id), BigInt(owner), BigInt(classAndFlags), reservedAtoms])
}

export function positionElement(id: number, market: number, sizeLots: bigint, entryValueAtoms: bigint): Lanes {
  return mix.element(mix.TAG_POSITION, [BigInt(id) | (BigInt(market) << 32n), sizeLots, entryValueAtoms])
}

export function addElement(book: Book, [a, b]: Lanes): void {
  const { wides } = book.columns
  wides[LANE_A] = wides[LANE_A]! + a
  wides[LANE_B] = wides[LANE_B]! + b
}

export function removeElement(book: Book, [a, b]: Lanes): void {
  const { wides } = book.columns
  wides[LANE_A] = wides[LANE_A]! - a
  wides[LANE_B] = wides[LANE_B]! - b
}

/** Counts all rows anew into WIDE_RECOUNT_HASH. `recountHash` adds a range of blocks to it, as a kernel does. */
export function recount(book: Book, recountHash: (fromBlock: number, toBlock: number) => void): void {
  book.columns.wides.fill(0n, RECOUNT, RECOUNT + 2)
  recountHash(0, book.columns.word(at.WORD_BLOCKS))
}

/** The row's own element as it stands in the columns. */
export function rowElementOf(book: Book, row: number): Lanes {
  const { rowId, rowOwner, rowClass, rowFlags, rowReserved } = book.columns
  return rowElement(rowId[row]!, rowOwner[row]!, rowClass[row]! | (rowFlags[row]! << 8), rowReserved[row]!)
}
