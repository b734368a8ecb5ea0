import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Random } from '../../src/scenario/random.ts'

test('a seed and a stream always give the same numbers', () => {
  const random = new Random(7n, 0)
  assert.equal(
    [random.next(), random.next(), random.next(), random.below(1_000_000), random.below(6)],
    [1_744_259_702, 202_098_120, 788_648_133, 336_723, 1],
  )
})

test('other seeds and other streams give other numbers', () => {
  const first = (seed: bigint, stream: number) => new Random(seed, stream).next()
  const firsts = [0n, 1n, 2n, 1n << 32n, (1n << 32n) + 1n, 9_999_999_999_999_999_999n].flatMap((seed) =>
    [0, 1, 2].map((stream) => first(seed, stream)),
  )
  assert.is(new Set(firsts).size, firsts.length)
})

test('numbers below a bound are spread evenly', () => {
  const random = new Random(1n, 1)
  const counts = new Array<number>(10).fill(0)
  for (let draw = 0; draw < 100_000; draw += 1) counts[random.below(10)]! += 1
  for (const count of counts) assert.ok(count > 9_600 && count < 10_400, String(counts))
})

test.run()
