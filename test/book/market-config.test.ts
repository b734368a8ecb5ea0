import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { MarketConfig, MarketTerms } from '../../src/book/market-config.ts'
import { ErrorCode } from '../../src/core/errors.ts'
import * as venue from '../engine/small-venue.ts'

const { ALICE, BOB, EXTERNALS, LINEAR, POOL, TIERED, refusesCommand } = venue
const config: MarketConfig = { ...venue.linearConfig, symbol: 'NEW' }
const tier = (floorAtoms: bigint, ratePpm: number) => ({ floorAtoms, ratePpm })

// 1,000 ticks are 100,000 atoms and |F| is at most 10,000: 2^55 / 110,000 = 327,534,518,354.2 lots.
const MOST_LOTS = 327_534_518_354n

const TERMS: [what: string, change: Partial<MarketTerms>, code: ErrorCode, message: RegExp][] = [
  ['a band from 0', { minMarkTicks: 0n }, ErrorCode.PRICE_BAND, /a price band of 0 to 1000 ticks/],
  ['a band upside down', { minMarkTicks: 1_001n }, ErrorCode.PRICE_BAND, /1001 to 1000 ticks, expected 1 ≤ lowest/],
  ['a band beyond 64 bits', { maxMarkTicks: 2n ** 64n + 1_000n }, ErrorCode.PRICE_BAND, /a price band of 10 to 1844/],
  ['no lots', { maxPositionLots: 0n }, ErrorCode.RANGE, /maxPositionLots 0 must be positive/],
  ['funding below 0', { maxAbsFundingAtoms: -1n }, ErrorCode.RANGE, /maxAbsFundingAtoms -1 not negative/],
  ['a lot too many', { maxPositionLots: MOST_LOTS + 1n }, ErrorCode.RANGE, /; 327534518354 lots are the most$/],
  ['lots beyond 64 bits', { maxPositionLots: 2n ** 64n + 1n }, ErrorCode.RANGE, /327534518354 lots are the most$/],
  ['funding that leaves no lots', { maxAbsFundingAtoms: 2n ** 55n }, ErrorCode.RANGE, /; 0 lots are the most$/],
  ['no tiers', { tiers: [] }, ErrorCode.TIERS, /has 0 tiers, expected 1 to 4/],
  [
    'too many tiers',
    { tiers: [0n, 1n, 2n, 3n, 4n].map((n) => tier(n, 1)) },
    ErrorCode.TIERS,
    /5 tiers, expected 1 to 4/,
  ],
  ['a first floor', { tiers: [tier(1n, 10_000)] }, ErrorCode.TIERS, /tiers\[0\] has floor 1 atoms, expected 0/],
  ['floors that fall', { tiers: [tier(0n, 1), tier(9n, 2), tier(9n, 3)] }, ErrorCode.TIERS, /tiers\[2\] has floor 9/],
  ['rates that fall', { tiers: [tier(0n, 20_000), tier(9n, 10_000)] }, ErrorCode.TIERS, /rate 10000 ppm.*20000/],
  ['a rate above 100 %', { tiers: [tier(0n, 1_000_001)] }, ErrorCode.TIERS, /rate 1000001 ppm/],
  ['an initial rate above 100 %', { initialRatePpm: 1_000_001 }, ErrorCode.RANGE, /initialRatePpm is 1000001/],
  ['half an initial rate', { initialRatePpm: 0.5 }, ErrorCode.RANGE, /initialRatePpm is 0.5/],
  ['a band around the mark below 0', { priceBandPpm: -1 }, ErrorCode.RANGE, /priceBandPpm is -1/],
  ['half a millisecond', { maxMarkAgeMs: 0.5 }, ErrorCode.RANGE, /maxMarkAgeMs is 0.5/],
  ['a takeover limit below 0', { takeoverLimitLots: -1n }, ErrorCode.RANGE, /takeoverLimitLots is -1/],
  ['a takeover limit beyond 64 bits', { takeoverLimitLots: 2n ** 63n }, ErrorCode.RANGE, /takeoverLimitLots is 92/],
  ['an unknown pool', { poolAccount: 77 }, ErrorCode.UNKNOWN_ACCOUNT, /no account 77 is open/],
  ['a trader as its pool', { poolAccount: ALICE }, ErrorCode.ACCOUNT_CLASS, /poolAccount: account 1 is not a pool/],
  ['an unknown fee account', { feeAccount: 77 }, ErrorCode.UNKNOWN_ACCOUNT, /no account 77 is open/],
  ['fees for a trader', { feeAccount: ALICE }, ErrorCode.ACCOUNT_CLASS, /feeAccount: account 1 is neither external/],
  ['fees for the deficit row', { feeAccount: 999 }, ErrorCode.ACCOUNT_CLASS, /account 999 is neither external/],
]

