// Nothing moves without an event: the round writes an event and applies it, and a replay applies it again.

import { unitValueAt } from './value.ts'
import { absolute, areOpposite, marketOf, type RoundEvent, type Row, rowOf, type World } from './world.ts'

export function applyEvent(world: World, event: RoundEvent): void {
  const { from, to, lots, valueAtoms } = event
  if (to === undefined || valueAtoms === undefined) return
  const giver = rowOf(world, from)
  const taker = rowOf(world, to)
  if (lots === undefined) {
    giver.cash -= valueAtoms
    taker.cash += valueAtoms
    return
  }
  const market = marketOf(world, event.market!)
  const unit = unitValueAt(market, event.ticks ?? market.markTicks)
  const paidAtRawUnit = valueAtoms + lots * market.fundingIndexAtoms
  giver.cash += valueAtoms
  taker.cash -= valueAtoms
  changePosition(giver, market.id, -lots, -paidAtRawUnit, unit)
  changePosition(taker, market.id, lots, paidAtRawUnit, unit)
}

/** Adding adds what was paid, reducing keeps the part of the rest, a flip starts at the price of the trade. */
function changePosition(row: Row, marketId: number, delta: bigint, paid: bigint, unit: bigint): void {
  const old = row.positions.get(marketId) ?? { lots: 0n, entryValue: 0n }
  const lots = old.lots + delta
  let entryValue = old.entryValue + paid
  if (areOpposite(old.lots, delta)) {
    entryValue = absolute(delta) <= absolute(old.lots) ? (old.entryValue * lots) / old.lots : lots * unit
  }
  if (lots === 0n) row.positions.delete(marketId)
  else row.positions.set(marketId, { lots, entryValue })
}
