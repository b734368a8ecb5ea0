// One number for everything that counts: venue, markets, rows, positions, the last time and the last id. Offsets,
// capacities, free lists and derived columns do not count, so equal books have equal hashes whatever their history and
// memory.

import * as at from '../memory/fields.ts'
import type { Book } from './book.ts'
import { readTiers, symbolOf } from './markets.ts'
import * as mix from './mix.ts'
import type { Lanes } from './row-hash.ts'

const MASK = (1n << 64n) - 1n

/** 32 hexadecimal digits. Costs one pass over the markets; rows are kept up to date by the commands. */
export function stateHash(book: Book): string {
  const { wides } = book.columns
  let a = wides[at.WIDE_ROWS_HASH >> 3]!
  let b = wides[(at.WIDE_ROWS_HASH >> 3) + 1]!
  const add = (lanes: Lanes) => {
    a += lanes[0]
    b += lanes[1]
  }
  const { coefficient, decimals } = book.atom
  // What ids may still be used depends on the last one, so it counts.
  const lastId = BigInt(book.columns.word(at.WORD_LAST_ID))
  add(mix.element(mix.TAG_VENUE, [coefficient, BigInt(decimals), BigInt(book.lastTimeMs), lastId]))
  for (let market = 0; market < book.marketCount; market += 1) {
    add(mix.element(mix.TAG_MARKET, marketWords(book, market)))
  }
  for (const lanes of book.funds.elements(book.lastTimeMs)) add(lanes)
  return hex(a) + hex(b)
}

function hex(lane: bigint): string {
  return (lane & MASK).toString(16).padStart(16, '0')
}

function marketWords(book: Book, market: number): bigint[] {
  const { columns } = book
  const id = (row: number) => (row === at.NO_ROW ? 0n : BigInt(columns.rowId[row]!))
  return [
    BigInt(market),
    ...mix.textWords(symbolOf(book, market)),
    BigInt(columns.marketKind[market]!),
    BigInt(columns.marketStatus[market]!),
    columns.marketUnit[market]!,
    ...columns.marketLot.subarray(2 * market, 2 * market + 2),
    ...columns.marketTick.subarray(2 * market, 2 * market + 2),
    ...columns.marketContract.subarray(2 * market, 2 * market + 2),
    columns.marketListing[market]!,
    columns.marketMin[market]!,
    columns.marketMax[market]!,
    columns.marketMark[market]!,
    BigInt(columns.marketMarkTime[market]!),
    columns.marketFunding[market]!,
    columns.marketMaxFunding[market]!,
    columns.marketCarry[market]!,
    columns.marketMaxLots[market]!,
    columns.marketTakeover[market]!,
    BigInt(columns.marketInitialPpm[market]!),
    BigInt(columns.marketBandPpm[market]!),
    BigInt(columns.marketMaxAge[market]!),
    id(columns.marketExternalRow[market]!),
    id(columns.marketFeeRow[market]!),
    id(columns.marketPoolRow[market]!),
    ...readTiers(book, market).flatMap((tier) => [tier.floorAtoms, BigInt(tier.ratePpm)]),
  ]
}
