// ballast stress and ballast risk as processes: killed, interrupted, resumed; and what they print.

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { freePath } from '../scenario/folders.ts'
import { DEEP } from '../stress/grid-folder.ts'
import { ballast, ended, start } from './run.ts'

const GRID = [
  ...['stress', DEEP, '--shocks', 'uniform:-10%..-40%/6', '--seeds', '4', '--funds', 'book,0', '--steps', '3'],
  ...['--policies', 'bitmex,pro-rata', '--refine', '4%', '--json', '--quiet'],
]
const RUNS = 6 * 4 * 2 * 2

let straight: string | null = null
/** What the grid prints when nothing disturbs it. */
async function undisturbed(): Promise<string> {
  straight ??= (await ballast([...GRID, '--threads', '1'])).stdout
  return straight
}

const linesOf = (out: string): string[] => {
  const file = join(out, 'runs.jsonl')
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
}

/** Starts the grid, and signals it when so many runs are kept. */
async function struck(out: string, signal: NodeJS.Signals, lines: number) {
  const child = start([...GRID, '--out', out, '--threads', '2'])
  const end = ended(child)
  while (linesOf(out).length < lines && child.exitCode === null) await setTimeout(2)
  child.kill(signal)
  return end
}

test('killed half-way and resumed, it prints the same as if nothing had happened', async () => {
  const out = freePath()
  const { signal } = await struck(out, 'SIGKILL', 30)
  assert.is(signal, 'SIGKILL')
  const kept = linesOf(out).length
  assert.ok(kept >= 30 && kept < RUNS, `${kept} of ${RUNS} runs`)
  const again = await ballast([...GRID, '--out', out])
  assert.is(again.code, 3, 'without --resume a folder with runs is refused')
  assert.match(again.stderr, /go on with --resume/)
  const { code, stdout, stderr } = await ballast([...GRID, '--out', out, '--resume', '--threads', '2'])
  assert.equal([code, stderr], [0, ''])
  assert.is(stdout, await undisturbed())
  assert.is(readFileSync(join(out, 'answers.json'), 'utf8'), stdout)
  assert.equal(readdirSync(out).sort(), ['answers.json', 'runs.jsonl'])
  for (const line of linesOf(out).slice(0, -1)) JSON.parse(line)
})

test('Ctrl-C leaves whole lines and nothing else, and the rest can be played later', async () => {
  const out = freePath()
  const { code, stdout, stderr } = await struck(out, 'SIGINT', 20)
  assert.equal([code, stdout], [130, ''])
  assert.match(stderr, /interrupted by SIGINT/)
  assert.equal(readdirSync(out), ['runs.jsonl'])
  const lines = linesOf(out)
  assert.is(lines.pop(), '', 'the last line ends')
  for (const line of lines) JSON.parse(line)
  const resumed = await ballast([...GRID, '--out', out, '--resume', '--threads', '1'])
  assert.is(resumed.stdout, await undisturbed())
})

test('tables for people, and a row a run in a file', async () => {
  const csv = `${freePath()}.csv`
  const { code, stdout, stderr } = await ballast([
    ...['stress', DEEP, '--shocks', 'uniform:-20%..-40%/2,path', '--funds', '0..2000000/3', '--seeds', '3'],
    ...['--csv', csv, '--threads', '1', '--quiet'],
  ])
  assert.equal([code, stderr], [0, ''])
  assert.match(stdout, /^27 runs on .*: 49 accounts, 71 positions, fund 550,000\.00\n/)
  for (const heading of [/Where ADL begins/, /no ADL for 95% of the seeds/, /What more of it saves/, /most at risk/]) {
    assert.match(stdout, heading)
  }
  const [head, ...rows] = readFileSync(csv, 'utf8').trim().split('\n')
  assert.ok(head!.startsWith('shock,family,sizePpm,policy,fundAtoms,'))
  assert.is(rows.length, 27)
  for (const row of rows) assert.is(row.split(',').length, head!.split(',').length)
})

const REPORT = [
  ...['stress', DEEP, '--shocks', 'uniform:-20%..-40%/3', '--funds', '0..2000000/3', '--seeds', '4', '--steps', '2'],
  '--report',
]

