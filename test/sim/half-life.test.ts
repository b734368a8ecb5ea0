import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { decayBetween, decayed } from '../../src/sim/half-life.ts'

const left = (amount: bigint, fromMs: number, toMs: number, halfLifeMs: number) =>
  decayed(amount, decayBetween(fromMs, toMs, halfLifeMs))

test('what is there halves in every half-life and falls evenly between', () => {
  assert.is(left(800n, 0, 0, 100), 800n)
  assert.is(left(800n, 0, 25, 100), 700n)
  assert.is(left(800n, 0, 50, 100), 600n)
  assert.is(left(800n, 0, 100, 100), 400n)
  assert.is(left(800n, 0, 150, 100), 300n)
  assert.is(left(800n, 0, 300, 100), 100n)
  assert.is(left(-801n, 0, 100, 100), -400n)
})

test('no half-life leaves nothing, and so do very many', () => {
  assert.is(left(800n, 5, 6, 0), 0n)
  assert.is(left(10n ** 30n, 0, 1_000, 1), 0n)
})

test('from one time to a third it does not matter whether one looks in between', () => {
  const times = fc.tuple(fc.nat(5_000), fc.nat(5_000), fc.nat(5_000), fc.integer({ min: 100, max: 3_000 }))
  fc.assert(
    fc.property(times, ([first, second, third, halfLifeMs]) => {
      const [one, two, three] = [first, first + second, first + second + third]
      const [a, b] = [decayBetween(one, two, halfLifeMs), decayBetween(two, three, halfLifeMs)]
      const whole = decayBetween(one, three, halfLifeMs)
      assert.is(a.over * b.over * whole.under, whole.over * a.under * b.under)
      const once = decayBetween(one, one + halfLifeMs, halfLifeMs)
      assert.is(2n * once.over, once.under)
    }),
    { seed: 11 },
  )
})

test.run()
