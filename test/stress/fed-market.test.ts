import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fedMost } from '../../src/stress/fed-market.ts'
import type { MarketOutcome } from '../../src/stress/loop-types.ts'
import { smallVenue } from './small-venue.ts'

const engine = smallVenue({
  symbols: ['A', 'B', 'C', 'D'],
  markTicks: 10_000n,
  ratePpm: 50_000,
  cash: {},
  positions: [],
})
const sharesPpm = { shock: 900_000, liquidations: 60_000, unwinds: 40_000 }

const moved = (market: number, amplificationPpm: number | null, shares: MarketOutcome['sharesPpm'] = sharesPpm) => {
  return { market, amplificationPpm, sharesPpm: shares, recoverySteps: 10 + market } as MarketOutcome
}

test('the market that went farthest beyond what set it off, of equals the first; still ones are passed over', () => {
  const found = fedMost(engine, [moved(0, null, null), moved(1, 1_100_000), moved(2, 1_100_000), moved(3, 1_000_000)])
  assert.equal(found, { symbol: 'B', amplificationPpm: 1_100_000, sharesPpm, recoverySteps: 11 })
})

test('where no mark has moved there is none', () => {
  assert.is(fedMost(engine, []), null)
  assert.is(fedMost(engine, [moved(0, null, null), moved(1, null), moved(2, 1_000_000, null)]), null)
})

test.run()