test('the page is the same whether the grid was killed or not, and its command makes it again', async () => {
  const [file, out] = [`${freePath()}.html`, freePath()]
  const { code, stdout, stderr } = await ballast([...REPORT, file, '--threads', '1', '--quiet'])
  assert.equal([code, stderr], [0, ''])
  assert.ok(stdout.endsWith(`\nreport      ${file}\n`), stdout.slice(-200))
  const first = readFileSync(file, 'utf8')
  assert.is(first.match(/✓ holds/g)!.length, 3)
  const kept = [...REPORT, file, '--out', out, '--threads=2', '--quiet', '--json']
  await ballast(kept)
  const lines = linesOf(out)
  writeFileSync(join(out, 'runs.jsonl'), `${lines.slice(0, 9).join('\n')}\n`)
  const resumed = await ballast([...kept, '--resume'])
  assert.is(JSON.parse(resumed.stdout).runs, 36, 'one document on stdout')
  assert.is(readFileSync(file, 'utf8'), first)
  const command = /<code data-copy>ballast ([^<]*)<\/code>/.exec(first)![1]!
  assert.equal(command.split(' '), [...REPORT, file])
})

test('a page that cannot be written is told before any run, and a grid that is refused leaves none', async () => {
  const [out, file] = [freePath(), join(freePath(), 'deep', 'page.html')]
  const taken = await ballast([...REPORT, join(DEEP, 'venue.json', 'page.html'), '--out', out, '--quiet'])
  assert.equal([taken.code, taken.stdout, existsSync(out)], [3, '', false])
  const refused = await ballast([...REPORT, file, '--funds', 'book,550000', '--quiet'])
  assert.equal([refused.code, existsSync(dirname(dirname(file)))], [3, false])
  assert.is((await ballast([...REPORT, ''])).code, 2)
})

test('what is no grid is a mistake in the flags, or in what they name', async () => {
  const cases: [string[], number, RegExp][] = [
    [['--shocks', 'uniform'], 2, /expected one of the forms uniform:-20%/],
    [['--resume'], 2, /--resume needs --out/],
    [['--confidence', '100%'], 2, /less than 100%/],
    [['--interval', '0%'], 2, /more than 0%/],
    [['--depths', 'half'], 2, /Expected a percentage/],
    [['--policies', 'best'], 2, /policy is "best"/],
    [['--shocks', 'NONE:-10%'], 3, /the shock of NONE: no such market, there are BTC-PERP/],
    [['--funds', 'much'], 3, /--funds is "much"/],
    [['--funds', '550000,book'], 3, /stands twice in the grid/],
    [['--csv', '/nowhere/at/all.csv'], 3, /\/nowhere\/at\/all\.csv/],
  ]
  for (const [flags, expected, why] of cases) {
    const args = ['stress', DEEP, '--shocks', 'uniform:-5%', '--quiet', '--threads', '1', ...flags]
    const { code, stdout, stderr } = await ballast(args)
    assert.equal([code, stdout], [expected, ''], flags.join(' '))
    assert.match(stderr, why)
  }
})

test('risk: one document with every account, a table of the nearest, a row an account in a file', async () => {
  const csv = `${freePath()}.csv`
  const { code, stdout } = await ballast(['risk', DEEP, '--json', '--csv', csv, '--quiet'])
  assert.is(code, 0)
  const { accounts, shock, policy } = JSON.parse(stdout)
  assert.equal([shock, policy, accounts.length], ['uniform', 'bitmex', 39])
  const first = accounts.find(({ account }: { account: number }) => account === 103)
  // 103 is long BTC alone: nothing but a fall reaches it, its margin first.
  assert.ok(first.fall.maintenancePpm < first.fall.bankruptcyPpm)
  assert.equal([first.rise, first.concentrationPpm], [{ maintenancePpm: null, bankruptcyPpm: null }, 1_000_000])
  assert.is(readFileSync(csv, 'utf8').trim().split('\n').length, 40)
  const some = await ballast(['risk', DEEP, '--account', '103,101', '--shock', 'ETH-PERP', '--json', '--quiet'])
  const found = JSON.parse(some.stdout).accounts
  assert.equal(
    found.map(({ account }: { account: number }) => account),
    [101, 103],
  )
  assert.is(found[1].fall.maintenancePpm, null, 'it holds no ETH')
  const table = await ballast(['risk', DEEP, '--top', '2', '--quiet'])
  assert.match(table.stdout, /^39 accounts with positions in .*, policy bitmex\n/)
  assert.match(table.stdout, /\n +103 .*100\.0 % BTC-PERP/)
})

test('risk of what there is not is refused', async () => {
  for (const [flags, expected, why] of [
    [['--account', '99'], 3, /no account 99/],
    [['--account', 'x'], 2, /whole number/i],
    [['--shock', 'NONE'], 3, /no such market/],
  ] as const) {
    const { code, stderr } = await ballast(['risk', DEEP, ...flags, '--quiet'])
    assert.is(code, expected, flags.join(' '))
    assert.match(stderr, why)
  }
})

test.run()
