// Stages 0 and 1: judge every account, remember what the flagged ones hold, cancel their orders once a round.

import { bankrupts, type Round, write } from './state.ts'
import { legsOf, stateOf } from './value.ts'

export function check(round: Round): void {
  const { world } = round
  round.flagged = world.rows.filter((row) => row.class === 'trader' && stateOf(world, row) !== 'healthy')
  // A pool is not flagged, but one worth less than nothing may be socialised, and then its markets must be known.
  for (const row of [...round.flagged, ...bankrupts(round, 'with pools')]) {
    if (!round.formers.has(row.id)) round.formers.set(row.id, legsOf(world, row))
  }
}

export function cancel(round: Round): void {
  for (const row of round.flagged) {
    if (round.cancelled.has(row.id)) continue
    round.cancelled.add(row.id)
    write(round, { stage: 1, type: 'cancel', from: row.id, state: stateOf(round.world, row) })
  }
}
