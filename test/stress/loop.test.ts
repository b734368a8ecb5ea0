// Loops on books of a few accounts, with every number by hand. A lot is worth ten atoms a tick.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Engine, KernelName } from '../../src/index.ts'
import { playLoop } from '../../src/stress/loop.ts'
import type { LoopTerms, MarketModel } from '../../src/stress/loop-types.ts'
import { cashOf, EXTERNAL, type SmallPosition, smallVenue } from './small-venue.ts'

const BTC = ['BTC-PERP']
const fall = (movePpm: number): LoopTerms['shock'] => ({ markets: [{ market: 0, movePpm }] })
const long = (account: number, lots: bigint, market = 0): SmallPosition => {
  return { account, market, lots, entryTicks: 10_000n }
}
const marksOf = (result: ReturnType<typeof playLoop>, market = 0) =>
  result.steps.map(({ markets }) => markets[market]!.markTicks)

function fillsOf(engine: Engine): string[] {
  const fills: string[] = []
  engine.onEvent((event) => {
    if (event.type === 'liquidation') fills.push(`${event.lots} at ${event.priceTicks}`)
  })
  return fills
}

for (const kernel of ['reference', 'fast'] as KernelName[]) {
  test(`a sale of known size pays the temporary part (${kernel})`, () => {
    // A fall by 6 % to 9,400: E = 10,277,000 − 6,000,000 = 4,277,000, MM = 5 % of 94,000,000 = 4,700,000. A lot less
    // takes 4,700 off MM and may cost 470: (4,700,000 − 4,277,000) / 4,230 = 100 lots.
    // 100 of 10,000 lots a day, root 0.1, at 5 %: 0.5 % of 9,400 = 47 ticks. E = MM = 4,230,000 then: healthy.
    const engine = smallVenue({
      ...{ kernel, symbols: BTC, markTicks: 10_000n, ratePpm: 50_000, round: { maxSlippagePpm: 5_000 } },
      ...{ cash: { 1: 10_277_000n, 2: 90_000_000n }, positions: [long(1, 1_000n), long(2, -1_000n)] },
    })
    const fills = fillsOf(engine)
    const impact = { volatilityPpm: 50_000, volumeLots: 10_000n, temporaryPpm: 1_000_000 }
    const result = playLoop(engine, { shock: fall(-60_000), model: { markets: [{ market: 0, impact }] } })
    assert.equal(fills, ['100 at 9353'])
    assert.equal(marksOf(result), [9_400n, 9_400n])
    assert.is(result.markets[0]!.liquidatedAtoms, 100n * 94_000n)
    assert.is(engine.account(1).equityAtoms, 4_230_000n)
    assert.equal([result.steps[0]!.flagged, result.steps[0]!.bankrupt, result.steps[0]!.stuck], [1, 0, 0])
    assert.is(result.totals.quiet, true)
  })

  test(`and the mid keeps the permanent part (${kernel})`, () => {
    // 10 % may be lost, more than the margin that a lot frees: the whole leg is sold. 1,000 of 100,000 lots, root 0.1:
    // temporary 47 ticks; permanent 0.7 · 5 % · 0.1 = 0.35 % of 9,400 = 32.9 ticks: 9,367.1.
    const engine = smallVenue({
      ...{ kernel, symbols: BTC, markTicks: 10_000n, ratePpm: 50_000, round: { maxSlippagePpm: 100_000 } },
      ...{ cash: { 1: 10_277_000n, 2: 90_000_000n }, positions: [long(1, 1_000n), long(2, -1_000n)] },
    })
    const before = cashOf(engine)
    const fills = fillsOf(engine)
    const impact = { volatilityPpm: 50_000, volumeLots: 100_000n, temporaryPpm: 1_000_000, permanentPpm: 700_000 }
    const result = playLoop(engine, { shock: fall(-60_000), model: { markets: [{ market: 0, impact }] } })
    assert.equal(fills, ['1000 at 9353'])
    assert.equal(marksOf(result), [9_400n, 9_367n])
    const market = result.markets[0]!
    assert.equal(market.movedTicks, { shock: -600n, liquidations: -33n, unwinds: 0n })
    // 600/633 and 33/633.
    assert.equal(market.sharesPpm, { shock: 947_867, liquidations: 52_133, unwinds: 0 })
    assert.is(market.amplificationPpm, 1_055_000)
    assert.is(cashOf(engine), before)
    assert.equal(engine.audit().findings, [])
  })
}

