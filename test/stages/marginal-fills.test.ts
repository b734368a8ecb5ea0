// The ends of three queues on 10 October 2025 (fixtures/marginal-fills.json): all fills but the last closed whole
// positions, and the last one was partial by exactly what was left to offset.

import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parseDecimal } from '../../src/fixed/decimal.ts'
import { abs } from '../../src/fixed/rounding.ts'
import { dealByRemainder } from '../../src/fixed/shares.ts'
import * as venue from '../engine/small-venue.ts'
import { EXTERNAL, engineOf, type GivenAccount } from './venue-cases.ts'

interface MarginalFill {
  readonly coin: string
  readonly lotSize: string
  readonly tickSize: string
  readonly price: string
  readonly offset: string
  readonly wholeFills: number
  readonly wholeSize: string
  readonly lastFill: string
  readonly lastPosition: string
}

const file = new URL('../../fixtures/marginal-fills.json', import.meta.url)
const { fills }: { fills: MarginalFill[] } = JSON.parse(readFileSync(file, 'utf8'))

/** How many units a decimal is; it must be whole. */
function count(text: string, unit: string): bigint {
  const [value, one] = [parseDecimal(text, 'a fact'), parseDecimal(unit, 'a unit')]
  const decimals = Math.max(value.decimals, one.decimals)
  const scale = (given: typeof value) => given.coefficient * 10n ** BigInt(decimals - given.decimals)
  assert.is(scale(value) % scale(one), 0n, `${text} is no multiple of ${unit}`)
  return scale(value) / scale(one)
}

test('the facts add up: whole fills and the last one are what was offset', () => {
  assert.equal(
    fills.map(({ coin }) => coin),
    ['AVAX', 'LTC', 'DOGE'],
  )
  for (const { lotSize, offset, wholeSize, lastFill, lastPosition } of fills) {
    assert.is(count(wholeSize, lotSize) + count(lastFill, lotSize), count(offset, lotSize))
    assert.ok(count(lastFill, lotSize) < count(lastPosition, lotSize))
  }
})

const [LIQUIDATED, FIRST, LAST] = [1, 10, 900] as const

for (const kernel of venue.KERNELS) {
  for (const { coin, lotSize, tickSize, ...fact } of fills) {
    test(`${coin}: ${fact.wholeFills} whole fills, and ${fact.lastFill} of ${fact.lastPosition} (${kernel})`, () => {
      const lots = (text: string) => count(text, lotSize)
      const price = count(fact.price, tickSize)
      const unit = count(lotSize, '0.000001') * price * count(tickSize, '0.000001')
      assert.is(unit % 1_000_000n, 0n)
      const atoms = unit / 1_000_000n // a lot at that price
      // Shorts from twice the price. Whoever is closed whole has a third of its notional in equity, the last one half.
      const seller = (id: number, size: bigint, share: bigint): GivenAccount => {
        const cashAtoms = size * atoms + (size * atoms) / share
        return { id, cashAtoms, positions: [[0, -size, -2n * size * atoms]] }
      }
      const sizes = dealByRemainder(lots(fact.wholeSize), Array(fact.wholeFills).fill(1n))
      const sellers = sizes.map((size, index) => seller(FIRST + index, size, 3n))
      const offset = lots(fact.offset)
      const liquidated = {
        id: LIQUIDATED,
        cashAtoms: -offset * atoms,
        positions: [[0, offset, offset * atoms] as const],
      }
      const market = {
        ...({ symbol: coin, kind: 'linear', lotSize, tickSize, minMarkTicks: 1n, maxMarkTicks: 2n * price } as const),
        // A tick under the bankruptcy price of who is liquidated.
        ...{ listingTicks: price - 1n, maxPositionLots: 20_000_000n, maxAbsFundingAtoms: 0n, initialRatePpm: 100_000 },
        ...{ externalAccount: EXTERNAL, tiers: [{ floorAtoms: 0n, ratePpm: 30_000 }] },
      }
      const last = seller(LAST, lots(fact.lastPosition), 2n)
      const engine = engineOf(kernel, [liquidated, ...sellers, last], [market])
      const report = engine.runRound()
      const closed = [...engine.roundEvents()].flatMap((event) => (event.type === 'adl-fill' ? [event] : []))
      assert.equal([report.adl.fills, report.adl.wholeCloses], [fact.wholeFills + 1, fact.wholeFills])
      assert.is(
        closed.reduce((sum, fill) => sum + abs(fill.lots), 0n),
        offset,
      )
      // One price for the whole group, and it is not the mark.
      assert.equal(new Set(closed.map(({ priceTicks }) => priceTicks)), new Set([price]))
      const partial = closed.filter(({ whole }) => !whole)
      assert.equal(
        partial.map(({ to, lots: size, rank }) => [to, abs(size), rank]),
        [[LAST, lots(fact.lastFill), fact.wholeFills + 1]],
      )
      assert.is(closed.at(-1), partial[0])
      const [left] = engine.account(LAST).positions
      assert.is(-left!.sizeLots, lots(fact.lastPosition) - lots(fact.lastFill))
      venue.sound(engine)
    })
  }
}

test.run()
