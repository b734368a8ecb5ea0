// A slice of the search of every small world (`npm run exhaustive`), always the same one.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { errorOf } from '../engine/small-venue.ts'
import { parseShown } from '../oracles/seeds.ts'
import type { Command } from '../oracles/trio.ts'
import { playStart } from './explore.ts'
import { give } from './pair.ts'
import { searchLane } from './search.ts'
import { engineAt, naiveAt, type Start } from './start.ts'
import { numberAt, TRADERS, worldAt, worldCount } from './worlds.ts'

const WORLDS: readonly (readonly [traders: number, depth: number, worlds: number])[] = [
  [1, 1, 90],
  [1, 3, 1],
  [2, 1, 60],
  [2, 2, 2],
  [3, 1, 60],
  [3, 2, 2],
]
const EVENTS = [
  ...['cancel', 'own-first', 'liquidation-wanted', 'liquidation', 'book-exhausted', 'cross', 'fund-draw'],
  ...['takeover', 'adl-fill', 'close-at-mark', 'socialised', 'deficit'],
]

const seeds = new URL('../../fixtures/seeds/exhaustive/', import.meta.url)
for (const name of existsSync(seeds) ? readdirSync(seeds).sort() : []) {
  const seed = parseShown(readFileSync(new URL(name, seeds), 'utf8')) as {
    readonly why: string
    readonly start: Start
    readonly commands: readonly Command[]
  }
  test(`seed ${name}: ${seed.why}`, () => playStart(seed.start, seed.commands))
}

test('both kernels and the naive engine agree on all that may come next in small worlds', () => {
  const seen = new Set<string>()
  for (const [traders, depth, worlds] of WORLDS) {
    const { visited, unfinished } = searchLane({ traders, depth }, { part: 1, of: 1 }, { worlds, isOver: () => false })
    assert.is(unfinished, 0)
    assert.ok(visited.worlds >= worlds / 2, `${traders} traders: ${visited.worlds} of ${worlds} worlds`)
    assert.ok(visited.transitions > 20 * visited.worlds)
    assert.ok(visited.refused < visited.transitions / 3)
    for (const type of visited.events.keys()) seen.add(type)
  }
  assert.equal(
    EVENTS.filter((type) => !seen.has(type)),
    [],
  )
})

test('every number below the count comes once, whatever the slice', () => {
  const count = worldCount(1)
  const numbers = Array.from({ length: count }, (_, place) => numberAt(place, count))
  assert.is(new Set(numbers).size, count)
  assert.is(Math.max(...numbers), count - 1)
})

test('the lots of every world add up to zero', () => {
  const count = worldCount(1)
  const worlds = Array.from({ length: count }, (_, number) => worldAt(1, number)).filter((world) => world !== null)
  assert.ok(worlds.length > count * 0.9)
  for (const { rows } of worlds) {
    const lots = [0n, 0n]
    for (const { positions } of rows) for (const [market, held] of positions) lots[market]! += held
    assert.equal(lots, [0n, 0n])
  }
})

test('an atom too many is seen at the next command', () => {
  const start = worldAt(2, 4_321)!
  const [naive, engines] = [naiveAt(start), [engineAt('fast', start)]]
  naive.accounts.get(TRADERS[0]!)!.cash += 1n
  const error = errorOf(() => give(['deposit', TRADERS[1]!, 5n], naive, engines))
  assert.match(String(error), 'fast: state after ["deposit",12,"5n"]')
})

test.run()
