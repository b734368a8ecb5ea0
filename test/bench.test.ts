// The benchmark, small: so that it cannot rot. It runs on the built output, so that is built first, beside what is
// installed; its figures mean nothing here, its answers do.

import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { root } from './cli/run.ts'

const folder = join(root, 'node_modules/.cache/ballast')
const dist = join(folder, 'dist')

/** Whoever measures coverage here does not want that of processes which are measured themselves. */
function withDist(): NodeJS.ProcessEnv {
  const { NODE_V8_COVERAGE: _, ...env } = process.env
  return { ...env, BALLAST_DIST: dist }
}

test('every part of the benchmark runs, every answer agrees, and nothing native is loaded', () => {
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  execFileSync(process.execPath, [tsc, '-p', 'src/tsconfig.json', '--outDir', dist], { cwd: root })
  const vendor = join(dist, 'journal/vendor')
  execFileSync(process.execPath, ['src/journal/vendor/build.mjs', vendor], { cwd: root })
  copyFileSync(join(root, 'package.json'), join(folder, 'package.json'))
  const file = join(folder, 'bench.json')
  const args = ['native-free-bench/run.mjs', '--quick', '--json', file]
  const env = withDist()
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, env, encoding: 'utf8' })
  assert.is(status, 0, `${stdout}\n${stderr}`)
  const report = JSON.parse(readFileSync(file, 'utf8'))
  assert.equal(report.wrong, [])
  const parts = ['margin', 'lights', 'churn', 'trades', 'ticks', 'rounds', 'lanes', 'quiet', 'micro', 'peers', 'bytes']
  assert.equal(
    parts.filter((part) => report[part] === undefined),
    [],
  )
  assert.is(report.audit.ok, true)
  assert.is(report.guard.length, 3)
  assert.ok(report.expectations.length > 20)
  const { different, equal } = report.lights
  assert.equal([different.agrees, equal.agrees, equal.inOrder], [true, true, true])
})

for (const [how, flags, unit] of [
  ['the tick profiler', [], 'ticks'],
  ['the sampling profiler', ['--cpu-prof'], 'ms'],
] as const) {
  test(`${how} shows a table a thread, with the names of the kernels`, () => {
    const load = [
      'load',
      '--accounts',
      '20000',
      '--positions',
      '200000',
      '--markets',
      '40',
      '--seconds',
      '1',
      '--quiet',
    ]
    const args = [
      'native-free-bench/profile.mjs',
      '--top',
      '40',
      ...flags,
      ...load,
      '--threads',
      '1',
      '--rate',
      '50000',
    ]
    const env = withDist()
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, env, encoding: 'utf8' })
    assert.is(status, 0, `${stdout}\n${stderr}`)
    assert.match(stdout, new RegExp(`main thread: [\\d,]+ ${unit}`))
    assert.match(stdout, /worker 1: /)
    // Which of them is met depends on what V8 has inlined into what.
    assert.match(stdout, /(trade|runs|margin|select|value|marks)\/\w+ +kernel/)
  })
}

test('what is wrong with the options is said, and nothing is measured', () => {
  const args = ['native-free-bench/run.mjs', '--only', 'everything']
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' })
  assert.is(status, 1)
  assert.match(stderr, /--only everything: expected one of margin, lights, churn/)
})

test.run()
