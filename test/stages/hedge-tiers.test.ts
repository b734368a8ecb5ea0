// Two tiers by what accounts hold: a short that is hedged by a long of the same underlying is closed after all others,
// or so much of it as the long covers.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ErrorCode } from '../../src/core/errors.ts'
import type { Engine } from '../../src/engine/engine.ts'
import type { RoundOptions } from '../../src/engine/round-options.ts'
import { RankResult } from '../../src/stages/rank-top.ts'
import * as venue from '../engine/small-venue.ts'

const [PERP, QUARTER, OTHER, MORE] = [0, 1, 2, 3]
const [HEDGED, NAKED, NEARLY, ACROSS] = [101, 102, 103, 104]
const [EXTERNAL, LOSER, BUYER] = [900, 50, 60]

/** Shorts of 100 in the perpetual that have won; what each holds beside it differs. */
function hedges(kernel: (typeof venue.KERNELS)[number], round: RoundOptions): Engine {
  const engine = venue.newEngine(kernel)
  for (const id of [LOSER, BUYER, HEDGED, NAKED, NEARLY, ACROSS]) engine.openAccount({ id, owner: id })
  engine.openAccount({ id: EXTERNAL, class: 'external' })
  engine.openAccount({ id: venue.DEFICIT, class: 'deficit' })
  for (const symbol of ['BTC-PERP', 'BTC-QUARTER', 'ETH-PERP', 'BTC-MORE']) {
    engine.listMarket({ ...venue.linearConfig, symbol, externalAccount: EXTERNAL })
  }
  engine.configureRound({ maxSlippagePpm: 0, socialise: 'none', ...round })
  const give = (id: number, atoms: bigint, ...legs: [market: number, lots: bigint][]) => {
    engine.deposit(id, atoms)
    for (const [market, lots] of legs) {
      const [buyer, seller] = lots > 0n ? [id, EXTERNAL] : [EXTERNAL, id]
      engine.trade({ buyer, seller, market, lots: lots > 0n ? lots : -lots, priceTicks: 100n })
    }
  }
  // The less behind it, the earlier in the queue: without tiers HEDGED stands first.
  give(HEDGED, 100_000n, [PERP, -100n], [QUARTER, 96n])
  give(NEARLY, 200_000n, [PERP, -100n], [QUARTER, 95n])
  give(ACROSS, 300_000n, [PERP, -100n], [OTHER, 100n])
  give(NAKED, 400_000n, [PERP, -100n])
  venue.mark(engine, 1, [PERP, 90n], [QUARTER, 90n], [OTHER, 90n], [MORE, 90n])
  return engine
}

const queue = (engine: Engine) => engine.rank({ market: PERP, side: 'short' }).map(({ account }) => account)

for (const kernel of venue.KERNELS) {
  test(`hedged is whose open part of one underlying is below the threshold, strictly (${kernel})`, () => {
    const engine = hedges(kernel, {})
    const all = queue(engine)
    assert.is(all[0], HEDGED, 'without tiers')
    engine.configureRound({ hedge: { who: 'all' } })
    // 4 of 100 are open, below 5 %; NEARLY has 5 of 100, which is not; another coin hedges nothing.
    const tiered = queue(engine)
    assert.equal(tiered, [...all.filter((id) => id !== HEDGED), HEDGED])
    engine.configureRound({ hedge: { who: 'all', thresholdPpm: 50_001 } })
    assert.equal(queue(engine).slice(2).sort(), [HEDGED, NEARLY])
    engine.configureRound({ hedge: null })
    assert.equal(queue(engine), all)
  })

  test(`only marked accounts are looked at, and a mark alone does not protect (${kernel})`, () => {
    const engine = hedges(kernel, { hedge: {} })
    const none = queue(engine)
    assert.is(none[0], HEDGED, 'nobody is marked')
    engine.setProtected(HEDGED, true)
    engine.setProtected(NAKED, true)
    assert.equal(queue(engine), [...none.filter((id) => id !== HEDGED), HEDGED])
    assert.is(engine.rankOf(HEDGED, PERP)?.protected, true)
    assert.is(engine.rankOf(NAKED, PERP)?.protected, false)
  })

  test(`a round closes the others first, and hedged ones when these have no more (${kernel})`, () => {
    const engine = hedges(kernel, { hedge: { who: 'all' } })
    engine.deposit(LOSER, 190_000n)
    engine.trade({ buyer: LOSER, seller: EXTERNAL, market: PERP, lots: 350n, priceTicks: 100n })
    venue.mark(engine, 2, [PERP, 90n])
    const report = engine.runRound()
    assert.equal([report.adl.fills, report.stuck], [4, []])
    const left = (id: number) => engine.account(id).positions.find(({ market }) => market === PERP)?.sizeLots ?? 0n
    assert.equal([NAKED, NEARLY, ACROSS, HEDGED].map(left), [0n, 0n, 0n, -50n])
    const [opened] = engine.roundEvents()
    assert.equal(opened?.type === 'round-opened' && opened.hedge, { thresholdPpm: 50_000, who: 'all', mode: 'account' })
    venue.sound(engine)
  })
}

