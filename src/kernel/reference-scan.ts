// The margin check, to be read: for every trader, equity against maintenance, exactly.
//
//   E  = cash + Σ q · (u − F)         MM = Σ MM(|q · u|)
//   bankrupt: E < 0     at risk: 0 ≤ E < MM     healthy: E ≥ MM

import type { Book } from '../book/book.ts'
import { stateOf } from '../book/equity.ts'
import { effectiveUnit, marketMaintenanceAtomPpm, unitAtMark } from '../book/markets.ts'
import { BLOCK_TRADERS, STATE_BANKRUPT, STATE_HEALTHY } from '../core/codes.ts'
import { abs } from '../fixed/rounding.ts'
import * as at from '../memory/fields.ts'

export function scanBlocks(book: Book, fromBlock: number, toBlock: number, out: number): number {
  const { blockKind, rowCash, runStart, runCount, posMarket, posSize, flagged } = book.columns
  // Marks do not move during a scan: every unit value is computed once a market, not once a position.
  const units = Array.from({ length: book.marketCount }, (_, market) => unitAtMark(book, market))
  const effectiveUnits = units.map((_, market) => effectiveUnit(book, market))
  let next = out
  for (let block = fromBlock; block < toBlock; block += 1) {
    if (blockKind[block] !== BLOCK_TRADERS) continue
    const endRow = (block + 1) << at.BLOCK_SHIFT
    for (let row = block << at.BLOCK_SHIFT; row < endRow; row += 1) {
      let equity = rowCash[row]!
      let maintenance = 0n
      const end = runStart[row]! + runCount[row]!
      for (let slot = runStart[row]!; slot < end; slot += 1) {
        const market = posMarket[slot]!
        const lots = posSize[slot]!
        equity += lots * effectiveUnits[market]!
        maintenance += marketMaintenanceAtomPpm(book, market, abs(lots * units[market]!))
      }
      const state = stateOf(equity, maintenance)
      if (state === STATE_HEALTHY) continue
      flagged[next] = state === STATE_BANKRUPT ? row | at.FLAGGED_BANKRUPT : row
      next += 1
    }
  }
  return next - out
}
