// ballast load: a seeded book under trades, marks, checks, rankings and rounds that come when they come.

import { type Command, Option } from 'commander'
import { MAX_LANES, MAX_MARKETS } from '../core/limits.ts'
import { ACCOUNT_LAWS } from '../sim/trade-flow.ts'
import { atMost } from './check.ts'
import { EXIT_CODES_HELP, ExitCode } from './exit-codes.ts'
import { grouped } from './format.ts'
import { interruptible } from './interrupt.ts'
import { LoadBar } from './load-bar.ts'
import { buildVenue } from './load-build.ts'
import { type LoadFlags, rateList, seedText, termsOf } from './load-flags.ts'
import { hasLoadFinding, type LoadReport, type LoadTerms, makeLoadReport } from './load-report.ts'
import { runLoad } from './load-run.ts'
import { renderLoad } from './load-tables.ts'
import { kernelOption } from './replay.ts'
import { colorsFor } from './terminal.ts'

const HELP = `
Commands are planned ahead and sent when their time has come, whatever became of those before: the latency of
each counts from its planned time, so that a stall shows in everything that waited for it. Beside the trades
there are, every second, ten batches of marks with a check each and one look at the head of an ADL queue; now
and then a market crashes and a round is played. The same flags give the same commands and the same state hash.

A finding (exit code 1) is an invariant that does not hold, or a rate that was given up as hopelessly behind.
docs/LOAD.md says what is measured, and how.

Examples:
  $ ballast load
  $ ballast load --rate 1000,10000,100000 --seconds 30
  $ ballast load --accounts 2500000 --positions 10000000 --markets 256 --threads 1 --json | jq .checkMs
${EXIT_CODES_HELP}`

export function addLoad(program: Command, end: (code: ExitCode) => void): void {
  program
    .command('load')
    .description('put a seeded book under load and measure latencies')
    .option('--accounts <n>', 'traders', atMost(16_000_000, 2), 100_000)
    .option(
      '--positions <n>',
      'positions of the traders, at most one a market and 128 each',
      atMost(64_000_000),
      400_000,
    )
    .option('--markets <n>', 'markets', atMost(MAX_MARKETS, 1), 50)
    .option('--threads <n>', 'threads beside the main one; 0: none', atMost(MAX_LANES - 1), 0)
    .addOption(kernelOption())
    .option(
      '--rate <list>',
      'trades a second; several with commas between them, one after the other',
      rateList,
      [10_000],
    )
    .option('--seconds <n>', 'planned time of each rate', atMost(86_400, 1), 10)
    .option('--round-every <n>', 'seconds from one crash and its round to the next', atMost(86_400, 1), 5)
    .addOption(
      new Option('--law <law>', 'who trades: few accounts mostly, all alike, or half and half')
        .choices(ACCOUNT_LAWS)
        .default('mixed'),
    )
    .option('--seed <seed>', 'whole number of 1 to 19 digits', seedText, '1')
    .option('--json', 'print one JSON document')
    .option('--quiet', 'no progress, and no table')
    .addHelpText('after', HELP)
    .action(async (flags: LoadFlags, command: Command) => end(await load(termsOf(flags, command), flags)))
}

async function load(terms: LoadTerms, { json = false, quiet = false }: LoadFlags): Promise<ExitCode> {
  const bar = new LoadBar(quiet ? {} : process.stderr)
  try {
    const { report, interruption } = await interruptible((signal) => measure(terms, bar, signal))
    bar.end()
    if (json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
    else if (!quiet) process.stdout.write(renderLoad(report, colorsFor(process.stdout)))
    if (interruption !== null) throw interruption
    return hasLoadFinding(report) ? ExitCode.FINDING : ExitCode.OK
  } finally {
    bar.end()
  }
}

interface Measured {
  readonly report: LoadReport
  /** Why it ended early, after what there was has been reported. */
  readonly interruption: unknown
}

async function measure(terms: LoadTerms, bar: LoadBar, signal: AbortSignal): Promise<Measured> {
  const beganMs = performance.now()
  const parts = await buildVenue(terms, {
    onProgress: (share, { what, rows }) => bar.show('building the book', share, `${grouped(rows)} ${what}`),
    signal,
  })
  try {
    const buildMs = performance.now() - beganMs
    const run = await runLoad(parts, terms, { onProgress: (what, share) => bar.show(what, share), signal })
    const report = makeLoadReport(parts, run, terms, buildMs)
    return { report, interruption: signal.aborted ? signal.reason : null }
  } finally {
    await parts.engine[Symbol.asyncDispose]()
  }
}
