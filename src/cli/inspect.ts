// ballast inspect <folder>: the records of a journal as lines of JSON.

import type { Command } from 'commander'
import { unpackCommand } from '../engine/record-columns.ts'
import { recordName } from '../engine/record-names.ts'
import { nodeDisk } from '../journal/node-disk.ts'
import { JournalReader } from '../journal/reader.ts'
import { wholeNumber } from './check.ts'
import { EXIT_CODES_HELP, ExitCode } from './exit-codes.ts'

interface InspectFlags {
  readonly from?: number
  readonly to?: number
  readonly short?: boolean
}

const HELP = `
A line a record: its number, the command as the engine's method is called, its arguments (integers of 64 bits as
strings, columns as lists), the file and the byte where it stands, and what was durable when it was written.

Examples:
  $ ballast inspect /var/lib/venue | head -3
  $ ballast inspect /var/lib/venue --from 1000 --to 1009
  $ ballast inspect /var/lib/venue --short | jq -r .command | sort | uniq -c
${EXIT_CODES_HELP}`

export function addInspect(program: Command, end: (code: ExitCode) => void): void {
  program
    .command('inspect')
    .description('print the records of a journal')
    .argument('<folder>', 'where the engine keeps them')
    .option('--from <number>', 'the first record', wholeNumber)
    .option('--to <number>', 'the last record', wholeNumber)
    .option('--short', 'leave the arguments out')
    .addHelpText('after', HELP)
    .action(async (folder: string, flags: InspectFlags) => end(await inspect(folder, flags)))
}

async function inspect(folder: string, { from, to, short = false }: InspectFlags): Promise<ExitCode> {
  const reader = new JournalReader(nodeDisk, folder, {
    ...(from === undefined ? {} : { from: Math.max(1, from) }),
    ...(to === undefined ? {} : { stopAt: to + 1 }),
  })
  for (const { number, durable, payload, file, offset } of reader.frames()) {
    const [code, ...args] = unpackCommand(payload)
    const shown = { number, command: recordName(code), ...(short ? {} : { args }), file, offset, durable }
    await write(`${JSON.stringify(shown, plain)}\n`)
  }
  return ExitCode.OK
}

function plain(_: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  return ArrayBuffer.isView(value) ? Array.from(value as unknown as ArrayLike<unknown>) : value
}

// A pipe that is slower than the journal is waited for: memory does not grow with it.
async function write(line: string): Promise<void> {
  if (process.stdout.write(line)) return
  await new Promise((resolve) => process.stdout.once('drain', resolve))
}
