import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { MarketBook } from '../../src/sim/market-book.ts'
import type { ImpactTerms, MarketModel } from '../../src/sim/market-model.ts'
import { LIQUIDATIONS, PricePath, UNWINDS } from '../../src/sim/price-path.ts'

const BAND = { minTicks: 1n, maxTicks: 40_000n }
const IMPACT: ImpactTerms = {
  volatilityPpm: 50_000,
  volumeLots: 10_000n,
  temporaryPpm: 1_000_000,
  permanentPpm: 500_000,
}

function bookOf(model: Omit<MarketModel, 'market'>, startTicks = 10_000n, band = BAND): MarketBook {
  const book = new MarketBook(
    { market: 0, ...model },
    new PricePath({ startTicks, ...band, weightPpm: 1_000_000 }),
    band,
    0,
  )
  book.open(1_000)
  return book
}

const told = (fills: readonly { priceTicks: bigint; lots: bigint }[]) =>
  fills.map(({ priceTicks, lots }) => `${lots} at ${priceTicks}`)

test('an order by law gets one price: the mid and what its size costs', () => {
  // 100 of 10,000 lots: a tenth of 5 % of 10,000.
  assert.equal(told(bookOf({ impact: IMPACT }).take({ lots: 100n, limitTicks: null })), ['100 at 9950'])
  assert.equal(told(bookOf({ impact: IMPACT }).take({ lots: -100n, limitTicks: null })), ['100 at 10050'])
})

test('a limit is filled as far as it bears', () => {
  // 25 ticks: a quarter of the lots.
  const book = bookOf({ impact: IMPACT })
  assert.equal(told(book.take({ lots: 100n, limitTicks: 9_975n })), ['25 at 9975'])
  assert.equal(told(book.take({ lots: 100n, limitTicks: 9_975n })), [])
  // The other side has seen nothing of it.
  assert.equal(told(book.take({ lots: -100n, limitTicks: 10_025n })), ['25 at 10025'])
  assert.equal(told(bookOf({ impact: IMPACT }).take({ lots: 100n, limitTicks: 10_001n })), [])
})

test('nothing is filled outside the band', () => {
  const band = { minTicks: 9_975n, maxTicks: 40_000n }
  assert.equal(told(bookOf({ impact: IMPACT }, 10_000n, band).take({ lots: 100n, limitTicks: null })), ['25 at 9975'])
})

test('without ladder and law nothing fills', () => {
  assert.equal(bookOf({}).take({ lots: 1n, limitTicks: null }), [])
})

test('however an order is sliced, it pays the same but for the rounding of ticks, and moves the mid the same', () => {
  const slices = fc.array(fc.integer({ min: 1, max: 60 }).map(BigInt), { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(slices, fc.boolean(), (parts, sells) => {
      const lots = parts.reduce((total, part) => total + part, 0n)
      const sign = sells ? 1n : -1n
      const [whole, sliced] = [bookOf({ impact: IMPACT }), bookOf({ impact: IMPACT })]
      const paid = (book: MarketBook, sizes: readonly bigint[]) => {
        const fills = sizes.flatMap((size) => book.take({ lots: sign * size, limitTicks: null }))
        book.settle(LIQUIDATIONS)
        book.close()
        return fills.reduce((total, fill) => total + fill.lots * fill.priceTicks, 0n)
      }
      const [one, many] = [paid(whole, [lots]), paid(sliced, parts)]
      // Each slice is rounded to a tick, at most a tick a lot.
      assert.ok(
        sells ? many >= one - lots && many <= one + lots : many <= one + lots && many >= one - lots,
        `${one}, ${many}`,
      )
      assert.equal(whole.path.moved, sliced.path.moved)
    }),
    { seed: 14 },
  )
})

test('the price is the best tick that the cost allows, and the size the largest that the limit allows', () => {
  const orders = fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 90 })), { maxLength: 6 })
  fc.assert(
    fc.property(orders, fc.constantFrom('square-root' as const, 'linear' as const), (list, law) => {
      const impact = { ...IMPACT, law, volumeLots: 100n }
      const book = bookOf({ impact }, 1_000n)
      // A lot at a time and without roots: C² = (10^9 · 5 %)² · x³ / V, or C = 10^9 · 5 % · x² / V.
      const part = 50_000_000n
      const costOf = (lots: bigint) => {
        if (law === 'linear') return (part * lots * lots) / 100n
        let cost = 0n
        for (let step = 1n << 50n; step > 0n; step >>= 1n) {
          if ((cost + step) ** 2n * 100n <= part ** 2n * lots ** 3n) cost += step
        }
        return cost
      }
      let sold = 0n
      for (const [wanted, depth] of list) {
        const limit = 1_000n - BigInt(depth)
        let best: string[] = []
        for (let lots = 1n; lots <= BigInt(wanted); lots += 1n) {
          const paid = costOf(sold + lots) - costOf(sold)
          let ticks = 1_000n
          while ((1_000n - ticks) * 1_000_000n * lots < paid) ticks -= 1n
          if (ticks < limit || ticks < 1n) break
          best = [`${lots} at ${ticks}`]
        }
        const fills = book.take({ lots: BigInt(wanted), limitTicks: limit })
        assert.equal(told(fills), best)
        for (const { lots } of fills) sold += lots
      }
    }),
    { seed: 15, numRuns: 300 },
  )
})

test('what liquidations and unwinds have sold together is told apart', () => {
  // 100 lots move the mid by 25 ticks, 400 by 50: the second 300 by the other 25.
  const book = bookOf({ impact: IMPACT })
  book.take({ lots: 100n, limitTicks: null })
  book.settle(LIQUIDATIONS)
  book.take({ lots: 300n, limitTicks: null })
  book.settle(UNWINDS)
  assert.is(book.path.centreTicks, 10_000n)
  assert.equal(book.close(), [0n, -25_000_000n, -25_000_000n])
  assert.is(book.path.centreTicks, 9_950n)
  // A new step is a new order.
  book.open(2_000)
  assert.equal(told(book.take({ lots: 100n, limitTicks: null })), ['100 at 9900'])
})

test('a ladder is what orders pay, and what it lacks pulls the mid until it is back', () => {
  // Half of 2 % is gone: half of that of 10,000 is 50 ticks, three fifths of it by liquidations.
  const ladder = { levels: [{ distancePpm: 20_000, lots: 100n }], halfLifeMs: 1_000 }
  const book = bookOf({ ladder })
  assert.equal(told(book.take({ lots: 30n, limitTicks: null })), ['30 at 9800'])
  book.settle(LIQUIDATIONS)
  book.take({ lots: 20n, limitTicks: null })
  book.settle(UNWINDS)
  book.close()
  book.pull()
  assert.equal(book.path.pulled, [0n, -30_000_000n, -20_000_000n])
  assert.is(book.isRefilling, true)
  assert.is(book.restTicks, 10_000n)
  book.open(2_000)
  assert.equal(book.path.pulled, [0n, -15_000_000n, -10_000_000n])
  // Bought as much, the asks pull it to the middle again.
  book.take({ lots: -25n, limitTicks: null })
  book.settle(LIQUIDATIONS)
  book.pull()
  assert.is(book.path.midTicks, 10_000n)
})

test.run()
