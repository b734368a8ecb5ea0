// A grid of runs: the same numbers whoever plays them, in whatever order, and however often it is interrupted.

import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { BallastError } from '../../src/core/errors.ts'
import { openScenario } from '../../src/scenario/load.ts'
import { replay } from '../../src/scenario/replay.ts'
import { type GridOptions, type GridResult, playGrid } from '../../src/stress/grid.ts'
import { seriesOf } from '../../src/stress/grid-refine.ts'
import { parseShocks } from '../../src/stress/grid-terms.ts'
import { cellName, type GridTerms } from '../../src/stress/grid-types.ts'
import { playLoop } from '../../src/stress/loop.ts'
import type { LoopResult } from '../../src/stress/loop-types.ts'
import { freePath } from '../scenario/folders.ts'
import { DEEP } from './grid-folder.ts'

const TERMS: Partial<GridTerms> = {
  shocks: parseShocks('uniform:-10%..-40%/2,path,BTC-PERP:-30%,lead=ETH-PERP:20%,betas:-20%'),
  policies: ['bitmex', 'pro-rata'],
  funds: [null, 0n],
  seeds: [0, 3],
}

let whole: GridResult | null = null
/** The grid played once, by this thread. */
const alone = async () => (whole ??= await playGrid(DEEP, { terms: TERMS }))

/** What every run came to, by the name of its cell. */
const outcomes = ({ runs }: GridResult) =>
  Object.fromEntries(runs.map(({ cell, outcome }) => [cellName(cell), outcome]))

const refusal = async (options: GridOptions): Promise<string> => {
  try {
    await playGrid(DEEP, options)
  } catch (error) {
    assert.instance(error, BallastError, String(error))
    return `${(error as BallastError).code} ${(error as BallastError).message}`
  }
  return 'accepted'
}

test('a grid is every shock under every policy with every fund and seed, and some of it has ADL', async () => {
  const { runs, fundAtoms, startHash } = await alone()
  assert.is(runs.length, 6 * 2 * 2 * 2)
  const triggered = runs.filter(({ outcome }) => outcome.adlTriggered)
  assert.ok(triggered.length > 5 && triggered.length < runs.length, `${triggered.length} with ADL`)
  for (const { cell, outcome } of runs) {
    const name = cellName(cell)
    assert.is(outcome.fundStartAtoms, cell.fundAtoms ?? fundAtoms, name)
    assert.is(outcome.beyondFundAtoms, outcome.adlLossAtoms + outcome.socialisedAtoms + outcome.deficitAtoms, name)
    assert.is(outcome.adlTriggered, outcome.adlFills > 0, name)
    assert.is(outcome.adlTriggered, outcome.adlStep !== null, name)
    assert.is(outcome.accounts.length, Math.min(100, outcome.adlAccounts), name)
    assert.is(
      outcome.accounts.reduce((sum, { lossAtoms }) => sum + lossAtoms, 0n),
      outcome.adlLossAtoms,
      name,
    )
    assert.not.equal(outcome.stateHash, startHash)
  }
})

test('threads change nothing, and neither does what was played before, nor the kernel', async () => {
  const result = await alone()
  const lanes = await playGrid(DEEP, { terms: TERMS, threads: 2 })
  assert.equal(lanes.runs, result.runs)
  const turned = await playGrid(DEEP, {
    kernel: 'reference',
    terms: { ...TERMS, shocks: TERMS.shocks!.toReversed(), seeds: [3, 0], policies: ['pro-rata', 'bitmex'] },
  })
  assert.equal(outcomes(turned), outcomes(result))
})

test('the path as it was ends in the state that a replay ends in', async () => {
  const terms = { shocks: parseShocks('path'), policies: ['okx'] as const }
  const { runs } = await playGrid(DEEP, { terms })
  const { engine } = await replay(await openScenario(DEEP), { policy: 'okx' })
  assert.is(runs[0]!.outcome.stateHash, engine.stateHash())
})

test('what is counted of the events is what the loop says', async () => {
  const results: LoopResult[] = []
  const { runs } = await playGrid(DEEP, {
    terms: { shocks: parseShocks('uniform:-25%..-40%/3'), steps: 3 },
    player: (engine, terms) => {
      results.push(playLoop(engine, terms))
      return results.at(-1)!
    },
  })
  assert.is(results.length, 3)
  for (const [index, { outcome }] of runs.entries()) {
    const { totals, deleveraged, steps, markets } = results[index]!
    const amplified = Math.max(...markets.map(({ amplificationPpm }) => amplificationPpm ?? 0))
    const most = markets.find(({ amplificationPpm }) => amplificationPpm === amplified)!
    assert.equal(
      [outcome.fed!.amplificationPpm, outcome.fed!.sharesPpm, outcome.fed!.recoverySteps],
      [amplified, most.sharesPpm, most.recoverySteps],
    )
    assert.equal([outcome.passes, outcome.brokenHedgeAtoms], [totals.passes, totals.brokenHedgeAtoms])
    assert.equal([outcome.deleveragedAtoms, outcome.adlStep], [totals.deleveragedAtoms, totals.adlStep])
    assert.is(
      outcome.adlFills,
      steps.reduce((sum, { adlFills }) => sum + adlFills, 0),
    )
    const kept = outcome.accounts.map(({ account, notionalAtoms }) => ({ account, notionalAtoms }))
    assert.equal(
      kept.toSorted((a, b) => a.account - b.account),
      deleveraged,
    )
  }
  assert.ok(
    runs.some(({ outcome }) => outcome.fed!.amplificationPpm > 1_000_000),
    'liquidations have fed a fall',
  )
})