/**
 * Account k holds what moves the mark by `moves[k + 1]` when it is sold, and is under margin as soon as the mark has
 * fallen by the moves up to k: cash/Q is a quarter atom under where E = MM there, P/2 + 9.5 · (fall − 1/2) at 5 %.
 */
function chain(moves: readonly bigint[], lotsFor: (midTicks: bigint, move: bigint) => bigint) {
  const start = 1_000_000n
  const cash: Record<number, bigint> = {}
  const positions: SmallPosition[] = []
  let fallen = 0n
  for (const [index, move] of moves.entries()) {
    fallen += move
    const next = moves[index + 1]
    if (next === undefined) break
    const lots = 4n * ((lotsFor(start - fallen, next) + 3n) / 4n)
    positions.push({ account: index + 1, market: 0, lots, entryTicks: start })
    cash[index + 1] = (lots * start) / 2n + (19n * lots * (2n * fallen - 1n)) / 4n
  }
  return smallVenue({
    ...{ symbols: BTC, markTicks: start, ratePpm: 50_000, cash, positions },
    round: { maxSlippagePpm: 50_000 },
  })
}

const halves = (first: bigint, count: number) => Array.from({ length: count }, (_, index) => first >> BigInt(index))

test('a linear chain falls by first / (1 − g)', () => {
  // g = 1/2: 1,024 + 512 + … + 1 = 2,047 ticks, 1.999 × the first; with endless links it is twice.
  const volumeLots = 1_000_000_000n
  const moves = halves(1_024n, 11)
  const engine = chain(moves, (mid, move) => (move * volumeLots + mid - 1n) / mid)
  const impact = { law: 'linear' as const, volatilityPpm: 1_000_000, volumeLots, permanentPpm: 1_000_000 }
  const result = playLoop(engine, { shock: fall(-1_024), model: { markets: [{ market: 0, impact }] } })
  let mark = 1_000_000n
  assert.equal(
    marksOf(result),
    moves.map((move) => {
      mark -= move
      return mark
    }),
  )
  assert.is(result.markets[0]!.amplificationPpm, Number((2_047n * 1_000_000n) / 1_024n))
  assert.is(result.totals.adlTriggered, false)
})

test('a chain by the law of the root needs four times the lots for twice the move', () => {
  const volumeLots = 40_000_000_000_000n
  const moves = halves(1_024n, 6)
  const engine = chain(moves, (mid, move) => (move * move * volumeLots) / (mid * mid) + 1n)
  const impact = { volatilityPpm: 1_000_000, volumeLots, permanentPpm: 1_000_000 }
  const result = playLoop(engine, { shock: fall(-1_024), model: { markets: [{ market: 0, impact }] } })
  assert.is(result.markets[0]!.startTicks - result.markets[0]!.endTicks, 1_024n + 512n + 256n + 128n + 64n + 32n)
})

