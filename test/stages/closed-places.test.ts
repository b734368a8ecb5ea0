import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ClosedPlaces } from '../../src/stages/closed-places.ts'

test('whatever is closed in whatever order, the first open place is found', () => {
  const places = fc.array(fc.nat(200), { maxLength: 300 })
  fc.assert(
    fc.property(places, (order) => {
      const [closed, plain] = [new ClosedPlaces(), new Set<number>()]
      for (const place of order) {
        closed.close(place)
        plain.add(place)
        for (const from of [0, place, order[0]!, 201, 5_000]) {
          let expected = from
          while (plain.has(expected)) expected += 1
          assert.is(closed.openFrom(from), expected)
        }
      }
    }),
  )
})

test('a million places closed behind one that stays open are passed over at once', () => {
  const closed = new ClosedPlaces()
  for (let place = 1; place <= 1_000_000; place += 1) closed.close(place)
  assert.is(closed.openFrom(0), 0)
  assert.is(closed.openFrom(1), 1_000_001)
  // Walking a million steps a million times would not end.
  for (let time = 0; time < 1_000_000; time += 1) assert.is(closed.openFrom(1), 1_000_001)
})

test.run()
