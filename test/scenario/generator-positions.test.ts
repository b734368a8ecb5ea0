import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { MarketChoice, PositionCounts } from '../../src/scenario/generator-positions.ts'
import { Random } from '../../src/scenario/random.ts'

test('positions are dealt out to the last one, and nobody gets more than there is room for', () => {
  const sizes = fc
    .tuple(
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 1, max: 200 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    )
    .map(([accounts, markets, share]) => {
      const most = accounts * Math.min(markets, 128)
      return { seed: '3', accounts, markets, positions: Math.floor(share * most) }
    })
  fc.assert(
    fc.property(sizes, (wish) => {
      const counts = new PositionCounts(wish, new Random(3n, 0))
      let sum = 0
      for (let index = 0; index < wish.accounts; index += 1) {
        const count = counts.next(index)
        assert.ok(Number.isInteger(count) && count >= 0 && count <= Math.min(wish.markets, 128))
        sum += count
      }
      assert.is(sum, wish.positions)
    }),
  )
})

test('an account gets a market once, and the first markets are the busy ones', () => {
  const weights = [1000, 500, 333, 250, 200, 166, 142, 125, 111, 100]
  const choice = new MarketChoice(weights, new Random(1n, 0))
  const counts = new Array<number>(10).fill(0)
  for (let account = 0; account < 10_000; account += 1) {
    const taken = [choice.next(account), choice.next(account), choice.next(account)]
    assert.is(new Set(taken).size, 3)
    for (const market of taken) counts[market]! += 1
  }
  assert.ok(counts[0]! > counts[1]! && counts[1]! > counts[9]!, counts.join(' '))
})

test.run()
