import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { setCash, setPosition } from '../../src/book/cells.ts'
import { setFunding } from '../../src/book/markets.ts'
import { rowOf } from '../../src/book/rows.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { createKernel, type KernelName } from '../../src/kernel/kernel.ts'
import { FLAGGED_BANKRUPT } from '../../src/memory/fields.ts'
import * as venue from '../engine/small-venue.ts'

const { ALICE, BOB, INVERSE, LINEAR, TIERED } = venue

/** Alice with this cash and these positions at the marks of listing; nobody stands on the other side. */
function alone(kernel: KernelName, cash: bigint, ...positions: (readonly [market: number, lots: bigint])[]): Engine {
  const engine = venue.openVenue(kernel)
  const row = rowOf(engine.book, ALICE)
  setCash(engine.book, row, cash)
  for (const [market, lots] of positions) setPosition(engine.book, row, market, lots, 0n)
  return engine
}

type State = 'healthy' | 'at-risk' | 'bankrupt'

function scanned(engine: Engine, kernel: KernelName): State {
  const count = createKernel(kernel, engine.book).scan(0, 2, 0)
  if (count === 0) return 'healthy'
  assert.is(count, 1)
  return engine.book.columns.flagged[0]! >= FLAGGED_BANKRUPT ? 'bankrupt' : 'at-risk'
}

// One lot of LINEAR or TIERED is worth 10,000 atoms, one of INVERSE −600 with a notional of 600.
const CASES: [what: string, cash: bigint, positions: (readonly [number, bigint])[], state: State][] = [
  ['no position and no cash', 0n, [], 'healthy'],
  ['no position and less than no cash', -1n, [], 'bankrupt'],
  ['a long with exactly 1 %', -99_000n, [[LINEAR, 10n]], 'healthy'],
  ['a long with an atom less', -99_001n, [[LINEAR, 10n]], 'at-risk'],
  ['a long worth nothing', -100_000n, [[LINEAR, 10n]], 'at-risk'],
  ['a long worth less', -100_001n, [[LINEAR, 10n]], 'bankrupt'],
  ['a short with exactly 1 %', 101_000n, [[LINEAR, -10n]], 'healthy'],
  ['a short with an atom less', 100_999n, [[LINEAR, -10n]], 'at-risk'],
  ['a short worth less than nothing', 99_999n, [[LINEAR, -10n]], 'bankrupt'],
  ['the second tier: 3,000 for 100,000', -97_000n, [[TIERED, 10n]], 'healthy'],
  ['and an atom less', -97_001n, [[TIERED, 10n]], 'at-risk'],
  ['a notional on the floor of the second tier: 500', -49_500n, [[TIERED, 5n]], 'healthy'],
  ['and an atom less there', -49_501n, [[TIERED, 5n]], 'at-risk'],
  ['a short in the second tier', 103_000n, [[TIERED, -10n]], 'healthy'],
  ['and an atom less of cash', 102_999n, [[TIERED, -10n]], 'at-risk'],
  ['an inverse long, 60 for 6,000', 6_060n, [[INVERSE, 10n]], 'healthy'],
  ['and an atom less of its cash', 6_059n, [[INVERSE, 10n]], 'at-risk'],
  ['an inverse short', -5_940n, [[INVERSE, -10n]], 'healthy'],
  ['and worth an atom less', -5_941n, [[INVERSE, -10n]], 'at-risk'],
  [
    'legs against each other: 1,000 and 3,000',
    4_000n,
    [
      [LINEAR, 10n],
      [TIERED, -10n],
    ],
    'healthy',
  ],
  [
    'and an atom less for both',
    3_999n,
    [
      [LINEAR, 10n],
      [TIERED, -10n],
    ],
    'at-risk',
  ],
]

for (const kernel of venue.KERNELS) {
  for (const [what, cash, positions, state] of CASES) {
    test(`${what}: ${state} (${kernel})`, () => assert.is(scanned(alone(kernel, cash, ...positions), kernel), state))
  }

  test(`a fraction of an atom decides: 1 % of 100,070 is 1,000.7 (${kernel})`, () => {
    const engine = alone(kernel, 0n, [LINEAR, 1n])
    engine.configureMarket(LINEAR, { tiers: [{ floorAtoms: 0n, ratePpm: 100_070 }] })
    // One lot at 10,000 with a rate of 10.007 %.
    for (const [equity, state] of [
      [1_000n, 'at-risk'],
      [1_001n, 'healthy'],
    ] as const) {
      setCash(engine.book, rowOf(engine.book, ALICE), equity - 10_000n)
      assert.is(scanned(engine, kernel), state)
    }
  })

  test(`funding counts in equity, not in the margin (${kernel})`, () => {
    const engine = alone(kernel, -98_750n, [LINEAR, 10n])
    assert.is(scanned(engine, kernel), 'healthy')
    setFunding(engine.book, LINEAR, 25n, 0n)
    assert.is(scanned(engine, kernel), 'healthy') // 1,250 − 250 is 1 % of 100,000
    setFunding(engine.book, LINEAR, 26n, 0n)
    assert.is(scanned(engine, kernel), 'at-risk')
  })

  test(`a margin beyond 64 bits is compared to the last ppm (${kernel})`, () => {
    const lots = 2n ** 55n / 10_000n
    const engine = alone(kernel, 0n, [LINEAR, lots])
    engine.configureMarket(LINEAR, { tiers: [{ floorAtoms: 0n, ratePpm: 1_000_000 }] })
    // Full margin on 2^55 atoms is 2^75 atom·ppm: E = n is healthy, an atom less is not.
    setCash(engine.book, rowOf(engine.book, ALICE), 0n)
    assert.is(scanned(engine, kernel), 'healthy')
    setCash(engine.book, rowOf(engine.book, ALICE), -1n)
    assert.is(scanned(engine, kernel), 'at-risk')
  })

  test(`pools, external accounts and the deficit row are not looked at (${kernel})`, () => {
    const engine = venue.openVenue(kernel)
    for (const id of [venue.POOL, venue.DEFICIT, venue.EXTERNALS[0]]) setCash(engine.book, rowOf(engine.book, id), -5n)
    assert.is(scanned(engine, kernel), 'healthy')
  })

  test(`rows are written ascending from the wanted place on, only those of the wanted blocks (${kernel})`, () => {
    const engine = venue.emptyEngine(kernel)
    for (let id = 1; id <= 130; id += 1) engine.openAccount({ id })
    for (const id of [130, 65, 3, 64]) setCash(engine.book, id - 1, -1n)
    const scan = createKernel(kernel, engine.book)
    const { flagged } = engine.book.columns
    const rows = (from: number, count: number) =>
      [...flagged.subarray(from, from + count)].map((row) => row % FLAGGED_BANKRUPT)
    assert.equal([scan.scan(0, 3, 0), rows(0, 4)], [4, [2, 63, 64, 129]])
    assert.equal([scan.scan(1, 2, 10), rows(10, 1)], [1, [64]])
    assert.is(scan.scan(1, 1, 0), 0)
  })
}

test('Bob, who stands on the other side, is judged as well', () => {
  const engine = venue.openVenue()
  engine.deposit(ALICE, 20_000n)
  venue.trade(engine, ALICE, BOB, 10n, 100n)
  assert.equal([engine.account(ALICE).state, engine.account(BOB).state], ['healthy', 'at-risk'])
  assert.is(scanned(engine, 'reference'), 'at-risk')
})

test.run()
