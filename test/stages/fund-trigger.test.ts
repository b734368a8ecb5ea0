// The triggers of insurance pools, with the numbers that Bybit and OKX print (fixtures/venue-cases.json has others).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Engine } from '../../src/engine/engine.ts'
import type { RoundOptions } from '../../src/engine/round-options.ts'
import * as venue from '../engine/small-venue.ts'

const { ALICE, BOB, CAROL, LINEAR, POOL } = venue

const WINDOW_MS = 28_800_000
const MILLION = 1_000_000n
/** Atoms are cents, so that money below is in dollars. */
const DOLLAR = 100n

/** Two markets with one pool of a million. */
function grouped(round: RoundOptions, kernel: (typeof venue.KERNELS)[number] = 'fast'): Engine {
  const engine = venue.newEngine(kernel)
  for (const id of [ALICE, BOB, CAROL]) engine.openAccount({ id })
  for (const id of venue.EXTERNALS) engine.openAccount({ id, class: 'external' })
  engine.openAccount({ id: POOL, class: 'pool' })
  engine.openAccount({ id: venue.DEFICIT, class: 'deficit' })
  const config = { ...venue.linearConfig, poolAccount: POOL, maxMarkTicks: 100_000n, listingTicks: 10_000n }
  engine.listMarket({ ...config, symbol: 'A' })
  engine.listMarket({ ...config, symbol: 'B', externalAccount: venue.EXTERNALS[1]! })
  engine.configureRound({ maxSlippagePpm: 0, ...round })
  engine.deposit(POOL, MILLION * DOLLAR)
  engine.deposit(BOB, 100n * MILLION * DOLLAR)
  engine.deposit(CAROL, 100n * MILLION * DOLLAR)
  marks(engine, 1, 10_000n, 10_000n)
  return engine
}

function marks(engine: Engine, timeMs: number, ...ticks: bigint[]): void {
  const markets = Uint16Array.from(ticks.keys())
  engine.applyMarks({ timeMs, markets, priceTicks: BigInt64Array.from(ticks) })
}

/** Alice buys lots with so much behind her; a lot is a dollar a tick. */
function gamble(engine: Engine, dollars: bigint, lots = 100n): void {
  engine.deposit(ALICE, dollars * DOLLAR)
  venue.trade(engine, ALICE, BOB, lots, 10_000n, LINEAR)
}

const fund = (engine: Engine) => engine.account(POOL).equityAtoms / DOLLAR
const stateOf = (engine: Engine, market: number | null) => {
  const { state, reason, drawdownPpm } = engine.warnings().find((each) => each.market === market)!
  return [state, reason, drawdownPpm]
}

for (const kernel of venue.KERNELS) {
  test(`Bybit: a loss of 350,000 of a pool of a million is priced at −30 %, and users carry 50,000 (${kernel})`, () => {
    const trigger = { per: 'market', pays: 'to-start', windowMs: WINDOW_MS } as const
    const engine = grouped({ trigger, takeover: 'partial', socialise: 'none' }, kernel)
    // 700 lots from 10,000 to 9,490 lose 357,000: 7,000 are Alice's own, 350,000 are missing, 500 a lot; so the pool
    // takes 600 of them.
    gamble(engine, 7_000n, 700n)
    marks(engine, 2, 9_490n, 10_000n)
    const report = engine.runRound()
    assert.is(fund(engine), 700_000n)
    assert.is(report.adl.lossAtoms / DOLLAR, 50_000n)
    assert.is(report.deficitAtoms, 0n)
    // The boundary counts: −0.3 is a trigger. The other market of the group is as it was.
    assert.equal(stateOf(engine, 0), ['adl', 'drawdown', 300_000])
    assert.equal(stateOf(engine, 1), ['normal', null, 0])
    venue.sound(engine)
  })

  test(`per pool, all of its markets are held back, until the fall is under the stop (${kernel})`, () => {
    const engine = grouped({ trigger: { per: 'pool' }, socialise: 'none' }, kernel)
    gamble(engine, 10_000n)
    marks(engine, 2, 6_400n, 10_000n)
    // Nothing limits what a pool pays before the trigger: it takes the position whole.
    engine.runRound()
    assert.is(fund(engine), 650_000n)
    assert.equal([stateOf(engine, null), stateOf(engine, 1)], Array(2).fill(['adl', 'drawdown', 350_000]))
    // 250,001 under a million is still a quarter, and not under it.
    engine.deposit(POOL, 100_000n * DOLLAR)
    marks(engine, 3, 6_400n, 10_000n)
    assert.equal(stateOf(engine, 0), ['adl', 'drawdown', 250_000])
    engine.deposit(POOL, 1n)
    marks(engine, 4, 6_400n, 10_000n)
    assert.equal(stateOf(engine, 0), ['normal', null, 249_999])
    // The window forgets: eight hours later the largest is what it is worth now.
    engine.withdraw(POOL, 200_000n * DOLLAR)
    marks(engine, 5, 6_400n, 10_000n)
    assert.is(stateOf(engine, 0)[0], 'adl')
    marks(engine, 5 + WINDOW_MS, 6_400n, 10_000n)
    assert.equal(stateOf(engine, 0), ['normal', null, 0])
  })

  test(`a pool that is held back pays and takes nothing, and ADL does it (${kernel})`, () => {
    const engine = grouped({ trigger: { per: 'pool' }, socialise: 'none' }, kernel)
    engine.withdraw(POOL, 300_000n * DOLLAR)
    marks(engine, 2, 10_000n, 10_000n)
    gamble(engine, 10_000n)
    marks(engine, 3, 9_000n, 10_000n)
    const report = engine.runRound()
    assert.equal([fund(engine), report.takeovers.count, report.adl.fills], [700_000n, 0, 1])
    venue.sound(engine)
  })
}

