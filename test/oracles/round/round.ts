// A whole round: the stages in their order, pass after pass, until a pass changes nothing.

import { type ClosedSide, closedSides, type OpenedSide } from './adl-sides.ts'
import { cancel, check } from './stage-1-cancel.ts'
import { ownFirst } from './stage-2-own-first.ts'
import { sellOnBook } from './stage-3-book.ts'
import { crossBankrupts } from './stage-4-cross.ts'
import { insure } from './stage-5-insurance.ts'
import { deleverage, type Leftover } from './stage-6-adl.ts'
import { closeAtMark } from './stage-7-close-at-mark.ts'
import { socialise } from './stage-8-socialise.ts'
import { openRound, type Round } from './state.ts'
import { equityOf, freshLegsOf, stateOf } from './value.ts'
import type { RoundEvent, StageName, State, World } from './world.ts'

export type Flagged = { id: number; state: State }
export type Stuck = Flagged & { reason: 'unfilled' | 'stale' }
export type RoundResult = {
  /** Of the first pass. */
  flagged: Flagged[]
  /** The last one, which changes nothing, is counted. */
  passes: number
  /** False when the round was ended by `maxPasses`. */
  isQuiet: boolean
  events: RoundEvent[]
  /** After the round; the world that came in is not changed. */
  world: World
  deficitAtoms: bigint
  stuck: Stuck[]
  /** What deleveraging says of each side, of all passes: first all that were opened, then all that were closed. */
  sides: (OpenedSide | ClosedSide)[]
  /** Markets in which a loss reached the deficit row, when that halts them. */
  halted: number[]
}

export const IN_ORDER: StageName[] = ['own-first', 'book', 'cross', 'insurance', 'adl']
const PLAY = { 'own-first': ownFirst, book: sellOnBook, cross: crossBankrupts, insurance: insure }

/** @param accepted a proposal is carried out: the first pass begins with stage 6 */
export function runRound(before: World, accepted = false): RoundResult {
  const world = structuredClone(before)
  // Everything goes by id, whatever the order in which the book was written down.
  world.rows.sort((a, b) => a.id - b.id)
  world.markets.sort((a, b) => a.id - b.id)
  const round = openRound(world)
  let flagged: Flagged[] = []
  do {
    openPass(round)
    if (round.pass === 1) flagged = round.flagged.map((row) => ({ id: row.id, state: stateOf(world, row) }))
    cancel(round)
    const resumes = accepted && round.pass === 1
    const mayDeleverage = resumes || (world.options.adl ?? 'auto') === 'auto'
    let leftovers: Leftover[] = []
    for (const name of resumes ? (['adl'] as const) : (world.options.stages ?? IN_ORDER)) {
      if (name !== 'adl') PLAY[name](round)
      else if (mayDeleverage) leftovers = deleverage(round)
    }
    closeAtMark(round, leftovers)
    round.closed.push(...closedSides(round))
    socialise(round)
  } while (round.changed && round.pass < world.options.maxPasses)

  const deficitRow = world.rows.find((row) => row.class === 'deficit')!
  return {
    flagged,
    passes: round.pass,
    isQuiet: !round.changed,
    events: round.events,
    world,
    deficitAtoms: -deficitRow.cash,
    stuck: stuckOf(world),
    sides: [...round.opened, ...round.closed],
    halted: [...round.halted].sort((a, b) => a - b),
  }
}

function openPass(round: Round): void {
  round.pass++
  round.changed = false
  round.frozen.clear()
  round.unfilled = []
  check(round)
}

/** Who is not healthy at the end: nobody fills, or no leg is left that could be traded before its mark comes. */
function stuckOf(world: World): Stuck[] {
  return world.rows
    .filter((row) => row.class === 'trader' || (row.class === 'pool' && equityOf(world, row) < 0n))
    .map((row) => {
      const reason = freshLegsOf(world, row).length > 0 ? ('unfilled' as const) : ('stale' as const)
      return { id: row.id, state: stateOf(world, row), reason }
    })
    .filter(({ state }) => state !== 'healthy')
}
