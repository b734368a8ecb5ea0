// ballast audit <folder> --round N: a round recomputed from the journal, and what does not agree with it.

import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { auditFolder, type FolderAudit } from '../audit/audit-folder.ts'
import { BallastError, ErrorCode } from '../core/errors.ts'
import { nodeDisk } from '../journal/node-disk.ts'
import { atMost } from './check.ts'
import { eventLine } from './event-line.ts'
import { EXIT_CODES_HELP, ExitCode } from './exit-codes.ts'
import { grouped } from './format.ts'
import { runOnJournal } from './journal-run.ts'
import { plainTable } from './plain-table.ts'
import { type Colors, colorsFor } from './terminal.ts'

interface AuditFlags {
  readonly round: number
  readonly events?: string
  readonly policies?: string
  readonly json?: boolean
}

const HELP = `
Makes the book as it was before the round, from a snapshot and the records behind it, does the round again by the plain
kernel, and holds what comes out against what the journal says of it, against the events that were published
(--events), and, claim by claim, against the rules: who had to be called, what was needed, the ranking up to the last
fill, prices and losses, caps, the fund, who paid the rest, the deficit, the invariants. Nothing is changed
(docs/AUDIT.md).

A finding (exit code 1) is the first thing that does not agree.

Examples:
  $ ballast audit /var/lib/venue --round 17
  $ ballast audit /var/lib/venue --round 17 --events published.jsonl
  $ ballast audit /var/lib/venue --round 17 --json | jq .difference
${EXIT_CODES_HELP}`

export function addAudit(program: Command, end: (code: ExitCode) => void): void {
  program
    .command('audit')
    .description('recompute a round from the journal of an engine')
    .argument('<folder>', 'where the engine keeps it')
    .requiredOption('--round <n>', 'which round, from 1', atMost(Number.MAX_SAFE_INTEGER, 1))
    .option('--events <file>', 'events as they were published, as `replay --out` writes them')
    .option('--policies <module>', "a module that exports `policies`: those of the venue's own")
    .option('--json', 'print one JSON document')
    .addHelpText('after', HELP)
    .action(async (folder: string, flags: AuditFlags) => end(await audit(folder, flags)))
}

async function audit(folder: string, { round, events, policies, json = false }: AuditFlags): Promise<ExitCode> {
  const lines = events === undefined ? null : readLines(events)
  const published = lines === null ? {} : { published: { lines, lineOf: eventLine } }
  const report = await runOnJournal(policies, (terms) =>
    auditFolder(nodeDisk, folder, round, { ...terms, ...published }),
  )
  const text = json ? `${JSON.stringify(report, null, 2)}\n` : render(report, colorsFor(process.stdout))
  process.stdout.write(text)
  return report.difference === null ? ExitCode.OK : ExitCode.FINDING
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n')
  } catch (cause) {
    throw new BallastError(ErrorCode.FILE, `${file} cannot be read: ${String(cause)}`, { cause })
  }
}

function render(report: FolderAudit, colors: Colors): string {
  const { folder, round, policy, sequence, records, snapshot, stateHash, events, published, isRecorded } = report
  const { claims, unchecked, difference } = report
  const [first, last] = records
  const from = snapshot === 0 ? 'the beginning' : `the snapshot after record ${grouped(snapshot)}`
  const lines = [
    colors.bold(`Round ${grouped(round)} of ${folder}`),
    `recomputed   records ${grouped(first)} to ${grouped(last)}, from ${from}`,
    `             opened by command ${grouped(sequence)}, policy ${policy}`,
    `state        ${stateHash.before} before`,
    `             ${stateHash.after} after`,
    `journal      ${isRecorded ? 'its result was compared, entry by entry' : 'holds no result of this round'}`,
  ]
  if (published !== null) lines.push(`published    ${grouped(published)} of ${grouped(events)} events agree`)
  const checked = claims.filter((claim) => claim.checked > 0).map(({ claim, checked }) => [claim, grouped(checked)])
  lines.push('', plainTable(['<claim', 'checked'], checked, colors))
  for (const { claim, why } of unchecked) lines.push(colors.dim(`not checked: ${claim}, ${why}`))
  if (difference === null) lines.push(colors.green(`verified: ${grouped(events)} events`))
  else {
    const where = difference.with === 'rules' ? `event ${difference.index}` : difference.with
    lines.push(colors.red(`does not agree, ${where}: ${difference.message}`))
  }
  return `${lines.join('\n')}\n`
}
