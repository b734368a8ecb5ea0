// Closing at the bankruptcy price: the equity of an account is split over its legs once, then handed over in slices.

import { largestCount, sliceOf, splitOver } from './share.ts'
import type { Round } from './state.ts'
import { write } from './state.ts'
import { equityOf, legsOf, netMark } from './value.ts'
import { absolute, lotsOf, type Market, type RoundEvent, type Row } from './world.ts'

/** |b| of a leg of so many lots, of which `done` have been closed at the bankruptcy price. */
export type FrozenLeg = { lossAtoms: bigint; lots: bigint; done: bigint }

/** Splits what is left of the equity, unless an earlier stage of this pass did and nothing has happened since. */
export function frozenLeg(round: Round, row: Row, market: Market): FrozenLeg {
  let legs = round.frozen.get(row.id)
  if (legs === undefined) {
    const open = legsOf(round.world, row)
    const losses = splitOver(-equityOf(round.world, row), open)
    legs = new Map()
    for (const [index, leg] of open.entries()) {
      legs.set(leg.market.id, { lossAtoms: losses[index]!, lots: absolute(leg.position.lots), done: 0n })
    }
    round.frozen.set(row.id, legs)
  }
  return legs.get(market.id)!
}

/** The largest number of lots, up to `most`, whose loss `budgetAtoms` bears. */
export function bearableLots(round: Round, row: Row, market: Market, most: bigint, budgetAtoms: bigint): bigint {
  const { lossAtoms, lots, done } = frozenLeg(round, row, market)
  return largestCount(most, (count) => sliceOf(lossAtoms, lots, done, count) <= budgetAtoms)
}

type Note = Pick<RoundEvent, 'stage' | 'type' | 'to' | 'rank' | 'score' | 'closesPoolPosition'>

/** Hands `count` lots of the leg to `to`; V = q·(u − F) − b for each part as for the whole. */
export function closeAtBankruptcy(round: Round, row: Row, market: Market, count: bigint, note: Note): void {
  const { lossAtoms, lots, done } = frozenLeg(round, row, market)
  closeAtLoss(round, row, market, count, sliceOf(lossAtoms, lots, done, count), note)
}

/** The same, but `to` pays another loss than the slice of these lots; the slice is used up all the same. */
export function closeAtLoss(
  round: Round,
  row: Row,
  market: Market,
  count: bigint,
  lossAtoms: bigint,
  note: Note,
): void {
  frozenLeg(round, row, market).done += count
  const lots = lotsOf(row, market.id) > 0n ? count : -count
  const valueAtoms = lots * netMark(market) + lossAtoms
  write(round, { ...note, market: market.id, from: row.id, lots, valueAtoms, lossAtoms })
}
