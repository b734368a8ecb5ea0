// Random small worlds: the loop on both kernels against the slow one of test/oracles/stress, step by step.

import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Engine, KernelName } from '../../src/index.ts'
import { createEngine } from '../../src/index.ts'
import { playLoop } from '../../src/stress/loop.ts'
import type { LoopResult, LoopStep, LoopTerms, MarketModel } from '../../src/stress/loop-types.ts'
import { configOf, startWorld, WORLD_ATOM } from '../oracles/round/open-world.ts'
import { shownWorld } from '../oracles/round/play-world.ts'
import { ruledWorld } from '../oracles/round/random-rules.ts'
import { shrinkBriefly } from '../oracles/round/shrink-briefly.ts'
import { absolute, larger, type Market, smaller, sum, type World } from '../oracles/round/world.ts'
import { reportPlainly } from '../oracles/seeds.ts'
import { type SlowStep, slowLoop } from '../oracles/stress/slow-loop.ts'
import { shown } from '../oracles/trio.ts'

const RUNS = 200
const START_MS = 2
const seed = Number(process.env.BALLAST_SEED ?? 20_261_128)

/** A failure tells the seed, and the smallest case that was found. */
const reporter = ({ errorInstance }: { errorInstance: unknown }) =>
  reportPlainly({ errorInstance, counterexample: seed })

const engines = new Map<KernelName, Engine>()
function emptyFor(kernel: KernelName): Engine {
  const capacity = { accounts: 40, positions: 160, markets: 3, tiersPerMarket: 4, batch: 8 }
  const engine = engines.get(kernel) ?? createEngine({ capacity, atom: WORLD_ATOM, kernel })
  engine.book.clear()
  engines.set(kernel, engine)
  return engine
}

/** Market 2 shares the underlying of 0 and 1 in every other world. */
const symbolOf = (id: number, { policy }: World) => (id === 2 && policy.length % 2 === 0 ? 'Y-2' : `X-${id}`)

/** As openWorld does it, with other symbols. */
function open(engine: Engine, world: World): void {
  const importer = engine.beginImport()
  for (const { id, owner, class: kind, exempt, protected: isProtected, cash } of world.rows) {
    const reservedAtoms = world.pools.find(({ row }) => row === id)?.floorAtoms ?? 0n
    importer.account({ id, owner, class: kind, exempt, protected: isProtected, cashAtoms: cash, reservedAtoms })
  }
  for (const market of world.markets) importer.market({ ...configOf(market), symbol: symbolOf(market.id, world) })
  for (const { id, positions } of world.rows) {
    for (const [market, { lots, entryValue }] of positions) {
      importer.position({ account: id, market, lots, entryValueAtoms: entryValue })
    }
  }
  importer.finish()
  startWorld(engine, world)
}

const ms = fc.constantFrom(null, 0, 300, 1_000, 7_000)
const ppm = (least: number, most: number) => fc.integer({ min: least, max: most })

/** Sizes as parts of the largest position of a market. */
function modelFor(market: Market, world: World): fc.Arbitrary<MarketModel | null> {
  const largest = world.rows.reduce((most, row) => {
    const lots = absolute(row.positions.get(market.id)?.lots ?? 0n)
    return larger(lots, most)
  }, 10n)
  const lots = fc.integer({ min: 0, max: 20 }).map((tenths) => (largest * BigInt(tenths)) / 10n)
  const levels = fc
    .uniqueArray(fc.record({ distancePpm: ppm(0, 300_000), lots }), {
      maxLength: 4,
      selector: (level) => level.distancePpm,
    })
    .map((list) => list.sort((a, b) => a.distancePpm - b.distancePpm))
  const refill = fc.oneof(
    ms.map((refillMs) => ({ refillMs })),
    ms.map((halfLifeMs) => ({ halfLifeMs })),
  )
  const ladder = fc.record({ levels, refill }).map(({ levels: list, refill: how }) => ({ levels: list, ...how }))
  const impact = fc.record({
    law: fc.constantFrom('square-root' as const, 'linear' as const),
    volatilityPpm: ppm(0, 300_000),
    volumeLots: lots.map((some) => 1n + 3n * some),
    permanentPpm: ppm(0, 2_000_000),
    halfLifeMs: ms,
  })
  const own = fc.record({
    market: fc.constant(market.id),
    ladder: fc.option(ladder),
    impact: fc.option(impact, { freq: 4 }),
    betaPpm: fc.oneof(fc.constant(0), ppm(-500_000, 1_500_000)),
    leadPpm: fc.oneof(fc.constant(0), ppm(0, 1_000_000)),
    weightPpm: fc.oneof(fc.constant(1_000_000), ppm(0, 1_000_000)),
  })
  return fc.option(own, { freq: 8 })
}

