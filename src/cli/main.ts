#!/usr/bin/env node
// The command line. Ends with the codes of exit-codes.ts; everything that is not a result goes to stderr.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command, CommanderError } from 'commander'
import { BallastError } from '../core/errors.ts'
import { addAudit } from './audit.ts'
import { addCheck } from './check.ts'
import { addCheckProof } from './check-proof.ts'
import { addCompare } from './compare.ts'
import { EXIT_CODES_HELP, ExitCode } from './exit-codes.ts'
import { addGenerate } from './generate.ts'
import { addInspect } from './inspect.ts'
import { Interrupted } from './interrupt.ts'
import { addLoad } from './load.ts'
import { addPresets } from './presets.ts'
import { addProve } from './prove.ts'
import { addRank } from './rank.ts'
import { addReplay } from './replay.ts'
import { addStress } from './stress.ts'
import { addRisk } from './stress-risk.ts'
import { colorsFor, endOnBrokenPipe } from './terminal.ts'
import { addVerify } from './verify.ts'

endOnBrokenPipe(process.stdout)
endOnBrokenPipe(process.stderr)

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'))

const program = new Command('ballast')
  .description(
    'Ballast: liquidation, insurance fund and auto-deleveraging of a whole derivatives book, exact to the atom.',
  )
  .version(version, '-V, --version', 'print the version')
  .helpCommand(true)
  .showHelpAfterError('(add --help for what there is)')
  .exitOverride()
  .addHelpText('after', EXIT_CODES_HELP)

const end = (code: ExitCode) => {
  process.exitCode = code
}
addReplay(program, end)
addCompare(program, end)
addStress(program, end)
addRisk(program, end)
addRank(program, end)
addProve(program, end)
addCheckProof(program, end)
addPresets(program, end)
addCheck(program, end)
addGenerate(program, end)
addLoad(program, end)
addVerify(program, end)
addInspect(program, end)
addAudit(program, end)

try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = report(error)
}

function report(error: unknown): number {
  // Commander has printed the reason; help and version are no errors.
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.OK : ExitCode.USAGE
  const colors = colorsFor(process.stderr)
  if (error instanceof Interrupted) {
    process.stderr.write(`ballast: ${error.message}\n`)
    return error.exitCode
  }
  if (error instanceof BallastError) {
    process.stderr.write(`${colors.red('ballast:')} ${error.message} ${colors.dim(`[${error.code}]`)}\n`)
    return ExitCode.INPUT
  }
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(`${colors.red('ballast: a mistake in Ballast itself, please report it')}\n${trace}\n`)
  return ExitCode.INTERNAL
}
