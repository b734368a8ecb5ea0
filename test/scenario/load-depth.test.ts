import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openGenerator } from '../../src/scenario/generator.ts'
import { deepBooks } from '../../src/scenario/load-depth.ts'

test('every market buys and sells what an account may hold, near the mark, in every round anew', () => {
  const { venue } = openGenerator({ seed: '1', accounts: 10, positions: 10, markets: 3 })
  const { answer } = deepBooks(venue)
  for (const [market, { config }] of venue.markets.entries()) {
    const { maxPositionLots, listingTicks: markTicks } = config
    for (const [round, lots] of [maxPositionLots, -maxPositionLots, maxPositionLots].entries()) {
      const fills = answer({ account: 1, market, lots, limitTicks: null, markTicks, timeMs: 1 + round })
      assert.is(
        fills.reduce((sum, fill) => sum + fill.lots, 0n),
        maxPositionLots,
      )
      for (const { priceTicks } of fills) {
        const distancePpm = ((priceTicks - markTicks) * 1_000_000n) / markTicks
        assert.ok(distancePpm >= -5_000n && distancePpm <= 5_000n, String(distancePpm))
      }
    }
  }
})

test.run()
