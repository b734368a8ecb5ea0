// Whether a fall has fed itself: the market of a run whose move went farthest beyond what set it off.

import type { Engine } from '../engine/engine.ts'
import type { Cause, MarketOutcome } from './loop-types.ts'

export interface FedMarket {
  readonly symbol: string
  /** Whole move by first move: 1,000,000 went as far as the shock alone. */
  readonly amplificationPpm: number
  /** What of the whole move each has done, together 1,000,000; against the move: below zero. */
  readonly sharesPpm: Readonly<Record<Cause, number>>
  /** Steps from the farthest mark until it was where the shock alone would have it; null: not by the end. */
  readonly recoverySteps: number | null
}

/** Of equals the first; null: no mark has moved. */
export function fedMost(engine: Engine, markets: readonly MarketOutcome[]): FedMarket | null {
  let most: FedMarket | null = null
  for (const { market, amplificationPpm, sharesPpm, recoverySteps } of markets) {
    if (amplificationPpm === null || sharesPpm === null) continue
    if (most !== null && amplificationPpm <= most.amplificationPpm) continue
    most = { symbol: engine.market(market).symbol, amplificationPpm, sharesPpm, recoverySteps }
  }
  return most
}
