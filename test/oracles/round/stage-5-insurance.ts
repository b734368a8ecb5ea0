// Stage 5: pools pay up flat accounts, and take over positions of bankrupt ones as far as their budget goes.

import { bearableLots, closeAtBankruptcy } from './bankruptcy.ts'
import { largestCount, shareDebt } from './share.ts'
import { bankrupts, isFlat, poolBudget, type Round, write } from './state.ts'
import { freshLegsOf } from './value.ts'
import { absolute, areOpposite, hasRoom, lotsOf, type Market, type Row, rowOf, smaller } from './world.ts'

export function insure(round: Round): void {
  for (const row of bankrupts(round, 'without pools')) {
    if (isFlat(row)) payUp(round, row, 5)
    else for (const { market } of freshLegsOf(round.world, row)) takeOver(round, row, market)
  }
}

/** Each pool pays the shares of its own markets; what it cannot pay no other pool pays. */
export function payUp(round: Round, row: Row, stage: number): void {
  const formers = round.formers.get(row.id) ?? []
  const shares = shareDebt(-row.cash, formers)
  for (const [index, { market }] of formers.entries()) {
    const valueAtoms = smaller(shares[index]!, poolBudget(round, market.pool))
    if (valueAtoms === 0n) continue
    write(round, { stage, type: 'fund-draw', market: market.id, from: market.pool!, to: row.id, valueAtoms })
  }
}

function takeOver(round: Round, row: Row, market: Market): void {
  const { world } = round
  if (market.pool === null) return
  const pool = rowOf(world, market.pool)
  const take = (count: bigint, closesPoolPosition: boolean) => {
    if (count === 0n) return
    closeAtBankruptcy(round, row, market, count, { stage: 5, type: 'takeover', to: pool.id, closesPoolPosition })
  }
  const bearable = (most: bigint) => {
    const budget = poolBudget(round, market.pool)
    return budget === 0n ? 0n : bearableLots(round, row, market, most, budget)
  }

  const lots = lotsOf(row, market.id)
  const held = lotsOf(pool, market.id)
  if (areOpposite(lots, held)) take(bearable(smaller(absolute(lots), absolute(held))), true)

  const rest = absolute(lotsOf(row, market.id))
  const direction = lots > 0n ? 1n : -1n
  const isWithinLimit = (count: bigint) =>
    market.takeoverLimitLots === null ||
    absolute(lotsOf(pool, market.id) + direction * count) <= market.takeoverLimitLots
  // Opposite lots that are still there were too dear; then nothing more is borne either.
  const most = largestCount(bearable(rest), (count) => count === 0n || isWithinLimit(count))
  if (world.options.takeover !== 'partial' && most !== rest) return
  if (hasRoom(world, row, pool, market.id, direction * most)) take(most, false)
}
