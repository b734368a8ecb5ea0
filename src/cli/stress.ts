// ballast stress <scenario>: a grid of shocks, policies, funds and depths, and what it says.

import { join } from 'node:path'
import { type Command, Option } from 'commander'
import { formatDecimal } from '../fixed/decimal.ts'
import type { KernelName } from '../kernel/kernel.ts'
import { renderPage } from '../page/render-page.ts'
import type { PolicyName } from '../policies/known.ts'
import { openScenario } from '../scenario/load.ts'
import type { Venue } from '../scenario/venue.ts'
import { csvSink, type OpenSink, parquetSink } from '../sinks/sinks.ts'
import { answersOf, type GridAnswers } from '../stress/answers.ts'
import { type GridResult, playGrid } from '../stress/grid.ts'
import { RUN_TABLE, runRow } from '../stress/grid-table.ts'
import { type GridShock, type GridTerms, shockName } from '../stress/grid-types.ts'
import { PageWatch } from '../stress/page-watch.ts'
import { writeWhole } from '../stress/stress-file.ts'
import { plainJson } from '../stress/stress-file-line.ts'
import { readModel } from '../stress/stress-file-model.ts'
import { atMost, wholeNumber } from './check.ts'
import { EXIT_CODES_HELP, ExitCode } from './exit-codes.ts'
import { interruptible } from './interrupt.ts'
import { LoadBar } from './load-bar.ts'
import { kernelOption, reportName } from './replay.ts'
import { ReportFile } from './report-file.ts'
import * as flag from './stress-flags.ts'
import { renderStress } from './stress-tables.ts'
import { colorsFor } from './terminal.ts'

interface StressFlags {
  readonly shocks: readonly GridShock[]
  readonly policies?: readonly PolicyName[]
  readonly funds: readonly string[]
  readonly depths: readonly number[]
  readonly seeds: number
  readonly spread: number
  readonly depthNoise: number
  readonly model?: string
  readonly steps: number
  readonly maxSteps: number
  readonly stepMs: number
  readonly unwind: number
  readonly at?: number
  readonly refine?: number
  readonly confidence: number
  readonly interval: number
  readonly top: number
  readonly threads: number
  readonly kernel: KernelName
  readonly out?: string
  readonly resume?: boolean
  readonly json?: boolean
  readonly csv?: string
  readonly parquet?: string
  readonly report?: string
  readonly quiet?: boolean
}

export const ANSWERS_FILE = 'answers.json'

const HELP = `
Every run begins with the same book. Marks fall as the shock says, a round liquidates on the order books of venue.json
and deleverages, what was sold moves the marks, and so on until they rest. Shocks, with commas between them:
  uniform:-20%             every market        uniform:-5%..-40%/8   eight sizes, evenly apart
  BTC-PERP:-30%            one market          lead=BTC-PERP:-30%    one, and the others follow by betas
  betas:-20%               each by its beta    path, path:150%       the scenario's own marks, without feedback
With --out every run is kept as it ends: what is interrupted or killed goes on with --resume and comes to the same.
--report writes one HTML file to look at: charts, tables, the worst run step by step; it opens from the disk.

Examples:
  $ ballast stress fixtures/small-book
  $ ballast stress fixtures/small-book --shocks uniform:-10%..-40%/4 --seeds 40 --funds 0..2000000/5
  $ ballast stress fixtures/small-book --shocks uniform:-10%..-40%/4 --seeds 40 --report stress.html
  $ ballast stress my-venue --shocks path,betas:-30% --policies bitmex,okx,pro-rata --out /tmp/grid --csv runs.csv
${EXIT_CODES_HELP}`

export function addStress(program: Command, end: (code: ExitCode) => void): void {
  program
    .command('stress')
    .description('play a grid of shocks, and say where ADL begins, what fund it takes and who is hit')
    .argument('<scenario>', 'folder with venue.json and CSV files, generator.json or calibration.json')
    .option('--shocks <list>', 'what happens to prices', flag.shockList, flag.shockList('uniform:-5%..-40%/8'))
    .option(
      '--policies <list>',
      'names with commas between them, or all (default: that of the scenario)',
      flag.policyNames,
    )
    .addOption(
      new Option('--funds <list>', 'sizes of the insurance fund, money; "book", ranges 0..500/6')
        .argParser(flag.fundTexts)
        .default(['book'], 'book'),
    )
    .addOption(
      new Option('--depths <list>', 'depth of the order books, 100%,50% or 20%..100%/5')
        .argParser(flag.percentList)
        .default([1_000_000], '100%'),
    )
    .option('--seeds <n>', 'so many times with noise; 0: once without', atMost(100_000), 0)
    .addOption(flag.percentOption('--spread <percent>', 'noise of the size of the shock in each market', 200_000))
    .addOption(flag.percentOption('--depth-noise <percent>', 'noise of the depth of each market', 300_000))
    .option('--model <file>', 'what moves prices beyond the order books (docs/STRESS-CLI.md)')
    .option('--steps <n>', 'over so many steps the shock comes', atMost(100_000), 1)
    .option('--max-steps <n>', 'a run ends after so many', atMost(100_000), 64)
    .option('--step-ms <ms>', 'time from one step to the next', atMost(1_000_000_000), 1_000)
    .addOption(flag.percentOption('--unwind <percent>', 'part of a hedge that ADL broke which its owner sells', 0))
    .option('--at <time>', 'apply marks up to this time first, in milliseconds (default: none)', wholeNumber)
    .option(
      '--refine <percent>',
      'halve the gap below the smallest shock with ADL until it is that small',
      flag.percentPpm,
    )
    .addOption(
      flag.percentOption(
        '--confidence <percent>',
        'part of the seeds that shall go without ADL',
        950_000,
        flag.partPpm,
      ),
    )
    .addOption(
      flag.percentOption('--interval <percent>', 'how sure the interval around the fund is', 900_000, flag.partPpm),
    )
    .option('--top <n>', 'accounts most at risk that are listed, for each policy', atMost(100_000), 10)
    .option('--threads <n>', 'runs at once, each with a book of its own', atMost(flag.MOST_THREADS), flag.lanes())
    .addOption(kernelOption())
    .option('--out <folder>', `keep every run there as it ends, and ${ANSWERS_FILE}`)
    .option('--resume', 'go on with the runs that the folder holds')
    .option('--json', 'print one JSON document; money as exact strings of atoms')
    .option('--csv <file>', 'write a row for every run there')
    .option('--parquet <file>', 'the same, as Parquet')
    .option('--report <file>', 'write a page to look at there (HTML)', reportName)
    .option('--quiet', 'no progress')
    .addHelpText('after', HELP)
    .action(async (scenario: string, flags: StressFlags, command: Command) => {
      if (flags.resume === true && flags.out === undefined) command.error('error: --resume needs --out')
      end(await stress(scenario, flags, program.version() ?? ''))
    })
}

