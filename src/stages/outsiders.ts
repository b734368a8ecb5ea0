// Trades from outside while a round is open: what their rows held when it opened is kept, before they change it.
//
// Reads: rows. Writes: images, newcomers and moves of the round. Bound: the positions of the rows. Allocation: a list.
// Deterministic.

import { CLASS_TRADER } from '../core/codes.ts'
import { isFlat, type Round } from './round-state.ts'

/** What a round knew before, for trades that are refused. */
interface Before {
  readonly images: number
  readonly movedAt: readonly number[]
  /** Who had come before: 1 a row. */
  readonly isNew: readonly number[]
}

export function noteOutsiders(round: Round, rows: readonly number[]): Before {
  const { movedAt, newcomers, opening } = round
  const before = { images: opening.count, movedAt: [] as number[], isNew: [] as number[] }
  for (const row of rows) {
    before.movedAt.push(movedAt[row]!)
    before.isNew.push(newcomers.has(row) ? 1 : 0)
  }
  for (const row of rows) noteOutsider(round, row)
  return before
}

/** The round goes on as if the trades had not been sent. */
export function forgetOutsiders(round: Round, rows: readonly number[], before: Before): void {
  round.opening.cut(before.images)
  for (const [index, row] of rows.entries()) {
    round.movedAt[row] = before.movedAt[index]!
    if (before.isNew[index] === 0) round.newcomers.delete(row)
  }
}

function noteOutsider({ book, log, movedAt, newcomers, opening }: Round, row: number): void {
  movedAt[row] = log.count + 1 // Who becomes bankrupt by it is so in this pass.
  if (opening.has(row)) return
  opening.add(book, row)
  if (book.columns.rowClass[row] === CLASS_TRADER && isFlat(book, row)) newcomers.add(row)
}
