// Runs every test/**/*.test.ts with uvu, and does not take uvu's word for it: uvu ends with 0 after a hook that throws,
// after a forgotten run() and after a left-over "only". test/canary.test.ts proves that none of that passes here.
//
//   node test/run.mjs [--root <folder>] [--limit <seconds>] [part of a file's path ...]

import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs, stripVTControlCharacters } from 'node:util'

const home = dirname(dirname(fileURLToPath(import.meta.url)))

/** After uvu has printed its counts the process has this long to end; a live worker would keep it for ever. */
const FAREWELL_MS = 20_000

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    root: { type: 'string', default: join(home, 'test') },
    limit: { type: 'string', default: '900' },
  },
})
const root = resolve(values.root)
const limitMs = Number(values.limit) * 1000
if (!(limitMs > 0)) throw new Error(`--limit wants a number of seconds, got ${values.limit}`)

const files = readdirSync(root, { recursive: true })
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => name.endsWith('.test.ts') && !name.includes('node_modules/'))
  .filter((name) => positionals.length === 0 || positionals.some((part) => `test/${name}`.includes(part)))
  .sort()

const problems = files.flatMap((name) =>
  trapsIn(readFileSync(join(root, name), 'utf8')).map((trap) => `${name}: ${trap}`),
)
if (files.length === 0) problems.push(`no test file in ${root} matches ${positionals.join(' ') || '*.test.ts'}`)

// A file with a trap must not run: its silence would look like success.
const counts = { total: 0, passed: 0, skipped: 0 }
if (problems.length === 0) problems.push(...(await runUvu()))

const failed = counts.total - counts.passed + problems.length
for (const problem of problems) console.error(`✘ ${problem}`)
console.log(`${counts.passed} passed, ${failed} failed, ${counts.skipped} skipped`)
process.exitCode = failed === 0 ? 0 : 1

/** What a test file must not say, and what it must. */
function trapsIn(text) {
  const traps = []
  if (/\.only\b|\[\s*['"`]only/.test(text)) traps.push('a left-over "only"')

  const suites = [...text.matchAll(/\b(?:const|let|var)\s+(\w+)\s*=\s*suite\s*[(<]/g)].map((match) => match[1])
  const created = text.match(/\bsuite\s*(?:<[^>]*>)?\(/g)?.length ?? 0
  if (created > suites.length) traps.push('a suite( without a name: write const name = suite(...)')

  const imported = /import\s*\{([^}]*)\}\s*from\s*['"]uvu['"]/.exec(text)?.[1] ?? ''
  if (/\bas\b/.test(imported)) traps.push('import test and suite from uvu under their own names')
  if (/\btest\b/.test(imported)) suites.push('test')
  if (suites.length === 0) traps.push('neither test nor suite is in use')

  for (const name of new Set(suites)) {
    const last = (pattern) => [...text.matchAll(pattern)].at(-1)?.index ?? -1
    const run = last(new RegExp(`^[ \\t]*${name}\\.run\\(\\)`, 'gm'))
    if (run < 0) traps.push(`${name}.run() is missing`)
    else if (last(new RegExp(`^[ \\t]*${name}\\(`, 'gm')) > run) traps.push(`a test after the last ${name}.run()`)
  }
  return traps
}

/** Runs the files in one process, fills `counts`, and returns what was wrong besides failed tests. */
async function runUvu() {
  const names = files.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('/', '[\\\\/]'))
  const { FORCE_COLOR: _, ...env } = process.env
  const child = spawn(
    process.execPath,
    [
      '--import',
      import.meta.resolve('tsx'),
      join(home, 'node_modules', 'uvu', 'bin.js'),
      root,
      `^(${names.join('|')})$`,
      '--no-color',
    ],
    // A process group of its own, so that the time limit ends the children of tests as well.
    { cwd: home, env: { ...env, NO_COLOR: '1' }, stdio: ['ignore', 'pipe', 'inherit'], detached: true },
  )

  const stop = () => {
    try {
      process.kill(-child.pid, 'SIGKILL')
    } catch {
      child.kill('SIGKILL')
    }
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, () => {
      stop()
      process.exit(128 + constants.signals[signal])
    })
  }

  const found = []
  let ended = false
  let output = ''
  const limit = setTimeout(() => {
    found.push(`not done within ${values.limit} s: a test or a worker hangs`)
    stop()
  }, limitMs)
  let farewell
  child.stdout.setEncoding('utf8')
  child.stdout.on('data', (text) => {
    process.stdout.write(text)
    output += text
    if (!ended && /^ {2}Duration: /m.test(output.slice(-4096))) {
      ended = true
      farewell = setTimeout(() => {
        found.push('the tests are done, but a worker, timer or socket keeps the process alive')
        stop()
      }, FAREWELL_MS)
    }
  })

  const [code, signal] = await new Promise((done, fail) => {
    child.on('error', fail)
    child.on('close', (...how) => done(how))
  })
  clearTimeout(limit)
  clearTimeout(farewell)
  found.push(...judge(stripVTControlCharacters(output)))
  const failedTests = counts.total > counts.passed
  if (code !== 0 && found.length === 0 && !failedTests) found.push(`uvu ended with ${signal ?? code}`)
  return found
}

/** Holds what uvu printed against the files that were to run. */
function judge(output) {
  const found = []
  const ran = new Map(files.map((name) => [name, 0]))
  let file
  for (const line of output.split('\n')) {
    const name = line.trim().replaceAll('\\', '/')
    if (ran.has(name)) file = name
    const suite = /\((\d+) \/ (\d+)\)$/.exec(line.trimEnd())
    if (!suite || file === undefined) continue
    if (suite[2] === '0') found.push(`${file}: a suite without tests`)
    ran.set(file, ran.get(file) + Number(suite[2]))
  }

  const closing = /^ {2}Total: +(\d+)\n {2}Passed: +(\d+)\n {2}Skipped: +(\d+)\n/m.exec(output)
  if (!closing) return [...found, 'uvu did not get to its closing counts']
  // uvu's total leaves skipped tests out.
  counts.total = Number(closing[1])
  counts.passed = Number(closing[2])
  counts.skipped = Number(closing[3])
  if (counts.total === 0) found.push('no test ran')

  for (const [name, count] of ran) if (count === 0) found.push(`${name}: no test of it ran`)
  const sum = [...ran.values()].reduce((a, b) => a + b, 0)
  if (sum !== counts.total) found.push(`the suites hold ${sum} tests, the closing counts say ${counts.total}`)
  return found
}
