// Candidates for ADL, to be read: who stands on the wanted sides, and a double to order them by.

import type { Book } from '../book/book.ts'
import { BLOCK_TRADERS, ROW_EXEMPT, ROW_PROTECTED } from '../core/codes.ts'
import * as at from '../memory/fields.ts'
import { equityOf, writeLegs } from './reference-value.ts'

export function countSides(book: Book, fromBlock: number, toBlock: number): void {
  const { blockKind, blockStart, blockUsed, posMarket, posSize, rankCount } = book.columns
  for (let block = fromBlock; block < toBlock; block += 1) {
    if (blockKind[block] !== BLOCK_TRADERS) continue
    const end = blockStart[block]! + blockUsed[block]!
    for (let slot = blockStart[block]!; slot < end; slot += 1) {
      const place = wantedPlace(book, posMarket[slot]!, posSize[slot]!)
      if (place >= 0) rankCount[place] = rankCount[place]! + 1
    }
  }
}

/** Index of a side of a market in the columns of the ranking, or -1 when it is not wanted. */
function wantedPlace(book: Book, market: number, lots: bigint): number {
  const side = lots < 0n ? at.SIDE_SHORT : at.SIDE_LONG
  return ((book.columns.marketNeed[market]! >> side) & 1) === 0 ? -1 : 2 * market + side
}

export function selectRows(
  book: Book,
  fromBlock: number,
  toBlock: number,
  keyKind: number,
  onlyProfitable: boolean,
): void {
  const { blockKind, rowFlags } = book.columns
  for (let block = fromBlock; block < toBlock; block += 1) {
    if (blockKind[block] !== BLOCK_TRADERS) continue
    for (let row = block << at.BLOCK_SHIFT; row < (block + 1) << at.BLOCK_SHIFT; row += 1) {
      if ((rowFlags[row]! & ROW_EXEMPT) !== 0 || equityOf(book, row) < 0n) continue
      selectRow(book, row, keyKind, onlyProfitable)
    }
  }
}

function selectRow(book: Book, row: number, keyKind: number, onlyProfitable: boolean): void {
  const { legs, rowFlags, runStart, runCount, posMarket, posSize, posEntry } = book.columns
  const { rankCount, rankStart, rankKey, rankEntry } = book.columns
  const protection = (rowFlags[row]! & ROW_PROTECTED) === 0 ? 0 : at.GROUP_PROTECTED
  writeLegs(book, row)
  let leg = at.LEGS_FIRST
  const end = runStart[row]! + runCount[row]!
  for (let slot = runStart[row]!; slot < end; slot += 1, leg += at.LEG_WORDS) {
    const place = wantedPlace(book, posMarket[slot]!, posSize[slot]!)
    const profitable = legs[leg + at.LEG_PROFIT]! > 0n
    if (place < 0 || (onlyProfitable && !profitable)) continue
    const index = rankStart[place]! + rankCount[place]!
    const group = protection | (profitable ? 0 : at.GROUP_LOSING)
    const notional = Number(legs[leg + at.LEG_NOTIONAL]!)
    rankKey[index] = keyKind === at.KEY_BITMEX ? bitmexKey(legs, leg, posEntry[slot]!) : notional
    rankEntry[index] = (row | (group << at.RANK_GROUP_SHIFT)) >>> 0
    rankCount[place] = rankCount[place]! + 1
  }
}

// The same roundings in the same order as the compiled kernel's, so that the columns are the same bytes.
function bitmexKey(legs: BigInt64Array, leg: number, entryValue: bigint): number {
  if (entryValue === 0n) return -Infinity
  const profit = Number(legs[leg + at.LEG_PROFIT]!)
  const notional = Number(legs[leg + at.LEG_NOTIONAL]!)
  const worth = Number(legs[at.LEGS_EQUITY]!)
  if (worth <= 0) return profit > 0 ? Infinity : 0
  const maintenance = atomPpm(legs, leg + at.LEG_MAINTENANCE_HIGH)
  const share =
    maintenance > 0
      ? (worth * maintenance) / atomPpm(legs, at.LEGS_MAINTENANCE_HIGH)
      : (worth * notional) / Number(legs[at.LEGS_NOTIONAL]!)
  const percent = profit / Math.abs(Number(entryValue))
  return profit > 0 ? percent * (notional / share) : percent * (share / notional)
}

function atomPpm(legs: BigInt64Array, high: number): number {
  return Number(legs[high]!) * 4294967296 + Number(legs[high + 1]!)
}
