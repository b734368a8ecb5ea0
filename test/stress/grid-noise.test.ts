// What seeds vary: within its bounds, the same under everything else, and nothing at all for seed 0.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { chanceOf, movesOf, pathFactors, withDepth } from '../../src/stress/grid-noise.ts'
import type { GridShock } from '../../src/stress/grid-types.ts'

const terms = (seed: number) => ({ seed, spreadPpm: 200_000, depthNoisePpm: 300_000 })
const uniform = (sizePpm: number): GridShock => ({ family: 'uniform', symbol: null, sizePpm })
/** Whoever changes the generator changes every grid that has been kept. */
const PINNED = { sizes: [-111_037, -108_236, -87_696], chance: [435, 372, 569] }

const ones = new Array<number>(50).fill(1_000_000)

test('seed 0 is the shock as it is said', () => {
  assert.equal(movesOf(uniform(-100_000), -1, [1_000_000, 0], terms(0)), [
    { market: 0, movePpm: -100_000 },
    { market: 1, movePpm: -100_000 },
  ])
  const betas: GridShock = { family: 'betas', symbol: null, sizePpm: -100_000 }
  assert.equal(movesOf(betas, -1, [1_500_000, 0, -200_000], terms(0)), [
    { market: 0, movePpm: -150_000 },
    { market: 2, movePpm: 20_000 },
  ])
  const one: GridShock = { family: 'market', symbol: 'B', sizePpm: 300_000 }
  assert.equal(movesOf(one, 1, [1, 1], terms(0)), [{ market: 1, movePpm: 300_000 }])
  assert.equal(movesOf({ ...one, family: 'lead' }, 0, [1, 1], terms(0)), [{ market: 0, movePpm: 300_000 }])
  assert.equal([chanceOf(0), pathFactors(900_000, 1, terms(0))], [0, [900_000]])
})

test('a fall never takes all of a price', () => {
  assert.equal(movesOf({ family: 'betas', symbol: null, sizePpm: -900_000 }, -1, [3_000_000], terms(0)), [
    { market: 0, movePpm: -999_999 },
  ])
})

test('sizes stay within the spread, reach far into it, and are pinned', () => {
  const moves = Array.from({ length: 40 }, (_, index) => movesOf(uniform(-100_000), -1, ones, terms(index + 1))).flat()
  const sizes = moves.map(({ movePpm }) => movePpm)
  assert.ok(Math.min(...sizes) >= -120_000 && Math.max(...sizes) <= -80_000)
  assert.ok(Math.min(...sizes) < -119_000 && Math.max(...sizes) > -81_000)
  const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length
  assert.ok(Math.abs(mean + 100_000) < 1_000, `${mean}`)
  assert.equal(
    movesOf(uniform(-100_000), -1, ones.slice(0, 3), terms(1)).map(({ movePpm }) => movePpm),
    PINNED.sizes,
  )
  assert.equal([1, 2, 3].map(chanceOf), PINNED.chance)
})

test('a seed draws the same for every size: a market that falls more than another does so at each of them', () => {
  const small = movesOf(uniform(-100_000), -1, ones, terms(5))
  const large = movesOf(uniform(-200_000), -1, ones, terms(5))
  for (const [index, { movePpm }] of small.entries()) {
    assert.ok(Math.abs(2 * movePpm - large[index]!.movePpm) <= 2)
  }
})

test('depth is scaled by the factor and the noise; levels and volumes without a lot are left out', () => {
  const ladder = { levels: [100n, 1n].map((lots, index) => ({ distancePpm: index, lots })) }
  const impact = { volatilityPpm: 1, volumeLots: 1_000n }
  const model = { markets: [{ market: 3, ladder, impact, betaPpm: 7 }] }
  const half = withDepth(model, 4, 500_000, terms(0)).markets[0]!
  assert.equal([half.ladder!.levels, half.impact!.volumeLots, half.betaPpm], [[{ distancePpm: 0, lots: 50n }], 500n, 7])
  assert.equal(withDepth(model, 4, 1_000_000, terms(0)).markets[0]!.ladder!.levels, ladder.levels)
  const none = withDepth(model, 4, 0, terms(9)).markets[0]!
  assert.equal([none.ladder!.levels, none.impact], [[], null])
  const lots = [1, 2, 3, 4].map((seed) => withDepth(model, 4, 1_000_000, terms(seed)).markets[0]!.impact!.volumeLots)
  for (const each of lots) assert.ok(each >= 700n && each <= 1_300n, `${each}`)
  assert.is(new Set(lots).size, 4)
})

test.run()
