// The page of a grid says what its runs have come to: every figure is held against the runs, by other code.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Figure } from '../../src/page/figure.ts'
import { renderPage } from '../../src/page/render-page.ts'
import { sectionsOf } from '../../src/page/sections.ts'
import { parseShocks } from '../../src/stress/grid-terms.ts'
import { type GridRun, shockName } from '../../src/stress/grid-types.ts'
import { thinned } from '../../src/stress/page-rows.ts'
import { runsSection } from '../../src/stress/page-runs.ts'
import { gridPlayed, PAGE_TERMS, type PlayedGrid } from './stress-page.ts'

let played: PlayedGrid | null = null
const grid = async () => (played ??= await gridPlayed())

const figuresOf = ({ page }: PlayedGrid): Figure[] => sectionsOf(page).flatMap(({ figures }) => figures)
const figureOf = (from: PlayedGrid, id: string): Figure => figuresOf(from).find((figure) => figure.id === id)!
const column = ({ columns }: Figure, name: string) => columns.find((each) => each.name === name)!.values
const mean = (amounts: readonly bigint[]) => {
  const [sum, count] = [amounts.reduce((all, atoms) => all + atoms, 0n), BigInt(amounts.length)]
  return (sum + count - 1n) / count
}

test('a section for every answer, then the worst run step by step', async () => {
  const { page } = await grid()
  assert.equal(
    sectionsOf(page).map(({ id }) => id),
    ['begins', 'size', 'feedback', 'losses', 'policies', 'at-risk', 'runs', 'paid', 'time', 'where', 'whom', 'events'],
  )
  assert.match(page.headline!, /^ADL begins with a fall of every market by \d+% \((bitmex|pro-rata), fund [\d,]+\)\.$/)
  assert.match(page.lead!, /^150 runs, 5 shocks × 2 policies × 3 funds × 5 seeds, each from the same book: 49 accounts/)
  assert.match(
    page.lead!,
    / At uniform:-\d+%: (A fund of [\d,.]+ keeps|There is no fund of the grid from which on) 80% of the seeds/,
  )
})

test('how often there is ADL, by size, is counted from the runs', async () => {
  const found = await grid()
  const figure = figureOf(found, 'begins-1')
  assert.equal(column(figure, 'Shock'), [-400_000, -300_000, -200_000, -100_000])
  for (const policy of ['bitmex', 'pro-rata']) {
    for (const [name, atoms] of [
      ['0', 0n],
      ['2,000,000', 2_000_000_000_000n],
    ] as const) {
      const shares = column(figure, 'Shock').map((size) => {
        const there = found.result.runs.filter(({ cell, outcome }) => {
          const isIt = cell.policy === policy && outcome.fundStartAtoms === atoms
          return isIt && cell.shock.family === 'uniform' && cell.shock.sizePpm === size
        })
        assert.is(there.length, 5)
        return there.filter(({ outcome }) => outcome.adlFills > 0).length * 200_000
      })
      assert.equal(column(figure, `${policy}, fund ${name}`), shares)
    }
  }
  assert.is(figureOf(found, 'begins-2').chart, undefined, 'one size is no line')
})

test('the curve of the fund rises to all, inside its interval', async () => {
  const found = await grid()
  const curves = figuresOf(found).filter(({ id }) => /^fund-size-\d$/.test(id))
  assert.ok(curves.length >= 1 && curves.length <= 5)
  for (const figure of curves) {
    const [funds, shares] = [column(figure, 'Fund'), column(figure, 'Runs without ADL')]
    assert.equal(funds, ['0', String(found.result.fundAtoms), '2000000000000'])
    for (const [index, share] of shares.entries()) {
      const [low, high] = [column(figure, 'Interval from')[index]!, column(figure, 'Interval to')[index]!]
      assert.ok(Number(low) <= Number(share) && Number(share) <= Number(high), figure.title)
      assert.ok(Number(high) - Number(low) > 300_000, 'five seeds say little')
    }
  }
  const rising = found.answers.fundNeeded.filter(({ policy, curve }) => {
    return policy === 'bitmex' && new Set(curve.map(({ without }) => without)).size > 1
  })
  assert.equal(
    curves.map(({ title }) => title.split(': ')[1]),
    rising.map(({ shock }) => `${shock}, bitmex, depth 100%`),
  )
})

