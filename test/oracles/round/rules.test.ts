// Sentences of the specification that no golden round holds down, each with a small book worked out by hand.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { brokenInvariants } from './invariants.ts'
import { runRound } from './round.ts'
import { highestTick, lowestTick } from './stage-3-book.ts'
import { netMark, unitMark } from './value.ts'
import { lotsOf, type Market, type Options, type RoundEvent, type Row, sum, type World } from './world.ts'

const OPTIONS: Options = {
  ...{ eligible: 'all', adlPrice: 'bankruptcy', socialise: 'per-open-interest', takeover: 'whole', maxPasses: 32 },
  ...{ maxSlippagePpm: 0n, bufferAtoms: 0n, liquidationBudgetAtoms: null, roundBudgetAtoms: null },
}

/** One tick is one atom a lot, the mark 10,000 ticks, the maintenance 1 %. */
function market(id: number, change: Partial<Market> = {}): Market {
  return {
    ...{ id, contract: { kind: 'linear', atomsPerTick: 1n }, markTicks: 10_000n, fresh: true, fundingIndexAtoms: 0n },
    ...{ tiers: [{ floorAtoms: 0n, ratePpm: 10_000n }], pool: null, externalRow: 800 + id, takeoverLimitLots: null },
    ...{ depth: { bids: [], asks: [] } },
    ...change,
  }
}

type Actor = Partial<Row> & { id: number; equity: bigint; lots: Record<number, bigint>; entryTicks?: bigint }

/** Actors come with the equity they shall have; the external rows hold the other side of it all. */
function play(markets: Market[], actors: Actor[], options: Partial<Options> = {}, pools: number[] = []) {
  const rows = actors.map(({ equity, lots, entryTicks = 11_000n, ...rest }): Row => {
    const held = markets.filter(({ id }) => lots[id] !== undefined)
    const cash = equity - sum(held.map((each) => lots[each.id]! * netMark(each)))
    const positions = held.map(({ id }) => [id, { lots: lots[id]!, entryValue: lots[id]! * entryTicks }] as const)
    const person = { owner: rest.id, class: 'trader' as const, exempt: false, protected: false }
    return { ...person, cash, positions: new Map(positions), ...rest }
  })
  const house = { exempt: false, protected: false, cash: 0n }
  const externals = markets.map((each): Row => {
    const lots = -sum(rows.map((row) => lotsOf(row, each.id)))
    const position = { lots, entryValue: lots * unitMark(each) }
    const positions = new Map(lots === 0n ? [] : [[each.id, position] as const])
    return { id: each.externalRow, owner: each.externalRow, class: 'external', ...house, positions }
  })
  const world: World = {
    markets,
    rows: [...rows, ...externals, { id: 999, owner: 999, class: 'deficit', ...house, positions: new Map() }],
    pools: pools.map((row) => ({ row, floorAtoms: 0n, triggerActive: false })),
    policy: 'bitmex',
    options: { ...OPTIONS, ...options },
  }
  const result = runRound(world)
  assert.equal(brokenInvariants(world, result), [])
  return result.events.filter(({ to }) => to !== undefined).map(tell)
}

const tell = ({ pass, type, market, from, to, lots, lossAtoms, valueAtoms, score }: RoundEvent): string => {
  const what = lots === undefined ? `${valueAtoms} atoms` : `${lots} lots`
  const how = (lossAtoms === undefined ? '' : ` at a loss of ${lossAtoms}`) + (score === undefined ? '' : ` (${score})`)
  return `${pass}: ${type} in ${market}, ${from} to ${to}: ${what}${how}`
}

test('the equity behind a leg of a cross account is its share by maintenance', () => {
  // MM 1,000 and 10,000; E 22,000 gives a share of 2,000, L = 50, PnL% = 1/11 (entry 11,000, mark 10,000).
  const markets = [market(0), market(1, { tiers: [{ floorAtoms: 0n, ratePpm: 100_000n }] })]
  const rival = { id: 2, equity: 22_000n, lots: { 0: -10n, 1: 10n } }
  assert.equal(play(markets, [{ id: 1, equity: -500n, lots: { 0: 10n } }, rival]), [
    '1: adl-fill in 0, 1 to 2: 10 lots at a loss of 500 (50/11)',
  ])
})

test('a fill on the book ends the frozen split: what is left of the loss is split anew', () => {
  // Own first hands over 2 lots at 100 each. Two lots sold 300 over the mark leave E = -200 for 6 lots.
  const markets = [market(0, { depth: { bids: [{ ticks: 10_300n, lots: 2n }], asks: [] } })]
  const actors = [
    { id: 1, equity: -1_000n, lots: { 0: 10n } },
    { id: 2, owner: 1, equity: 50_000n, lots: { 0: -2n } },
    { id: 3, equity: 60_000n, lots: { 0: -8n } },
  ]
  assert.equal(play(markets, actors), [
    '1: own-first in 0, 1 to 2: 2 lots at a loss of 200',
    '1: liquidation in 0, 1 to 800: 2 lots',
    '1: adl-fill in 0, 1 to 3: 6 lots at a loss of 200 (4/33)',
  ])
})

