import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { LIQUIDATIONS, type Parts, PricePath, SHOCK, sum, UNWINDS } from '../../src/sim/price-path.ts'

const TERMS = { startTicks: 1_000n, minTicks: 900n, maxTicks: 1_200n, weightPpm: 1_000_000 }
const TICK = 1_000_000n

test('a move is cut where the band ends, and its cause gets what is left', () => {
  const path = new PricePath(TERMS)
  assert.is(path.move(SHOCK, -60n * TICK), -60n * TICK)
  assert.is(path.move(LIQUIDATIONS, -60n * TICK), -40n * TICK)
  assert.is(path.move(UNWINDS, -1n), 0n)
  assert.is(path.midTicks, 900n)
  path.followMid()
  assert.is(path.markTicks, 900n)
  assert.is(path.shockedTicks, 940n)
  assert.equal(path.markedTicks(), [-60n, -40n, 0n])
})

test('the mark goes its part of the way', () => {
  const path = new PricePath({ ...TERMS, weightPpm: 250_000 })
  path.move(SHOCK, -80n * TICK)
  path.followMid()
  assert.is(path.markTicks, 980n)
  path.followMid()
  assert.is(path.markTicks, 965n)
  assert.is(path.restTicks(false, false), 920n)
})

test('impact fades, the shock stays', () => {
  const path = new PricePath(TERMS)
  path.move(SHOCK, -40n * TICK)
  path.move(LIQUIDATIONS, -20n * TICK)
  path.decay({ over: 1n, under: 2n })
  assert.is(path.midTicks, 950n)
  assert.is(path.restTicks(true, true), 960n)
  assert.is(path.restTicks(false, true), 950n)
})

test('what is left when impact fades stays within the band', () => {
  // To 900 by liquidations, to 1,200 by a shock of 300: without the former it would be at 1,300.
  const path = new PricePath(TERMS)
  path.move(LIQUIDATIONS, -100n * TICK)
  path.move(SHOCK, 500n * TICK)
  assert.equal(path.moved, [300n * TICK, -100n * TICK, 0n])
  path.decay({ over: 0n, under: 1n })
  assert.is(path.midTicks, 1_200n)
  assert.equal(path.moved, [300n * TICK, 0n, -100n * TICK])
})

test('ladders pull the mid within the band', () => {
  const path = new PricePath(TERMS)
  path.pull([0n, -70n * TICK, -70n * TICK])
  assert.equal(path.pulled, [0n, -70n * TICK, -30n * TICK])
  assert.is(path.centreTicks, 1_000n)
  assert.is(path.midTicks, 900n)
})

test('whole ticks of the causes add up to the whole move of the mark, whatever has happened', () => {
  const by = fc.bigInt({ min: -150n * TICK, max: 150n * TICK })
  const act = fc.oneof(
    fc.tuple(fc.constant('move' as const), fc.constantFrom(SHOCK, LIQUIDATIONS, UNWINDS), by),
    fc.tuple(fc.constant('pull' as const), fc.constant(0), by),
    fc.tuple(fc.constant('decay' as const), fc.integer({ min: 0, max: 9 }), fc.constant(0n)),
  )
  const acts = fc.array(act, { maxLength: 12 })
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1_000_000 }), acts, (weightPpm, list) => {
      const path = new PricePath({ ...TERMS, weightPpm })
      let pulled = 0n
      for (const [what, which, micro] of list) {
        if (what === 'move') path.move(which, micro)
        else if (what === 'pull') pulled = micro
        else path.decay({ over: BigInt(which), under: 10n })
        path.pull([0n, pulled, -pulled / 3n])
        path.followMid()
        const parts: Parts = path.markedTicks()
        assert.is(sum(parts), path.markTicks - 1_000n)
        for (const [cause, part] of parts.entries()) {
          const off = part * TICK - path.marked[cause]!
          assert.ok(off > -TICK && off < TICK, `${part} ticks for ${path.marked[cause]}`)
        }
        assert.ok(path.midTicks >= 900n && path.midTicks <= 1_200n)
        assert.ok(path.markTicks >= 900n && path.markTicks <= 1_200n)
      }
    }),
    { seed: 13, numRuns: 500 },
  )
})

test.run()
