// Two accounts, no fund: a crash ends in auto-deleveraging.

import { createEngine, type Engine } from '../../src/index.ts'

export function smallVenue(): Engine {
  const engine = createEngine({ capacity: { accounts: 10, positions: 10, markets: 1 }, kernel: 'reference' })
  engine.openAccount({ id: 1, class: 'external' })
  engine.openAccount({ id: 2, class: 'pool' })
  engine.openAccount({ id: 3, class: 'deficit' })
  engine.listMarket({
    ...{ symbol: 'BTC-PERP', kind: 'linear', lotSize: '0.001', tickSize: '0.1', externalAccount: 1, poolAccount: 2 },
    ...{ listingTicks: 1_000_000n, minMarkTicks: 1n, maxMarkTicks: 20_000_000n, initialRatePpm: 10_000 },
    ...{ maxPositionLots: 1_000_000n, maxAbsFundingAtoms: 10_000_000n, tiers: [{ floorAtoms: 0n, ratePpm: 5_000 }] },
  })
  for (const id of [11, 12]) engine.openAccount({ id })
  engine.applyDeposits({ accounts: Uint32Array.of(11, 12), atoms: BigInt64Array.of(2_000_000_000n, 9_000_000_000n) })
  engine.trade({ buyer: 11, seller: 12, market: 0, lots: 1_000n, priceTicks: 1_000_000n })
  return engine
}

/** From 100,000 to 97,000, and the round. */
export function crash(engine: Engine): void {
  engine.applyMarks({ timeMs: 1, markets: Uint16Array.of(0), priceTicks: BigInt64Array.of(970_000n) })
  engine.runRound()
}
