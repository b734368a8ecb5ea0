// One truth everywhere: a seeded book and a long run of commands end in one state hash, written down here, on both
// kernels and on every Node version that runs the tests.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Engine, type KernelName, TradeBatch } from '../../src/index.ts'
import { loadSource, openGenerator } from '../../src/scenario/index.ts'

const SIZES = { seed: '2025', accounts: 3_000, positions: 9_000, markets: 40 }
// Few accounts trade with each other, so that positions are opened, turned and closed again.
const BUSY = 30
const EXPECTED = 'fdc905e9aa0d092bd0bd37c9775c6845 7 flagged, ids add up to 18351'

function lcg(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Number((BigInt(state) * BigInt(below)) >> 32n)
  }
}

async function longStory(kernel: KernelName): Promise<Engine> {
  const { engine } = await loadSource(openGenerator(SIZES), { kernel })
  const random = lcg(7)
  const ids = engine.accountIds()
  const batch = new TradeBatch(2_000)
  const markets = Uint16Array.from({ length: SIZES.markets }, (_, market) => market)
  for (let round = 1; round <= 10; round += 1) {
    batch.count = batch.capacity
    for (let i = 0; i < batch.count; i += 1) {
      const market = random(SIZES.markets)
      batch.buyers[i] = ids[random(BUSY)]!
      batch.sellers[i] = ids[random(BUSY)]!
      batch.markets[i] = market
      batch.lots[i] = BigInt(1 + random(500))
      batch.priceTicks[i] = (engine.market(market).markTicks * BigInt(990 + random(20))) / 1000n
      batch.buyerFeeAtoms[i] = BigInt(random(2_000) - 500)
    }
    assert.ok(engine.applyTrades(batch) > batch.count / 2, 'most trades are applied')
    const timeMs = engine.lastTimeMs + 1_000
    const marks = Array.from(markets, (market) => (engine.market(market).markTicks * BigInt(985 + random(25))) / 1000n)
    engine.applyFunding({ timeMs, markets, ratesPpb: BigInt64Array.from(marks, () => BigInt(random(40_000) - 15_000)) })
    engine.applyMarks({ timeMs, markets, priceTicks: BigInt64Array.from(marks) })
  }
  return engine
}

for (const kernel of ['fast', 'reference'] as const) {
  test(`the ${kernel} kernel ends a long story in the hash that everybody gets`, async () => {
    const engine = await longStory(kernel)
    assert.equal(engine.audit().findings, [])
    const { count, ids } = engine.checkSync()
    const sum = ids.subarray(0, count).reduce((total, id) => total + id, 0)
    assert.is(`${engine.stateHash()} ${count} flagged, ids add up to ${sum}`, EXPECTED)
  })
}

test.run()
