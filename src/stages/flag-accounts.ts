// Stages 0 and 1: judge every account, remember what the flagged ones hold, and call each once a round, so that the
// venue cancels its orders.
//
// Reads: the whole book. Writes: the round's list of flagged rows, formers, the log. Bound: one scan, the positions of
// the flagged. Allocation: when lists grow. Deterministic: in the order of ids.

import { STATE_AT_RISK, STATE_BANKRUPT } from '../core/codes.ts'
import * as at from '../memory/fields.ts'
import { LOG_MARGIN_CALL, NO_MARKET } from './round-log.ts'
import { bankruptPools, byId, type Round } from './round-state.ts'

/** Opens a pass. Splits of the pass before are void. */
export function flagAccounts(round: Round): void {
  round.pass += 1
  round.changed = false
  round.passStart = round.log.count
  round.frozen.clear()
  round.unfilled.length = 0
  findFlagged(round)
  callNew(round)
  // A pool is not flagged, but one worth less than nothing may be socialised, and then its markets must be known.
  for (const pool of bankruptPools(round)) if (!round.formers.has(pool)) round.formers.add(round.book, pool)
}

/** Scans the book into the round's list of flagged rows. */
export function findFlagged(round: Round): void {
  const { rowId } = round.book.columns
  const { entries: found, count } = round.executor.scan()
  if (round.flagged.length < count) {
    round.flagged = new Uint32Array(2 * count)
    round.flaggedBankrupt = new Uint8Array(2 * count)
  }
  const { flagged, flaggedBankrupt } = round
  let ascending = true
  for (let index = 0; index < count; index += 1) {
    const entry = found[index]!
    const row = entry >= at.FLAGGED_BANKRUPT ? entry - at.FLAGGED_BANKRUPT : entry
    flagged[index] = row
    flaggedBankrupt[index] = entry >= at.FLAGGED_BANKRUPT ? 1 : 0
    if (index > 0 && rowId[row]! < rowId[flagged[index - 1]!]!) ascending = false
  }
  round.flaggedCount = count
  // Rows are in the order of ids until a row is used again.
  if (!ascending) sortFlagged(round)
}

function sortFlagged({ book, flagged, flaggedBankrupt, flaggedCount }: Round): void {
  const bankrupt = new Set<number>()
  for (let index = 0; index < flaggedCount; index += 1) if (flaggedBankrupt[index] === 1) bankrupt.add(flagged[index]!)
  byId(book, flagged.subarray(0, flaggedCount))
  for (let index = 0; index < flaggedCount; index += 1) flaggedBankrupt[index] = bankrupt.has(flagged[index]!) ? 1 : 0
}

function callNew(round: Round): void {
  const { book, flagged, flaggedBankrupt, formers, log } = round
  const { rowId } = book.columns
  for (let index = 0; index < round.flaggedCount; index += 1) {
    const row = flagged[index]!
    if (formers.has(row)) continue
    formers.add(book, row)
    const entry = log.add(round.pass, LOG_MARGIN_CALL, NO_MARKET, rowId[row]!, 0)
    log.numbers[entry] = flaggedBankrupt[index] === 1 ? STATE_BANKRUPT : STATE_AT_RISK
  }
}