test('the limit of a takeover is for what the pool holds afterwards', () => {
  const markets = [market(0, { pool: 900, takeoverLimitLots: 5n })]
  const pool = { id: 900, class: 'pool' as const, equity: 90_000n, lots: { 0: 3n } }
  const actors = [{ id: 1, equity: -400n, lots: { 0: 4n } }, { id: 2, equity: 70_000n, lots: { 0: -7n } }, pool]
  assert.equal(play(markets, actors, { takeover: 'partial' }, [900]), [
    '1: takeover in 0, 1 to 900: 2 lots at a loss of 200',
    '1: adl-fill in 0, 1 to 2: 2 lots at a loss of 200 (1/11)',
  ])
  assert.equal(play(markets, actors, {}, [900]), ['1: adl-fill in 0, 1 to 2: 4 lots at a loss of 400 (1/11)'])
})

test('an exempt account of the same owner still goes first', () => {
  const own = { id: 2, owner: 1, exempt: true, equity: 50_000n, lots: { 0: -10n } }
  assert.equal(play([market(0)], [{ id: 1, equity: -500n, lots: { 0: 10n } }, own]), [
    '1: own-first in 0, 1 to 2: 10 lots at a loss of 500',
  ])
})

test('a pool worth less than nothing is crossed with a bankrupt trader; both debts are socialised', () => {
  const pool = { id: 900, class: 'pool' as const, equity: -300n, lots: { 0: 4n } }
  const actors = [{ id: 1, equity: -200n, lots: { 0: -4n } }, { id: 2, equity: 9_000n, lots: { 0: 1n } }, pool]
  assert.equal(play([market(0, { pool: 900 })], actors, {}, [900]), [
    '1: cross in 0, 1 to 900: -4 lots',
    '1: socialised in 0, 2 to 1: 200 atoms',
    '1: socialised in 0, 2 to 900: 300 atoms',
  ])
})

test('what a flat account owes is shared by what it held when it was first flagged', () => {
  // MM 2,000 and 1,000; E = 150 gives b = 100 and 50. Pass 1 uses the whole budget of 50 on market 0 and leaves E = 0;
  // pass 2 has a budget again, loses 50 in market 1, and the debt of 50 is shared 2 : 1 over both markets.
  const bids = (ticks: bigint) => ({ bids: [{ ticks, lots: 10n }], asks: [] })
  const markets = [
    market(0, { pool: 900, tiers: [{ floorAtoms: 0n, ratePpm: 20_000n }], depth: bids(9_985n) }),
    market(1, { pool: 900, depth: bids(9_995n) }),
  ]
  const pool = { id: 900, class: 'pool' as const, equity: 5_000n, lots: {} }
  const options = { maxSlippagePpm: 100_000n, liquidationBudgetAtoms: 50n }
  assert.equal(play(markets, [{ id: 1, equity: 150n, lots: { 0: 10n, 1: 10n } }, pool], options, [900]), [
    '1: liquidation in 0, 1 to 800: 10 lots',
    '2: liquidation in 1, 1 to 801: 10 lots',
    '2: fund-draw in 0, 900 to 1: 33 atoms',
    '2: fund-draw in 1, 900 to 1: 17 atoms',
  ])
})

test('a protected account is closed after everybody else, even after the losing ones', () => {
  const actors = [
    { id: 1, equity: -100n, lots: { 0: 10n } },
    { id: 2, protected: true, equity: 20_000n, lots: { 0: -6n } },
    { id: 3, equity: 20_000n, lots: { 0: -6n }, entryTicks: 8_000n },
  ]
  assert.equal(play([market(0)], actors), [
    '1: adl-fill in 0, 1 to 3: 6 lots at a loss of 60 (-1/12)',
    '1: adl-fill in 0, 1 to 2: 4 lots at a loss of 40 (3/11)',
  ])
})

const inverse = market(0, { contract: { kind: 'inverse', valueAtOneTickAtoms: 1_000_000n }, markTicks: 100n })

test('the worst price is the last tick that loses no more than allowed', () => {
  assert.is(lowestTick(market(0), 10n, 305n), 9_970n)
  assert.is(lowestTick(market(0), 10n, -305n), 10_031n)
  assert.is(highestTick(market(0), 10n, 305n), 10_030n)
  assert.is(highestTick(market(0), 10n, -305n), 9_969n)
  // u(100) = -10,000, u(99) = -10,101, u(101) = -9,901.
  assert.is(lowestTick(inverse, 1n, 101n), 99n)
  assert.is(lowestTick(inverse, 1n, -99n), 101n)
  assert.is(highestTick(inverse, 1n, 98n), 100n)
})

test('the worst price may be none that exists, or any', () => {
  assert.is(lowestTick(market(0), 1n, 20_000n), 1n)
  assert.is(highestTick(market(0), 1n, -10_000n), 0n)
  assert.is(highestTick(inverse, 1n, 10_000n), null)
  assert.is(lowestTick(inverse, 1n, -10_000n), 2_000_000n)
})

test.run()
