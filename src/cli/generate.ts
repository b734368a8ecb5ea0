// ballast generate: a seeded book as a scenario folder.

import { type Command, InvalidArgumentError } from 'commander'
import { BallastError } from '../core/errors.ts'
import { MAX_MARKETS } from '../core/limits.ts'
import { openGenerator } from '../scenario/generator.ts'
import { checkGeneratorSizes, type GeneratorSizes } from '../scenario/venue-schema.ts'
import { writeScenario } from '../scenario/write.ts'
import { atMost } from './check.ts'
import { EXIT_CODES_HELP, ExitCode } from './exit-codes.ts'
import { duration, grouped } from './format.ts'
import { interruptible } from './interrupt.ts'
import { ProgressLine } from './progress.ts'
import { colorsFor } from './terminal.ts'

interface GenerateOptions extends GeneratorSizes {
  readonly out: string
  readonly force?: boolean
}

const HELP = `
The same numbers and seed give the same bytes on every machine. Pools, external rows and the deficit row
come on top of the accounts, what the external rows hold on top of the positions. A folder with nothing but a
generator.json is the same book without the files (docs/SCENARIO.md).

Examples:
  $ ballast generate --accounts 100000 --positions 400000 --markets 50 --seed 7 --out /tmp/book
  $ ballast check /tmp/book
${EXIT_CODES_HELP}`

export function addGenerate(program: Command, end: (code: ExitCode) => void): void {
  program
    .command('generate')
    .description('write a seeded book as a scenario folder')
    .requiredOption('--accounts <n>', 'traders', atMost(16_000_000, 1))
    .requiredOption(
      '--positions <n>',
      'positions of the traders, at most one a market and 128 each',
      atMost(64_000_000),
    )
    .requiredOption('--markets <n>', 'markets', atMost(MAX_MARKETS, 1))
    .requiredOption('--seed <seed>', 'whole number of 1 to 19 digits', seedText)
    .requiredOption('--out <folder>', 'where to write; must be empty or not exist')
    .option('--force', 'replace a scenario that stands there')
    .addHelpText('after', HELP)
    .action(async (options: GenerateOptions, command: Command) => {
      const sizes = sizesOf(options, command)
      end(await generate(sizes, options))
    })
}

function seedText(text: string): string {
  if (!/^[0-9]{1,19}$/.test(text)) throw new InvalidArgumentError('Expected a whole number of 1 to 19 digits.')
  return text
}

// More positions than there is room for is a mistake in the options, not in a file.
function sizesOf({ seed, accounts, positions, markets }: GenerateOptions, command: Command): GeneratorSizes {
  try {
    return checkGeneratorSizes({ seed, accounts, positions, markets })
  } catch (error) {
    if (!(error instanceof BallastError)) throw error
    return command.error(`error: ${error.message}`)
  }
}

async function generate(sizes: GeneratorSizes, { out, force = false }: GenerateOptions): Promise<ExitCode> {
  const progress = new ProgressLine(process.stderr)
  const beganMs = performance.now()
  try {
    const counts = await interruptible((signal) =>
      writeScenario(out, openGenerator(sizes), { force, onProgress: progress.show, signal }),
    )
    progress.end()
    const colors = colorsFor(process.stdout)
    const rows = `${grouped(counts.accounts)} accounts, ${grouped(counts.positions)} positions`
    const rest = `${grouped(sizes.markets)} markets, ${grouped(counts.marks)} marks`
    const took = colors.dim(`in ${duration(performance.now() - beganMs)}`)
    process.stdout.write(`${colors.bold(`Wrote ${out}`)}: ${rows}, ${rest} ${took}\n`)
    return ExitCode.OK
  } finally {
    progress.end()
  }
}
