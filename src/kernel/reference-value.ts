// One account, to be read: what it is worth, what it must keep, leg by leg, in the form of the column
// `legs`.

import type { Book } from '../book/book.ts'
import { effectiveUnit, marketMaintenanceAtomPpm, unitAtMark } from '../book/markets.ts'
import { abs } from '../fixed/rounding.ts'
import * as at from '../memory/fields.ts'

export function equityOf(book: Book, row: number): bigint {
  const { rowCash, runStart, runCount, posMarket, posSize } = book.columns
  let equity = rowCash[row]!
  const end = runStart[row]! + runCount[row]!
  for (let slot = runStart[row]!; slot < end; slot += 1) {
    equity += posSize[slot]! * effectiveUnit(book, posMarket[slot]!)
  }
  return equity
}

export function writeLegs(book: Book, row: number, legs: BigInt64Array = book.columns.legs): void {
  const { runStart, runCount, posMarket, posSize, posEntry } = book.columns
  let maintenance = 0n
  let notional = 0n
  let leg = at.LEGS_FIRST
  const end = runStart[row]! + runCount[row]!
  for (let slot = runStart[row]!; slot < end; slot += 1) {
    const value = posSize[slot]! * unitAtMark(book, posMarket[slot]!)
    const legMaintenance = marketMaintenanceAtomPpm(book, posMarket[slot]!, abs(value))
    legs[leg + at.LEG_LOTS] = posSize[slot]!
    legs[leg + at.LEG_NOTIONAL] = abs(value)
    legs[leg + at.LEG_MAINTENANCE_HIGH] = legMaintenance >> 32n
    legs[leg + at.LEG_MAINTENANCE_LOW] = legMaintenance & 0xffff_ffffn
    legs[leg + at.LEG_PROFIT] = value - posEntry[slot]!
    maintenance += legMaintenance
    notional += abs(value)
    leg += at.LEG_WORDS
  }
  legs[at.LEGS_EQUITY] = equityOf(book, row)
  legs[at.LEGS_MAINTENANCE_HIGH] = maintenance >> 32n
  legs[at.LEGS_MAINTENANCE_LOW] = maintenance & 0xffff_ffffn
  legs[at.LEGS_NOTIONAL] = notional
}
