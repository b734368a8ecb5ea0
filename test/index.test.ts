import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as ballast from '../src/index.ts'

test('the public surface is this, and nothing by accident', () => {
  const values = [
    ...[
      'AssertionError',
      'BallastError',
      'Book',
      'BookImporter',
      'CheckResult',
      'Engine',
      'ErrorCode',
      'LightsResult',
      'PreTradeReason',
      'RankResult',
    ],
    ...[
      'TradeBatch',
      'auditRound',
      'bitmex',
      'bookImage',
      'cappedProRata',
      'checkProof',
      'codes',
      'createEngine',
      'formatDecimal',
      'ftx',
      'knownPolicies',
    ],
    ...['openEngine', 'parseDecimal', 'policyOf', 'presetOf', 'presets', 'proRata', 'riskAware', 'unitsToDecimal'],
  ]
  assert.equal(Object.keys(ballast).sort(), values)
})

test('a venue opens, trades, is marked and checked with what the package exports', () => {
  using engine = ballast.createEngine({ capacity: { accounts: 10, positions: 10, markets: 1 }, kernel: 'reference' })
  for (const id of [1, 2]) engine.openAccount({ id })
  engine.openAccount({ id: 3, class: 'external' })
  const market = engine.listMarket({
    symbol: 'BTC-PERP',
    kind: 'linear',
    lotSize: '0.001',
    tickSize: '0.1',
    listingTicks: 1_000_000n, // 100,000.0: a lot is worth 100
    minMarkTicks: 100_000n,
    maxMarkTicks: 10_000_000n,
    maxPositionLots: 1_000_000n,
    maxAbsFundingAtoms: 1_000_000_000n,
    tiers: [{ floorAtoms: 0n, ratePpm: 5_000 }],
    initialRatePpm: 10_000,
    externalAccount: 3,
  })
  engine.deposit(1, 2_000_000n)
  engine.deposit(2, 2_000_000n)
  engine.trade({ buyer: 1, seller: 2, market, lots: 1n, priceTicks: 1_000_000n })
  const priceTicks = BigInt64Array.from([985_000n])
  engine.applyMarks({ timeMs: 1, markets: Uint16Array.from([market]), priceTicks }) // 1.50 lost of 2.00
  const { count, ids } = engine.checkSync()
  assert.equal([count, engine.account(1).equityAtoms], [0, 500_000n]) // 0.50 against 0.4925
  engine.applyMarks({ timeMs: 2, markets: Uint16Array.from([market]), priceTicks: BigInt64Array.from([984_000n]) })
  assert.equal([engine.checkSync().count, ids[0]], [1, 1]) // 0.40 against 0.492
})

test.run()
