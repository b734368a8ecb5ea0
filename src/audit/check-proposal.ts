// What deleveraging would do, where it waits for a word: gone through as a round of one pass over the book as it is
// now, and taken back again.

import type { AdlProposed } from '../engine/round-events.ts'
import { checkAdl, checkAdlClosed } from './check-adl.ts'
import { notHealthy } from './check-ends.ts'
import { checkLosses } from './check-losses.ts'
import { checkRest } from './check-rest.ts'
import { checkTrigger } from './check-trigger.ts'
import type { RunningMarket } from './running-book.ts'
import { DifferenceFound } from './tally.ts'
import { Walk } from './walk.ts'

/** @param halted markets that the round has halted: nothing is proposed for them */
export function checkProposal(walk: Walk, halted: readonly RunningMarket[]): void {
  const { book, terms } = walk
  const isDue = notHealthy(walk).some((row) => book.equityOf(row) < 0n && book.freshLegs(row).length > 0)
  if (!isDue || terms.opened.adl !== 'propose') {
    walk.noMore('proposal', 'nobody bankrupt has lots that wait for a word', 'adl-proposed')
    return
  }
  const event = walk.take('adl-proposed', 6, 'proposal', () => 'for bankrupt accounts that have lots to be closed')
  checkMoves(walk, event, halted)
  const fills = event.moves.filter((move) => move.type === 'adl-fill')
  walk.same('proposal', 'accounts', new Set(fills.map(({ from }) => from)).size, event.accounts)
  walk.same('proposal', 'fills', fills.length, event.fills)
  const lossAtoms = fills.reduce((sum, fill) => sum + fill.lossAtoms, 0n)
  walk.same('proposal', 'lossAtoms', lossAtoms, event.lossAtoms)
  const closed = walk.next
  if (closed?.type === 'round-closed') walk.same('proposal', 'sequence', closed.sequence, event.sequence)
}

function checkMoves({ book, terms, tally, at }: Walk, { moves }: AdlProposed, halted: readonly RunningMarket[]): void {
  const changed = [...book.changed]
  for (const market of halted) market.fresh = false
  const walk = new Walk({ ...terms, between: new Map() }, book, moves, tally)
  try {
    checkTrigger(walk, false)
    const pass = checkAdl(walk)
    checkRest(walk, pass)
    checkAdlClosed(walk, pass)
    checkLosses(walk)
    if (walk.at < moves.length) walk.fail('proposal', 'the end of the moves', moves[walk.at])
  } catch (error) {
    if (!(error instanceof DifferenceFound)) throw error
    const message = `event ${at - 1}, adl-proposed, in its moves: ${error.difference.message}`
    throw new DifferenceFound({ ...error.difference, index: at - 1, type: 'adl-proposed', message })
  } finally {
    book.restore(walk.opening)
    for (const market of halted) market.fresh = true
    book.changed.clear()
    for (const row of changed) book.changed.add(row)
  }
}
