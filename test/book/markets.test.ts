import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as markets from '../../src/book/markets.ts'
import { ErrorCode } from '../../src/core/errors.ts'
import { maintenanceAtomPpm } from '../../src/fixed/tiers.ts'
import * as venue from '../engine/small-venue.ts'

const { INVERSE, LINEAR, TIERED } = venue

// 1 % up to 50,000 and 5 % of what is above: in atom · ppm, so nothing is rounded.
const MAINTENANCE: [notional: bigint, atomPpm: bigint][] = [
  [0n, 0n],
  [1n, 10_000n],
  [49_999n, 499_990_000n],
  [50_000n, 500_000_000n],
  [50_001n, 500_050_000n],
  [100_000n, 3_000_000_000n],
]

for (const [notional, atomPpm] of MAINTENANCE) {
  test(`1 % up to 50,000 atoms, then 5 %: ${notional} atoms need ${atomPpm} atom·ppm`, () => {
    const { book } = venue.openVenue()
    assert.is(markets.marketMaintenanceAtomPpm(book, TIERED, notional), atomPpm)
    assert.is(maintenanceAtomPpm(markets.readTiers(book, TIERED), notional), atomPpm)
  })
}

test('a deduction that needs more than 64 bits is kept in two parts', () => {
  const engine = venue.openVenue()
  const floor = 2n ** 55n
  engine.configureMarket(LINEAR, {
    tiers: [
      { floorAtoms: 0n, ratePpm: 1 },
      { floorAtoms: floor, ratePpm: 1_000_000 },
    ],
  })
  // At the floor 1 ppm of 2^55; 1,000 atoms above it pay in full.
  const above = floor + 1_000_000_000n
  assert.is(markets.marketMaintenanceAtomPpm(engine.book, LINEAR, floor), floor)
  assert.is(markets.marketMaintenanceAtomPpm(engine.book, LINEAR, above), floor + 1_000_000_000n * 1_000_000n)
})

test('tiers are read as they were written', () => {
  const { book } = venue.openVenue()
  assert.equal(markets.readTiers(book, TIERED), venue.tieredConfig.tiers)
  assert.equal(markets.readTiers(book, LINEAR), venue.linearConfig.tiers)
})

const UNITS: [market: number, ticks: bigint, unit: bigint][] = [
  [LINEAR, 1n, 100n],
  [LINEAR, 100n, 10_000n],
  [INVERSE, 50n, -600n],
  [INVERSE, 70n, -429n], // 428.57…
  [INVERSE, 32n, -938n], // 937.5 is between 937 and the even 938
  [INVERSE, 96n, -312n], // 312.5 is between the even 312 and 313
]

for (const [market, ticks, unit] of UNITS) {
  test(`a lot of market ${market} at ${ticks} ticks is worth ${unit} atoms`, () => {
    assert.is(markets.unitAt(venue.openVenue().book, market, ticks), unit)
  })
}

test('the kernels see the unit value less the funding index, and the notional without it', () => {
  const { book } = venue.openVenue()
  assert.is(markets.effectiveUnit(book, LINEAR), 10_000n)
  markets.setFunding(book, LINEAR, 25n, 3n)
  assert.is(markets.effectiveUnit(book, LINEAR), 9_975n)
  markets.setMark(book, LINEAR, 110n, 5)
  assert.is(markets.effectiveUnit(book, LINEAR), 10_975n)
  assert.is(markets.unitAtMark(book, LINEAR), 11_000n)
  markets.setFunding(book, INVERSE, -25n, 0n)
  assert.is(markets.effectiveUnit(book, INVERSE), -575n)
})

test('a mark is fresh up to its greatest age, and stale from the next millisecond on', () => {
  const { book } = venue.openVenue()
  markets.setMark(book, TIERED, 100n, 500)
  assert.equal(
    [500, 1_500, 1_501].map((now) => markets.isStale(book, TIERED, now)),
    [false, false, true],
  )
  assert.is(markets.isStale(book, LINEAR, 10 ** 15), false)
})

test('the mark of a halted market counts as stale, and goes on doing so until a new one arrives', () => {
  const { book } = venue.openVenue()
  const halted = () => [markets.isHalted(book, LINEAR), markets.isStale(book, LINEAR, 0)]
  markets.halt(book, LINEAR)
  assert.equal(halted(), [true, true])
  markets.resume(book, LINEAR)
  assert.equal(halted(), [false, true])
  markets.setMark(book, LINEAR, 100n, 0)
  assert.equal(halted(), [false, false])
})

test('a market that was not halted keeps its mark when it is resumed', () => {
  const { book } = venue.openVenue()
  markets.resume(book, LINEAR)
  assert.not.ok(markets.isStale(book, LINEAR, 0))
})

test('the price band holds its bounds', () => {
  const { book } = venue.openVenue()
  assert.equal(
    [9n, 10n, 1_000n, 1_001n].map((ticks) => markets.inBand(book, LINEAR, ticks)),
    [false, true, true, false],
  )
})

test('5 % around a mark of 100 are 95 to 105, around 101 still 96 to 106', () => {
  const { book } = venue.openVenue()
  const near = (ticks: bigint) => markets.nearMark(book, TIERED, ticks)
  assert.equal([94n, 95n, 105n, 106n].map(near), [false, true, true, false])
  markets.setMark(book, TIERED, 101n, 0) // 5.05 ticks
  assert.equal([95n, 96n, 106n, 107n].map(near), [false, true, true, false])
})

test('a market without a band around the mark takes any price', () => {
  assert.ok(markets.nearMark(venue.openVenue().book, LINEAR, 1n))
})

test('a market is found by its symbol, up to 32 characters', () => {
  const engine = venue.openVenue()
  const symbol = 'S'.repeat(32)
  const market = engine.listMarket({ ...venue.linearConfig, symbol })
  assert.equal([engine.findMarket(symbol), markets.symbolOf(engine.book, market)], [market, symbol])
  assert.equal(
    ['TIER-PERP', 'TIER', 'tier-perp', ''].map((name) => engine.findMarket(name)),
    [TIERED, -1, -1, -1],
  )
})

for (const market of [-1, 3, 0.5, Number.NaN, 65_536]) {
  test(`${market} is no market`, () => {
    const { book } = venue.openVenue()
    refusesUnknown(() => markets.checkMarket(book, market), market)
  })
}

function refusesUnknown(action: () => void, market: number): void {
  venue.refuses(ErrorCode.UNKNOWN_MARKET, new RegExp(`no market ${market} is listed, there are 3`), action)
}

test('sizes are decimals, exact', () => {
  const engine = venue.openVenue()
  const config = { ...venue.linearConfig, symbol: 'X', lotSize: '2.50', tickSize: '0.4' }
  const market = engine.listMarket(config)
  assert.equal(markets.lotSizeOf(engine.book, market), { coefficient: 25n, decimals: 1 })
  assert.equal(markets.tickSizeOf(engine.book, market), { coefficient: 4n, decimals: 1 })
  assert.equal(markets.contractValueOf(engine.book, INVERSE), { coefficient: 300n, decimals: 0 })
})

test.run()
