// ballast presets [name]: what venues are said to do, as options of a round.

import type { Command } from 'commander'
import { presetOf, presets, type VenuePreset } from '../engine/presets.ts'
import { EXIT_CODES_HELP, ExitCode } from './exit-codes.ts'
import { plainTable } from './plain-table.ts'
import { type Colors, colorsFor } from './terminal.ts'

interface PresetFlags {
  readonly json?: boolean
}

const HELP = `
A preset is a set of options: "round": { "preset": "bybit" } in venue.json, or createEngine({ round: { preset } }).
What is given beside it goes before.

Examples:
  $ ballast presets
  $ ballast presets okx
  $ ballast presets --json | jq '.presets[] | {name, policy: .round.policy}'
${EXIT_CODES_HELP}`

export function addPresets(program: Command, end: (code: ExitCode) => void): void {
  program
    .command('presets')
    .description('list the venues whose rules are ready, or print one of them')
    .argument('[name]', 'of a venue')
    .option('--json', 'print one JSON document')
    .addHelpText('after', HELP)
    .action((name: string | undefined, flags: PresetFlags) => {
      const chosen = name === undefined ? presets : [presetOf(name)]
      if (flags.json === true) process.stdout.write(`${jsonOf({ presets: chosen })}\n`)
      else if (name === undefined) process.stdout.write(table(chosen, colorsFor(process.stdout)))
      else process.stdout.write(page(chosen[0]!, colorsFor(process.stdout)))
      end(ExitCode.OK)
    })
}

function jsonOf(value: unknown): string {
  return JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? each.toString() : each), 2)
}

function table(chosen: readonly VenuePreset[], colors: Colors): string {
  const rows = chosen.map(({ name, round }) => {
    const { policy, adlPrice = 'bankruptcy', trigger, socialise = 'per-open-interest' } = round
    return [name, String(policy), adlPrice, typeof trigger === 'object' ? 'drawdown' : 'depleted', String(socialise)]
  })
  return `${plainTable(['preset', 'policy', 'price', 'trigger', 'what is left'], rows, colors)}\n`
}

function page({ name, about, round, tiers, fund, leftOut, sources }: VenuePreset, colors: Colors): string {
  const list = (title: string, lines: readonly string[]) => {
    return lines.length === 0 ? '' : `${colors.bold(title)}\n${lines.map((line) => `  ${line}\n`).join('')}`
  }
  const margin = tiers === null ? [] : [`${tiers.symbol}, initial ${tiers.initialRate}, as of ${tiers.asOf}`]
  for (const { from, rate } of tiers?.tiers ?? []) margin.push(`from ${from}: ${rate}`)
  if (tiers !== null) margin.push(tiers.source)
  return [
    `${colors.bold(name)}: ${about}\n`,
    `${jsonOf(round)}\n`,
    list('maintenance margin', margin),
    list('insurance fund', fund === null ? [] : [fund]),
    list('not reproduced', leftOut),
    list('sources', sources),
  ].join('')
}
