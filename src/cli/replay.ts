// ballast replay <scenario>: every batch of marks with its round, and what it came to.

import { type Command, InvalidArgumentError, Option } from 'commander'
import { BallastError } from '../core/errors.ts'
import type { Engine } from '../engine/engine.ts'
import type { KernelName } from '../kernel/kernel.ts'
import { renderPage } from '../page/render-page.ts'
import type { RunRecord } from '../page/run-record.ts'
import { RunTally } from '../page/run-tally.ts'
import { type PolicyName, policyOf } from '../policies/known.ts'
import { FolderDraft } from '../scenario/folder-draft.ts'
import { openScenario } from '../scenario/load.ts'
import type { PublishedFacts } from '../scenario/published.ts'
import { replay as playScenario } from '../scenario/replay.ts'
import { eventLine } from './event-line.ts'
import { EXIT_CODES_HELP, ExitCode } from './exit-codes.ts'
import { interruptible } from './interrupt.ts'
import { ProgressLine } from './progress.ts'
import { makeReplayReport, type ReplayReport, startOf } from './replay-report.ts'
import { replayPage } from './replay-report-page.ts'
import { renderReplay } from './replay-tables.ts'
import { ReplayTally } from './replay-tally.ts'
import { ReportFile } from './report-file.ts'
import { colorsFor } from './terminal.ts'

export interface ReplayFlags {
  readonly policy?: PolicyName
  readonly kernel: KernelName
  readonly out?: string
  readonly report?: string
  readonly json?: boolean
  readonly quiet?: boolean
}

const HELP = `
Each batch of marks opens a round: accounts under margin are liquidated on the order book that venue.json states
for the market, the pools cover what they can, and what is then missing is taken from the most profitable and
leveraged positions of the other side. --out writes every event, enough to recompute each round by hand. --report
writes one HTML file to look at: charts, tables, events; it needs no network and opens from the disk.

A finding (exit code 1) is an invariant that does not hold.

Examples:
  $ ballast replay fixtures/oct-10-2025
  $ ballast replay fixtures/oct-10-2025 --policy pro-rata --json | jq .adl
  $ ballast replay my-venue --report my-venue.html
  $ ballast replay my-venue --out /tmp/replay && head -3 /tmp/replay/events.jsonl
${EXIT_CODES_HELP}`

export const EVENTS_FILE = 'events.jsonl'
export const SUMMARY_FILE = 'summary.json'

export function kernelOption(): Option {
  return new Option('--kernel <kernel>', 'what computes; both give the same')
    .choices(['fast', 'reference'])
    .default('fast')
}

export function policyOption(): Option {
  return new Option('--policy <name>', 'who is deleveraged (default: what venue.json says)').argParser(policyName)
}

/** A name that a policy goes by, parameters and all: "risk-aware:power=3". */
export function policyName(text: string): PolicyName {
  try {
    return policyOf(text).name as PolicyName
  } catch (error) {
    throw new InvalidArgumentError(error instanceof BallastError ? `${error.message}.` : String(error))
  }
}

function folderName(text: string): string {
  if (text === '') throw new InvalidArgumentError('Expected the name of a folder.')
  return text
}

/** What `--report` names. */
export function reportName(text: string): string {
  if (text === '') throw new InvalidArgumentError('Expected the name of a file.')
  return text
}

export function addReplay(program: Command, end: (code: ExitCode) => void): void {
  program
    .command('replay')
    .description('play the marks of a scenario, with liquidation, insurance fund and ADL after each batch')
    .argument('<scenario>', 'folder with venue.json and CSV files, generator.json or calibration.json')
    .addOption(policyOption())
    .addOption(kernelOption())
    .option('--out <folder>', `write ${EVENTS_FILE} and ${SUMMARY_FILE} there`, folderName)
    .option('--report <file>', 'write a page to look at there (HTML)', reportName)
    .option('--json', 'print one JSON document; money as exact strings')
    .option('--quiet', 'no progress, and no table')
    .addHelpText('after', HELP)
    .action(async (scenario: string, flags: ReplayFlags) => end(await replay(scenario, flags, program.version() ?? '')))
}

async function replay(scenario: string, flags: ReplayFlags, version: string): Promise<ExitCode> {
  const { out, json = false, quiet = false } = flags
  const progress = new ProgressLine(quiet ? {} : process.stderr)
  const draft = out === undefined ? null : new FolderDraft(out, [EVENTS_FILE, SUMMARY_FILE], true, 'replay')
  let page: ReportFile | null = null
  try {
    page = flags.report === undefined ? null : new ReportFile(flags.report)
    const played = await interruptible((signal) => run(scenario, flags, { draft, progress, signal }))
    const { report, text } = played
    if (draft !== null) {
      draft.file(SUMMARY_FILE).write(`${JSON.stringify(report, null, 2)}\n`)
      draft.commit([])
    }
    page?.commit(pageOf(played, scenario, flags, version))
    progress.end()
    if (json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
    else if (!quiet) process.stdout.write(page === null ? text : `${text}report      ${flags.report}\n`)
    return report.invariants.lots && report.invariants.cash ? ExitCode.OK : ExitCode.FINDING
  } catch (error) {
    draft?.discard()
    page?.discard()
    throw error
  } finally {
    progress.end()
  }
}

interface Run {
  readonly draft: FolderDraft | null
  readonly progress: ProgressLine
  readonly signal: AbortSignal
}

interface Played {
  readonly engine: Engine
  readonly report: ReplayReport
  readonly text: string
  /** Counted for the page; null: nobody asked for one. */
  readonly record: RunRecord | null
  readonly published: PublishedFacts | undefined
}

async function run(
  scenario: string,
  { kernel, policy, report: page }: ReplayFlags,
  { draft, progress, signal }: Run,
): Promise<Played> {
  const beganMs = performance.now()
  const source = await openScenario(scenario)
  const events = draft?.file(EVENTS_FILE)
  const tally = new ReplayTally()
  let forPage: RunTally | null = null
  let start = { positions: 0, insuranceAtoms: 0n }
  const { engine } = await playScenario(source, {
    kernel,
    ...(policy === undefined ? {} : { policy }),
    onProgress: progress.show,
    signal,
    onReady: (ready) => {
      tally.begin(ready)
      if (page !== undefined) forPage = new RunTally(ready)
      start = startOf(ready)
    },
    onEvent: (event) => {
      tally.event(event)
      forPage?.event(event)
      events?.write(eventLine(event))
    },
    onTick: (tick) => {
      tally.tick(tick)
      forPage?.tick(tick)
    },
  })
  const record = (forPage as RunTally | null)?.record() ?? null
  const context = { scenario, policy: policy ?? source.venue.policy, start, totalMs: performance.now() - beganMs }
  const report = makeReplayReport(engine, tally, context)
  const text = renderReplay(report, source.published, engine.atom, colorsFor(process.stdout))
  return { engine, report, text, record, published: source.published }
}

function pageOf({ engine, report, record, published }: Played, scenario: string, flags: ReplayFlags, version: string) {
  const { policy, kernel, report: file } = flags
  const command = ['ballast', 'replay', scenario, ...(policy === undefined ? [] : ['--policy', policy])]
  if (kernel !== 'fast') command.push('--kernel', kernel)
  command.push('--report', file!)
  return renderPage(replayPage(engine, report, record!, { command, version, published }))
}