test('who pays, by size, adds up to what runs with the largest fund had to pay', async () => {
  const found = await grid()
  const figure = figureOf(found, 'payers')
  assert.match(figure.note!, /: bitmex, fund 2,000,000\. What other accounts/)
  for (const [row, size] of column(figure, 'Shock').entries()) {
    const there = found.result.runs.filter(({ cell, outcome }) => {
      const isIt = cell.policy === 'bitmex' && outcome.fundStartAtoms === 2_000_000_000_000n
      return isIt && cell.shock.family === 'uniform' && cell.shock.sizePpm === size
    })
    const of = (atoms: (run: GridRun) => bigint) => String(mean(there.map(atoms)))
    assert.equal(
      ['Insurance fund', 'Deleveraged traders', 'Socialised', 'Deficit'].map((name) => column(figure, name)[row]),
      [
        of(({ outcome }) => outcome.fundDrawnAtoms),
        of(({ outcome }) => outcome.adlLossAtoms),
        of(({ outcome }) => outcome.socialisedAtoms),
        of(({ outcome }) => outcome.deficitAtoms),
      ],
    )
  }
})

test('the worst run is played once more and comes to the same; its losses are those of the run', async () => {
  const { result, page } = await grid()
  const worst = result.runs.reduce((a, b) => (b.outcome.beyondFundAtoms > a.outcome.beyondFundAtoms ? b : a))
  assert.equal([result.worst!.run, result.worst!.isSame], [worst, true])
  const { losses, rounds, fund, deleveraged } = page.run!
  const { outcome } = worst
  assert.is(losses.adlAtoms, outcome.adlLossAtoms)
  assert.is(losses.socialisedAtoms, outcome.socialisedAtoms)
  assert.is(losses.deficitAtoms, outcome.deficitAtoms)
  assert.is(losses.takeoverAtoms + losses.drawnAtoms, outcome.fundDrawnAtoms)
  assert.equal([fund.beforeAtoms, fund.afterAtoms], [outcome.fundStartAtoms, outcome.fundEndAtoms])
  assert.equal([rounds, deleveraged.length], [outcome.steps, outcome.adlAccounts])
  assert.ok(page.runName!.note.includes(shockName(worst.cell.shock)), page.runName!.note)
  assert.equal(
    page.checks.map(({ holds }) => holds),
    [true, true, true],
  )
})

test('what moved each market of the worst run is what the loop has measured', async () => {
  const found = await grid()
  const { fed } = found.result.worst!.run.outcome
  const figure = figureOf(found, 'moves')
  assert.is(column(figure, 'Market').length, found.result.symbols.length)
  assert.equal([column(figure, 'Market')[0], column(figure, 'Amplification')[0]], [fed!.symbol, fed!.amplificationPpm])
  for (const [row, amplification] of column(figure, 'Amplification').entries()) {
    const parts = ['By the shock', 'By liquidations', 'By broken hedges'].map((name) => column(figure, name)[row])
    if (amplification !== null) assert.is(Number(parts[0]) + Number(parts[1]) + Number(parts[2]), 1_000_000)
  }
  const rows = found.page.run!.markets
  for (const [row, symbol] of column(figure, 'Market').entries()) {
    const market = rows.find((each) => each.symbol === symbol)!
    assert.is(column(figure, 'Deleveraged')[row], String(market.closed.adl.notionalAtoms), String(symbol))
  }
})

test('a run that comes to something else, and losses that do not add up, are said', async () => {
  const { result } = await grid()
  const { gridPage } = await import('../../src/stress/grid-page.ts')
  const { answers } = await grid()
  const [first, ...rest] = result.runs
  const bent = { cell: first!.cell, outcome: { ...first!.outcome, deficitAtoms: first!.outcome.deficitAtoms + 1n } }
  const said = {
    scenario: 'x',
    version: '1',
    command: ['x'],
    record: null,
    loop: null,
    checks: [],
    quantilePpm: 800_000,
  }
  const wrong = { ...result, runs: [bent, ...rest], worst: { ...result.worst!, isSame: false } }
  const page = gridPage(wrong, answers, { ...said, intervalPpm: 900_000 })
  assert.equal(
    page.checks.map(({ holds }) => holds),
    [false, false],
  )
})

