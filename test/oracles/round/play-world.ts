// Rounds of random worlds, played by engines and by the oracle, in the words of the golden file.

import { readdirSync, readFileSync } from 'node:fs'
import * as assert from 'uvu/assert'
import { createEngine, type Engine, type KernelName, type RoundReport } from '../../../src/index.ts'
import { resultOf, StaticBook, withoutRepeats } from '../../engine/golden-play.ts'
import { parseShown } from '../seeds.ts'
import { shown } from '../trio.ts'
import { type GoldenCase, type GoldenResult, resultAsText } from './golden.ts'
import { openWorld, WORLD_ATOM } from './open-world.ts'
import { type RoundResult, runRound } from './round.ts'
import type { Position, World } from './world.ts'

const CAPACITY = { accounts: 40, positions: 160, markets: 3, tiersPerMarket: 4, batch: 8 }
const engines = new Map<string, Engine>()

/** An empty engine of that kernel, the same one every time; one that has failed is replaced. */
export function emptyFor(kernel: KernelName, which = ''): Engine {
  const key = `${kernel} ${which}`
  let engine = engines.get(key)
  try {
    if (engine?.wanted !== null) engine = undefined
    engine?.book.clear()
    engine?.advanceTime(0)
  } catch {
    engine = undefined
  }
  engine ??= createEngine({ capacity: CAPACITY, atom: WORLD_ATOM, kernel })
  engine.book.clear()
  engines.set(key, engine)
  return engine
}

export const bookOf = (world: World): StaticBook => {
  const levels = (side: World['markets'][number]['depth']['bids']) =>
    side.map(({ ticks, lots }): [bigint, bigint] => [ticks, lots])
  return new StaticBook(
    world.markets.map(({ id, depth }) => ({ id, bids: levels(depth.bids), asks: levels(depth.asks) })),
  )
}

/** What a round came to, as text. */
export function textOf(engine: Engine, report: RoundReport, book: StaticBook, world: World): GoldenResult {
  const venue = { options: { adlPrice: world.options.adlPrice } } as GoldenCase['venue']
  const result = resultOf(engine, report, book, { venue })
  const depth = [...result.depth].sort((a, b) => Number(a.market) - Number(b.market))
  // The oracle says of everybody with a fresh leg that nobody has filled it; the engine knows why.
  const stuck = result.stuck.map((each) => (each.reason === 'stale' ? each : { ...each, reason: 'unfilled' }))
  return { ...result, events: withoutRepeats(result.events), depth, stuck }
}

/** What the oracle's round came to: an engine need not ask again for what the order book had nothing for. */
export function expectedText(result: RoundResult): GoldenResult {
  const text = resultAsText(result)
  return { ...text, events: withoutRepeats(text.events) }
}

/** Plays a world on an empty engine, and holds what comes out against the oracle. */
export function playWorld(engine: Engine, world: World, expected: RoundResult = runRound(world)): string {
  openWorld(engine, world)
  const book = bookOf(world)
  const report = engine.runRound({ liquidity: book })
  assert.equal(textOf(engine, report, book, world), expectedText(expected), engine.kernel)
  assert.is(report.quiet, expected.isQuiet, engine.kernel)
  const halted = [...engine.roundEvents()].flatMap((event) => (event.type === 'market-halted' ? [event.market] : []))
  assert.equal(halted, expected.halted, engine.kernel)
  assert.equal(engine.audit().findings, [], engine.kernel)
  return engine.stateHash()
}

export interface WorldSeed {
  readonly name: string
  readonly why: string
  readonly world: World
}

const folder = new URL('../../../fixtures/seeds/rounds/', import.meta.url)

/** Worlds that once failed: fixtures/seeds/rounds/<name>.json holds { why, world }, as `shownWorld` writes it. */
export function readWorldSeeds(): WorldSeed[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'))
  return names.sort().map((name) => {
    const { why, world } = parseShown(readFileSync(new URL(name, folder), 'utf8')) as { why: string; world: World }
    const rows = world.rows.map((row) => ({
      ...row,
      positions: new Map(row.positions as Iterable<[number, Position]>),
    }))
    return { name, why, world: { ...world, rows } }
  })
}

export function shownWorld(world: World): string {
  return shown({ world: { ...world, rows: world.rows.map((row) => ({ ...row, positions: [...row.positions] })) } })
}
