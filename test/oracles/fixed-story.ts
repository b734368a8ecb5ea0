// A short story that ends in the same state on every engine: for tests that open one somewhere else, in another process
// or without WebAssembly.

import { createEngine, type Engine } from '../../src/index.ts'

export function openStory(): Engine {
  const engine = createEngine({ capacity: { accounts: 200, positions: 1000, markets: 4 } })
  engine.openAccount({ id: 1, class: 'external' })
  engine.listMarket({
    ...{ symbol: 'BTC-PERP', kind: 'linear', lotSize: '0.001', tickSize: '0.5', externalAccount: 1 },
    ...{ minMarkTicks: 1n, maxMarkTicks: 1_000_000n, listingTicks: 100_000n, maxPositionLots: 1_000_000n },
    ...{ maxAbsFundingAtoms: 1_000_000n, initialRatePpm: 20_000, tiers: [{ floorAtoms: 0n, ratePpm: 10_000 }] },
  })
  for (let id = 10; id < 140; id += 1) {
    engine.openAccount({ id })
    engine.deposit(id, 1_000_000n * BigInt(id))
  }
  for (let id = 10; id < 139; id += 1) {
    engine.trade({ buyer: id, seller: id + 1, market: 0, lots: BigInt(id % 7) + 1n, priceTicks: 100_000n })
  }
  engine.applyMarks({ timeMs: 1000, markets: Uint16Array.of(0), priceTicks: BigInt64Array.of(61_003n) })
  engine.payFunding(0, 12_345n, 2000)
  return engine
}

/** What has become of it, in text. */
export function endOf(engine: Engine): string {
  const { ids, states, count } = engine.checkSync()
  return `${engine.stateHash()} ${ids.subarray(0, count).join()} ${states.subarray(0, count).join()}`
}
