// `npm run bench`: every figure that the documents state, from the built output, in one process, as ratios of medians
// by turns. Exits with 1 when answers differ or a native addon is loaded; a figure that is not reached is said.

import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { makeBook } from './book.mjs'
import { countBytes } from './bytes.mjs'
import { churnBook, churnedBook, compareChurned, fillUp } from './churn.mjs'
import { distUrl } from './dist.mjs'
import { toColumns, toEngine, toObjects } from './forms.mjs'
import { assertNativeFree } from './guard.mjs' // first: it watches what the others load
import { measureJournal } from './journal.mjs'
import { measureLanes } from './lanes.mjs'
import { measureLights } from './lights.mjs'
import { describeMachine } from './machine.mjs'
import { compareMargin } from './margin.mjs'
import { counterWorks } from './measure.mjs'
import { runMicro } from './micro.mjs'
import { comparePeers } from './peers.mjs'
import { measureQuiet } from './quiet.mjs'
import { judge, printReport } from './report.mjs'
import { measureCrash, measureQueue } from './rounds.mjs'
import { measureTicks, measureTrades } from './trades.mjs'

const HELP = `usage: node native-free-bench/run.mjs [options]

  --quick       20,000 accounts and 80,000 positions, 3 rounds, 10^5 changes: whether all of it works
  --only NAME   margin, lights, churn, trades, rounds, lanes, quiet, journal, micro or peers
  --json FILE   writes everything that was seen as JSON
  --help`

const SECTIONS = ['margin', 'lights', 'churn', 'trades', 'rounds', 'lanes', 'quiet', 'journal', 'micro', 'peers']
/** These share one book. */
const ON_THE_BOOK = ['margin', 'lights', 'churn', 'trades']
const FULL = { accounts: 1_000_000, positions: 4_000_000, rounds: 15, changes: 10_000_000, batches: 18, ticks: 1000 }
const QUICK = { accounts: 20_000, positions: 80_000, rounds: 3, changes: 100_000, batches: 2, ticks: 20 }
/** Positions of the two flash crashes, and the queue; repetitions. */
const ROUNDS = { crash: 200_000, large: 1_000_000, queue: { bankrupts: 1_000, candidates: 1_000_000 }, times: 9 }
const QUICK_ROUNDS = { crash: 4_000, large: 20_000, queue: { bankrupts: 20, candidates: 20_000 }, times: 2 }
/** Trades, and repetitions of marks with a check and of rankings, in which collections are counted. */
const QUIET = { trades: 1_000_000, times: 1_000 }
const QUICK_QUIET = { trades: 20_000, times: 20 }
/** The book and the batches of 4,096 a round, for engines with a journal; syncs a round. */
const JOURNAL = { accounts: 100_000, positions: 400_000, rounds: 9, batches: 16, groups: 100 }
const QUICK_JOURNAL = { accounts: 2_000, positions: 8_000, rounds: 2, batches: 2, groups: 5 }
const TIES = 100_000
const QUICK_TIES = 4_000
const FILL = 0.85
const HEAP_MIB = 12_288

function readOptions() {
  const options = {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  }
  const { values } = parseArgs({ options })
  if (values.only !== undefined && !SECTIONS.includes(values.only)) {
    throw new Error(`--only ${values.only}: expected one of ${SECTIONS.join(', ')}`)
  }
  return values
}

/** Flags that the figures need: room for millions of plain objects, and a collection on demand between the parts. */
function runAgainWithFlags() {
  const flags = [`--max-old-space-size=${HEAP_MIB}`, '--expose-gc']
  const { status } = spawnSync(process.execPath, [...flags, ...process.argv.slice(1)], { stdio: 'inherit' })
  return status ?? 1
}

async function loadDist() {
  const from = (path) => import(distUrl(path))
  const [main, fields, codes, fast, reference, check, executor] = await Promise.all([
    from('index.js'),
    from('memory/fields.js'),
    from('core/codes.js'),
    from('kernel/fast.js'),
    from('kernel/reference.js'),
    from('stages/check-margin.js'),
    from('stages/executor.js'),
  ])
  return { ...fields, ...codes, ...fast, ...reference, ...check, ...executor, ...main }
}

function note(text) {
  process.stderr.write(`${process.uptime().toFixed(1).padStart(7)} s  ${text}\n`)
}