test('a ladder that fills up again pulls the mark back', () => {
  // One level 2 % away with 2,000 lots, 1,000 are taken: the best bid goes half of 2 %, the mid half of that, 0.5 % of
  // 9,400 = 47 ticks. Half of it is back after every step: 23.5 (9,376, to even), 11.75, 5.875 …
  const engine = smallVenue({
    ...{ symbols: BTC, markTicks: 10_000n, ratePpm: 50_000, round: { maxSlippagePpm: 100_000 } },
    ...{ cash: { 1: 10_277_000n, 2: 90_000_000n }, positions: [long(1, 1_000n), long(2, -1_000n)] },
  })
  const fills = fillsOf(engine)
  const ladder = { levels: [{ distancePpm: 20_000, lots: 2_000n }], halfLifeMs: 1_000 }
  const result = playLoop(engine, { shock: fall(-60_000), model: { markets: [{ market: 0, ladder }] } })
  assert.equal(fills, ['1000 at 9212'])
  assert.is(result.steps[0]!.markets[0]!.midTicks, 9_353n)
  assert.equal(marksOf(result), [9_400n, 9_376n, 9_388n, 9_394n, 9_397n, 9_399n, 9_399n, 9_400n])
  // Within 0.1 % of 10,000, ten ticks, of 9,400: at 9,394, two steps after the farthest.
  assert.is(result.markets[0]!.farthestStep, 2)
  assert.is(result.markets[0]!.recoverySteps, 2)
  assert.is(result.totals.quiet, true)
})

test('what the mid keeps fades by its half-life', () => {
  // 32.9 ticks when they are made; 16.45 when the mark looks, then 8.225, 4.1125 …
  const engine = smallVenue({
    ...{ symbols: BTC, markTicks: 10_000n, ratePpm: 50_000, round: { maxSlippagePpm: 100_000 } },
    ...{ cash: { 1: 10_277_000n, 2: 90_000_000n }, positions: [long(1, 1_000n), long(2, -1_000n)] },
  })
  const impact = { volatilityPpm: 50_000, volumeLots: 100_000n, permanentPpm: 700_000, halfLifeMs: 1_000 }
  const result = playLoop(engine, { shock: fall(-60_000), model: { markets: [{ market: 0, impact }] } })
  assert.is(result.steps[0]!.markets[0]!.midTicks, 9_367n)
  assert.equal(marksOf(result), [9_400n, 9_384n, 9_392n, 9_396n, 9_398n, 9_399n, 9_399n, 9_400n])
  assert.is(result.markets[0]!.recoverySteps, 1)
})

test('the mark follows by its weight', () => {
  const engine = smallVenue({
    ...{ symbols: BTC, markTicks: 10_000n, ratePpm: 50_000, cash: { 2: 90_000_000n }, positions: [long(2, -10n)] },
  })
  const model: MarketModel[] = [{ market: 0, weightPpm: 500_000 }]
  const result = playLoop(engine, { shock: fall(-160_000), model: { markets: model }, maxSteps: 5 })
  // Half of the way to 8,400 in every step.
  assert.equal(marksOf(result), [9_200n, 8_800n, 8_600n, 8_500n, 8_450n])
  assert.is(result.totals.quiet, false)
})

test('a mark that does not follow its mid any more has come to rest', () => {
  const engine = smallVenue({ symbols: BTC, markTicks: 10_000n, ratePpm: 50_000, cash: {}, positions: [] })
  const result = playLoop(engine, { shock: fall(-160_000), model: { markets: [{ market: 0, weightPpm: 0 }] } })
  assert.equal(marksOf(result), [10_000n, 10_000n])
  assert.is(result.totals.quiet, true)
  assert.is(result.steps[0]!.markets[0]!.midTicks, 8_400n)
})

test('parts of ticks are not lost between the steps of a shock', () => {
  // 1.5 ticks in seven parts: 9,998.5, to even. Seven parts cut to millionths would be less.
  const engine = smallVenue({ symbols: BTC, markTicks: 10_000n, ratePpm: 50_000, cash: {}, positions: [] })
  const result = playLoop(engine, { shock: { ...fall(-150), steps: 7 }, model: { markets: [] } })
  assert.is(result.totals.steps, 7)
  assert.is(result.markets[0]!.endTicks, 9_998n)
})

