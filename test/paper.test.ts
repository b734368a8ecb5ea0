// What is recomputed of the published event, on a folder of made-up numbers; and on the real one where it is.

import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { root } from './cli/run.ts'

const POLICIES = ['prod', 'pr', 'pnl_pr', 'eq_pr', 'vector', 'contract_pr', 'fixed_point_ilp_integer']
const REAL = join(root, '../shared/data')

interface Cell {
  readonly selection: string
  readonly rho: number | null
  readonly equal: boolean | null
  readonly error?: string
}
interface Row {
  readonly score: string
  readonly policy: boolean
  readonly published: number | null
  readonly cells: readonly Cell[]
}
interface Coin {
  readonly coin: string
  readonly events: number
  readonly eventsAtOtherTimes: number
  readonly counts: readonly { readonly name: string; readonly count: number; readonly equal: boolean }[]
  readonly rows: readonly Row[]
}

let folder = ''

test.before(() => {
  folder = mkdtempSync(join(tmpdir(), 'ballast-paper-'))
  for (const name of ['paper-2512.01112', 'oct-10-2025', 'bare', 'built']) mkdirSync(join(folder, name))
  writeFileSync(join(folder, 'paper-2512.01112/wave_coin_gap_per_contract.csv'), gaps())
  writeFileSync(join(folder, 'paper-2512.01112/policy_per_wave_metrics.csv'), metrics())
  writeFileSync(join(folder, 'oct-10-2025/adl_events_sample.csv'), events())
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(
    join(folder, 'built/index.js'),
    `export const knownPolicies = [
      { name: 'by-profit', score: ({ profitAtoms }) => ({ over: profitAtoms, under: 1n }) },
      { name: 'no-order', score: () => 'infinite' },
      { name: 'broken', score: () => { throw new Error('no score today') } },
      { name: 'shares', allocate: () => [] },
    ]`,
  )
})

test.after(() => rmSync(folder, { recursive: true, force: true }))

/** Float addition of wave 1 loses cents; the product of BB is a dollar off. */
function gaps(): string {
  return [
    'wave,t_start_ms,t_end_ms,coin,gap_usd_x_qty,qty_contracts,gap_per_contract_usd',
    '1,10,20,AA,9007199254740993.25,1.0,9007199254740993.25',
    '1,10,20,BB,0.02,2,0.51',
    '1,10,20,CC,4.5e-09,9,5e-10',
    '3,30,40,AA,100.10,10,10.01',
  ].join('\n')
}

/** Everybody used what was needed, but the production, the vector and the ILP; one printed overshoot is wrong. */
function metrics(): string {
  const columns = ['budget', 'overshoot', 'max_pct'].flatMap((what) => POLICIES.map((name) => `${what}_${name}`))
  const line = (wave: number, needed: string, own: Record<string, string>) => {
    const usual = (column: string) =>
      column.startsWith('budget') ? needed : column.startsWith('over') ? '0.0' : '0.25'
    return [wave, needed, ...columns.map((column) => own[column] ?? usual(column))].join(',')
  }
  const first = { budget_prod: '9007199254740994.27', overshoot_prod: '0.9999999955', max_pct_prod: '0.25' }
  const second = { budget_prod: '50.05', overshoot_prod: '-50.07', max_pct_prod: '1.0', max_pct_vector: '0.125' }
  const vector = { budget_vector: '99.6', overshoot_vector: '-5e-1' }
  return [
    ['wave', 'budget_needed', ...columns].join(','),
    line(1, '9007199254740993.2700000045', first),
    line(3, '100.10', { ...second, ...vector }),
  ].join('\n')
}

/** Shorts closed at 100 and valued at 102. */
function events(): string {
  const head =
    'segment,order_in_file,coin,time_ms,user,adl_price,adl_size,position_size,entry_price,closed_pnl,' +
    'account_value_cash,total_unrealized_pnl,liquidated_user'
  const short = (coin: string, order: number, entry: number, cash: number, { size = 1, time = 7, other = 0 } = {}) =>
    [`${coin}_head`, order, coin, time, `${coin}${order}`, '100.0', 1, -size, entry, entry - 100, cash].join(',') +
    `,${size * (entry - 102) + other},l1`
  return [
    head,
    // uPnL / equity falls with the order, leverage rises; the last is closed in part.
    ...[short('BTC', 1, 140, 50), short('BTC', 0, 150, 50), short('BTC', 2, 130, 50), short('BTC', 3, 120, 55)],
    short('BTC', 4, 110, 240, { size: 4 }),
    // Two equal ones before the best; then one that holds more, one without equity, and one of another time.
    ...[short('ETH', 0, 150, 50), short('ETH', 1, 150, 50), short('ETH', 2, 150, 0)],
    short('ETH', 3, 150, 5000, { other: 900 }),
    short('ETH', 4, 150, -900),
    short('ETH', 5, 150, 50, { time: 8 }),
  ].join('\n')
}

