import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { setPosition } from '../../src/book/cells.ts'
import { rowOf } from '../../src/book/rows.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { entryAfter } from '../../src/kernel/reference-move.ts'
import * as venue from '../engine/small-venue.ts'

const { ALICE, BOB, INVERSE, LINEAR } = venue

const ENTRIES: [what: string, before: bigint, entry: bigint, change: bigint, unit: bigint, after: bigint][] = [
  ['a new long pays the price', 0n, 0n, 3n, 100n, 300n],
  ['a new short is paid it', 0n, 0n, -3n, 100n, -300n],
  ['a long that grows adds the price', 3n, 300n, 2n, 110n, 520n],
  ['a short that grows too', -3n, -300n, -2n, 110n, -520n],
  ['a long that shrinks keeps its share', 3n, 300n, -1n, 999n, 200n],
  ['a share of a positive value is cut: 2/3 of 100 is 66', 3n, 100n, -1n, 999n, 66n],
  ['a share of a negative value is cut towards zero: 2/3 of −100 is −66', -3n, -100n, 1n, 999n, -66n],
  ['a long with a negative entry value (inverse) is cut towards zero', 3n, -100n, -1n, -999n, -66n],
  ['a short with a positive entry value too', -3n, 100n, 1n, -999n, 66n],
  ['a closed position has none', 3n, 300n, -3n, 110n, 0n],
  ['a flip starts anew at the price', 3n, 300n, -5n, 110n, -220n],
  ['a flip from short to long too', -3n, -300n, 5n, 110n, 220n],
]

for (const [what, before, entry, change, unit, after] of ENTRIES) {
  test(what, () => assert.is(entryAfter(before, entry, change, change * unit, unit), after))
}

for (const kernel of venue.KERNELS) {
  test(`a trade books its value and each side’s fee, a rebate included (${kernel})`, () => {
    const engine = venue.openVenue(kernel)
    const [external] = venue.EXTERNALS
    const trade = { buyer: ALICE, seller: BOB, market: LINEAR, lots: 3n, priceTicks: 103n }
    engine.trade({ ...trade, buyerFeeAtoms: 50n, sellerFeeAtoms: -20n })
    // 3 lots at 10,300 atoms.
    assert.equal(
      [ALICE, BOB, external].map((id) => venue.cashOf(engine, id)),
      [-30_950n, 30_920n, 30n],
    )
    assert.equal(
      [ALICE, BOB].map((id) => venue.positionsOf(engine, id)),
      [[[0, 3n, 30_900n]], [[0, -3n, -30_900n]]],
    )
    venue.sound(engine)
  })

  test(`a fee account that trades itself gets both fees and pays its own (${kernel})`, () => {
    for (const [buyer, seller] of [
      [venue.EXTERNALS[0], BOB],
      [BOB, venue.EXTERNALS[0]],
    ] as const) {
      const engine = venue.openVenue(kernel)
      const trade = { buyer, seller, market: LINEAR, lots: 1n, priceTicks: 100n }
      engine.trade({ ...trade, buyerFeeAtoms: 7n, sellerFeeAtoms: 5n })
      assert.equal(
        [buyer, seller].map((id) => venue.cashOf(engine, id) + venue.positionsOf(engine, id)[0]![2]),
        buyer === BOB ? [-7n, 7n] : [5n, -5n],
      )
      venue.sound(engine)
    }
  })

  test(`an inverse price is rounded to the even atom where it lies between two (${kernel})`, () => {
    const engine = venue.openVenue(kernel)
    // u = −30,000 / ticks: 937.5 at 32 becomes 938, 312.5 at 96 becomes 312, 428.57 at 70 becomes 429.
    const units = [
      [32n, 938n],
      [96n, 312n],
      [70n, 429n],
      [50n, 600n],
    ] as const
    for (const [ticks, unit] of units) {
      const before = venue.cashOf(engine, ALICE)
      venue.trade(engine, ALICE, BOB, 1n, ticks, INVERSE)
      assert.is(venue.cashOf(engine, ALICE) - before, unit, `at ${ticks} ticks`)
    }
    assert.equal(venue.positionsOf(engine, ALICE), [[INVERSE, 4n, -2_279n]])
  })

  test(`entry values follow reductions and flips of both sides (${kernel})`, () => {
    const engine = venue.openVenue(kernel)
    venue.trade(engine, ALICE, BOB, 3n, 101n) // 30,300
    venue.trade(engine, BOB, ALICE, 1n, 200n) // 2/3: 20,200
    assert.equal(venue.positionsOf(engine, ALICE), [[LINEAR, 2n, 20_200n]])
    assert.equal(venue.positionsOf(engine, BOB), [[LINEAR, -2n, -20_200n]])
    venue.trade(engine, BOB, ALICE, 5n, 90n)
    assert.equal(venue.positionsOf(engine, ALICE), [[LINEAR, -3n, -27_000n]])
    assert.equal(venue.positionsOf(engine, BOB), [[LINEAR, 3n, 27_000n]])
    venue.trade(engine, ALICE, BOB, 3n, 95n)
    assert.equal([venue.positionsOf(engine, ALICE), venue.positionsOf(engine, BOB)], [[], []])
    venue.sound(engine)
  })
}