test('a round that had to end early is gone on with in the next step', () => {
  const venue = {
    ...{ symbols: BTC, markTicks: 10_000n, ratePpm: 10_000, cash: { 1: 500_000n, 2: 2_000_000n } },
    positions: [long(1, 100n), long(2, -100n)],
  }
  const terms = { shock: fall(-100_000), model: { markets: [] } }
  assert.is(playLoop(smallVenue(venue), terms).totals.steps, 1)
  const { totals, steps } = playLoop(smallVenue({ ...venue, round: { maxPasses: 1 } }), terms)
  assert.equal([totals.steps, totals.quiet, totals.passes], [2, true, 2])
  assert.equal(
    steps.map(({ adlFills }) => adlFills),
    [1, 0],
  )
})

test('a shock comes in equal parts, and markets without one follow by their betas', () => {
  const engine = smallVenue({
    ...{ symbols: ['BTC-PERP', 'ETH-PERP', 'SOL-PERP'], markTicks: 10_000n, ratePpm: 50_000 },
    ...{ cash: { 2: 90_000_000n }, positions: [long(2, -10n)] },
  })
  const markets = [
    { market: 0, betaPpm: 1_000_000 },
    { market: 1, betaPpm: 500_000 },
    { market: 2, betaPpm: 1_500_000, leadPpm: 0 },
  ]
  const shock = { markets: [{ market: 0, movePpm: -100_000 }], steps: 2, spread: true }
  const result = playLoop(engine, { shock, model: { markets } })
  assert.equal(marksOf(result), [9_500n, 9_000n, 9_000n].slice(0, result.steps.length))
  // −5 % and then −500 / 9,500 of 9,750 · 0.5 and of 9,250 · 1.5.
  assert.equal(marksOf(result, 1).slice(0, 2), [9_750n, 9_493n])
  assert.equal(marksOf(result, 2).slice(0, 2), [9_250n, 8_520n])
  assert.equal(
    result.markets.map(({ role }) => role),
    ['led', 'quiet', 'quiet'],
  )
})

test('impact in one market moves the others by their betas', () => {
  // The permanent 32.9 ticks of 9,400 are 0.35 %: market 1, at 10,000 with β 2 and lead 0, falls by 0.7 %.
  const engine = smallVenue({
    ...{ symbols: ['BTC-PERP', 'ETH-PERP'], markTicks: 10_000n, ratePpm: 50_000, round: { maxSlippagePpm: 100_000 } },
    ...{ cash: { 1: 10_277_000n, 2: 90_000_000n }, positions: [long(1, 1_000n), long(2, -1_000n)] },
  })
  const impact = { volatilityPpm: 50_000, volumeLots: 100_000n, permanentPpm: 700_000 }
  const markets = [
    { market: 0, impact, betaPpm: 1_000_000 },
    { market: 1, betaPpm: 2_000_000, leadPpm: 0 },
  ]
  const result = playLoop(engine, { shock: fall(-60_000), model: { markets } })
  assert.equal(marksOf(result), [9_400n, 9_367n])
  assert.equal(marksOf(result, 1), [10_000n, 9_930n])
  assert.equal(result.markets[1]!.movedTicks, { shock: 0n, liquidations: -70n, unwinds: 0n })
  assert.is(result.markets[1]!.amplificationPpm, 1_000_000)
})

