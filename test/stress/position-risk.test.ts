// Distances along a shock: by hand on one account, and against the engine at every mark that a shock can lead to.

import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ErrorCode } from '../../src/core/errors.ts'
import { loadScenario } from '../../src/scenario/load.ts'
import { type Betas, pathOf, ticksAt } from '../../src/stress/grid-moves.ts'
import { firstCrossing, positionRisk } from '../../src/stress/position-risk.ts'
import { ALICE, BOB, emptyEngine, mark, openVenue, refuses, trade } from '../engine/small-venue.ts'
import { CRASH } from '../scenario/folders.ts'

const DOWN = -1_000_000
const UP = 1_000_000

test('distances, leverage and concentration by hand', async () => {
  const { engine } = await loadScenario(CRASH, { atMs: 0 })
  const found = positionRisk(engine, { shapes: [[DOWN], [UP]], mostPpm: 1_000_000 })
  const [long, short] = found
  assert.equal(
    found.map(({ account }) => account),
    [1, 2, 3, 4],
  )
  // Long two BTC at 50,000 with 900: E = 900 − 2·(50,000 − p), MM = 0.5 % of 2·p, in steps of half a dollar. At 49,799
  // E = 498 and MM = 497.99; half a dollar less and E = 497. E = 0 at 49,550.
  assert.equal(long!.distances[0], { maintenancePpm: 4_021, bankruptcyPpm: 8_991 })
  assert.equal(long!.distances[1], { maintenancePpm: null, bankruptcyPpm: null })
  assert.equal([long!.leveragePpm, long!.concentrationPpm, long!.positions], [111_111_111n, 1_000_000, 1])
  // Short half a BTC with 1,000: the other way. E = 1,000 − (p − 50,000) / 2 = 0 at 52,000, exactly 4 %.
  assert.equal(short!.distances[0], { maintenancePpm: null, bankruptcyPpm: null })
  assert.is(short!.distances[1]!.bankruptcyPpm, 40_000)
  assert.equal(positionRisk(engine, { shapes: [], mostPpm: 1, accounts: new Set([3]) }).length, 1)
})

test('an account that is under already has no way to go, and one that nothing moves never gets there', async () => {
  const { engine } = await loadScenario(CRASH)
  const [long] = positionRisk(engine, { shapes: [[DOWN], [0]], mostPpm: 1_000_000, accounts: new Set([1]) })
  assert.equal(long!.distances, [
    { maintenancePpm: 0, bankruptcyPpm: 0 },
    { maintenancePpm: 0, bankruptcyPpm: 0 },
  ])
  const [short] = positionRisk(engine, { shapes: [[0]], mostPpm: 1_000_000, accounts: new Set([3]) })
  assert.equal(short!.distances, [{ maintenancePpm: null, bankruptcyPpm: null }])
})

test('what is no shock is refused', async () => {
  const { engine } = await loadScenario(CRASH)
  refuses(ErrorCode.RANGE, /2 betas for 1 markets/, () => positionRisk(engine, { shapes: [[1, 2]], mostPpm: 1 }))
  refuses(ErrorCode.RANGE, /beta of market 0 is 0\.5/, () => positionRisk(engine, { shapes: [[0.5]], mostPpm: 1 }))
  refuses(ErrorCode.RANGE, /largest shock.* is 0/, () => positionRisk(engine, { shapes: [[1]], mostPpm: 0 }))
})

test('the first crossing is found from any guess, before each bend', () => {
  for (const guessed of [0, 1, 70, 71, 99, 100]) {
    const about = (shock: number) => guessed - shock
    const isBelow = (shock: number) => shock >= 71 && shock < 150
    assert.is(firstCrossing(isBelow, about, [100, 200]), 71, `guess ${guessed}`)
  }
  // Beyond the first bend it is never looked at between two bends that are both above.
  assert.is(
    firstCrossing(
      (shock) => shock >= 130,
      () => 1,
      [100, 200],
    ),
    130,
  )
  assert.is(
    firstCrossing(
      () => false,
      () => -1,
      [100],
    ),
    null,
  )
})

interface Case {
  readonly cash: bigint
  readonly lots: readonly bigint[]
  readonly betas: Betas
}

