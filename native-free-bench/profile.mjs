// `npm run profile -- <arguments of ballast>`: where the time of a run went, thread by thread and function by function.
// Runs the built command line under one of V8's profilers, reads what it leaves, prints a table a thread, cleans up.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, statSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { distUrl } from './dist.mjs'
import { summarise, threadLines } from './profile-table.mjs'
import { readThreads, SAMPLERS } from './profile-threads.mjs'

const HELP = `usage: npm run profile -- [options] <arguments of ballast>
       npm run profile -- replay fixtures/small-book

  --cpu-prof    V8's CPU profiler instead of its tick profiler: exact times, but what V8 does inside of a function
                (BigInt arithmetic, waiting in Atomics.wait) counts as the function's own time
  --top N       rows a thread, 20 unless told
  --keep DIR    keeps the raw logs there, for \`node --prof-process\` or the browser's developer tools
  --help

Options come before the arguments of ballast, paths are those of the current folder. Ends with what ballast ended
with; 2 for wrong usage, 3 when there is no built output or no place for logs.`

const MAIN = fileURLToPath(distUrl('cli/main.js'))
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']
const USAGE = 2
const INPUT = 3
/** Codes of a run that was done: 1 is a finding, an account at risk for instance. */
const DONE = [0, 1]

class Refused extends Error {
  constructor(exitCode, message) {
    super(message)
    this.exitCode = exitCode
  }
}

/** Our options stand before the first argument that is none. */
function readArguments(args) {
  const options = {
    'cpu-prof': { type: 'boolean', default: false },
    top: { type: 'string', default: '20' },
    keep: { type: 'string' },
    help: { type: 'boolean', default: false },
  }
  const isValue = (index) => ['--top', '--keep'].includes(args[index - 1])
  const first = args.findIndex((arg, index) => !arg.startsWith('-') && !isValue(index))
  const own = first < 0 ? args : args.slice(0, first)
  let values
  try {
    values = parseArgs({ args: own, options }).values
  } catch (error) {
    throw new Refused(USAGE, `${error.message}\n\n${HELP}`)
  }
  if (values.help) return { help: true }
  if (first < 0) throw new Refused(USAGE, `there is no command of ballast to profile\n\n${HELP}`)
  if (!/^[1-9]\d{0,3}$/.test(values.top)) throw new Refused(USAGE, `--top ${values.top}: expected 1 to 9999`)
  const sampler = values['cpu-prof'] ? 'cpu' : 'ticks'
  return { sampler, top: Number(values.top), keep: values.keep, ballast: args.slice(first) }
}

/**
 * Runs the command line with the terminal's streams and waits for its end. A signal is passed on as SIGTERM: Ctrl-C
 * reaches both processes by itself, and the same signal twice would end ballast before it has cleaned up.
 */
async function runBallast(flags, ballast) {
  const child = spawn(process.execPath, [...flags, MAIN, ...ballast], { stdio: 'inherit' })
  let interruptedBy
  const listeners = SIGNALS.map((signal) => {
    const listener = () => {
      interruptedBy ??= signal
      child.kill('SIGTERM')
    }
    process.on(signal, listener)
    return () => process.off(signal, listener)
  })
  try {
    const [code, signal] = await once(child, 'close')
    const endedBy = interruptedBy ?? signal
    return { exitCode: endedBy === null ? code : 128 + constants.signals[endedBy], endedBy }
  } finally {
    for (const remove of listeners) remove()
  }
}

/** Made before the run, so that an hour of profiling does not end in a folder that cannot be. */
function demandFolder(path) {
  try {
    if (!existsSync(path)) mkdirSync(path)
    if (!statSync(path).isDirectory()) throw new Error('not a folder')
  } catch (error) {
    throw new Refused(INPUT, `--keep ${path}: ${error.message}`)
  }
}

async function profile({ sampler, top, keep, ballast }) {
  if (!existsSync(MAIN)) throw new Refused(INPUT, 'dist/cli/main.js is missing: run `npm run build`')
  if (keep !== undefined) demandFolder(keep)
  const folder = mkdtempSync(join(tmpdir(), 'ballast-profile-'))
  try {
    const { flags, unit, note } = SAMPLERS[sampler]
    const { exitCode, endedBy } = await runBallast(flags(folder), ballast)
    if (endedBy !== null || !DONE.includes(exitCode)) {
      const why = endedBy === null ? `ballast ended with ${exitCode}` : `ended by ${endedBy}`
      throw new Refused(exitCode, `${why}: no profile`)
    }
    console.log(`\n${note}`)
    for (const seen of await readThreads(sampler, folder, realpathSync(process.execPath))) {
      console.log(`\n${threadLines({ unit, ...seen }, summarise(seen.ticks), top).join('\n')}`)
    }
    if (keep !== undefined) {
      cpSync(folder, keep, { recursive: true })
      console.log(`\n${readdirSync(folder).length} logs kept in ${keep}`)
    }
    return exitCode
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function main() {
  try {
    const options = readArguments(process.argv.slice(2))
    if (!options.help) return await profile(options)
    console.log(HELP)
    return 0
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    console.error(`profile: ${error.message}`)
    return error.exitCode
  }
}

process.exitCode = await main()