test('a cross-margin account carries a shock into a market that has none', () => {
  // Account 1 loses 6,000,000 in market 0 and is sold out in both; market 1 has followed without a mark that moved.
  const engine = smallVenue({
    ...{ symbols: ['BTC-PERP', 'ETH-PERP'], markTicks: 10_000n, ratePpm: 50_000, round: { maxSlippagePpm: 100_000 } },
    cash: { 1: 10_600_000n },
    positions: [long(1, 1_000n), long(1, 100n, 1)],
  })
  const free = { volatilityPpm: 0, volumeLots: 1n }
  const markets = [0, 1].map((market) => ({ market, impact: free }))
  const result = playLoop(engine, { shock: fall(-65_000), model: { markets } })
  assert.is(result.markets[0]!.liquidatedAtoms, 93_500_000n)
  assert.equal(
    result.markets.map(({ role }) => role),
    ['led', 'quiet'],
  )
  // With nobody to buy the first leg, the second one goes.
  const other = smallVenue({
    ...{ symbols: ['BTC-PERP', 'ETH-PERP'], markTicks: 10_000n, ratePpm: 50_000, round: { maxSlippagePpm: 100_000 } },
    cash: { 1: 10_600_000n },
    positions: [long(1, 1_000n), long(1, 100n, 1)],
  })
  const followed = playLoop(other, { shock: fall(-65_000), model: { markets: [{ market: 1, impact: free }] } })
  assert.equal(
    followed.markets.map(({ role }) => role),
    ['led', 'followed'],
  )
  assert.is(followed.markets[1]!.liquidatedAtoms, 10_000_000n)
  assert.equal(
    followed.markets.map(({ firstLiquidationStep }) => firstLiquidationStep),
    [null, 1],
  )
  assert.is(followed.totals.followedPpm, 1_000_000)
})

/**
 * A bankrupt long of 100 lots and nobody who buys: account 2, short 100 and hedged by 100 lots of the same underlying
 * in market 1, is deleveraged whole.
 */
function hedged(kernel: KernelName = 'reference'): Engine {
  return smallVenue({
    ...{ kernel, symbols: ['BTC-PERP', 'BTC-USD', 'ETH-PERP'], markTicks: 10_000n, ratePpm: 10_000 },
    cash: { 1: 500_000n, 2: 2_000_000n },
    positions: [long(1, 100n), long(2, -100n), long(2, 100n, 1), long(2, 7n, 2)],
  })
}

test('who is deleveraged out of a hedge sells the other leg, and that has its own impact', () => {
  // −10 %: account 1 has 500,000 − 1,000,000. Account 2 loses its short at the bankruptcy price of 9,500, with a market
  // value of 9,000,000, and with it the hedge of so much; 60 % are sold, 5,400,000 / 100,000 = 54 lots.
  const engine = hedged()
  const before = cashOf(engine)
  const impact = { law: 'linear' as const, volatilityPpm: 1_000_000, volumeLots: 54_000n, permanentPpm: 100_000 }
  const model = { markets: [{ market: 1, impact }] }
  const result = playLoop(engine, { shock: fall(-100_000), model, unwindPpm: 600_000 })
  const [first] = result.steps
  assert.equal([first!.flagged, first!.bankrupt, first!.adlFills, first!.adlAccounts], [1, 1, 1, 1])
  assert.is(first!.brokenHedgeAtoms, 9_000_000n)
  assert.is(first!.unwindFills, 1)
  assert.equal(
    first!.markets.map(({ unwoundAtoms }) => unwoundAtoms),
    [0n, 5_400_000n, 0n],
  )
  // 54 of 54,000 lots, a tenth of that: one ten-thousandth.
  assert.equal(marksOf(result, 1), [10_000n, 9_999n])
  assert.equal(result.markets[1]!.movedTicks, { shock: 0n, liquidations: 0n, unwinds: -1n })
  assert.equal(result.markets[1]!.sharesPpm, { shock: 0, liquidations: 0, unwinds: 1_000_000 })
  assert.is(engine.account(2).positions.find(({ market }) => market === 1)!.sizeLots, 46n)
  assert.is(engine.account(EXTERNAL + 1).positions[0]!.sizeLots, -46n)
  assert.is(cashOf(engine), before)
  assert.is(result.totals.adlStep, 1)
  assert.equal(result.deleveraged, [{ account: 2, notionalAtoms: 9_000_000n }])
  assert.equal(result.totals.concentration, {
    ...{ accounts: 1, notionalAtoms: 9_000_000n, top1PercentPpm: 1_000_000, top10PercentPpm: 1_000_000, giniPpm: 0 },
  })
})

