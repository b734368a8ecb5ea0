// The order book of a load test: deep enough for every liquidation within its slippage, so that what is left to ADL is
// what bankrupt accounts cannot pay for. It is there again for every round.

import type { LiquidationAsk, LiquidationFill, Liquidity } from '../engine/liquidity.ts'
import { DepthLadder } from '../sim/depth-ladder.ts'
import type { Venue } from './venue.ts'

const DISTANCES_PPM = [500, 1_500, 4_000]

export function deepBooks({ markets }: Venue): Liquidity {
  const ladders = markets.map(({ config }) => {
    const { maxPositionLots, minMarkTicks: minTicks, maxMarkTicks: maxTicks } = config
    const levels = DISTANCES_PPM.map((distancePpm) => ({ distancePpm, lots: maxPositionLots }))
    return new DepthLadder({ levels, refillMs: 0, minTicks, maxTicks })
  })
  return {
    answer(ask: LiquidationAsk): readonly LiquidationFill[] {
      return ladders[ask.market]!.take(ask)
    },
  }
}
