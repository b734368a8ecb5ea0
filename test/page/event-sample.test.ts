import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { RoundEvent } from '../../src/engine/round-events.ts'
import { EventSample } from '../../src/page/event-sample.ts'

const TYPES = ['margin-call', 'liquidation', 'adl-fill', 'deficit'] as const
const event = (type: string) => ({ version: 1, type, round: 1, pass: 1, stage: 0 }) as unknown as RoundEvent
const LARGEST = 250

interface Told {
  readonly type: number
  readonly weight: number
}

function sampled(told: readonly Told[], most: number) {
  const sample = new EventSample(most)
  for (const { type, weight } of told) sample.add(event(TYPES[type]!), 0, weight)
  return sample.result()
}

const anyTold = fc.array(fc.record({ type: fc.integer({ min: 0, max: 3 }), weight: fc.integer({ min: 0, max: 50 }) }), {
  maxLength: 400,
})

test('while they are few every event is kept, in order', () => {
  fc.assert(
    fc.property(anyTold, (told) => {
      const { seen, kept, kinds } = sampled(told, 400)
      assert.equal([seen, kept.map(({ number }) => number)], [told.length, told.map((_, index) => index + 1)])
      assert.ok(kinds.every((kind) => kind.every === 1 && kind.kept === kind.seen))
    }),
  )
})

test('of a thinned kind every n-th is there from the first on, and the counts are those of what is there', () => {
  fc.assert(
    fc.property(anyTold, fc.integer({ min: 4, max: 60 }), (told, most) => {
      const { seen, kept, kinds } = sampled(told, most)
      assert.is(seen, told.length)
      for (const { type, seen: happened, kept: count, every } of kinds) {
        const of = told.flatMap((each, index) => (TYPES[each.type] === type ? [index + 1] : []))
        assert.is(happened, of.length)
        const numbers = kept.filter((each) => each.type === type).map(({ number }) => number)
        assert.is(count, numbers.length)
        for (let index = 0; index < of.length; index += every) assert.ok(numbers.includes(of[index]!), type)
      }
      const numbers = kept.map(({ number }) => number)
      assert.equal(
        numbers,
        [...new Set(numbers)].sort((a, b) => a - b),
      )
    }),
  )
})

test('the most frequent kind gives way first, and what is rare stays whole', () => {
  const told = Array.from({ length: 5_000 }, (_, index) => ({ type: index % 500 === 7 ? 3 : 0, weight: 0 }))
  const { kinds, kept } = sampled(told, 100)
  assert.equal(
    kinds.map(({ type, seen, every, hasLargest }) => [type, seen, every, hasLargest]),
    [
      ['margin-call', 4_990, 64, false],
      ['deficit', 10, 1, false],
    ],
  )
  assert.ok(kept.length <= 100)
})

test('the largest of a kind are kept however many there are, of equals the first', () => {
  const told = Array.from({ length: 20_000 }, (_, index) => ({ type: 1, weight: 1 + ((index * 7_919) % 10_000) }))
  const { kept, kinds } = sampled(told, 500)
  const numbers = new Set(kept.map(({ number }) => number))
  const byWeight = told.map(({ weight }, index) => ({ weight, number: index + 1 }))
  byWeight.sort((a, b) => b.weight - a.weight || a.number - b.number)
  for (const { number, weight } of byWeight.slice(0, LARGEST)) assert.ok(numbers.has(number), `${number}: ${weight}`)
  assert.ok(kept.length <= 500 + LARGEST)
  assert.is(kinds[0]!.hasLargest, true)
})

test.run()
