// Stage 4: bankrupt accounts on opposite sides of a market are closed against each other at the mark.

import { bankrupts, type Round, tradeAtMark } from './state.ts'
import { freshLegsOf } from './value.ts'
import { absolute, areOpposite, lotsOf, smaller } from './world.ts'

export function crossBankrupts(round: Round): void {
  const rows = bankrupts(round, 'with pools')
  for (const row of rows) {
    for (const { market } of freshLegsOf(round.world, row)) {
      for (const other of rows) {
        const lots = lotsOf(row, market.id)
        const opposite = lotsOf(other, market.id)
        if (!areOpposite(lots, opposite)) continue
        const count = smaller(absolute(lots), absolute(opposite))
        tradeAtMark(round, row, market, count, { stage: 4, type: 'cross', to: other.id })
      }
    }
  }
}
