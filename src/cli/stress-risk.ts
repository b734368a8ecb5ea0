// ballast risk <scenario>: how far every account is from its margin and from bankruptcy, and what ADL would take.

import { type Command, InvalidArgumentError } from 'commander'
import { demand, ErrorCode } from '../core/errors.ts'
import type { Engine } from '../engine/engine.ts'
import { formatDecimal } from '../fixed/decimal.ts'
import type { KernelName } from '../kernel/kernel.ts'
import type { PolicyName } from '../policies/known.ts'
import { fillEngine, openScenario, pulseOf } from '../scenario/load.ts'
import { MarkTape } from '../scenario/mark-tape.ts'
import { playMarks } from '../scenario/play-marks.ts'
import { liquidityOf } from '../scenario/round-terms.ts'
import type { ScenarioSource } from '../scenario/source.ts'
import { csvSink } from '../sinks/sinks.ts'
import { betasOf } from '../stress/grid-model.ts'
import type { Betas } from '../stress/grid-moves.ts'
import { positionRisk } from '../stress/position-risk.ts'
import { adlCosts, nearestLights } from '../stress/position-risk-adl.ts'
import { plainJson } from '../stress/stress-file-line.ts'
import { atMost, wholeNumber } from './check.ts'
import { EXIT_CODES_HELP, ExitCode } from './exit-codes.ts'
import { interruptible } from './interrupt.ts'
import { ProgressLine } from './progress.ts'
import { marketOf } from './rank.ts'
import { kernelOption, policyOption } from './replay.ts'
import { percentOption } from './stress-flags.ts'
import { type AccountRisk, RISK_TABLE, renderRisk, riskRow } from './stress-risk-tables.ts'
import { colorsFor } from './terminal.ts'

interface RiskFlags {
  readonly shock: string
  readonly most: number
  readonly adlShock: number
  readonly policy?: PolicyName
  readonly account?: ReadonlySet<number>
  readonly at?: number
  readonly top: number
  readonly kernel: KernelName
  readonly json?: boolean
  readonly csv?: string
  readonly quiet?: boolean
}

const HELP = `
Margin and bankrupt are the smallest fall or rise at which an account is under its maintenance margin, or worth nothing:
exact, at marks of whole ticks. What ADL takes is what the account loses in one round right after a fall or rise of
--adl-shock, under the policy. Lights are those of its position nearest to the head of a queue now. Nothing is changed.

Examples:
  $ ballast risk fixtures/small-book
  $ ballast risk fixtures/small-book --shock BTC-PERP --account 101,102 --json | jq '.accounts[].fall'
  $ ballast risk fixtures/oct-10-2025 --csv risk.csv --quiet
${EXIT_CODES_HELP}`

export function addRisk(program: Command, end: (code: ExitCode) => void): void {
  program
    .command('risk')
    .description('show how far every account is from its margin, and what ADL would take from it')
    .argument('<scenario>', 'folder with venue.json and CSV files, generator.json or calibration.json')
    .option('--shock <shape>', '"uniform", "betas" or the symbol of a market that moves alone', 'uniform')
    .addOption(percentOption('--most <percent>', 'the largest fall or rise that is looked at', 1_000_000))
    .addOption(percentOption('--adl-shock <percent>', 'the fall and the rise for what ADL takes', 100_000))
    .addOption(policyOption())
    .option('--account <ids>', 'these accounts only, with commas between them', idSet)
    .option('--at <time>', 'apply marks up to this time first, in milliseconds (default: none)', wholeNumber)
    .option('--top <n>', 'so many in the table, the nearest first', atMost(100_000), 20)
    .addOption(kernelOption())
    .option('--json', 'print one JSON document with all accounts; money in atoms, as strings')
    .option('--csv <file>', 'write a row for every account there')
    .option('--quiet', 'no progress')
    .addHelpText('after', HELP)
    .action(async (scenario: string, flags: RiskFlags) => end(await risk(scenario, flags)))
}

function idSet(text: string): ReadonlySet<number> {
  const ids = text.split(',').map((part) => wholeNumber(part.trim()))
  if (ids.some((id) => id < 1)) throw new InvalidArgumentError('Expected ids of accounts, with commas between them.')
  return new Set(ids)
}

