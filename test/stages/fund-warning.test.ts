// normal → warning → adl → normal, with its hysteresis, as listeners hear it.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { AdlWarning, Engine } from '../../src/index.ts'
import * as venue from '../engine/small-venue.ts'
import { give } from './small-round.ts'

const { ALICE, BOB, LINEAR, POOL, TIERED } = venue

function watched(options: Parameters<Engine['configureRound']>[0]): { engine: Engine; heard: AdlWarning[] } {
  const engine = venue.openVenue('fast', venue.newEngine('fast'))
  engine.configureRound({ maxSlippagePpm: 0, socialise: 'none', ...options })
  engine.deposit(POOL, 1_000n)
  const heard: AdlWarning[] = []
  engine.onWarning((warning) => heard.push(warning))
  tick(engine, 1)
  return { engine, heard }
}

const tick = (engine: Engine, timeMs: number) => venue.mark(engine, timeMs, [TIERED, 100n])
const told = (heard: AdlWarning[]) => {
  return heard.splice(0).map(({ market, state, reason, timeMs }) => `${timeMs}: ${market ?? 'pool'} ${state} ${reason}`)
}

test('a warning begins at its start and ends under its stop, and ADL stands above it', () => {
  const { engine, heard } = watched({
    trigger: { startPpm: 500_000, stopPpm: 400_000 },
    warning: { startPpm: 200_000, stopPpm: 100_000 },
  })
  assert.equal(told(heard), [])
  engine.withdraw(POOL, 199n)
  tick(engine, 2)
  assert.equal(told(heard), [])
  engine.withdraw(POOL, 1n)
  tick(engine, 3)
  assert.equal(told(heard), ['3: pool warning drawdown', '3: 1 warning drawdown'])
  // Back to 101 under the largest: still 10 %.
  engine.deposit(POOL, 100n)
  tick(engine, 4)
  assert.equal(told(heard), [])
  engine.withdraw(POOL, 400n)
  tick(engine, 5)
  assert.equal(told(heard), ['5: pool adl drawdown', '5: 1 adl drawdown'])
  engine.deposit(POOL, 101n)
  tick(engine, 6)
  assert.equal(told(heard), ['6: pool warning drawdown', '6: 1 warning drawdown'])
  engine.deposit(POOL, 300n)
  tick(engine, 7)
  assert.equal(told(heard), ['7: pool normal null', '7: 1 normal null'])
  const [pool, market] = engine.warnings()
  assert.equal(
    [pool?.sinceMs, pool?.symbol, market?.symbol, pool?.maxBalanceAtoms],
    [7, 'TIER-PERP', 'TIER-PERP', 1_000n],
  )
})

test('a balance that is too low is a warning, and one of nothing is ADL', () => {
  const { engine, heard } = watched({
    warning: { startBalanceAtoms: 100n, stopBalanceAtoms: 150n, startPpm: 1_000_000 },
  })
  engine.withdraw(POOL, 900n)
  tick(engine, 2)
  assert.is(told(heard).length, 2)
  engine.deposit(POOL, 50n)
  tick(engine, 3)
  assert.equal(told(heard), [])
  engine.withdraw(POOL, 150n)
  tick(engine, 4)
  assert.equal(told(heard), ['4: pool adl depleted', '4: 1 adl depleted'])
})

test('who has been deleveraged is a state of ADL until a round that deleverages nobody', () => {
  const { engine, heard } = watched({ warning: {} })
  give(engine, ALICE, 9_000n, [TIERED, 100n, 100n])
  give(engine, BOB, 4_000_000n, [TIERED, -100n, 100n])
  // 100 lots are more than the pool may hold, so ADL closes them; what is missing is borne by the counterparty.
  venue.mark(engine, 2, [TIERED, 99n])
  engine.runRound()
  assert.equal(told(heard), ['2: pool adl bankrupt-positions', '2: 1 adl bankrupt-positions'])
  engine.runRound()
  assert.equal(told(heard), ['2: pool normal null', '2: 1 normal null'])
})

test('without terms the states are those of the moment, and nothing is remembered', () => {
  const engine = venue.openVenue('fast', venue.newEngine('fast'))
  tick(engine, 1)
  const [pool, market] = engine.warnings()
  assert.equal([pool?.state, pool?.reason, pool?.windowMs, pool?.startPpm], ['adl', 'depleted', 0, null])
  assert.equal([market?.market, market?.pool], [TIERED, POOL])
  assert.is(
    engine.warnings().some(({ market: of }) => of === LINEAR),
    false,
    'a market without a pool has no state',
  )
  engine.deposit(POOL, 1n)
  assert.is(engine.warnings()[0]?.state, 'normal')
  assert.ok(engine.book.funds.isEmpty)
})

test('a listener may command the engine: what it hears stands', () => {
  const { engine } = watched({ trigger: {} })
  let asked = 0
  engine.onWarning(({ state }) => {
    if (state !== 'adl') return
    asked += 1
    engine.deposit(POOL, 1_000n)
    engine.advanceTime(5)
  })
  engine.withdraw(POOL, 500n)
  tick(engine, 2)
  assert.is(asked, 2)
  assert.is(engine.account(POOL).cashAtoms, 2_500n)
})

test('who is likely to be next: the heads of both queues', () => {
  const { engine } = watched({})
  give(engine, ALICE, 9_000n, [TIERED, 4n, 90n])
  give(engine, BOB, 40_000n, [TIERED, -4n, 110n])
  const next = engine.likelyNext(TIERED, 1)
  assert.equal([next.long[0]?.account, next.short[0]?.account], [ALICE, BOB])
})

test.run()