const MOST_LOTS = 327_534_518_354n // 2^55 / 110,000

function hugeVenue(kernel: (typeof venue.KERNELS)[number]): Engine {
  const engine = venue.openVenue(kernel)
  engine.configureMarket(LINEAR, { maxPositionLots: MOST_LOTS })
  return engine
}

test('shares of values beyond 2^50 and of more than 2^31 lots need 128 bits, and get them', () => {
  for (const kernel of venue.KERNELS) {
    const engine = hugeVenue(kernel)
    const lots = MOST_LOTS - 1n
    venue.trade(engine, ALICE, BOB, lots, 997n)
    const paid = lots * 99_700n
    assert.ok(lots > 2n ** 31n && paid > 2n ** 50n)
    let [held, entry] = [lots, paid]
    for (const sold of [1n, 7n, 2n ** 31n + 11n, 2n ** 37n - 1n]) {
      venue.trade(engine, BOB, ALICE, sold, 13n)
      entry = (entry * (held - sold)) / held
      held -= sold
      assert.equal(venue.positionsOf(engine, ALICE), [[LINEAR, held, entry]])
      assert.equal(venue.positionsOf(engine, BOB), [[LINEAR, -held, -entry]])
    }
    venue.sound(engine)
  }
})

// Entry values up to 2^62 and lots up to 2^38: quotients of up to 100 bits, with digits of every size.
const bits = (most: number) =>
  fc.tuple(fc.integer({ min: 1, max: most }), fc.bigInt({ min: 0n, max: 2n ** 64n })).map(([size, word]) => {
    return (1n << BigInt(size - 1)) | (word & ((1n << BigInt(size - 1)) - 1n))
  })
const scaled = fc.record({
  held: bits(38),
  part: fc.bigInt({ min: 1n, max: 2n ** 40n }),
  entry: bits(62),
  minus: fc.boolean(),
})

for (const kernel of venue.KERNELS) {
  test(`any share of any entry value is cut exactly (${kernel})`, () => {
    const engine = hugeVenue(kernel)
    const { book } = engine
    const [alice, bob] = [ALICE, BOB].map((id) => rowOf(book, id)) as [number, number]
    fc.assert(
      fc.property(scaled, ({ held, part, entry: size, minus }) => {
        const lots = held > MOST_LOTS ? MOST_LOTS : held
        const sold = (part % lots) + 1n
        const entry = minus ? -size : size
        for (const [row, sign] of [
          [alice, 1n],
          [bob, -1n],
        ] as const) {
          setPosition(book, row, LINEAR, sign * lots, sign * entry)
        }
        engine.trade({ buyer: BOB, seller: ALICE, market: LINEAR, lots: sold, priceTicks: 10n })
        const rest = lots - sold
        const expected = rest === 0n ? [] : [[LINEAR, rest, (entry * rest) / lots]]
        assert.equal(venue.positionsOf(engine, ALICE), expected)
      }),
      { seed: 3, numRuns: 500 },
    )
  })
}

test.run()
