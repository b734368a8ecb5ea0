// The oracle of a whole round against the golden rounds, and against what must hold for every book.

import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { eventFrom, type GoldenCase, resultAsText, rowsAsText, worldOf } from './round/golden.ts'
import { brokenInvariants } from './round/invariants.ts'
import { applyEvent } from './round/moves.ts'
import { randomWorld } from './round/random-world.ts'
import { runRound } from './round/round.ts'
import type { World } from './round/world.ts'

const golden = new URL('../../fixtures/golden-rounds.json', import.meta.url)
const { cases } = JSON.parse(readFileSync(golden, 'utf8')) as { cases: GoldenCase[] }

/** Where a case and the specification disagree, the specification wins: case id to the reason with its numbers. */
const DIFFERENCES: Record<string, string> = {}

const RUNS = Number(process.env.ROUND_RUNS ?? 800)
const STAGES = [
  ...['cancel', 'own-first', 'liquidation-wanted', 'liquidation', 'book-exhausted', 'cross', 'fund-draw'],
  ...['takeover', 'adl-fill', 'close-at-mark', 'socialised', 'deficit'],
]

test('there are golden rounds, and every listed difference is one of them', () => {
  assert.ok(cases.length >= 45)
  const ids = cases.map(({ id }) => id)
  assert.equal(
    Object.keys(DIFFERENCES).filter((id) => !ids.includes(id)),
    [],
  )
})

for (const golden of cases) {
  test(`golden round ${golden.id}: everything comes out as written`, () => {
    const before = worldOf(golden)
    const result = runRound(before)
    if (golden.id in DIFFERENCES) assert.not.equal(resultAsText(result), golden.expected)
    else assert.equal(resultAsText(result), golden.expected)
    assert.equal(brokenInvariants(before, result), [])
  })

  test(`golden round ${golden.id}: its events lead from its rows to its rows`, () => {
    const world = worldOf(golden)
    for (const event of golden.expected.events) applyEvent(world, eventFrom(event))
    assert.equal(rowsAsText(world), golden.expected.rows)
  })
}

test('a random round ends, keeps the invariants, and every stage has its turn', () => {
  const seen = new Set<string>()
  fc.assert(
    fc.property(randomWorld, (before) => {
      const result = runRound(before)
      assert.ok(result.isQuiet, `still changing after ${result.passes} passes`)
      assert.equal(brokenInvariants(before, result), [])
      for (const { type } of result.events) seen.add(type)
    }),
    { numRuns: RUNS, seed: 20251010 },
  )
  assert.equal([...seen].sort(), [...STAGES].sort())
})

test('the order in which rows, markets and positions are given changes nothing', () => {
  const shuffled = randomWorld.chain((before) =>
    fc
      .tuple(
        fc.shuffledSubarray(before.rows, { minLength: before.rows.length }),
        fc.shuffledSubarray(before.markets, { minLength: before.markets.length }),
        fc.boolean(),
      )
      .map(([rows, markets, turn]): [World, World] => [
        before,
        { ...before, markets, rows: turn ? rows.map(turned) : rows },
      ]),
  )
  const turned = (row: World['rows'][number]) => ({ ...row, positions: new Map([...row.positions].reverse()) })
  fc.assert(
    fc.property(shuffled, ([before, other]) => {
      assert.equal(resultAsText(runRound(other)), resultAsText(runRound(before)))
    }),
    { numRuns: RUNS, seed: 20251011 },
  )
})

test.run()
