// What ADL would take, by hand; and that asking changes nothing.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { loadScenario } from '../../src/scenario/load.ts'
import { liquidityOf } from '../../src/scenario/round-terms.ts'
import { adlCosts, nearestLights } from '../../src/stress/position-risk-adl.ts'
import { CRASH } from '../scenario/folders.ts'
import { DEEP } from '../stress/grid-folder.ts'

const DOLLAR = 1_000_000n

test('at 49,400 the long lacks 300, and each short gives it by its part of the two BTC', async () => {
  const { engine } = await loadScenario(CRASH, { atMs: 0 })
  const before = [engine.stateHash(), engine.lastSequence, engine.lastTimeMs]
  const costs = adlCosts(engine, { betas: [-1_000_000], shockPpm: 12_000, liquidity: null })
  assert.equal(
    [...costs].sort(([a], [b]) => a - b).map(([account, { lossAtoms, fills }]) => [account, lossAtoms, fills]),
    [
      [2, 75n * DOLLAR, 1],
      [3, 150n * DOLLAR, 1],
      [4, 75n * DOLLAR, 1],
    ],
  )
  assert.is(costs.get(3)!.notionalAtoms, 49_400n * DOLLAR)
  assert.equal([engine.stateHash(), engine.lastSequence, engine.lastTimeMs], before)
  // Half a dollar above its bankruptcy nobody has to give anything.
  assert.is(adlCosts(engine, { betas: [-1_000_000], shockPpm: 8_990, liquidity: null }).size, 0)
})

test('the book is put back when a round is refused', async () => {
  const { engine } = await loadScenario(CRASH, { atMs: 0 })
  const before = engine.stateHash()
  const liquidity = {
    answer: () => {
      throw new Error('no book')
    },
  }
  assert.throws(() => adlCosts(engine, { betas: [-1_000_000], shockPpm: 5_000, liquidity }), /no book/)
  assert.is(engine.stateHash(), before)
})

test('the nearest light of an account is that of the position which is ahead, as rankOf has it', async () => {
  const { engine, venue } = await loadScenario(DEEP)
  const nearest = nearestLights(engine)
  assert.ok(nearest.size > 20)
  for (const [account, light] of nearest) {
    const standings = engine.account(account).positions.flatMap(({ market }) => engine.rankOf(account, market) ?? [])
    const best = Math.max(...standings.map(({ lightsByContracts }) => lightsByContracts))
    assert.is(light.lightsByContracts, best, `account ${account}`)
    const { market, side, rank, candidates, lightsByCount } = light
    const own = standings.find((standing) => standing.market === market)!
    assert.equal([own.side, own.rank, own.candidates, own.lightsByCount], [side, rank, candidates, lightsByCount])
  }
  assert.ok(
    adlCosts(engine, { betas: venue.markets.map(() => -1_000_000), shockPpm: 400_000, liquidity: liquidityOf(venue) })
      .size > 0,
  )
})

test.run()