test('the page is the same with one thread and with two', async () => {
  const { page } = await grid()
  const two = await gridPlayed({ terms: PAGE_TERMS, threads: 2 })
  assert.is(renderPage(two.page), renderPage(page))
})

test('a grid without ADL, of one fund, policy and size, has a page that says so', async () => {
  const found = await gridPlayed({ terms: { shocks: parseShocks('uniform:-1%') } })
  assert.is(found.page.headline, 'Nobody is deleveraged in any of the runs.')
  const ids = sectionsOf(found.page).map(({ id }) => id)
  assert.not.ok(ids.includes('size') || ids.includes('policies'))
  assert.is(column(figureOf(found, 'runs'), 'Shock').length, 1)
  assert.match(renderPage(found.page), /^<!doctype html>/)
})

test('where marks that have happened are played, nothing is said of feedback', async () => {
  const found = await gridPlayed({ terms: { shocks: parseShocks('path,path:150%'), funds: [0n] } })
  const ids = figuresOf(found).map(({ id }) => id)
  for (const id of ['amplification', 'feedback', 'moves']) assert.not.ok(ids.includes(id), id)
  assert.equal(column(figureOf(found, 'begins-1'), 'Shock'), [1_000_000, 1_500_000])
  assert.is(found.result.worst!.isSame, true)
})

test('more rows than a page holds are thinned evenly, whatever a grid repeats by, and it says so', async () => {
  const { result } = await grid()
  const many = Array.from({ length: 40 }, () => [...result.runs]).flat()
  const [figure] = runsSection(many, []).figures
  const kept = figure!.columns[0]!.values.length
  assert.ok(kept > 4_800 && kept <= 5_000, `${kept} rows`)
  assert.match(
    figure!.note!,
    /^6,000 runs\. 4,\d{3} of 6,000 rows, spread evenly: this page holds no more; --csv has all\.$/,
  )
  for (const every of [2, 3, 4, 5, 50, 100]) {
    const shown = thinned(Array.from({ length: 20_000 }, (_, index) => index % every))
    for (let part = 0; part < every; part += 1) {
      const share = shown.filter((each) => each === part).length / shown.length
      assert.ok(Math.abs(share * every - 1) < 0.2, `${part} of ${every}: ${share}`)
    }
  }
})

test('the smallest shock is told, not the first of the grid; no shock at all stands with both sides', async () => {
  const shocks = parseShocks('BTC-PERP:-50%,uniform:-30%,uniform:0%,uniform:20%,uniform:-25%')
  const found = await gridPlayed({ terms: { shocks, funds: [0n, null] } })
  const firsts = found.answers.adlBegins.flatMap(({ firstPpm }) => firstPpm ?? [])
  assert.ok(found.page.headline!.includes(` by ${Math.min(...firsts) / 10_000}% `), found.page.headline)
  const titles = figuresOf(found).map(({ title }) => title.split(': ')[1])
  for (const name of ['BTC-PERP', 'uniform, fall', 'uniform, rise']) assert.ok(titles.includes(name), `${titles}`)
  assert.equal(column(figureOf(found, 'begins-2'), 'Shock'), [-300_000, -250_000, 0])
  assert.equal(column(figureOf(found, 'begins-3'), 'Shock'), [0, 200_000])
})

test('funds that are less than a hundredth apart are two lines', async () => {
  const funds = [300_000_000_000n, 300_000_000_004n]
  const found = await gridPlayed({ terms: { shocks: parseShocks('uniform:-25%,uniform:-28%'), funds } })
  const [, ...lines] = figureOf(found, 'begins-1').columns
  assert.equal(
    lines.map(({ name }) => name),
    ['fund 300,000', 'fund 300,000.000004'],
  )
})

test.run()
