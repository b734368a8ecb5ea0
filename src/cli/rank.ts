// ballast rank <scenario>: the ADL queue of one side of a market.

import { type Command, Option } from 'commander'
import { BallastError, ErrorCode } from '../core/errors.ts'
import type { Engine } from '../engine/engine.ts'
import type { RankedPosition } from '../engine/rank-view.ts'
import { formatDecimal, unitsToDecimal } from '../fixed/decimal.ts'
import type { KernelName } from '../kernel/kernel.ts'
import type { PolicyName } from '../policies/known.ts'
import { loadScenario } from '../scenario/load.ts'
import { atMost, wholeNumber } from './check.ts'
import { EXIT_CODES_HELP, ExitCode } from './exit-codes.ts'
import { grouped, money } from './format.ts'
import { interruptible } from './interrupt.ts'
import { plainTable } from './plain-table.ts'
import { ProgressLine } from './progress.ts'
import { kernelOption, policyOption } from './replay.ts'
import { colorsFor } from './terminal.ts'

interface RankFlags {
  readonly market: string
  readonly side: 'long' | 'short'
  readonly policy?: PolicyName
  readonly kernel: KernelName
  readonly top: number
  readonly at?: number
  readonly json?: boolean
}

const HELP = `
The queue as it would be made now: whoever stands first is deleveraged first when the other side goes bankrupt.
The quantile is the share of the queue that stands behind. Nothing is played: marks are applied, no round.

Examples:
  $ ballast rank fixtures/oct-10-2025 --market BTC --side short --top 5
  $ ballast rank my-venue --market ETH-PERP --side long --policy pro-rata --json | jq '.queue[0]'
${EXIT_CODES_HELP}`

export function addRank(program: Command, end: (code: ExitCode) => void): void {
  program
    .command('rank')
    .description('show the ADL queue of one side of a market')
    .argument('<scenario>', 'folder with venue.json and CSV files, generator.json or calibration.json')
    .requiredOption('--market <symbol>', 'symbol of the market')
    .addOption(new Option('--side <side>', 'whose positions').choices(['long', 'short']).makeOptionMandatory())
    .addOption(policyOption())
    .addOption(kernelOption())
    .option('--top <n>', 'so many from the head', atMost(10_000_000), 20)
    .option('--at <time>', 'apply marks up to this time, in milliseconds (default: all of them)', wholeNumber)
    .option('--json', 'print one JSON document; money in atoms, as strings')
    .addHelpText('after', HELP)
    .action(async (scenario: string, flags: RankFlags) => end(await rank(scenario, flags)))
}

async function rank(scenario: string, flags: RankFlags): Promise<ExitCode> {
  const { kernel, at, json = false } = flags
  const progress = new ProgressLine(process.stderr)
  try {
    const { engine, venue, lastTimeMs } = await interruptible((signal) =>
      loadScenario(scenario, { kernel, ...(at === undefined ? {} : { atMs: at }), onProgress: progress.show, signal }),
    )
    progress.end()
    const market = marketOf(engine, flags.market)
    const queue = engine.rank({
      market,
      side: flags.side,
      ...(flags.policy === undefined ? {} : { policy: flags.policy }),
    })
    const shown = queue.slice(0, flags.top)
    const policy = flags.policy ?? venue.policy
    const head = { scenario, market: flags.market, side: flags.side, policy, at: lastTimeMs, candidates: queue.length }
    if (json)
      process.stdout.write(
        `${JSON.stringify({ ...head, ...unitsOf(engine, market), queue: shown.map(entry) }, null, 2)}\n`,
      )
    else process.stdout.write(render(engine, market, head, shown))
    return ExitCode.OK
  } finally {
    progress.end()
  }
}

export function marketOf(engine: Engine, symbol: string): number {
  const market = engine.findMarket(symbol)
  if (market >= 0) return market
  const known = Array.from({ length: Math.min(8, engine.book.marketCount) }, (_, index) => engine.market(index).symbol)
  const more = engine.book.marketCount > known.length ? ', …' : ''
  const message = `--market ${symbol}: no such market, there are ${known.join(', ')}${more}`
  throw new BallastError(ErrorCode.UNKNOWN_MARKET, message)
}

function unitsOf(engine: Engine, market: number) {
  return { atom: formatDecimal(engine.atom), lotSize: formatDecimal(engine.market(market).lotSize) }
}

function entry({ rank, account, score, quantilePpm, lots, candidate }: RankedPosition) {
  return {
    rank,
    account,
    score,
    quantilePpm,
    lots: lots.toString(),
    notionalAtoms: candidate.notionalAtoms.toString(),
    profitAtoms: candidate.profitAtoms.toString(),
    equityAtoms: candidate.equityAtoms.toString(),
  }
}

interface Head {
  readonly scenario: string
  readonly market: string
  readonly side: string
  readonly policy: string
  readonly candidates: number
}

function render(engine: Engine, market: number, head: Head, queue: readonly RankedPosition[]): string {
  const colors = colorsFor(process.stdout)
  const { lotSize } = engine.market(market)
  const title = `${colors.bold(`ADL queue of ${head.market} ${head.side}s`)} in ${head.scenario}`
  const size = colors.dim(`${grouped(head.candidates)} candidates, policy ${head.policy}`)
  if (queue.length === 0) return `${title}\n${size}\n`
  const rows = queue.map(({ rank, account, score, quantilePpm, lots, candidate }) => [
    grouped(rank),
    `${account}`,
    score === null ? '–' : decimalOf(score),
    `${(quantilePpm / 10_000).toFixed(2)} %`,
    unitsToDecimal(lots, lotSize),
    money(candidate.notionalAtoms, engine.atom),
    money(candidate.profitAtoms, engine.atom),
    money(candidate.equityAtoms, engine.atom),
  ])
  const columns = ['rank', 'account', 'score', 'quantile', 'size', 'notional', 'profit', 'account equity']
  return `${title}\n${size}\n\n${plainTable(columns, rows, colors)}\n`
}

/** Six places of an exact score, rounded towards zero: for people; JSON has it whole. */
export function decimalOf(score: string): string {
  const [over, under] = score.split('/')
  if (under === undefined) return score
  const millionths = (BigInt(over!) * 1_000_000n) / BigInt(under)
  return unitsToDecimal(millionths, { coefficient: 1n, decimals: 6 })
}
