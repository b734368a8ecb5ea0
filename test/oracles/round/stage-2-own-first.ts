// Stage 2: the opposite positions of the same owner are closed against a bankrupt account before anybody else's.

import { bearableLots, closeAtBankruptcy } from './bankruptcy.ts'
import { bankrupts, type Round } from './state.ts'
import { equityOf, freshLegsOf } from './value.ts'
import { absolute, areOpposite, lotsOf, smaller } from './world.ts'

export function ownFirst(round: Round): void {
  const { world } = round
  for (const row of bankrupts(round, 'without pools')) {
    const own = world.rows.filter((each) => each.class === 'trader' && each.owner === row.owner && each !== row)
    for (const { market } of freshLegsOf(world, row)) {
      for (const other of own) {
        const lots = lotsOf(row, market.id)
        const opposite = lotsOf(other, market.id)
        const equity = equityOf(world, other)
        if (!areOpposite(lots, opposite) || equity < 0n) continue
        const count = bearableLots(round, row, market, smaller(absolute(lots), absolute(opposite)), equity)
        if (count > 0n) closeAtBankruptcy(round, row, market, count, { stage: 2, type: 'own-first', to: other.id })
      }
    }
  }
}