for (const [what, change, code, message] of TERMS) {
  test(`a market with ${what} is not listed, and no market becomes so`, () => {
    const engine = venue.openVenue()
    refusesCommand(engine, code, message, () => engine.listMarket({ ...config, ...change }))
    refusesCommand(engine, code, message, () => engine.configureMarket(LINEAR, change))
  })
}

const LISTING: [what: string, change: Partial<MarketConfig>, code: ErrorCode, message: RegExp][] = [
  ['a symbol that is taken', { symbol: 'LIN-PERP' }, ErrorCode.DUPLICATE, /market LIN-PERP is listed already/],
  ['no symbol', { symbol: '' }, ErrorCode.CONFIG, /symbol "": expected 1 to 32/],
  ['a space in its symbol', { symbol: 'A B' }, ErrorCode.CONFIG, /symbol "A B"/],
  ['a letter beyond ASCII', { symbol: 'ÄPFEL' }, ErrorCode.CONFIG, /symbol "ÄPFEL"/],
  ['a symbol of 33 letters', { symbol: 'S'.repeat(33) }, ErrorCode.CONFIG, /printable ASCII/],
  ['an unknown external account', { externalAccount: 77 }, ErrorCode.UNKNOWN_ACCOUNT, /no account 77 is open/],
  ['a pool on the other side', { externalAccount: POOL }, ErrorCode.ACCOUNT_CLASS, /account 900 is not external/],
  ['a listing price below its band', { minMarkTicks: 101n }, ErrorCode.PRICE_BAND, /listing at 100 ticks, outside/],
  ['a listing price above its band', { maxMarkTicks: 99n }, ErrorCode.PRICE_BAND, /outside of 10 to 99/],
  ['lots of half an atom a tick', { lotSize: '0.005' }, ErrorCode.UNIT_SIZE, /the smallest lotSize that works is 1$/],
]

for (const [what, change, code, message] of LISTING) {
  test(`a market with ${what} is not listed`, () => {
    const engine = venue.openVenue()
    refusesCommand(engine, code, message, () => engine.listMarket({ ...config, ...change }))
  })
}

test('the lots and the lot size that a refusal names do work', () => {
  const engine = venue.openVenue()
  assert.is(engine.listMarket({ ...config, maxPositionLots: MOST_LOTS }), 3)
  const worked = engine.listMarket({ ...config, symbol: 'NEWER', lotSize: '1' })
  assert.is(engine.market(worked).unitAtoms, 10_000n)
})

test('a market is numbered in the order of listing and begins at its listing price, without funding', () => {
  const engine = venue.openVenue()
  venue.mark(engine, 70, [LINEAR, 120n])
  assert.is(engine.listMarket(config), 3)
  const { markTicks, markTimeMs, fundingAtoms, halted, externalAccount, poolAccount } = engine.market(3)
  assert.equal([markTicks, markTimeMs, fundingAtoms, halted], [100n, 0, 0n, false])
  assert.equal([externalAccount, poolAccount], [EXTERNALS[0], null])
})

test('a full book lists no more markets', () => {
  const engine = venue.openVenue()
  for (let market = 3; market < 130; market += 1) engine.listMarket({ ...config, symbol: `M${market}` })
  refusesCommand(engine, ErrorCode.CAPACITY, /full at 130 markets/, () => engine.listMarket(config))
})

