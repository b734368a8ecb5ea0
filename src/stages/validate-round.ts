// What must hold before the changes of a round are let stand: I3 and I5. I1 and I2 are counted when they are, I4 is
// asserted at every move.
//
// Reads: touched rows. Writes: nothing. Bound: the touched rows. Allocation: BigInt. Deterministic.

import { assert } from '../core/assert.ts'
import { CLASS_TRADER } from '../core/codes.ts'
import { bankruptPools, hasFreshMarket, isFlat, type Round } from './round-state.ts'

/** I5: a trader who held no position when the round opened has not paid. */
export function assertBystanders({ book, changes, opening }: Round): void {
  const { rowClass, rowCash, rowId } = book.columns
  const { images } = changes
  for (let index = 0; index < images.count; index += 1) {
    const row = images.row(index)
    if (rowClass[row] !== CLASS_TRADER) continue
    if (images.firstLeg(row) !== images.endLeg(row)) continue
    if (opening.has(row) && opening.firstLeg(row) !== opening.endLeg(row)) continue
    const paid = images.cashAtoms(row) - rowCash[row]!
    assert(paid <= 0n, `I5: account ${rowId[row]} held nothing and would pay ${paid} atoms`)
  }
}

/** I3: when a round has come to rest, whoever is worth less than nothing waits for a mark. */
export function assertSolvent(round: Round): void {
  for (let index = 0; index < round.flaggedCount; index += 1) {
    if (round.flaggedBankrupt[index] === 1) assertWaits(round, round.flagged[index]!)
  }
  for (const pool of bankruptPools(round)) assertWaits(round, pool)
}

function assertWaits(round: Round, row: number): void {
  const { book, kernel } = round
  if (kernel.equity(row) >= 0n) return
  const waits = !isFlat(book, row) && !hasFreshMarket(round, row)
  assert(waits, `I3: account ${book.columns.rowId[row]} is left with ${kernel.equity(row)} atoms`)
}