type Case = { world: World; terms: LoopTerms }

const cases: fc.Arbitrary<Case> = ruledWorld
  // Chance depends on the commands before; the oracle of the round knows of no others.
  .filter(({ policy }) => policy !== 'dydx')
  .map((world): World => {
    const markets = world.markets.map((market) => ({ ...market, fresh: market.fresh || market.id !== 1 }))
    return { ...world, markets }
  })
  .chain((world) => {
    const shock = fc.option(fc.oneof(ppm(-400_000, 400_000), ppm(-999_999, 3_000_000)), { freq: 3 })
    const shocks = fc.tuple(...world.markets.map(() => shock)).map((list) => {
      return list.flatMap((movePpm, market) => (movePpm === null ? [] : [{ market, movePpm }]))
    })
    const terms = fc.record({
      shock: fc.record({ markets: shocks, steps: ppm(1, 3), spread: fc.boolean() }),
      model: fc.tuple(...world.markets.map((market) => modelFor(market, world))).map((list) => ({
        markets: list.filter((model) => model !== null),
      })),
      stepMs: fc.constantFrom(1, 700, 1_000),
      maxSteps: fc.constant(10),
      unwindPpm: fc.constantFrom(0, 500_000, 1_000_000),
    })
    return terms.map((drawn): Case => ({ world, terms: drawn }))
  })

function expected({ world, terms }: Case): SlowStep[] {
  const { shock, model, stepMs = 1_000, maxSteps = 256, unwindPpm = 0 } = terms
  return slowLoop(world, {
    shocks: new Map(shock.markets.map(({ market, movePpm }) => [market, movePpm])),
    ...{ shockSteps: shock.steps ?? 1, spread: shock.spread ?? false, models: model.markets },
    ...{ stepMs, maxSteps, unwindPpm, startMs: START_MS },
    underlyings: new Map(world.markets.map(({ id }) => [id, symbolOf(id, world).slice(0, 1)])),
    band: (market) => [10n, configOf(market).maxMarkTicks],
  })
}

const pick = ({ markets }: LoopStep, field: keyof LoopStep['markets'][number]) => markets.map((market) => market[field])

function compare(step: LoopStep, slow: SlowStep, engine: Engine): void {
  const where = `${engine.kernel}, step ${step.step}: `
  assert.equal(slow.broken, [], `${where}invariants of the slow loop`)
  assert.equal(pick(step, 'markTicks'), slow.marks, `${where}marks`)
  assert.equal(pick(step, 'liquidatedAtoms'), slow.notional.liquidation, `${where}liquidated`)
  assert.equal(pick(step, 'takenOverAtoms'), slow.notional.takeover, `${where}taken over`)
  assert.equal(pick(step, 'deleveragedAtoms'), slow.notional['adl-fill'], `${where}deleveraged`)
  assert.equal(pick(step, 'closedAtMarkAtoms'), slow.notional['close-at-mark'], `${where}closed at the mark`)
  assert.is(step.brokenHedgeAtoms, slow.brokenHedge, `${where}hedges broken`)
  assert.equal(pick(step, 'unwoundAtoms'), slow.notional.unwind, `${where}unwound`)
  assert.equal(pick(step, 'midTicks'), slow.mids, `${where}mids`)
  const { passes, unwindFills, stuck, fundAtoms, socialisedAtoms, deficitAtoms } = step
  const said = { passes, unwindFills, stuck, funds: fundAtoms, socialised: socialisedAtoms, deficit: deficitAtoms }
  const { funds, socialised, deficit } = slow
  const wanted = { passes: slow.passes, unwindFills: slow.unwindFills, stuck: slow.stuck, funds, socialised, deficit }
  assert.equal(said, wanted, where)
  for (const row of slow.world.rows) {
    const { cashAtoms, positions } = engine.account(row.id)
    const held = positions.map(({ market, sizeLots }) => `${market} ${sizeLots}`).sort()
    const wished = Array.from(row.positions, ([market, { lots }]) => `${market} ${lots}`).sort()
    assert.equal({ cashAtoms, held }, { cashAtoms: row.cash, held: wished }, `${where}account ${row.id}`)
  }
  assert.equal(engine.audit().findings, [], `${where}audit`)
}

