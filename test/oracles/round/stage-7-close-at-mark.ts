// Stage 7: lots for which nobody could bear the bankruptcy price are closed at the mark, which costs nobody anything.

import type { Leftover } from './stage-6-adl.ts'
import { type Round, tradeAtMark } from './state.ts'
import { absolute, areOpposite, lotsOf, rowOf, smaller } from './world.ts'

export function closeAtMark(round: Round, leftovers: Leftover[]): void {
  const { rows } = round.world
  for (const { row, market, ranking } of leftovers) {
    const ranked = ranking.map((candidate) => candidate.row)
    const others = rows.filter((each) => each.class === 'trader' && !ranked.includes(each))
    const pools = rows.filter((each) => each.class === 'pool')
    const own = rowOf(round.world, market.externalRow)
    // Whoever trades with the external row of another market puts the other side of the lots there.
    const foreign = rows.filter((each) => each.class === 'external' && each !== own)
    for (const other of [...ranked, ...others, ...pools, own, ...foreign]) {
      const lots = lotsOf(row, market.id)
      const opposite = lotsOf(other, market.id)
      if (!areOpposite(lots, opposite)) continue
      const count = smaller(absolute(lots), absolute(opposite))
      tradeAtMark(round, row, market, count, { stage: 7, type: 'close-at-mark', to: other.id })
    }
  }
}
