// The accounts nearest to their liquidation, or farthest beyond it: by equity / maintenance, exactly.
//
// One pass over the traders in plain BigInt. Of every account only two numbers are made; those that may be among the
// worst are kept in a short sorted list.

import { absoluteUnit, effectiveUnit, marketMaintenanceAtomPpm } from '../book/markets.ts'
import { CLASS_TRADER } from '../core/codes.ts'
import type { Engine } from '../engine/engine.ts'
import { abs } from '../fixed/rounding.ts'
import * as at from '../memory/fields.ts'

export interface MarginDistance {
  readonly id: number
  readonly equityAtoms: bigint
  readonly maintenanceAtomPpm: bigint
}

/** The `top` traders with the lowest equity / maintenance, ties by id; none that need no margin and owe nothing. */
export function worstAccounts(engine: Engine, top: number): MarginDistance[] {
  const { book } = engine
  const { rowId, rowClass, rowCash, runStart, runCount, posMarket, posSize } = book.columns
  const worst: MarginDistance[] = []
  const rows = book.columns.word(at.WORD_BLOCKS) << at.BLOCK_SHIFT
  for (let row = 0; row < rows; row += 1) {
    if (rowClass[row] !== CLASS_TRADER) continue
    const first = runStart[row]!
    const end = first + runCount[row]!
    let equityAtoms = rowCash[row]!
    let maintenanceAtomPpm = 0n
    for (let slot = first; slot < end; slot += 1) {
      const market = posMarket[slot]!
      const lots = posSize[slot]!
      equityAtoms += lots * effectiveUnit(book, market)
      const notionalAtoms = abs(lots) * absoluteUnit(book, market)
      maintenanceAtomPpm += marketMaintenanceAtomPpm(book, market, notionalAtoms)
    }
    if (maintenanceAtomPpm === 0n && equityAtoms >= 0n) continue
    keep(worst, { id: rowId[row]!, equityAtoms, maintenanceAtomPpm }, top)
  }
  return worst
}

function keep(worst: MarginDistance[], account: MarginDistance, top: number): void {
  if (worst.length >= top && (top === 0 || compare(account, worst[worst.length - 1]!) > 0)) return
  let place = worst.length
  while (place > 0 && compare(account, worst[place - 1]!) < 0) place -= 1
  worst.splice(place, 0, account)
  if (worst.length > top) worst.pop()
}

/** Negative when the first is worse. A loss without any maintenance is the worst there is. */
export function compare(first: MarginDistance, second: MarginDistance): number {
  const left = first.equityAtoms * second.maintenanceAtomPpm
  const right = second.equityAtoms * first.maintenanceAtomPpm
  const [firstBare, secondBare] = [first.maintenanceAtomPpm === 0n, second.maintenanceAtomPpm === 0n]
  if (firstBare !== secondBare) return firstBare ? -1 : 1
  if (firstBare || left === right) return first.id - second.id
  return left < right ? -1 : 1
}