function checkTotals({ totals, deleveraged }: LoopResult, slow: readonly SlowStep[]): void {
  const all = (of: (step: SlowStep) => readonly bigint[]) => sum(slow.flatMap((step) => [...of(step)]))
  const { liquidatedAtoms, takenOverAtoms, deleveragedAtoms, unwoundAtoms, fundMinimumAtoms, fundStartAtoms } = totals
  assert.is(
    liquidatedAtoms,
    all(({ notional }) => notional.liquidation),
  )
  assert.is(
    takenOverAtoms,
    all(({ notional }) => notional.takeover),
  )
  assert.is(
    deleveragedAtoms,
    all(({ notional }) => notional['adl-fill']),
  )
  assert.is(
    unwoundAtoms,
    all(({ notional }) => notional.unwind),
  )
  assert.is(
    fundMinimumAtoms,
    slow.reduce((least, { funds }) => smaller(funds, least), fundStartAtoms),
  )
  const by = new Map<number, bigint>()
  for (const step of slow) for (const [id, atoms] of step.deleveraged) by.set(id, (by.get(id) ?? 0n) + atoms)
  assert.equal(new Map(deleveraged.map(({ account, notionalAtoms }) => [account, notionalAtoms])), by)
}

function play(engine: Engine, { world, terms }: Case, slow: readonly SlowStep[]) {
  open(engine, world)
  const cashAtStart = world.rows.reduce((sum, { cash }) => sum + cash, 0n)
  const result = playLoop(engine, {
    ...terms,
    onStep: (step) => {
      const wanted = slow[step.step - 1]
      assert.ok(wanted !== undefined, `${engine.kernel}: step ${step.step} of ${slow.length}`)
      compare(step, wanted, engine)
    },
  })
  assert.is(result.steps.length, slow.length, `${engine.kernel}: steps`)
  const cash = world.rows.reduce((sum, { id }) => sum + engine.account(id).cashAtoms, 0n)
  assert.is(cash, cashAtStart, `${engine.kernel}: cash`)
  checkTotals(result, slow)
  for (const { movedTicks, sharesPpm, startTicks, farthestTicks } of result.markets) {
    const { shock, liquidations, unwinds } = movedTicks
    assert.is(shock + liquidations + unwinds, farthestTicks - startTicks)
    if (sharesPpm !== null) assert.is(sharesPpm.shock + sharesPpm.liquidations + sharesPpm.unwinds, 1_000_000)
  }
  return result
}

const seen = { liquidated: 0, deleveraged: 0, unwound: 0, long: 0 }

test('the loop does what the slow loop does, step by step, on both kernels', () => {
  const judged = (drawn: Case) => {
    try {
      property(drawn)
    } catch (error) {
      if (error instanceof Error) error.message += `\nfor ${shown(drawn.terms)}\nin ${shownWorld(drawn.world)}`
      throw error
    }
  }
  const property = (drawn: Case) => {
    const slow = expected(drawn)
    const results = (['reference', 'fast'] as const).map((kernel) => play(emptyFor(kernel), drawn, slow))
    assert.equal(results[0], results[1], 'kernels')
    if (slow.some(({ notional }) => notional.liquidation.some((atoms) => atoms > 0n))) seen.liquidated += 1
    if (slow.some(({ deleveraged }) => deleveraged.size > 0)) seen.deleveraged += 1
    if (slow.some(({ unwindFills }) => unwindFills > 0)) seen.unwound += 1
    if (slow.length > 3) seen.long += 1
  }
  const runs = Number(process.env.BALLAST_RUNS ?? RUNS)
  fc.assert(fc.property(cases, shrinkBriefly(judged)), { seed, numRuns: runs, reporter })
})

test('what the worlds above were to show has come up', () => {
  assert.ok(seen.liquidated > 0 && seen.deleveraged > 0 && seen.unwound > 0 && seen.long > 0, JSON.stringify(seen))
})

test.run()
