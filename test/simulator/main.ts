// The command line of the simulation: plays seeds for as long as it is told to, and says which one failed and how to
// play it again.
//
//   npm run simulate -- --seed 7 --seconds 60

import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { parseArgs } from 'node:util'
import { CANARIES, type CanaryName } from './canary.ts'
import { report, summary } from './report.ts'
import { playSeed } from './run.ts'
import { Tally } from './tally.ts'

const HELP = `Plays random lives of a venue with a journal on a simulated disk: a seed decides commands and faults.
Engines die and are opened again; each time the state has to be one that they may have, to the byte.

  npm run simulate -- [options]

  --seed S       the first seed, a whole number; 1 when left out
  --seconds N    plays seeds S, S + 1, … for so long; 10 when nothing says how many
  --runs N       plays so many seeds
  --commit       seeds that follow from the commit that is checked out: other ones for each
  --lives N      lives of a venue, at most
  --canary NAME  with a bug switched on, which has to be found: ${CANARIES.join(', ')}
  --json         says in the end what was met as one line of JSON, and nothing else
  --help         this text

Exit codes: 0 nothing found (with --canary: the bug was found), 1 a difference was found (the bug was not), 2 usage,
130 interrupted`

const NEWS_MS = 5_000
/** Seeds have as many digits as can be typed. */
const MOST_SEED = 2 ** 31

interface Wanted {
  readonly seed: number
  readonly seconds: number
  readonly runs: number
  readonly lives: number | undefined
  readonly canary: CanaryName | null
  readonly isCommit: boolean
  readonly isJson: boolean
}

class Usage extends Error {}

function wanted(): Wanted {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string' },
      seconds: { type: 'string' },
      runs: { type: 'string' },
      lives: { type: 'string' },
      canary: { type: 'string' },
      commit: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    console.log(HELP)
    process.exit(0)
  }
  const canary = CANARIES.find((name) => name === values.canary) ?? null
  if (values.canary !== undefined && canary === null) {
    throw new Usage(`--canary ${values.canary}: there are ${CANARIES.join(', ')}`)
  }
  const runs = whole('runs', values.runs, 1)
  const seconds = whole('seconds', values.seconds, 1) ?? (runs === undefined ? 10 : Number.POSITIVE_INFINITY)
  return {
    ...{ seed: whole('seed', values.seed, 0) ?? 1, seconds, runs: runs ?? Number.POSITIVE_INFINITY },
    ...{ lives: whole('lives', values.lives, 1), canary, isCommit: values.commit, isJson: values.json },
  }
}

function whole(name: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (/^[0-9]+$/.test(text) && value >= least && value <= MOST_SEED) return value
  throw new Usage(`--${name} ${text}: a whole number from ${least} to ${MOST_SEED}`)
}

/** A function from the number of a run to its seed. */
function seedsOf({ seed, isCommit }: Wanted): (run: number) => number {
  if (!isCommit) return (run) => (seed + run) % MOST_SEED
  const commit = commitOf()
  return (run) => createHash('sha256').update(`${commit} ${run}`).digest().readUInt32LE() % MOST_SEED
}

function commitOf(): string {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return 'without a repository'
  }
}

/** @returns the exit code */
async function play(want: Wanted): Promise<number> {
  const { canary, seconds, runs, lives, isJson } = want
  const seedOf = seedsOf(want)
  const say = isJson ? () => {} : (text: string) => console.log(text)
  const all = new Tally()
  const began = process.hrtime.bigint()
  const msSince = () => Number((process.hrtime.bigint() - began) / 1_000_000n)
  let isStopped = false
  const stop = () => {
    isStopped = true
  }
  process.once('SIGINT', stop)
  let failure: { readonly seed: number; readonly error: Error } | null = null
  let newsMs = NEWS_MS
  let run = 0
  for (; run < runs && msSince() < 1_000 * seconds && !isStopped && failure === null; run += 1) {
    const seed = seedOf(run)
    try {
      all.add(await playSeed(seed, { canary, ...(lives === undefined ? {} : { lives }) }))
    } catch (error) {
      failure = { seed, error: error as Error }
    }
    if (msSince() < newsMs) continue
    newsMs = msSince() + NEWS_MS
    say(report(all, msSince()))
  }
  process.off('SIGINT', stop)
  if (isJson) console.log(JSON.stringify({ ...summary(all, msSince()), failure: toldOf(failure) }))
  else say(report(all, msSince()))
  return ended(want, run, failure, isStopped)
}

function toldOf(failure: { readonly seed: number; readonly error: Error } | null): object | null {
  return failure === null ? null : { seed: failure.seed, what: failure.error.message }
}

function ended(
  { canary, lives }: Wanted,
  runs: number,
  failure: { readonly seed: number; readonly error: Error } | null,
  isStopped: boolean,
): number {
  if (failure === null) {
    if (canary !== null) console.error(`the canary ${canary} was not found in ${runs} runs`)
    if (isStopped) return 130
    return canary === null ? 0 : 1
  }
  const { seed, error } = failure
  if (canary !== null) {
    console.error(`the canary ${canary} was found in run ${runs}, seed ${seed}: ${error.message}`)
    return 0
  }
  const more = lives === undefined ? '' : ` --lives ${lives}`
  console.error(`\nseed ${seed}: ${error.stack}\n\nagain: npm run simulate -- --seed ${seed} --runs 1${more}`)
  return 1
}

try {
  process.exitCode = await play(wanted())
} catch (error) {
  const isUsage = error instanceof Usage || String((error as { code?: string }).code).startsWith('ERR_PARSE_ARGS')
  if (!isUsage) throw error
  console.error(`${(error as Error).message}\n\n${HELP}`)
  process.exitCode = 2
}
