import { setTimeout } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { LoadReport } from '../../src/cli/load-report.ts'
import { SEND_KINDS } from '../../src/sim/send-schedule.ts'
import { ballast, ended, start } from './run.ts'

const SMALL = ['load', '--accounts', '500', '--positions', '1500', '--markets', '4', '--seconds', '1', '--rate', '500']

const KEYS = [
  ...['positions', 'bytesPerPosition', 'checkMs', 'nsPerPosition', 'tradesPerSecond', 'achievedRate', 'rankMs'],
  ...['adlRoundMs', 'gcCount', 'threads', 'rates', 'stateHash', 'invariants', 'seed', 'rssMiB', 'complete', 'refused'],
]

const reportOf = ({ stdout }: { readonly stdout: string }) => JSON.parse(stdout) as LoadReport

test('a run is one JSON document; the same flags give the same book, on any kernel and with threads', async () => {
  const first = await ballast([...SMALL, '--json'])
  assert.equal([first.code, first.stderr], [0, ''])
  const report = reportOf(first)
  for (const key of KEYS) assert.ok(key in report, key)
  assert.equal(report.invariants, { lots: true, cash: true, audit: [] })
  assert.ok(report.complete)
  const [rate] = report.rates
  assert.equal(rate!.planned, { trade: 500, check: 10, rank: 1, round: 1 })
  for (const name of SEND_KINDS) {
    const { count, p50, p90, p99, p999, p9999, worst } = rate!.latencyUs[name]!
    assert.is(count, rate!.planned[name], name)
    const spread = [0, p50, p90, p99, p999, p9999]
    for (let index = 1; index < spread.length; index += 1) assert.ok(spread[index]! >= spread[index - 1]!, name)
    assert.ok(worst > 0)
  }
  assert.equal([report.checkMs!.count, report.rankMs!.count, report.adlRoundMs!.count], [10, 1, 1])
  assert.ok(report.tradesPerSecond! > 0 && report.achievedRate > 0 && report.bytesPerPosition > 0)
  assert.ok(report.rssMiB.start > 0 && report.rssMiB.most >= report.rssMiB.end)
  assert.is(report.gcCount, report.gc.inRounds.count + report.gc.elsewhere.count)
  const flags = [[], ['--kernel', 'reference'], ['--threads', '1'], ['--seed', '2']]
  const others = await Promise.all(flags.map((more) => ballast([...SMALL, '--json', ...more])))
  const same = others.map((other) => reportOf(other).stateHash === report.stateHash)
  assert.equal(same, [true, true, true, false])
})

test('people read a table of rates and percentiles, and nothing with --quiet', async () => {
  const [table, quiet] = await Promise.all([
    ballast([...SMALL, '--rate', '500,1000', '--law', 'zipf']),
    ballast([...SMALL, '--quiet']),
  ])
  const { code, stdout, stderr } = table
  assert.equal([code, stderr], [0, ''])
  assert.match(
    stdout,
    /^Load test: 500 accounts, 1,5\d\d positions, 4 markets\nseed 1, accounts zipf, 1 s a rate; the book/,
  )
  assert.match(stdout, /^rate a second {2}command +count +p50 +p90 +p99 +p99\.9 +p99\.99 +worst$/m)
  const unit = '[\\d.]+ (?:µs|ms|s)'
  assert.match(stdout, new RegExp(`^ +500 {2}trade +500(?: +${unit}){6}$`, 'm'))
  assert.match(stdout, new RegExp(`^ +1,000 {2}trade +1,000(?: +${unit}){6}$`, 'm'))
  assert.match(stdout, new RegExp(`^ +mark \\+ check +10(?: +${unit}){6}$`, 'm'))
  assert.match(stdout, /^refused +no trade$/m)
  assert.match(stdout, /^state hash +[0-9a-f]{32}$/m)
  assert.equal(quiet, { code: 0, signal: null, stdout: '', stderr: '' })
})

test('Ctrl-C ends it with what there is until then', async () => {
  // It may still be starting when the signal comes; then it is given more time.
  for (let waitMs = 3_000; waitMs <= 24_000; waitMs *= 2) {
    const child = start([...SMALL, '--seconds', '3600'])
    const whole = ended(child)
    await setTimeout(waitMs)
    child.kill('SIGINT')
    const { code, stdout, stderr } = await whole
    if (code === null || stdout === '') continue
    assert.equal([code, stderr], [130, 'ballast: interrupted by SIGINT\n'])
    assert.match(stdout, /^Interrupted: not all of it was sent\.$/m)
    assert.match(stdout, /^state hash +[0-9a-f]{32} \(of a part\)$/m)
    return
  }
  assert.unreachable('it never got to sending')
})

test('a mistake on the command line ends with 2 and says what it was', async () => {
  const mistakes: [string[], RegExp][] = [
    [['--accounts', '1'], /Expected a whole number, 2 to/],
    [['--accounts', '2', '--markets', '3', '--positions', '9'], /positions is 9, expected at most 6/],
    [['--markets', '0'], /Expected a whole number, 1 to/],
    [['--threads', '64'], /Expected a whole number, 0 to 63/],
    [['--rate', '1000,'], /Expected a whole number/],
    [['--rate', '1000,0'], /Expected whole numbers, 1 to 10000000, with commas/],
    [['--rate', '10000001'], /Expected whole numbers, 1 to 10000000, with commas/],
    [['--rate', Array.from({ length: 17 }, () => '1').join(',')], /Expected at most 16 rates/],
    [['--seconds', '0'], /Expected a whole number, 1 to/],
    [['--round-every', '0'], /Expected a whole number, 1 to/],
    [['--law', 'pareto'], /Allowed choices are mixed, zipf, uniform/],
    [['--kernel', 'slow'], /Allowed choices are fast, reference/],
    [['--seed', '-1'], /Expected a whole number of 1 to 19 digits/],
    [['here'], /too many arguments/],
  ]
  const all = await Promise.all(mistakes.map(([args]) => ballast(['load', ...args])))
  for (const [index, { code, stdout, stderr }] of all.entries()) {
    const [args, reason] = mistakes[index]!
    assert.equal([code, stdout], [2, ''], `${args.join(' ')}: ${stderr}`)
    assert.match(stderr, reason)
  }
})

test.run()