test('legs that are laid open are sold by market, each as far as the amount goes', () => {
  // The hedge of 9,000,000 goes; 95 % are 8,550,000: all of 50 lots in market 0's sister 1, then 35 of 60 in 2.
  const engine = smallVenue({
    ...{ symbols: ['BTC-PERP', 'BTC-USD', 'BTC-EUR'], markTicks: 10_000n, ratePpm: 10_000 },
    cash: { 1: 500_000n, 2: 3_000_000n },
    positions: [long(1, 100n), long(2, 60n, 2), long(2, -100n), long(2, 50n, 1)],
  })
  const impact = { volatilityPpm: 0, volumeLots: 1n }
  const model = { markets: [1, 2].map((market) => ({ market, impact })) }
  const result = playLoop(engine, { shock: fall(-100_000), model, unwindPpm: 950_000 })
  assert.equal(
    result.markets.map(({ unwoundAtoms }) => unwoundAtoms),
    [0n, 5_000_000n, 3_500_000n],
  )
  assert.equal(
    engine.account(2).positions.map(({ market, sizeLots }) => [market, sizeLots]),
    [[2, 25n]],
  )
})

test('a hedge that is closed on both sides leaves nothing to sell', () => {
  // Together with 100 lots of the short go 90 of the long, worth as much; account 3 takes them off its short.
  const engine = smallVenue({
    ...{ symbols: ['BTC-PERP', 'BTC-USD'], markTicks: 10_000n, ratePpm: 10_000 },
    cash: { 1: 500_000n, 2: 2_000_000n, 3: 9_000_000n },
    positions: [long(1, 100n), long(2, -100n), long(2, 90n, 1), long(3, -500n, 1)],
    round: { hedge: { who: 'all', mode: 'together' } },
  })
  const impact = { volatilityPpm: 1, volumeLots: 1n }
  const model = { markets: [{ market: 1, impact }] }
  const result = playLoop(engine, { shock: fall(-100_000), model, unwindPpm: 1_000_000 })
  assert.is(result.totals.brokenHedgeAtoms, 9_000_000n)
  assert.is(result.totals.unwoundAtoms, 0n)
  assert.equal(engine.account(2).positions, [])
})

test('the same book and terms give the same result, on both kernels', () => {
  const impact = { volatilityPpm: 500_000, volumeLots: 5_000n, permanentPpm: 900_000, temporaryPpm: 100_000 }
  const model = { markets: [0, 1].map((market) => ({ market, impact, betaPpm: 300_000 })) }
  const terms = { shock: fall(-100_000), model, unwindPpm: 600_000 }
  const results = (['reference', 'fast', 'fast'] as const).map((kernel) => playLoop(hedged(kernel), terms))
  assert.equal(results[1], results[0])
  assert.equal(results[2], results[0])
})

test('terms that do not fit change nothing', () => {
  const engine = hedged()
  const before = engine.stateHash()
  const model = { markets: [] }
  for (const terms of [
    { shock: fall(-1_000_000), model },
    { shock: { markets: [{ market: 9, movePpm: 1 }] }, model },
    { shock: fall(1), model, maxSteps: 0 },
  ] as LoopTerms[]) {
    assert.throws(
      () => playLoop(engine, terms),
      (error: Error) => error.name === 'BallastError',
    )
  }
  assert.is(engine.stateHash(), before)
})

test('a listener is told every step, and what it throws ends the loop', () => {
  const steps: number[] = []
  const stop = new Error('enough')
  const play = () =>
    playLoop(hedged(), {
      ...{ shock: { ...fall(-100_000), steps: 9 }, model: { markets: [] } },
      onStep: ({ step }) => {
        steps.push(step)
        if (step === 3) throw stop
      },
    })
  assert.throws(play, (error: Error) => error === stop)
  assert.equal(steps, [1, 2, 3])
})

test.run()
