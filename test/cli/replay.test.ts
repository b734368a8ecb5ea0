import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { BTC, folderOf, freePath, json, SMALL, venueWith } from '../scenario/folders.ts'
import { ballast, ended, start } from './run.ts'

const generator = (accounts: number) =>
  folderOf({ 'generator.json': json({ format: 1, seed: '9', accounts, positions: 3 * accounts, markets: 20 }) })

const reportOf = async (args: string[]) => {
  const { code, stdout, stderr } = await ballast(['replay', ...args, '--json'])
  assert.equal([code, stderr], [0, ''])
  return JSON.parse(stdout)
}

test('--json prints one document with everything that was asked of it, money as strings', async () => {
  const report = await reportOf([folderOf(SMALL)])
  const { latency, stateHash, ...rest } = report
  assert.match(stateHash, /^[0-9a-f]{32}$/)
  assert.equal(
    Object.keys(latency).filter((key) => typeof latency[key] !== 'number'),
    [],
  )
  assert.equal(Object.keys(latency).slice(0, 5), ['checkP50Ms', 'checkP99Ms', 'roundP50Ms', 'roundP99Ms', 'worstMs'])
  const none = { count: 0, notional: '0', notionalAtoms: '0' }
  const one = { count: 1, notional: '49400', notionalAtoms: '49400000000' }
  assert.equal(rest, {
    scenario: report.scenario,
    ...{ kernel: 'fast', policy: 'bitmex', atom: '0.000001', accounts: 4, traders: 2, positions: 2, positionsLeft: 0 },
    ...{ markets: 1, ticks: 3 },
    liquidations: {
      ...one,
      mergedCount: 1,
      by: { book: none, pools: none, own: none, crossed: none, adl: one, atMark: none },
    },
    insurance: { before: '0', after: '0', drawn: '0' },
    adl: {
      ...{
        rounds: 1,
        fills: 1,
        ...one,
        mergedFills: 1,
        accounts: 1,
        together: none,
        fullCloses: 1,
        fullClosesPpm: 1_000_000,
      },
      topSharesPpm: { '1': 1_000_000, '10': 1_000_000, '100': 1_000_000, '1000': 1_000_000 },
      largestMarkets: [{ market: 'BTC', notional: '49400', fills: 1 }],
    },
    ...{ socialised: '0', deficit: '0', passes: { most: 2, endedEarly: 0 }, invariants: { lots: true, cash: true } },
  })
})

test('both kernels print the same but for the time, and so do two runs', async () => {
  const folder = generator(2_000)
  const [first, again, reference] = await Promise.all([
    reportOf([folder]),
    reportOf([folder]),
    reportOf([folder, '--kernel', 'reference']),
  ])
  const timeless = ({ latency, kernel, ...rest }: Record<string, unknown>) => rest
  assert.equal(timeless(again), timeless(first))
  assert.equal(timeless(reference), timeless(first))
  assert.ok(first.liquidations.count > 0)
})

test('a table for people: who took the positions, the fund, the losses', async () => {
  const pool = { pools: [{ name: 'main', cash: '50' }], markets: [{ ...BTC, pool: 'main' }] }
  const { code, stdout, stderr } = await ballast(['replay', folderOf({ ...SMALL, 'venue.json': venueWith(pool) })])
  assert.equal([code, stderr], [0, ''])
  assert.match(stdout, /^Replay of .*: 2 traders, 2 positions, 1 markets\n3 batches of marks.*policy bitmex\n/)
  assert.match(stdout, /deleveraged accounts +1 +49,400\.00\n/)
  assert.match(stdout, /fund +before 50\.00, after 50\.00, drawn 0\.00\n/)
  assert.match(stdout, /losses +socialised 0\.00, deficit 0\.00\n/)
  assert.match(stdout, /invariants +lots add up to zero: holds; cash adds up: holds\n/)
})

test('--quiet prints nothing', async () => {
  const { code, stdout, stderr } = await ballast(['replay', folderOf(SMALL), '--quiet'])
  assert.equal([code, stdout, stderr], [0, '', ''])
})

test('--out writes every event, a line each, and the summary', async () => {
  const out = freePath()
  const report = await reportOf([folderOf(SMALL), '--out', out])
  assert.equal(readdirSync(out).sort(), ['events.jsonl', 'summary.json'])
  assert.equal(JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')), report)
  const events = readFileSync(join(out, 'events.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  assert.equal(
    events.filter(({ round }) => round === 3).map(({ type }) => type),
    [
      ...['round-opened', 'margin-call', 'liquidation-wanted', 'book-exhausted', 'adl-round-opened', 'adl-fill'],
      ...['adl-round-closed', 'round-closed'],
    ],
  )
  const fill = events.find(({ type }) => type === 'adl-fill')
  // 50,000 less its last 500: the bankruptcy price. PnL% = 600/50,000, L = 49,400/10,600.
  assert.equal(
    [
      fill.from,
      fill.to,
      fill.lots,
      fill.valueAtoms,
      fill.lossAtoms,
      fill.priceTicks,
      fill.rank,
      fill.score,
      fill.whole,
    ],
    [1, 2, '1000', '49500000000', '100000000', '99000', 1, '741/13250', true],
  )
  // A second run replaces what the first one wrote, and nothing else.
  await reportOf([folderOf(SMALL), '--out', out])
  writeFileSync(join(out, 'letters.txt'), '')
  const refused = await ballast(['replay', folderOf(SMALL), '--out', out])
  assert.is(refused.code, 3)
  assert.match(refused.stderr, /holds letters\.txt, which is no part of a replay/)
})

test('Ctrl-C leaves no half file', async () => {
  const folder = generator(300_000)
  for (const made of [false, true]) {
    const out = freePath()
    if (made) mkdirSync(out)
    const child = start(['replay', folder, '--out', out])
    const end = ended(child)
    while (!existsSync(out) || readdirSync(out).length === 0) await setTimeout(5)
    await setTimeout(700)
    child.kill('SIGINT')
    const { code, stderr } = await end
    assert.equal([code, stderr], [130, 'ballast: interrupted by SIGINT\n'])
    assert.is(existsSync(out), made)
    if (made) assert.equal(readdirSync(out), [])
  }
})

test('bad input ends with 3 and names the place', async () => {
  const bad: [string[], RegExp][] = [
    [[folderOf({ ...SMALL, 'venue.json': venueWith({ policy: 'fifo' }) })], /policy is "fifo", expected one of/],
    [[folderOf({ ...SMALL, 'marks.csv': 'time,market,price\n1,BTC,9\n' })], /marks\.csv:2: price is "?9/],
    [[freePath()], /no such/],
  ]
  for (const [args, reason] of bad) {
    const { code, stdout, stderr } = await ballast(['replay', ...args])
    assert.equal([code, stdout], [3, ''], stderr)
    assert.match(stderr, reason)
  }
})

test.run()