const lots = fc.bigInt({ min: -40n, max: 40n })
const beta = fc.constantFrom(-2_000_000, -1_000_000, -300_000, 0, 500_000, 1_000_000, 3_000_000)
const cases: fc.Arbitrary<Case> = fc.record({
  cash: fc.bigInt({ min: 1_000n, max: 400_000n }),
  lots: fc.array(lots, { minLength: 3, maxLength: 3 }),
  betas: fc.array(beta, { minLength: 3, maxLength: 3 }),
})
const MOST = 1_500_000

/** By the engine itself: at the marks of a shock, is the account under its margin, and is it worth nothing? */
function byEngine({ cash, lots, betas }: Case) {
  const engine = openVenue('reference', emptyEngine('reference'))
  engine.deposit(ALICE, cash)
  engine.deposit(BOB, 10_000_000n)
  // Marks of the middle of the band.
  mark(engine, 1, [0, 100n], [1, 100n], [2, 50n])
  for (const [market, count] of lots.entries()) {
    const ticks = market === 2 ? 50n : 100n
    if (count > 0n) trade(engine, ALICE, BOB, count, ticks, market)
    if (count < 0n) trade(engine, BOB, ALICE, -count, ticks, market)
  }
  const paths = betas.map((each, market) => pathOf(engine, market, each))
  const risk = positionRisk(engine, { shapes: [betas], mostPpm: MOST, accounts: new Set([ALICE]) })[0]
  let timeMs = 2
  const stateAt = (shockPpm: number) => {
    timeMs += 1
    mark(engine, timeMs, ...paths.map((path, market) => [market, ticksAt(path, shockPpm)] as const))
    const { state, equityAtoms } = engine.account(ALICE)
    return { under: state !== 'healthy', bankrupt: equityAtoms <= 0n }
  }
  return { risk, paths, stateAt }
}

test('at the distance the engine calls the account, one ppm before it does not', () => {
  fc.assert(
    fc.property(cases, (drawn) => {
      const { risk, stateAt } = byEngine(drawn)
      if (risk === undefined) return
      const { maintenancePpm, bankruptcyPpm } = risk.distances[0]!
      for (const [distance, what] of [
        [maintenancePpm, 'under'],
        [bankruptcyPpm, 'bankrupt'],
      ] as const) {
        if (distance === null) assert.not(stateAt(MOST)[what], `${what} at the largest shock`)
        else assert.ok(stateAt(distance)[what], `not ${what} at ${distance}`)
        if (distance !== null && distance > 0) assert.not(stateAt(distance - 1)[what], `${what} before ${distance}`)
      }
    }),
    { numRuns: 150 },
  )
})

test('where all positions lose the same way, no smaller shock does it', () => {
  fc.assert(
    fc.property(cases, ({ cash, lots: drawnLots, betas }) => {
      // Every position loses: its sign is against its beta.
      const lots = drawnLots.map((count, market) => (count > 0n === betas[market]! > 0 ? -count : count))
      const { risk, paths, stateAt } = byEngine({ cash, lots, betas })
      if (risk === undefined) return
      const { maintenancePpm, bankruptcyPpm } = risk.distances[0]!
      let [under, bankrupt] = [null as number | null, null as number | null]
      let before = ''
      // Nothing changes between two shocks with the same marks.
      for (const shock of turns(paths, MOST)) {
        const key = paths.map((path) => ticksAt(path, shock)).join()
        if (key === before) continue
        before = key
        const state = stateAt(shock)
        if (state.under) under ??= shock
        if (state.bankrupt) bankrupt ??= shock
        if (under !== null && bankrupt !== null) break
      }
      assert.equal([maintenancePpm, bankruptcyPpm], [under, bankrupt])
    }),
    { numRuns: 60 },
  )
})

/** Shocks at which a mark may turn: every one at which a market has moved by a whole tick, and those beside it. */
function turns(paths: readonly ReturnType<typeof pathOf>[], most: number): number[] {
  const shocks = new Set([0])
  for (const { markTicks, beta } of paths) {
    const size = beta < 0n ? -beta : beta
    if (size === 0n) continue
    const stride = 1e12 / (Number(markTicks) * Number(size))
    for (let tick = 0; tick * stride <= most + 1; tick += 1) {
      const near = Math.round(tick * stride)
      for (const shock of [near - 1, near, near + 1]) if (shock >= 0 && shock <= most) shocks.add(shock)
    }
  }
  return [...shocks].sort((a, b) => a - b)
}

test.run()
