import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Random } from '../../src/scenario/random.ts'
import { Zipf } from '../../src/sim/zipf.ts'

const DRAWS = 400_000

function frequencies(count: number, seed: bigint): Uint32Array {
  const zipf = new Zipf(count, new Random(seed, 0))
  const counts = new Uint32Array(count)
  for (let draw = 0; draw < DRAWS; draw += 1) counts[zipf.next()]! += 1
  return counts
}

/** 1/r over the sum of all 1/r. */
function lawOf(count: number): Float64Array {
  const weights = Float64Array.from({ length: count }, (_, rank) => 1 / (rank + 1))
  const sum = weights.reduce((all, weight) => all + weight, 0)
  return weights.map((weight) => weight / sum)
}

test('a seed gives the same ranks on every machine', () => {
  const zipf = new Zipf(1_000_000, new Random(7n, 0))
  assert.equal(
    Array.from({ length: 12 }, () => zipf.next()),
    [455, 95, 8, 402_863, 19, 926, 749_182, 202, 15_950, 1, 212_950, 671],
  )
})

test('every rank comes as often as the law says, in octaves that are whole and in one that is not', () => {
  for (const count of [64, 63, 100, 1000]) {
    const law = lawOf(count)
    for (const [rank, found] of frequencies(count, 3n).entries()) {
      const expected = DRAWS * law[rank]!
      // Six standard deviations: no rank of any count passes them but by a mistake.
      const allowed = 6 * Math.sqrt(expected)
      assert.ok(Math.abs(found - expected) < allowed, `rank ${rank} of ${count}: ${found}, expected ${expected}`)
    }
  }
})

test('far ranks of many come together as often as the law says', () => {
  const count = 1_500_000
  const law = lawOf(count)
  const found = frequencies(count, 5n)
  for (let from = 1; from < count; from *= 4) {
    const to = Math.min(count, from * 4)
    let expected = 0
    let seen = 0
    for (let rank = from; rank < to; rank += 1) {
      expected += DRAWS * law[rank]!
      seen += found[rank]!
    }
    assert.ok(Math.abs(seen - expected) < 6 * Math.sqrt(expected), `${from} to ${to}: ${seen}, expected ${expected}`)
  }
})

test('with one rank there is nothing to draw', () => {
  const zipf = new Zipf(1, new Random(1n, 0))
  for (let draw = 0; draw < 100; draw += 1) assert.is(zipf.next(), 0)
})

test.run()