/** Whoever measures coverage here does not want that of processes of their own. */
function paper(args: readonly string[], dist = 'bare') {
  const { NODE_V8_COVERAGE: _, ...rest } = process.env
  const env = { ...rest, BALLAST_DIST: join(folder, dist) }
  const script = join(root, 'native-free-bench/paper.mjs')
  return spawnSync(process.execPath, [script, ...args], { cwd: root, env, encoding: 'utf8' })
}

function document(data: string, dist?: string) {
  const { status, stdout, stderr } = paper(['--data', data, '--json'], dist)
  assert.is(status, 0, stderr)
  return JSON.parse(stdout)
}

function rhos({ rows }: Coin, score: string): Record<string, number | null> {
  const { cells } = rows.find((row) => row.score === score)!
  return Object.fromEntries(cells.map(({ selection, rho }) => [selection, rho === null ? null : +rho.toFixed(6)]))
}

test('budgets are summed exactly, to the cent, wave by wave and in all', () => {
  const { budgets } = document(folder)
  const [first, second] = budgets.waves
  assert.equal(
    budgets.waves.map(({ wave, needed }: { wave: string; needed: string }) => [wave, needed]),
    [
      ['1', '9007199254740993.27'],
      ['3', '100.10'],
    ],
  )
  assert.equal(first.policies.prod, {
    used: '9007199254740994.27',
    overshoot: '1.00',
    printed: '1.00',
    regret: '0.00',
  })
  assert.equal(second.policies.prod, { used: '50.05', overshoot: '-50.05', printed: '-50.07', regret: '75.08' })
  const { needed, used, overshoot, absolute, regret } = budgets.totals
  assert.is(needed, '9007199254741093.37')
  assert.equal([used.prod, used.pr], ['9007199254741044.32', '9007199254741093.37'])
  assert.equal([overshoot.prod, overshoot.vector, overshoot.pr], ['-49.05', '-0.50', '0.00'])
  assert.equal([absolute.prod, absolute.vector, absolute.pr], ['51.05', '0.50', '0.00'])
  assert.equal([regret.prod, regret.vector, regret.fixed_point_ilp_integer], ['75.08', '12.51', '0.00'])
})

test('what differs from the printed columns by more than a cent is said', () => {
  const { budgets } = document(folder)
  const { rows, differing, largest } = budgets.gapTimesQuantity
  assert.equal([rows, differing], [4, 1])
  assert.equal(largest, { wave: '1', coin: 'BB', distance: '1.000000000000' })
  assert.equal(budgets.differingFromPrintedColumns, [
    { wave: '3', column: 'overshoot_prod', ours: '-50.05', printed: '-50.07' },
  ])
})

test('every published sum stands beside the recomputed one', () => {
  const { published } = document(folder).budgets
  const of = (what: string) => published.find((one: { what: string }) => one.what === what)
  assert.equal(of('overshoot, pro rata by PnL'), {
    what: 'overshoot, pro rata by PnL',
    ours: '0.00',
    published: '0.00',
    difference: '0.00',
    equal: true,
  })
  const { equal, difference } = of('overshoot, vector mirror descent')
  assert.equal([equal, difference], [false, '1793021.53'])
})

test('ranks follow exact scores in the order of closing, and equal scores share a rank', () => {
  const coins: Coin[] = document(folder).scores.coins
  const [btc, eth] = [coins[0]!, coins[1]!]
  assert.equal([btc.coin, btc.events, eth.coin, eth.events, eth.eventsAtOtherTimes], ['BTC', 5, 'ETH', 5, 1])
  const counts = ({ counts }: Coin) => counts.map(({ name, count }) => [name, count])
  assert.equal(Object.fromEntries(counts(btc)), { all: 5, alone: 5, leveraged: 5, neighbours: 1 })
  assert.equal(Object.fromEntries(counts(eth)), { all: 4, alone: 3, leveraged: 3, neighbours: 2 })
  assert.equal(rhos(btc, 'uPnL / equity'), { all: 1, alone: 1, leveraged: 1, neighbours: null })
  assert.equal(rhos(btc, 'leverage'), { all: -1, alone: -1, leveraged: -1, neighbours: null })
  // Ranks 2.5, 2.5, 1 against 1, 2, 3: −1.5 / √3; with the one that holds more, 2.5, 2.5, 1, 4 against 1, 2, 3, 4.
  assert.equal(rhos(eth, 'leverage'), { all: 0.316228, alone: -0.866025, leveraged: -0.866025, neighbours: null })
})