async function risk(scenario: string, flags: RiskFlags): Promise<ExitCode> {
  const { kernel, json = false, csv, quiet = false } = flags
  const progress = new ProgressLine(quiet ? {} : process.stderr)
  try {
    const { engine, source, betas } = await interruptible(async (signal) => {
      const pulse = pulseOf({ onProgress: progress.show, signal })
      const source = await openScenario(scenario)
      const { engine } = await fillEngine(source, { kernel, executor: 'inline' }, pulse)
      if (flags.at !== undefined) await playMarks(engine, source, flags.at, pulse)
      return { engine, source, betas: await betasFor(engine, source, flags.shock) }
    })
    if (flags.policy !== undefined) engine.configureRound({ policy: flags.policy })
    for (const id of flags.account ?? []) engine.account(id)
    const risks = risksOf(engine, source, betas, flags, progress)
    progress.end()
    const policy = flags.policy ?? source.venue.policy
    const { shock, most: mostPpm, adlShock: adlShockPpm } = flags
    if (csv !== undefined) await writeTable(csv, risks)
    const head = { scenario, atom: formatDecimal(engine.atom), policy, shock, mostPpm, adlShockPpm }
    if (json) printJson(head, risks)
    else {
      const context = { ...head, atom: engine.atom, colors: colorsFor(process.stdout) }
      process.stdout.write(renderRisk(risks, flags.top, context))
    }
    return ExitCode.OK
  } finally {
    progress.end()
  }
}

/** By market, for a fall; a rise is the other way. */
async function betasFor(engine: Engine, source: ScenarioSource, shock: string): Promise<Betas> {
  const count = engine.book.marketCount
  if (shock === 'uniform') return new Array<number>(count).fill(-1_000_000)
  if (shock === 'betas') {
    const tape = await MarkTape.read(source, Number.MAX_SAFE_INTEGER, () => {})
    return betasOf(tape, count).map((beta) => 0 - beta)
  }
  const market = marketOf(engine, shock)
  return Array.from({ length: count }, (_, each) => (each === market ? -1_000_000 : 0))
}

function risksOf(
  engine: Engine,
  { venue }: ScenarioSource,
  betas: Betas,
  { most: mostPpm, adlShock: shockPpm, account }: RiskFlags,
  progress: ProgressLine,
): AccountRisk[] {
  demand(mostPpm >= 1, ErrorCode.RANGE, () => '--most is 0%, expected more')
  const shapes = [betas, betas.map((beta) => 0 - beta)]
  const onProgress = (done: number, total: number) => progress.show({ what: 'accounts', rows: done, done, total })
  const accounts = account === undefined ? {} : { accounts: account }
  const found = positionRisk(engine, { shapes, mostPpm, onProgress, ...accounts })
  const lights = nearestLights(engine)
  const [byFall, byRise] = shapes.map((each) => {
    return adlCosts(engine, { betas: each, shockPpm, liquidity: liquidityOf(venue) })
  })
  const symbols = Array.from({ length: engine.book.marketCount }, (_, market) => engine.market(market).symbol)
  return found.map(({ distances, largestMarket, ...own }) => {
    const light = lights.get(own.account)
    return {
      ...own,
      largestMarket: symbols[largestMarket]!,
      ...{ fall: distances[0]!, rise: distances[1]! },
      light: light === undefined ? null : { ...light, market: symbols[light.market]! },
      adlByFall: byFall!.get(own.account) ?? null,
      adlByRise: byRise!.get(own.account) ?? null,
    }
  })
}

async function writeTable(file: string, risks: readonly AccountRisk[]): Promise<void> {
  const sink = await csvSink(file, RISK_TABLE)
  try {
    for (const each of risks) sink.put(riskRow(each))
    await sink.end()
  } catch (error) {
    sink.discard()
    throw error
  }
}

const PIECE = 1_000

// In pieces: the text of a whole book may be longer than a string can be.
function printJson(head: object, risks: readonly AccountRisk[]): void {
  process.stdout.write(`${plainJson(head, 2).slice(0, -2)},\n  "accounts": [`)
  for (let first = 0; first < risks.length; first += PIECE) {
    const rows = risks.slice(first, first + PIECE).map((each) => `\n    ${plainJson(each)}`)
    process.stdout.write(`${first === 0 ? '' : ','}${rows.join(',')}`)
  }
  process.stdout.write('\n  ]\n}\n')
}