test('a changed term holds from now on, and the others stay', () => {
  const engine = venue.openVenue()
  const hash = engine.stateHash()
  engine.configureMarket(TIERED, { tiers: [tier(0n, 30_000)] })
  assert.is.not(engine.stateHash(), hash)
  engine.deposit(ALICE, 30_000n)
  venue.trade(engine, ALICE, BOB, 1n, 100n, TIERED)
  assert.is(engine.account(ALICE).maintenanceAtomPpm, 10_000n * 30_000n)
  engine.configureMarket(TIERED, { tiers: venue.tieredConfig.tiers })
  venue.trade(engine, BOB, ALICE, 1n, 100n, TIERED)
  engine.withdraw(ALICE, 30_000n)
  assert.is(engine.stateHash(), hash)
})

const EFFECTIVE: Partial<MarketTerms>[] = [
  { minMarkTicks: 11n },
  { maxMarkTicks: 999n },
  { maxPositionLots: 999n },
  { maxAbsFundingAtoms: 9_999n },
  { initialRatePpm: 30_000 },
  { feeAccount: EXTERNALS[0] },
  { poolAccount: null },
  { takeoverLimitLots: null },
  { takeoverLimitLots: 0n },
  { priceBandPpm: 0 },
  { maxMarkAgeMs: null },
  { maxMarkAgeMs: 0 },
]

for (const change of EFFECTIVE) {
  const [[name, value]] = Object.entries(change) as [[string, unknown]]
  test(`${name} may become ${value}, and back`, () => {
    const engine = venue.openVenue()
    const hash = engine.stateHash()
    engine.configureMarket(TIERED, change)
    assert.is.not(engine.stateHash(), hash)
    engine.configureMarket(TIERED, { [name]: venue.tieredConfig[name as keyof MarketTerms] })
    assert.is(engine.stateHash(), hash)
  })
}

test('a band that leaves out the mark of now is refused', () => {
  const engine = venue.openVenue()
  const change = { minMarkTicks: 101n }
  refusesCommand(engine, ErrorCode.PRICE_BAND, /leaves out the mark, 100/, () => engine.configureMarket(LINEAR, change))
})

test('a bound on funding below the index of now is refused', () => {
  const engine = venue.openVenue()
  engine.payFunding(LINEAR, -2_500_000n, 0) // −0.25 % of 10,000
  const bound = (maxAbsFundingAtoms: bigint) => () => engine.configureMarket(LINEAR, { maxAbsFundingAtoms })
  refusesCommand(engine, ErrorCode.RANGE, /maxAbsFundingAtoms 24 is under the funding index of now, -25/, bound(24n))
  bound(25n)()
})

test('an inverse market’s band is only as wide as a tick still moves an atom: 173 · 172 atoms of 30,000', () => {
  const engine = venue.openVenue()
  const widen = (maxMarkTicks: bigint) => () => engine.configureMarket(venue.INVERSE, { maxMarkTicks })
  refusesCommand(engine, ErrorCode.UNIT_SIZE, /expected a whole number from 30102/, widen(174n))
  widen(173n)()
})

test('a limit below what a trader holds is refused, with the holder', () => {
  const engine = venue.openVenue()
  venue.trade(engine, ALICE, BOB, 20n, 100n)
  const limit = (maxPositionLots: bigint) => () => engine.configureMarket(LINEAR, { maxPositionLots })
  refusesCommand(engine, ErrorCode.RANGE, /account 1 holds 20 lots, over the wanted limit of 19/, limit(19n))
  limit(20n)()
})

test('a pool or external account may hold sixty-four times the limit, also when the limit falls', () => {
  const engine = venue.openVenue()
  const [external] = EXTERNALS
  venue.trade(engine, ALICE, external, 20n, 100n)
  venue.trade(engine, BOB, external, 20n, 100n)
  engine.configureMarket(LINEAR, { maxPositionLots: 20n })
  assert.is(engine.market(LINEAR).maxPositionLots, 20n)
})

test.run()