test('a trigger found with a batch holds for the round, and the state hash knows it', () => {
  const [one, two] = [grouped({ trigger: {} }), grouped({})]
  assert.not.equal(one.stateHash(), two.stateHash())
  const hash = one.stateHash()
  one.configureRound({ trigger: 'depleted' })
  assert.is(one.stateHash(), two.stateHash(), 'what was watched is forgotten')
  one.configureRound({ trigger: {} })
  marks(one, 1, 10_000n, 10_000n)
  assert.is(one.stateHash(), hash)
})

test('Bybit: under adlTriggerThreshold the drawdown does not count (live payloads)', () => {
  const trigger = { per: 'pool', leastBalanceAtoms: 10_000n * DOLLAR } as const
  const engine = grouped({ trigger })
  engine.withdraw(POOL, (MILLION - 10_000n) * DOLLAR)
  marks(engine, 2, 10_000n, 10_000n)
  assert.equal(stateOf(engine, null), ['normal', null, 990_000])
  engine.deposit(POOL, 1n)
  marks(engine, 3, 10_000n, 10_000n)
  assert.is(stateOf(engine, null)[0], 'adl')
  // A balance below zero is depleted whatever the thresholds.
  engine.withdraw(POOL, 10_000n * DOLLAR + 1n)
  marks(engine, 4, 10_000n, 10_000n)
  assert.equal(stateOf(engine, null).slice(0, 2), ['adl', 'depleted'])
})

test('OKX: 400,000 at its peak, 200,000 now, a fall of 30 % from 400,000 is at 280,000', () => {
  const engine = grouped({ trigger: {} })
  engine.withdraw(POOL, 600_000n * DOLLAR)
  const later = 2 + WINDOW_MS
  marks(engine, later, 10_000n, 10_000n)
  engine.withdraw(POOL, 119_999n * DOLLAR)
  marks(engine, later + 1, 10_000n, 10_000n)
  assert.is(stateOf(engine, null)[0], 'normal')
  engine.withdraw(POOL, 1n * DOLLAR)
  marks(engine, later + 2, 10_000n, 10_000n)
  assert.equal(stateOf(engine, null), ['adl', 'drawdown', 300_000])
})

test('a market’s result: what the pool’s lots have won, less what rounds have cost it', () => {
  const engine = grouped({ trigger: { per: 'market' }, takeover: 'whole', socialise: 'none' })
  gamble(engine, 10_000n)
  marks(engine, 2, 9_000n, 10_000n)
  engine.runRound()
  const pnl = () => engine.warnings().find(({ market }) => market === 0)!.marketPnlAtoms! / DOLLAR
  // 100,000 lost, 10,000 of them Alice's; the pool holds her 100 lots now.
  assert.equal([pnl(), engine.account(POOL).positions[0]!.sizeLots], [-90_000n, 100n])
  marks(engine, 3, 8_500n, 10_000n)
  assert.is(pnl(), -140_000n)
  assert.is(fund(engine), 860_000n)
  // Sold at the mark: nothing more is won or lost.
  venue.trade(engine, BOB, POOL, 100n, 8_500n)
  marks(engine, 4, 10_000n, 10_000n)
  assert.is(pnl(), -140_000n)
})

test.run()
