// Lights against the margin check of the same book, by turns: one side of a market, one position, all sides.

import { alternate } from './measure.mjs'

const MARKET = 0
const ALL_EVERY = 5

/** A market whose shorts are a 512th of the book, and the whole of it. */
export function compareLights({ LightsResult }, engine, rounds) {
  const side = new LightsResult()
  const all = new LightsResult()
  engine.lights(MARKET, 'short', side)
  const account = side.accounts[side.count >> 1]
  const times = alternate(
    [
      { name: 'check', run: () => engine.checkSync() },
      { name: 'side', run: () => engine.lights(MARKET, 'short', side) },
      { name: 'rankOf', run: () => engine.rankOf(account, MARKET) },
    ],
    rounds,
  )
  const whole = alternate([{ name: 'all', run: () => engine.allLights(all) }], Math.ceil(rounds / ALL_EVERY), 1)
  const ratio = times.side.median / times.check.median
  return { ...times, ...whole, sidePositions: side.count, allPositions: all.count, ratio }
}