/** What stands where in the queue of PERP shorts. */
const places = (engine: Engine) => {
  const queue = engine.rank({ market: PERP, side: 'short' })
  return queue.map(({ account, lots, protected: behind }) => [account, lots, behind])
}

for (const kernel of venue.KERNELS) {
  test(`by quantity a position stands with the others as far as nothing hedges it (${kernel})`, () => {
    const engine = hedges(kernel, { hedge: { who: 'all', mode: 'quantity', thresholdPpm: 1 } })
    // 100 against 96 and against 95; the longs are the smaller side, so all of each is hedged.
    assert.equal(places(engine), [
      [HEDGED, 4n, false],
      [NEARLY, 5n, false],
      [ACROSS, 100n, false],
      [NAKED, 100n, false],
      [HEDGED, 96n, true],
      [NEARLY, 95n, true],
    ])
    const longs = engine.rank({ market: QUARTER, side: 'long' })
    assert.equal(
      longs.map(({ account, lots, protected: behind }) => [account, lots, behind]),
      [
        [HEDGED, 96n, true],
        [NEARLY, 95n, true],
      ],
    )
    engine.configureRound({ hedge: { mode: 'quantity' } })
    assert.is(places(engine).length, 4, 'nobody is marked')
    engine.setProtected(NEARLY, true)
    assert.equal(places(engine).slice(-1), [[NEARLY, 95n, true]])
    assert.is(places(engine).length, 5)
  })

  test(`the excess of a side falls to its positions by notional, rounded up (${kernel})`, () => {
    const engine = hedges(kernel, { hedge: { who: 'all', mode: 'quantity' } })
    engine.trade({ buyer: HEDGED, seller: EXTERNAL, market: PERP, lots: 33n, priceTicks: 90n })
    engine.trade({ buyer: EXTERNAL, seller: HEDGED, market: OTHER, lots: 5n, priceTicks: 90n })
    // 96 against 67: 29 of 96 are open, of one position all of them; ETH hedges nothing.
    const open = (market: number, side: 'long' | 'short') =>
      engine.rank({ market, side }).flatMap(({ account, lots }) => (account === HEDGED ? [lots] : []))
    assert.equal([open(PERP, 'short'), open(QUARTER, 'long'), open(OTHER, 'short')], [[67n], [29n, 67n], [5n]])
    engine.trade({ buyer: EXTERNAL, seller: NEARLY, market: MORE, lots: 41n, priceTicks: 90n })
    // 141 against 95: ⌈100 · 46 / 141⌉ and ⌈41 · 46 / 141⌉ are open.
    const parts = [PERP, MORE].map((market) => {
      return engine.rank({ market, side: 'short' }).flatMap(({ account, lots }) => (account === NEARLY ? [lots] : []))
    })
    assert.equal(parts, [
      [33n, 67n],
      [14n, 27n],
    ])
  })

  test(`who stands twice is told its first place, and is listed there (${kernel})`, () => {
    const engine = hedges(kernel, { hedge: { who: 'all', mode: 'quantity' } })
    const lights = engine.lights(PERP, 'short')
    const shown = (column: ArrayLike<number>) => Array.from({ length: lights.count }, (_, index) => column[index])
    assert.equal(shown(lights.accounts), [HEDGED, NEARLY, ACROSS, NAKED])
    assert.equal(shown(lights.ranks), [1, 2, 3, 4])
    assert.equal(shown(lights.groups), [0, 0, 0, 0])
    // Of 400 lots 4, 9, 109 and 209 stand up to there; of six places one to four.
    assert.equal(shown(lights.byContracts), [5, 5, 4, 3])
    assert.equal(shown(lights.byCount), [5, 4, 3, 2])
    assert.equal([lights.candidates[2 * PERP + 1], lights.sideLots[2 * PERP + 1]], [6, 400n])
    assert.equal(engine.rankOf(NEARLY, PERP), {
      ...{ account: NEARLY, market: PERP, side: 'short', rank: 2, candidates: 6, lots: 100n, lotsBefore: 4n },
      ...{ sideLots: 400n, profitable: true, protected: false, lightsByContracts: 5, lightsByCount: 4 },
      quantilePpm: 666_666,
    })
    assert.equal(engine.rankOf(HEDGED, QUARTER)?.protected, true)
    const head = engine.rankTop(PERP, 'short', new RankResult(5))
    assert.equal([...head.accounts], [HEDGED, NEARLY, ACROSS, NAKED, HEDGED])
    assert.equal([[...head.groups], head.candidates], [[0, 0, 0, 0, 2], 6])
  })

  for (const policy of ['bitmex', 'okx', 'dydx', 'pro-rata'] as const) {
    test(`by quantity a round takes unhedged lots first, under ${policy} (${kernel})`, () => {
      const hedge = { who: 'all', mode: 'quantity' } as const
      const play = (lots: bigint) => {
        const engine = hedges(kernel, { hedge, policy })
        engine.deposit(LOSER, 900n * lots)
        engine.trade({ buyer: LOSER, seller: EXTERNAL, market: PERP, lots, priceTicks: 100n })
        venue.mark(engine, 2, [PERP, 90n])
        engine.runRound()
        venue.sound(engine)
        const fills = [...engine.roundEvents()].filter((event) => event.type === 'adl-fill')
        const left = (id: number) =>
          -(engine.account(id).positions.find((open) => open.market === PERP)?.sizeLots ?? 0n)
        return { fills, left: [HEDGED, NEARLY, ACROSS, NAKED].map(left) }
      }
      // 209 stand before those that are hedged.
      assert.equal(play(209n).left, [96n, 95n, 0n, 0n])
      const most = play(399n)
      assert.is(
        most.left.reduce((sum, lots) => sum + lots, 0n),
        1n,
      )
      // A fill of some part is only whole when nothing of the position is left.
      const held = new Map([HEDGED, NEARLY, ACROSS, NAKED].map((id) => [id, 100n]))
      for (const { to, lots, whole } of most.fills) {
        held.set(to, held.get(to)! - lots)
        assert.is(whole, held.get(to) === 0n, `${to}`)
      }
      assert.is(most.fills.filter(({ whole }) => whole).length, 3)
    })
  }

  test(`what nobody bears is closed at the mark in the same order (${kernel})`, () => {
    const engine = hedges(kernel, { policy: 'socialised-mango', hedge: { who: 'all', mode: 'quantity' } })
    engine.trade({ buyer: LOSER, seller: EXTERNAL, market: PERP, lots: 220n, priceTicks: 100n })
    venue.mark(engine, 2, [PERP, 90n])
    engine.runRound()
    const closed = [...engine.roundEvents()].flatMap((event) => (event.type === 'close-at-mark' ? [event.lots] : []))
    assert.equal(
      closed.toSorted((a, b) => Number(a - b)),
      [4n, 5n, 11n, 100n, 100n],
    )
    venue.sound(engine)
  })
}

test('terms that are none are refused by name, and change nothing', () => {
  const engine = hedges('reference', {})
  const refuses = (hedge: object, code: ErrorCode, why: RegExp) => {
    venue.refusesCommand(engine, code, why, () => engine.configureRound({ hedge }))
  }
  refuses({ who: 'vip' }, ErrorCode.CONFIG, /round\.hedge\.who is "vip", expected one of marked, all/)
  refuses(
    { mode: 'lots' },
    ErrorCode.CONFIG,
    /round\.hedge\.mode is "lots", expected one of account, quantity, together/,
  )
  refuses({ thresholdPpm: 0 }, ErrorCode.RANGE, /round\.hedge\.thresholdPpm is 0/)
  refuses({ threshold: 1 }, ErrorCode.CONFIG, /round\.hedge\.threshold is no option/)
})

test.run()
