// What a page says before any figure, of grids made by hand.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { answersOf } from '../../src/stress/answers.ts'
import type { GridResult } from '../../src/stress/grid.ts'
import type { GridRun } from '../../src/stress/grid-types.ts'
import { CellNames } from '../../src/stress/page-curves.ts'
import { headlineOf, leadOf, tilesOf, worstName } from '../../src/stress/page-words.ts'
import { type MadeRun, madeRun } from './made-runs.ts'

const SURE = { quantilePpm: 900_000, intervalPpm: 800_000 }
const ATOM = { coefficient: 1n, decimals: 0 }

function said(runs: readonly GridRun[]) {
  const many = (of: (run: GridRun) => unknown) => Array.from(new Set(runs.map(of)))
  const result = {
    ...{ runs, refined: [], worst: null, atom: ATOM, accounts: 7, positions: 9, fundAtoms: 77n },
    plan: {
      ...{ shocks: many(({ cell }) => cell.shock.sizePpm), policies: many(({ cell }) => cell.policy) },
      ...{ funds: many(({ cell }) => cell.fundAtoms), depthsPpm: [1_000_000], seeds: many(({ cell }) => cell.seed) },
    },
  } as unknown as GridResult
  const answers = answersOf(runs, [], { ...SURE, topAccounts: 3, millionAtoms: 1_000_000n })
  const [head] = [headlineOf(result, answers, new CellNames(runs, ATOM))]
  return { head, lead: leadOf(result, answers, SURE), tiles: tilesOf(result, answers, SURE) }
}

/** Shocks of these sizes, each with ADL below a fund of its own. */
const grid = (needs: Readonly<Record<number, bigint>>, more: Partial<MadeRun> = {}) => {
  return Object.entries(needs).flatMap(([sizePpm, need]) => {
    return [0n, 100n, 200n].map((fundAtoms) => {
      return madeRun({ sizePpm: Number(sizePpm), fundAtoms, adl: fundAtoms < need, ...more })
    })
  })
}

test('the lead says what the shock that wants the largest fund wants, and for how many none is enough', () => {
  const { lead } = said(grid({ [-100_000]: 100n, [-200_000]: 200n, [-300_000]: 900n, [-400_000]: 900n }))
  assert.match(
    lead,
    /^12 runs, 4 shocks × 3 funds, each from the same book: 7 accounts, 9 positions, its own fund 77\./,
  )
  assert.match(lead, / At uniform:-20%: A fund of 200\.00 keeps 90% of the seeds free of ADL \(too few seeds for an/)
  assert.match(lead, /; no fund of the grid does that at 2 other shocks\.$/)
  const none = said(grid({ [-100_000]: 900n, [-200_000]: 900n })).lead
  assert.match(
    none,
    /There is no fund of the grid from which on 90% of the seeds are free of ADL; the largest is 200\.00;/,
  )
  assert.match(none, / the same holds at 1 other shock\.$/)
  assert.not.match(said([madeRun({ adl: true })]).lead, /fund of/)
})

test('the headline names the smallest shock, and what it holds under where grids have several', () => {
  const { head, tiles } = said(grid({ [-300_000]: 50n, [-200_000]: 150n }))
  assert.is(head, 'ADL begins with a fall of every market by 20% (fund 0).')
  assert.equal([tiles[1]!.value, tiles[1]!.under], ['20%', 'uniform, fall, bitmex'])
  const forms: [Partial<MadeRun>, string][] = [
    [{ symbol: 'BTC', sizePpm: 150_000 }, 'ADL begins with a rise of BTC by 15%.'],
    [{ family: 'betas' }, 'ADL begins with a fall by 10%, in each market by its beta.'],
    [{ family: 'lead', symbol: 'A' }, 'ADL begins with a fall of A by 10% that the others follow.'],
    [{ family: 'path', sizePpm: 500_000 }, "ADL begins with the scenario's own marks, 50% of their way."],
    [{ family: 'market', symbol: 'uniform' }, 'ADL begins with a fall of uniform by 10%.'],
  ]
  for (const [made, expected] of forms) assert.is(said([madeRun({ ...made, adl: true })]).head, expected)
})

test('ADL without any shock goes before, and nobody closed is said', () => {
  const still = madeRun({ sizePpm: 0, adl: true })
  assert.is(said([still, madeRun({ adl: true })]).head, 'Somebody is deleveraged without any shock.')
  assert.is(said([madeRun({ adl: false })]).head, 'Nobody is deleveraged in any of the runs.')
})

test('why the run that is shown is the worst', () => {
  const result = { atom: ATOM } as GridResult
  const run = madeRun({ adl: true, lossAtoms: 5n })
  assert.match(
    worstName(run, result).note,
    /^The run that leaves others the largest loss: uniform:-10%, bitmex, a fund/,
  )
  const paid = madeRun({ adl: false })
  assert.match(worstName(paid, result).note, /^No run leaves others a loss; this one costs the fund most: /)
  const outcome = { ...paid.outcome, fundDrawnAtoms: 0n }
  assert.match(
    worstName({ ...paid, outcome }, result).note,
    /^No run leaves a loss to anybody; in this one most is liq/,
  )
})

test.run()