test('without the built project the plain scores are there, and it is said', () => {
  const { scores } = document(folder)
  assert.match(scores.policies, /not built: plain scores only/)
  assert.equal(
    scores.coins.map(({ rows }: Coin) => rows.length),
    [5, 5],
  )
})

test('policies of the built project that score are measured; one that fails does not stop the others', () => {
  const [btc]: Coin[] = document(folder, 'built').scores.coins
  const own = btc!.rows.filter(({ policy }) => policy)
  assert.equal(
    own.map(({ score }) => score),
    ['by-profit', 'no-order', 'broken'],
  )
  // Profits 50, 40, 30, 20 and, as three quarters of it stay open, 40: ranks 1, 2.5, 4, 5, 2.5.
  assert.equal(rhos(btc!, 'by-profit'), { all: 0.564288, alone: 0.564288, leveraged: 0.564288, neighbours: null })
  assert.equal(rhos(btc!, 'no-order').all, null)
  assert.is(own[2]!.cells[0]!.error, 'no score today')
})

test('for people it is a text with thousands separators and the selections in words', () => {
  const { status, stdout } = paper(['--data', folder], 'built')
  assert.is(status, 0)
  assert.match(stdout, /9,007,199,254,741,093\.37/)
  assert.match(stdout, /wave 3, overshoot_prod: recomputed -50\.05, printed -50\.07/)
  assert.match(stdout, /overshoot, vector mirror descent +-0\.50 +-1,793,022\.03 +differs by 1,793,021\.53/)
  assert.match(stdout, /Selections of rows\n {2}all: every row of the coin/)
  assert.match(stdout, /not scored: broken: no score today/)
  assert.not.match(stdout, /-0\.00\b/)
})

test('a folder that is not there is said in one line, with what it would hold, and ends with 3', () => {
  const { status, stdout, stderr } = paper(['--data', join(folder, 'nowhere')])
  assert.is(status, 3)
  assert.is(stdout, '')
  assert.match(stderr, /^nothing recomputed: .*nowhere.paper-2512\.01112 is not there: .*10 October 2025.*\n$/)
})

test('a number that is none is said with its place, and ends with 3', () => {
  const data = join(folder, 'bad')
  for (const name of ['paper-2512.01112', 'oct-10-2025']) mkdirSync(join(data, name), { recursive: true })
  writeFileSync(join(data, 'paper-2512.01112/wave_coin_gap_per_contract.csv'), gaps().replace('0.02', 'nan'))
  writeFileSync(join(data, 'paper-2512.01112/policy_per_wave_metrics.csv'), metrics())
  const { status, stderr } = paper(['--data', data])
  assert.is(status, 3)
  assert.is(stderr, 'wave_coin_gap_per_contract.csv, row 2, gap_usd_x_qty: "nan" is no decimal\n')
})

test('--help explains, and an option that there is not ends with 2', () => {
  const { status, stdout } = paper(['--help'])
  assert.is(status, 0)
  assert.match(stdout, /--data FOLDER/)
  assert.is(paper(['--nothing']).status, 2)
})

test('the real event gives every published sum, and the published correlations where they were selected', () => {
  if (!existsSync(REAL)) {
    console.log('\nskipped: the data of 10 October 2025 (../shared/data beside the project) is not here')
    return
  }
  const text = paper(['--data', REAL]).stdout
  assert.ok(text.split('\n').every((line) => [...line].length <= 110 && line === line.trimEnd()))
  const { budgets, scores } = document(REAL)
  const wrong = budgets.published.filter(({ equal }: { equal: boolean }) => !equal)
  // The text of the paper rounds, and says other numbers than its own files.
  assert.equal(
    wrong.map(({ what }: { what: string }) => what),
    ['overshoot, contracts pro rata: text, about', 'overshoot, integer ILP: text, about'],
  )
  assert.is(budgets.gapTimesQuantity.differing, 0)
  assert.equal(budgets.differingFromPrintedColumns, [])
  for (const { rows, counts } of scores.coins as Coin[]) {
    const isSelected = ({ selection }: Cell) => selection === 'neighbours'
    assert.ok(counts.find(({ name }) => name === 'neighbours')!.equal)
    const stated = rows.filter(({ published }) => published !== null)
    assert.equal(
      stated.map(({ cells }) => cells.find(isSelected)!.equal),
      [true, true, true, true, true],
    )
  }
})

test.run()
