// Rounds of random worlds, played by engines and by the oracle, in the words of the golden file.

import { readdirSync, readFileSync } from 'node:fs'
import * as assert from 'uvu/assert'
import type { AdlRoundClosed, AdlRoundOpened } from '../../../src/engine/round-events.ts'
import { createEngine, type Engine, type KernelName, type RoundEvent, type RoundReport } from '../../../src/index.ts'
import { eventText, resultOf, StaticBook, withoutRepeats } from '../../engine/golden-play.ts'
import { parseShown } from '../seeds.ts'
import { shown } from '../trio.ts'
import { adlPriceOf } from './adl-price.ts'
import { type GoldenCase, type GoldenEvent, type GoldenResult, resultAsText } from './golden.ts'
import { openWorld, WORLD_ATOM } from './open-world.ts'
import type { RoundResult } from './round.ts'
import { RULES } from './rules.ts'
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
  const adlPrice = adlPriceOf(world)
  const venue = { options: { adlPrice } } as GoldenCase['venue']
  const result = resultOf(engine, report, book, { venue })
  const depth = [...result.depth].sort((a, b) => Number(a.market) - Number(b.market))
  // The oracle says of everybody with a fresh leg that nobody has filled it; the engine knows why.
  const stuck = result.stuck.map((each) => (each.reason === 'stale' ? each : { ...each, reason: 'unfilled' }))
  const events = [...engine.roundEvents()].flatMap((event) => textOfEvent(event, adlPrice === 'mark'))
  return { ...result, events: withoutRepeats(events), depth, stuck }
}

/** The golden rounds know no uniform price. */
function textOfEvent(event: RoundEvent, atMark: boolean): GoldenEvent[] {
  if (event.type !== 'adl-evened') return eventText(event, atMark)
  const { type, pass, stage, market, from, to, valueAtoms } = event
  const where = { pass: `${pass}`, stage: `${stage}`, market: `${market}` }
  return [{ ...where, type, from: `${from}`, to: `${to}`, valueAtoms: `${valueAtoms}` }]
}

/** What the oracle's round came to: an engine need not ask again for what the order book had nothing for. */
export function expectedText(result: RoundResult): GoldenResult {
  const text = resultAsText(result)
  return { ...text, events: withoutRepeats(text.events) }
}

/** What is said of the sides that had to give, in the order of the oracle. */
function sidesOf(engine: Engine): RoundResult['sides'] {
  const events = [...engine.roundEvents()]
  const said = ({ pass, market, side }: AdlRoundOpened | AdlRoundClosed) => ({ pass, market, side })
  const opened = events.flatMap((event) => {
    if (event.type !== 'adl-round-opened') return []
    const { candidates, accounts, requiredLots, fundAtoms } = event
    return [{ ...said(event), candidates, accounts, requiredLots, fundAtoms }]
  })
  const closed = events.flatMap((event) => {
    if (event.type !== 'adl-round-closed') return []
    const { fills, filledLots, valueAtoms, lossAtoms, atMarkLots, leftLots } = event
    return [{ ...said(event), fills, filledLots, valueAtoms, lossAtoms, atMarkLots, leftLots }]
  })
  return [...opened, ...closed]
}

/** As an engine plays it: chance depends on the commands that come before, and every engine takes as many. */
export function atSequence(world: World): World {
  if (RULES[world.policy].kind !== 'rotation') return world
  const engine = emptyFor('reference')
  openWorld(engine, world)
  return { ...world, sequence: engine.lastSequence }
}

/** Plays a world on an empty engine, and holds what comes out against the oracle. */
export function playWorld(engine: Engine, world: World, expected: RoundResult): string {
  openWorld(engine, world)
  const { sequence = engine.lastSequence } = expected.world
  assert.is(engine.lastSequence, sequence, `${engine.kernel}: commands before the round`)
  const book = bookOf(world)
  const report = engine.runRound({ liquidity: book })
  assert.equal(textOf(engine, report, book, world), expectedText(expected), engine.kernel)
  assert.is(report.quiet, expected.isQuiet, engine.kernel)
  assert.equal(sidesOf(engine), expected.sides, engine.kernel)
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