function runRounds(dist, { crash, large, queue, times }) {
  note(`flash crash of ${crash} positions`)
  const small = measureCrash(dist, crash, times)
  note(`flash crash of ${large} positions`)
  const big = measureCrash(dist, large, Math.ceil(times / 3))
  note(`${queue.bankrupts} bankrupt accounts against ${queue.candidates} candidates`)
  const bankrupts = measureQueue(dist, queue, Math.ceil(times / 3))
  return { small, large: big, growth: big.nsPerPosition / small.nsPerPosition, queue: bankrupts }
}

async function runSections(dist, size, wants) {
  const results = { counterWorks: counterWorks() }
  if (wants('rounds')) results.rounds = runRounds(dist, size.roundSizes)
  if (wants('lanes')) {
    note('one thread against two lanes')
    results.lanes = await measureLanes(dist, { ...size, ties: size.ties })
  }
  if (wants('quiet')) {
    note('collections in windows of a warm engine')
    results.quiet = await measureQuiet(dist, { ...size, ...size.quiet })
  }
  if (wants('journal')) results.journal = await measureJournal(dist, size, note)
  if (wants('micro')) results.micro = await runMicro(dist, { quick: size.quick, note })
  if (wants('peers')) {
    const { accounts, positions, rounds } = size
    results.peers = await comparePeers(dist, { accounts, positions, seed: 1 }, { rounds, note })
  }
  return ON_THE_BOOK.some(wants) ? { ...results, ...runOnTheBook(dist, size, wants) } : results
}

function runOnTheBook(dist, size, wants) {
  const results = {}
  const capacityPositions = Math.ceil(size.positions / FILL)
  note(`making a book of ${size.accounts} accounts and ${size.positions} positions`)
  const book = makeBook(size)
  const engine = toEngine(dist, book, capacityPositions)
  results.stateHash = engine.stateHash()
  results.bytes = countBytes(dist, engine)
  if (wants('margin')) {
    note('margin check of the fresh book, five contenders by turns')
    results.margin = compareMargin(dist, { engine, objects: toObjects(book), columns: toColumns(book) }, size.rounds)
  }
  if (wants('lights')) {
    note('lights of a side and of all, everybody at the price that was paid, then marks that have moved')
    results.lights = measureLights(dist, engine, size.rounds)
  }
  if (wants('trades')) {
    results.trades = ['uniform', 'zipf'].map((law) => {
      note(`trades, ${law}`)
      return measureTrades(dist, engine, book, { law, rounds: size.rounds, batchesPerRound: size.batches })
    })
    note(`${size.ticks} × (all marks, check)`)
    results.ticks = measureTicks(engine, book, size.ticks)
  }
  if (wants('churn')) {
    note(`${size.changes} random opens and closes`)
    const churn = churnBook(dist, engine, book, size.changes)
    note('churned book against a fresh one of the same content')
    const against = compareChurned(dist, engine, book, size.rounds)
    note('margin check of the churned book, five contenders by turns')
    const content = churnedBook(engine, book)
    const forms = { engine, objects: toObjects(content), columns: toColumns(content) }
    const margin = compareMargin(dist, forms, size.rounds)
    note('filling up')
    const filled = fillUp(dist, engine, book, size.batches * 4)
    results.churn = { ...churn, against, margin, ...filled }
  }
  const { ok, findings } = engine.audit()
  return { ...results, audit: { ok, findings } }
}

async function main() {
  const options = readOptions()
  if (options.help) {
    console.log(HELP)
    return 0
  }
  if (!options.quick && globalThis.gc === undefined) return runAgainWithFlags()
  const guard = [assertNativeFree('before dist is imported')]
  const machine = describeMachine()
  const dist = await loadDist()
  guard.push(assertNativeFree('after dist is imported'))
  const { quick } = options
  const size = quick
    ? { ...QUICK, quick, roundSizes: QUICK_ROUNDS, quiet: QUICK_QUIET, journal: QUICK_JOURNAL, ties: QUICK_TIES }
    : { ...FULL, quick, roundSizes: ROUNDS, quiet: QUIET, journal: JOURNAL, ties: TIES }
  const results = await runSections(dist, size, (name) => options.only === undefined || options.only === name)
  guard.push(assertNativeFree('after all was run'))
  const report = { machine, quick: options.quick, size, guard, ...results }
  const verdict = judge(report)
  printReport(report, verdict)
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify({ ...report, ...verdict }, null, 2)}\n`)
  return verdict.wrong.length === 0 ? 0 : 1
}

process.exitCode = await main()