test('stopped after any number of runs and resumed, it comes to the same', async () => {
  const { runs } = await alone()
  for (const stopAfter of [0, 1, 17, runs.length - 1]) {
    const out = freePath()
    const stop = new AbortController()
    const reason = new Error('enough')
    let played = 0
    const stopped = playGrid(DEEP, {
      ...{ terms: TERMS, out, signal: stop.signal, threads: stopAfter === 17 ? 2 : 1 },
      onProgress: ({ what, done }) => {
        if (what === 'runs' && done === stopAfter) stop.abort(reason)
      },
      onRun: () => {
        played += 1
      },
    })
    assert.is(await stopped.catch((error) => error), reason)
    assert.is(lines(out).length, 1 + played, 'a line a run, whole')
    const resumed = await playGrid(DEEP, { terms: TERMS, out, resume: true })
    assert.is(resumed.resumed, played)
    assert.equal(resumed.runs, runs)
  }
})

const lines = (out: string) => readFileSync(join(out, 'runs.jsonl'), 'utf8').trimEnd().split('\n')

test('a torn last line is cut wherever it is torn, and damage before it is named by its line', async () => {
  const terms = { shocks: parseShocks('uniform:-30%..-40%/2') }
  const out = freePath()
  const file = join(out, 'runs.jsonl')
  const { runs } = await playGrid(DEEP, { terms, out })
  const text = readFileSync(file, 'utf8')
  const [header, first] = text.split('\n')
  for (const cut of [0, 10, header!.length, header!.length + 1, header!.length + 30, text.length - 1]) {
    writeFileSync(file, text)
    truncateSync(file, cut)
    const resumed = await playGrid(DEEP, { terms, out, resume: true })
    assert.equal(resumed.runs, runs, `cut at ${cut}`)
    assert.is(readFileSync(file, 'utf8'), text, `cut at ${cut}`)
  }
  writeFileSync(file, `${header}\n${first!.slice(0, 40)}\n${first}\n`)
  assert.match(await refusal({ terms, out, resume: true }), /^ERR_FILE .*runs\.jsonl:2: this is no run of a grid/)
  writeFileSync(file, text.replace('"lossAtoms":"', '"lossAtoms":"x'))
  assert.match(await refusal({ terms, out, resume: true }), /lossAtoms is no amount/)
  writeFileSync(file, `nonsense\n`)
  assert.match(await refusal({ terms, out, resume: true }), /runs\.jsonl:1: this is no header of a grid/)
})

test('a folder with runs is gone on with only when that is said, and only with the same grid', async () => {
  const terms = { shocks: parseShocks('uniform:-10%') }
  const out = freePath()
  await playGrid(DEEP, { terms, out })
  const before = readFileSync(join(out, 'runs.jsonl'), 'utf8')
  assert.match(await refusal({ terms, out }), /^ERR_FILE .* holds 1 runs already: go on with --resume/)
  for (const [change, field] of [
    [{ shocks: parseShocks('uniform:-11%') }, 'shocks'],
    [{ ...terms, seeds: [1] }, 'seeds'],
    [{ ...terms, steps: 2 }, 'steps'],
    [{ ...terms, atMs: 1_760_130_965_000 }, 'atMs'],
  ] as const) {
    assert.match(await refusal({ terms: change, out, resume: true }), new RegExp(`is of another grid: ${field} is `))
  }
  const model = { markets: [{ market: 0, betaPpm: 5 }] }
  assert.match(await refusal({ terms, out, resume: true, model }), /is of another grid: model is /)
  assert.is(readFileSync(join(out, 'runs.jsonl'), 'utf8'), before, 'refusals have changed nothing')
  appendFileSync(join(out, 'runs.jsonl'), '{"cell"')
  assert.is((await playGrid(DEEP, { terms, out, resume: true })).resumed, 1)
})

test('halvings find where ADL begins to the ppm that is asked for, as a dense grid does', async () => {
  const terms = { shocks: parseShocks('uniform:-10%..-40%/4'), seeds: [1, 2] }
  const { runs, refined } = await playGrid(DEEP, { terms, refinePpm: 4_000, threads: 2 })
  const here = await playGrid(DEEP, { terms, refinePpm: 4_000 })
  assert.equal(refined, here.refined)
  for (const { runs: series } of seriesOf([...runs, ...refined])) {
    const first = series.findIndex(({ outcome }) => outcome.adlTriggered)
    const [below, at] = [series[first - 1]!, series[first]!]
    const gap = Math.abs(at.cell.shock.sizePpm - below.cell.shock.sizePpm)
    assert.ok(gap <= 4_000 && gap >= 1, `${gap}`)
  }
})

test('a bad grid is refused before anything is played or written', async () => {
  const out = freePath()
  const cases: [Partial<GridTerms>, RegExp][] = [
    [{ shocks: parseShocks('NONE:-10%') }, /^ERR_UNKNOWN_MARKET the shock of NONE: .*BTC-PERP/],
    [{ funds: [-1n] }, /^ERR_RANGE a fund of -1 atoms/],
    [{ funds: [null, 550_000_000_000n] }, /^ERR_DUPLICATE the fund of 550000000000 atoms stands twice/],
    [{ seeds: [1, 1] }, /^ERR_DUPLICATE the run "uniform:-5% bitmex book 1000000 1" stands twice/],
    [{ seeds: [] }, /^ERR_RANGE a grid of 0 runs/],
    [{ policies: ['best' as 'okx'] }, /^ERR_CONFIG policy is "best"/],
    [{ steps: 65 }, /^ERR_RANGE maxSteps is 64/],
    [{ depthsPpm: [0.5] }, /^ERR_RANGE a depth, in ppm, is 0\.5/],
  ]
  for (const [terms, why] of cases) assert.match(await refusal({ terms, out }), why)
  assert.throws(() => readFileSync(out))
})

test.run()
