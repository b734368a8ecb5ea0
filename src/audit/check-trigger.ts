// Stages 0 and 1: an account is called when its equity is below its maintenance, once a round, and nobody is left out.

import type { RunningRow } from './running-book.ts'
import type { Walk } from './walk.ts'

/** Opens a pass. @param isTold false in a proposal, which does not say who was called */
export function checkTrigger(walk: Walk, isTold = true): void {
  const { book, called, formers, tally } = walk
  // Marks stand still within a round: after the first pass only rows that have changed can be in another state.
  const judged = walk.pass === 0 ? book.traders : [...new Set([...walk.flagged, ...book.changed])]
  walk.pass += 1
  walk.moved = false
  walk.frozen.clear()
  walk.unfilled = []
  book.changed.clear()
  walk.flagged = judged
    .filter((row) => row.class === 'trader' && book.stateOf(row) !== 'healthy')
    .sort((a, b) => a.id - b.id)
  tally.count('trigger', judged.length)
  for (const row of walk.flagged) {
    if (called.has(row)) continue
    called.add(row)
    formers.set(row, book.worthOf(row).legs)
    if (!isTold) continue
    const event = walk.take('margin-call', 1, 'trigger', () => `of account ${row.id}: ${reckoned(walk, row)}`)
    const found = book.rows.get(event.account)
    const why = found === undefined ? '' : `; account ${event.account}: ${reckoned(walk, found)}`
    walk.same('trigger', 'account', row.id, event.account, why)
    walk.same('trigger', 'state', book.stateOf(row), event.state, `: ${reckoned(walk, row)}`)
  }
  walk.noMore('trigger', 'nobody else is under margin', 'margin-call')
  // A pool is not called, but one worth less than nothing may be socialised, and then its markets must be known.
  for (const pool of book.pools) {
    if (book.equityOf(pool) < 0n && !formers.has(pool)) formers.set(pool, book.worthOf(pool).legs)
  }
}

/** The two numbers that decide. */
export function reckoned({ book }: Walk, row: RunningRow): string {
  const { equityAtoms, maintenanceAtomPpm } = book.worthOf(row)
  return `${book.stateOf(row)}, equity ${equityAtoms} atoms, maintenance ${maintenanceAtomPpm} atom · ppm`
}
