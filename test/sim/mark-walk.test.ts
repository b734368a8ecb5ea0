import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Random } from '../../src/scenario/random.ts'
import { CRASH_PPM, MarkWalk } from '../../src/sim/mark-walk.ts'

const LISTING = [1_134_000, 382_500, 7, 1]

const walkOf = (seed = 7n) => new MarkWalk(LISTING, new Random(seed, 0))

test('a seed gives the same marks on every machine', () => {
  const walk = walkOf()
  const marks = Array.from({ length: 3 }, () => {
    walk.step()
    return [...walk.ticks]
  })
  assert.equal(marks, [
    [1_133_979, 382_465, 7, 1],
    [1_133_929, 382_438, 7, 1],
    [1_133_998, 382_469, 7, 1],
  ])
})

test('a step is small, and the walk stays near its centre', () => {
  const walk = walkOf()
  let before = [...walk.ticks]
  let farthest = 0
  for (let count = 0; count < 50_000; count += 1) {
    walk.step()
    for (const [market, listing] of LISTING.entries()) {
      const ticks = walk.ticks[market]!
      assert.ok(ticks >= 1)
      assert.ok(Math.abs(ticks - before[market]!) <= Math.max(1, listing / 10_000))
      assert.ok(Math.abs(ticks - listing) <= listing / 100)
    }
    farthest = Math.max(farthest, Math.abs(walk.ticks[0]! - LISTING[0]!))
    before = [...walk.ticks]
  }
  assert.ok(farthest > LISTING[0]! / 200, `it does walk: ${farthest} ticks at most`)
})

test('markets crash in turn and stay there; when all have, they come back', () => {
  const walk = walkOf()
  const low = (listing: number) => Math.max(1, listing - Math.floor((listing * CRASH_PPM) / 1_000_000))
  for (const [market, listing] of LISTING.entries()) {
    walk.crash()
    assert.is(walk.ticks[market], low(listing))
  }
  for (let count = 0; count < 1_000; count += 1) walk.step()
  assert.ok(walk.ticks[0]! <= low(LISTING[0]!) * 1.01)
  for (const [market, listing] of LISTING.entries()) {
    walk.crash()
    assert.is(walk.ticks[market], listing)
  }
  walk.crash()
  assert.is(walk.ticks[0], low(LISTING[0]!))
})

test.run()
