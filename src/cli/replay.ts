// ballast replay <scenario>: every batch of marks with its round, and what it came to.

import { type Command, InvalidArgumentError, Option } from 'commander'
import { BallastError } from '../core/errors.ts'
import type { KernelName } from '../kernel/kernel.ts'
import { type PolicyName, policyOf } from '../policies/known.ts'
import { FolderDraft } from '../scenario/folder-draft.ts'
import { openScenario } from '../scenario/load.ts'
import { replay as playScenario } from '../scenario/replay.ts'
import { eventLine } from './event-line.ts'
import { EXIT_CODES_HELP, ExitCode } from './exit-codes.ts'
import { interruptible } from './interrupt.ts'
import { ProgressLine } from './progress.ts'
import { makeReplayReport, type ReplayReport, startOf } from './replay-report.ts'
import { renderReplay } from './replay-tables.ts'
import { ReplayTally } from './replay-tally.ts'
import { colorsFor } from './terminal.ts'

export interface ReplayFlags {
  readonly policy?: PolicyName
  readonly kernel: KernelName
  readonly out?: string
  readonly json?: boolean
  readonly quiet?: boolean
}

const HELP = `
Each batch of marks opens a round: accounts under margin are liquidated on the order book that venue.json states
for the market, the pools cover what they can, and what is then missing is taken from the most profitable and
leveraged positions of the other side. --out writes every event, enough to recompute each round by hand.

A finding (exit code 1) is an invariant that does not hold.

Examples:
  $ ballast replay fixtures/oct-10-2025
  $ ballast replay fixtures/oct-10-2025 --policy pro-rata --json | jq .adl
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

export function addReplay(program: Command, end: (code: ExitCode) => void): void {
  program
    .command('replay')
    .description('play the marks of a scenario, with liquidation, insurance fund and ADL after each batch')
    .argument('<scenario>', 'folder with venue.json and CSV files, generator.json or calibration.json')
    .addOption(policyOption())
    .addOption(kernelOption())
    .option('--out <folder>', `write ${EVENTS_FILE} and ${SUMMARY_FILE} there`, folderName)
    .option('--json', 'print one JSON document; money as exact strings')
    .option('--quiet', 'no progress, and no table')
    .addHelpText('after', HELP)
    .action(async (scenario: string, flags: ReplayFlags) => end(await replay(scenario, flags)))
}

async function replay(scenario: string, flags: ReplayFlags): Promise<ExitCode> {
  const { out, json = false, quiet = false } = flags
  const progress = new ProgressLine(quiet ? {} : process.stderr)
  const draft = out === undefined ? null : new FolderDraft(out, [EVENTS_FILE, SUMMARY_FILE], true, 'replay')
  try {
    const { report, text } = await interruptible((signal) => run(scenario, flags, { draft, progress, signal }))
    if (draft !== null) {
      draft.file(SUMMARY_FILE).write(`${JSON.stringify(report, null, 2)}\n`)
      draft.commit([])
    }
    progress.end()
    if (json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
    else if (!quiet) process.stdout.write(text)
    return report.invariants.lots && report.invariants.cash ? ExitCode.OK : ExitCode.FINDING
  } catch (error) {
    draft?.discard()
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

async function run(
  scenario: string,
  { kernel, policy }: ReplayFlags,
  { draft, progress, signal }: Run,
): Promise<{ report: ReplayReport; text: string }> {
  const beganMs = performance.now()
  const source = await openScenario(scenario)
  const events = draft?.file(EVENTS_FILE)
  const tally = new ReplayTally()
  let start = { positions: 0, insuranceAtoms: 0n }
  const { engine } = await playScenario(source, {
    kernel,
    ...(policy === undefined ? {} : { policy }),
    onProgress: progress.show,
    signal,
    onReady: (ready) => {
      tally.begin(ready)
      start = startOf(ready)
    },
    onEvent: (event) => {
      tally.event(event)
      events?.write(eventLine(event))
    },
    onTick: (tick) => tally.tick(tick),
  })
  const context = { scenario, policy: policy ?? source.venue.policy, start, totalMs: performance.now() - beganMs }
  const report = makeReplayReport(engine, tally, context)
  return { report, text: renderReplay(report, source.published, engine.atom, colorsFor(process.stdout)) }
}
