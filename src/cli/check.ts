// ballast check <scenario>: who is at risk, who is bankrupt, and how far the next ones are from it.

import { type Command, InvalidArgumentError, Option } from 'commander'
import type { KernelName } from '../kernel/kernel.ts'
import { loadScenario } from '../scenario/load.ts'
import { hasFinding, makeReport } from './check-report.ts'
import { renderCheck } from './check-tables.ts'
import { EXIT_CODES_HELP, ExitCode } from './exit-codes.ts'
import { interruptible } from './interrupt.ts'
import { ProgressLine } from './progress.ts'
import { colorsFor } from './terminal.ts'

interface CheckOptions {
  readonly at?: number
  readonly kernel: KernelName
  readonly json?: boolean
  readonly top: number
  readonly audit?: boolean
  readonly exitZero?: boolean
}

const HELP = `
A finding (exit code 1) is any account at risk or bankrupt, or an invariant that does not hold.

Examples:
  $ ballast check fixtures/small-book
  $ ballast check fixtures/small-book --at 1760131005000 --top 3
  $ ballast check fixtures/small-book --json | jq .states
${EXIT_CODES_HELP}`

export function addCheck(program: Command, end: (code: ExitCode) => void): void {
  program
    .command('check')
    .description('check the margin of every account of a scenario')
    .argument('<scenario>', 'folder with venue.json and CSV files, or with a generator.json (docs/SCENARIO.md)')
    .option('--at <time>', 'apply marks up to this time, in milliseconds (default: all of them)', wholeNumber)
    .addOption(
      new Option('--kernel <kernel>', 'what computes the check; both give the same')
        .choices(['fast', 'reference'])
        .default('fast'),
    )
    .option('--top <n>', 'list this many of the worst accounts', atMost(100_000), 10)
    .option('--json', 'print one JSON document; money in atoms, as strings')
    .option('--audit', 'also recount the whole book, invariants and hash')
    .option('--exit-zero', 'end with 0 in spite of a finding')
    .addHelpText('after', HELP)
    .action(async (scenario: string, options: CheckOptions) => end(await check(scenario, options)))
}

async function check(scenario: string, options: CheckOptions): Promise<ExitCode> {
  const { at, kernel, json = false, top, audit = false, exitZero = false } = options
  const progress = new ProgressLine(process.stderr)
  const beganMs = performance.now()
  try {
    const loaded = await interruptible((signal) =>
      loadScenario(scenario, {
        kernel,
        ...(at === undefined ? {} : { atMs: at }),
        onProgress: progress.show,
        signal,
      }),
    )
    progress.end()
    const loadMs = performance.now() - beganMs
    const report = makeReport(loaded, { scenario, top, audit, loadMs })
    const text = json
      ? `${JSON.stringify(report, null, 2)}\n`
      : renderCheck(report, loaded.engine.atom, colorsFor(process.stdout))
    process.stdout.write(text)
    return hasFinding(report) && !exitZero ? ExitCode.FINDING : ExitCode.OK
  } finally {
    progress.end()
  }
}

/** An option that is a whole number, not negative. */
export function wholeNumber(text: string): number {
  const value = /^[0-9]{1,16}$/.test(text) ? Number(text) : Number.NaN
  if (!Number.isSafeInteger(value)) throw new InvalidArgumentError('Expected a whole number, 0 or more.')
  return value
}

export function atMost(most: number, least = 0): (text: string) => number {
  return (text) => {
    const value = wholeNumber(text)
    if (value < least || value > most) throw new InvalidArgumentError(`Expected a whole number, ${least} to ${most}.`)
    return value
  }
}
