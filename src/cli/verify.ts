// ballast verify <folder>: whether journal and snapshots of an engine are whole and lead to the same state.

import type { Command } from 'commander'
import { type FolderReport, verifyFolder } from '../engine/verify-folder.ts'
import { nodeDisk } from '../journal/node-disk.ts'
import { EXIT_CODES_HELP, ExitCode } from './exit-codes.ts'
import { grouped } from './format.ts'
import { runOnJournal } from './journal-run.ts'
import { plainTable } from './plain-table.ts'
import { type Colors, colorsFor } from './terminal.ts'

interface VerifyFlags {
  readonly json?: boolean
  readonly policies?: string
}

const HELP = `
Reads every frame and section by its checksum, does every record again from the oldest whole snapshot on, and holds each
later snapshot and checkpoint against the state that comes out. Nothing is changed; a folder in use may be verified.
What the last process was writing when it ended (a torn tail) is no finding: opening the folder cuts it.

A finding (exit code 1) is damage, or a snapshot or checkpoint with another state.

Examples:
  $ ballast verify /var/lib/venue
  $ ballast verify /var/lib/venue --json | jq .findings
${EXIT_CODES_HELP}`

export function addVerify(program: Command, end: (code: ExitCode) => void): void {
  program
    .command('verify')
    .description('verify the journal and the snapshots of an engine')
    .argument('<folder>', 'where the engine keeps them')
    .option('--policies <module>', "a module that exports `policies`: those of the venue's own")
    .option('--json', 'print one JSON document')
    .addHelpText('after', HELP)
    .action(async (folder: string, flags: VerifyFlags) => end(await verify(folder, flags)))
}

async function verify(folder: string, { json = false, policies }: VerifyFlags): Promise<ExitCode> {
  const report = await runOnJournal(policies, (terms) => verifyFolder(nodeDisk, folder, terms))
  const text = json ? `${JSON.stringify(report, null, 2)}\n` : render(report, colorsFor(process.stdout))
  process.stdout.write(text)
  return report.findings.length > 0 ? ExitCode.FINDING : ExitCode.OK
}

function render(report: FolderReport, colors: Colors): string {
  const { folder, segments, snapshots, records, trades, torn, sequence, stateHash, ms, findings } = report
  const files = [
    ...snapshots.map(({ file, number, stateHash: hash, matches }) => {
      const state = hash === null ? colors.red('damaged') : matches === false ? colors.red('another state') : 'whole'
      return [file, `after ${grouped(number)}`, '', matches === null && hash !== null ? 'whole, not come to' : state]
    }),
    ...segments.map(({ file, first, records: count, bytes }) => {
      return [
        file,
        count === 0 ? `from ${grouped(first)}` : `${grouped(first)} to ${grouped(first + count - 1)}`,
        grouped(bytes),
        '',
      ]
    }),
  ]
  const seconds = ms / 1000
  const rate = seconds > 0.2 ? `, ${grouped(Math.round(records / seconds))} a second` : ''
  const lines = [
    colors.bold(`Journal of ${folder}`),
    plainTable(['<file', '<records', 'bytes', '<'], files, colors),
    `records done again  ${grouped(records)}${trades > 0 ? `, ${grouped(trades)} trades in batches` : ''}${rate}`,
  ]
  if (sequence !== null) lines.push(`state hash          ${stateHash} after ${grouped(sequence)} commands`)
  if (torn !== null) {
    lines.push(
      `torn tail           ${grouped(torn.bytes)} bytes of ${torn.file} from byte ${torn.offset} on do not count`,
    )
  }
  lines.push(findings.length === 0 ? colors.green('all of it fits together') : colors.red('findings'))
  for (const finding of findings) lines.push(`  ${finding}`)
  return `${lines.join('\n')}\n`
}
