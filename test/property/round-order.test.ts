// The order in which a book was written down, and the history of its rows, change nothing about a round.

import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Engine } from '../../src/index.ts'
import { findRow } from '../../src/memory/id-table.ts'
import { KERNELS } from '../engine/small-venue.ts'
import { configOf, openWorld, startWorld } from '../oracles/round/open-world.ts'
import { bookOf, emptyFor, shownWorld, textOf } from '../oracles/round/play-world.ts'
import { ruledWorld } from '../oracles/round/random-rules.ts'
import { shrinkBriefly } from '../oracles/round/shrink-briefly.ts'
import type { Row, World } from '../oracles/round/world.ts'
import { reportPlainly } from '../oracles/seeds.ts'

const RUNS = Math.ceil(Number(process.env.ROUND_RUNS ?? 700) / 3)
const seed = Number(process.env.BALLAST_SEED ?? 20_251_010)
const reporter = ({ errorInstance }: { errorInstance: unknown }) => reportPlainly({ errorInstance, counterexample: 0 })

function outcome(engine: Engine, world: World): unknown[] {
  const book = bookOf(world)
  const report = engine.runRound({ liquidity: book })
  assert.equal(engine.audit().findings, [])
  return [textOf(engine, report, book, world), engine.stateHash()]
}

test('rows and positions imported in another order give the same hashes and the same events', () => {
  const turned = (row: Row) => ({ ...row, positions: new Map([...row.positions].reverse()) })
  const shuffled = ruledWorld.chain((world) =>
    fc
      .tuple(fc.shuffledSubarray(world.rows, { minLength: world.rows.length }), fc.boolean())
      .map(([rows, turn]): [World, World] => [world, { ...world, rows: turn ? rows.map(turned) : rows }]),
  )
  const property = ([world, other]: [World, World]) => {
    for (const kernel of KERNELS) {
      const [one, two] = [emptyFor(kernel), emptyFor(kernel, 'other')]
      openWorld(one, world)
      openWorld(two, other)
      assert.is(two.stateHash(), one.stateHash(), `before: ${shownWorld(other)}`)
      assert.equal(outcome(two, world), outcome(one, world), `${kernel}: ${shownWorld(other)}`)
    }
  }
  fc.assert(fc.property(shuffled, shrinkBriefly(property)), { seed, numRuns: RUNS, reporter })
})

const GAP = 10
const PRICE = 100n

/** Opens accounts of which every second is closed again, so that later ones take their rows; then everybody trades. */
function growWorld(engine: Engine, world: World): void {
  const traders = world.rows.filter((row) => row.class === 'trader')
  const house = world.rows.filter((row) => row.class !== 'trader')
  const early = traders.slice(0, traders.length >> 1)
  const open = (row: Row) => {
    const { id, owner, exempt, protected: isProtected } = row
    engine.openAccount({ id: idOf(row), owner, class: row.class, exempt, protected: isProtected })
    if (row.class === 'pool') engine.setReserved(idOf(row), world.pools.find((pool) => pool.row === id)!.floorAtoms)
  }
  for (const row of early) {
    engine.openAccount({ id: idOf(row) - 1 })
    open(row)
  }
  for (const row of early) engine.closeAccount(idOf(row) - 1)
  for (const row of [...traders.slice(early.length), ...house]) open(row)
  for (const market of world.markets) {
    engine.listMarket({
      ...configOf(market),
      ...{ externalAccount: market.externalRow * GAP, poolAccount: market.pool === null ? null : market.pool * GAP },
    })
  }
  for (const row of [...world.rows].reverse()) {
    if (row.class === 'external' || row.class === 'deficit') continue
    for (const [market, { lots }] of [...row.positions].reverse()) tradeFor(engine, world, row, market, lots)
  }
}

const idOf = ({ id }: Pick<Row, 'id'>) => id * GAP

// Against the external row; what the account has too much goes away as a fee, what it lacks is deposited.
function tradeFor(engine: Engine, world: World, row: Row, market: number, lots: bigint): void {
  const external = world.markets.find(({ id }) => id === market)!.externalRow * GAP
  const [buyer, seller] = lots > 0n ? [idOf(row), external] : [external, idOf(row)]
  const size = lots > 0n ? lots : -lots
  engine.trade({ buyer, seller, market, lots: size, priceTicks: PRICE })
  const last = [...row.positions.keys()][0] === market
  if (!last) return
  const missing = row.cash - engine.account(idOf(row)).cashAtoms
  if (missing > 0n) engine.deposit(idOf(row), missing)
  if (missing >= 0n) return
  // A trade there and back again that costs a fee.
  engine.trade({ buyer, seller, market, lots: 1n, priceTicks: PRICE, ...feeOf(buyer === idOf(row), -missing) })
  engine.trade({ buyer: seller, seller: buyer, market, lots: 1n, priceTicks: PRICE })
}

const feeOf = (buys: boolean, atoms: bigint) => (buys ? { buyerFeeAtoms: atoms } : { sellerFeeAtoms: atoms })

/** What an engine holds, as a world with the same markets and options. */
function readWorld(engine: Engine, world: World): World {
  const rows = [...engine.accountIds()].map((id): Row => {
    const { owner, class: kind, exempt, protected: isProtected, cashAtoms, positions } = engine.account(id)
    const held = positions.map(
      (open) => [open.market, { lots: open.sizeLots, entryValue: open.entryValueAtoms }] as const,
    )
    return { id, owner, class: kind, exempt, protected: isProtected, cash: cashAtoms, positions: new Map(held) }
  })
  const markets = world.markets.map((market) => {
    const pool = market.pool === null ? null : market.pool * GAP
    return { ...market, pool, externalRow: market.externalRow * GAP, fundingIndexAtoms: 0n }
  })
  return { ...world, rows, markets, pools: world.pools.map((pool) => ({ ...pool, row: pool.row * GAP })) }
}

test('a book whose rows were closed and used again plays as the same book written down at once', () => {
  let turned = 0
  const property = (world: World) => {
    for (const kernel of KERNELS) {
      const [grown, imported] = [emptyFor(kernel), emptyFor(kernel, 'other')]
      growWorld(grown, world)
      const ids = [...grown.accountIds()]
      const rows = ids.map((id) => findRow(grown.book.columns, id))
      if (rows.some((row, index) => row < (rows[index - 1] ?? 0))) turned += 1
      const same = readWorld(grown, world)
      startWorld(grown, same)
      openWorld(imported, same)
      assert.is(grown.stateHash(), imported.stateHash(), 'before the round')
      assert.equal(outcome(grown, same), outcome(imported, same), kernel)
    }
  }
  // Chance depends on the commands before, and the two books have had others.
  const worlds = ruledWorld.filter(({ policy }) => policy !== 'dydx')
  fc.assert(fc.property(worlds, shrinkBriefly(property)), { seed, numRuns: RUNS, reporter })
  assert.ok(turned > RUNS, `the rows of only ${turned} books were out of order`)
})

test.run()
