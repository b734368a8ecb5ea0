// ballast compare <scenario>: the same shock under every policy.

import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { type Command, InvalidArgumentError } from 'commander'
import { formatDecimal } from '../fixed/decimal.ts'
import type { KernelName } from '../kernel/kernel.ts'
import { knownPolicies, type PolicyName } from '../policies/known.ts'
import { comparePolicies } from '../scenario/compare.ts'
import { fileError } from '../scenario/place-error.ts'
import { atMost } from './check.ts'
import { compareCsv, compareDocument, renderCompared } from './compare-tables.ts'
import { EXIT_CODES_HELP, ExitCode } from './exit-codes.ts'
import { interruptible } from './interrupt.ts'
import { ProgressLine } from './progress.ts'
import { kernelOption, policyName } from './replay.ts'
import { colorsFor } from './terminal.ts'

interface CompareFlags {
  readonly policies: readonly PolicyName[]
  readonly threads: number
  readonly kernel: KernelName
  readonly json?: boolean
  readonly csv?: string
  readonly quiet?: boolean
}

const MOST_THREADS = 64

const HELP = `
Every policy begins with the same book and is played the same marks; prices, triggers and order of stages are those of
venue.json. Needed is what bankrupt accounts lacked beyond the order book and the fund's takeovers; used is what
deleveraged positions lost against the mark; the rest was paid by the fund, socialised, or stands as a deficit.
Policies with a parameter are said by name: risk-aware:power=3, ftx:top=20, capped-pro-rata:cap=0.5.

Examples:
  $ ballast compare fixtures/small-book
  $ ballast compare fixtures/oct-10-2025 --policies bitmex,okx,pro-rata,leverage-water-fill
  $ ballast compare my-venue --json | jq '.policies[] | {name, usedAtoms, accountsHit}'
${EXIT_CODES_HELP}`

export function addCompare(program: Command, end: (code: ExitCode) => void): void {
  program
    .command('compare')
    .description('play the same shock under several policies and compare what they do to whom')
    .argument('<scenario>', 'folder with venue.json and CSV files, generator.json or calibration.json')
    .option('--policies <list>', 'names with commas between them, or all', policyList, policyList('all'))
    .option('--threads <n>', 'policies at once, each with a book of its own', atMost(MOST_THREADS), lanes())
    .addOption(kernelOption())
    .option('--json', 'print one JSON document; money as exact strings of atoms')
    .option('--csv <file>', 'write a row for every policy there')
    .option('--quiet', 'no progress')
    .addHelpText('after', HELP)
    .action(async (scenario: string, flags: CompareFlags) => end(await compare(scenario, flags)))
}

function lanes(): number {
  return Math.min(MOST_THREADS, availableParallelism())
}

function policyList(text: string): readonly PolicyName[] {
  if (text === 'all') return knownPolicies.map(({ name }) => name as PolicyName)
  const names = text.split(',').map((part) => policyName(part.trim()))
  if (new Set(names).size < names.length) throw new InvalidArgumentError('Expected each policy once.')
  return names
}

async function compare(scenario: string, flags: CompareFlags): Promise<ExitCode> {
  const { policies, threads, kernel, json = false, csv, quiet = false } = flags
  const progress = new ProgressLine(quiet ? {} : process.stderr)
  try {
    const found = await interruptible((signal) =>
      comparePolicies(scenario, { policies, threads, kernel, onProgress: progress.show, signal }),
    )
    progress.end()
    const head = { scenario, atom: formatDecimal(found.atom) }
    if (csv !== undefined) writeCsv(csv, compareCsv(found))
    if (json) process.stdout.write(`${JSON.stringify(compareDocument(found, head), null, 2)}\n`)
    else process.stdout.write(renderCompared(found, scenario, colorsFor(process.stdout)))
    return ExitCode.OK
  } finally {
    progress.end()
  }
}

function writeCsv(file: string, text: string): void {
  try {
    writeFileSync(file, text)
  } catch (error) {
    throw fileError(error, file)
  }
}