async function stress(scenario: string, flags: StressFlags, version: string): Promise<ExitCode> {
  const { out, json = false, csv, parquet, report } = flags
  const bar = new LoadBar(flags.quiet === true ? {} : process.stderr)
  const page = report === undefined ? null : new ReportFile(report)
  const watch = page === null ? null : new PageWatch()
  try {
    const result = await interruptible((signal) => play(scenario, flags, { bar, signal, watch }))
    bar.end()
    const { confidence: quantilePpm, interval: intervalPpm, top: topAccounts } = flags
    const terms = { quantilePpm, intervalPpm, topAccounts, millionAtoms: millionOf(result) }
    const answers = answersOf(result.runs, result.refined, terms)
    const document = documentOf(scenario, flags, result, answers)
    if (out !== undefined) writeWhole(join(out, ANSWERS_FILE), `${plainJson(document, 2)}\n`)
    if (csv !== undefined) await writeTable(csvSink, csv, result)
    if (parquet !== undefined) await writeTable(parquetSink, parquet, result)
    if (watch !== null) {
      const said = { scenario, version, quantilePpm, intervalPpm, command: flag.pageCommand(process.argv.slice(2)) }
      page?.commit(renderPage(watch.page(result, answers, said)))
    }
    const shown = json
      ? `${plainJson(document, 2)}\n`
      : renderStress(result, answers, { ...document, colors: colorsFor(process.stdout) })
    process.stdout.write(page === null || json ? shown : `${shown}\nreport      ${report}\n`)
    return ExitCode.OK
  } catch (error) {
    page?.discard()
    throw error
  } finally {
    bar.end()
  }
}

interface Playing {
  readonly bar: LoadBar
  readonly signal: AbortSignal
  readonly watch: PageWatch | null
}

async function play(scenario: string, flags: StressFlags, { bar, signal, watch }: Playing): Promise<GridResult> {
  const { threads, kernel, out, resume = false, refine } = flags
  const { venue } = await openScenario(scenario)
  const model = flags.model === undefined ? {} : { model: await readModel(flags.model, venue) }
  return playGrid(scenario, {
    ...model,
    ...{ terms: termsOf(venue, flags), threads, kernel, out: out ?? null, resume, refinePpm: refine ?? null, signal },
    ...(watch === null ? {} : { watch }),
    onProgress: ({ what, done, total }) => bar.show(what, total === 0 ? 1 : done / total, `${done} of ${total}`),
  })
}

function termsOf(venue: Venue, flags: StressFlags): Partial<GridTerms> {
  const { shocks, depths: depthsPpm, seeds, spread: spreadPpm, depthNoise: depthNoisePpm } = flags
  return {
    ...{ shocks, depthsPpm, spreadPpm, depthNoisePpm, steps: flags.steps, maxSteps: flags.maxSteps },
    policies: flags.policies ?? [venue.policy as PolicyName],
    funds: flag.fundsOf(flags.funds, venue.atom),
    seeds: seeds === 0 ? [0] : Array.from({ length: seeds }, (_, index) => index + 1),
    ...{ stepMs: flags.stepMs, unwindPpm: flags.unwind, atMs: flags.at ?? null },
  }
}

/** A million of the currency, in atoms; 1 where an atom is more than that. */
function millionOf({ atom }: GridResult): bigint {
  const atoms = (1_000_000n * 10n ** BigInt(atom.decimals)) / atom.coefficient
  return atoms > 0n ? atoms : 1n
}

/** The document: money in atoms, sizes in ppm. Nothing in it hangs on threads, time or interruptions. */
function documentOf(scenario: string, flags: StressFlags, result: GridResult, answers: GridAnswers) {
  const { plan, atom, accounts, positions, startHash, fundAtoms, runs, refined } = result
  const { model: _, betasPpm: __, shocks, ...terms } = plan
  return {
    ...{ scenario, atom: formatDecimal(atom), accounts, positions, startHash, fundAtoms },
    grid: { shocks: shocks.map(shockName), ...terms },
    ...{ confidencePpm: flags.confidence, intervalPpm: flags.interval },
    ...{ runs: runs.length, refined: refined.length },
    answers,
  }
}

async function writeTable(open: OpenSink, file: string, { runs, refined }: GridResult): Promise<void> {
  const sink = await open(file, RUN_TABLE)
  try {
    for (const run of [...runs, ...refined]) sink.put(runRow(run))
    await sink.end()
  } catch (error) {
    sink.discard()
    throw error
  }
}
