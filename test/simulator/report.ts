// What the simulation has met, for people and for programs.

import type { Tally } from './tally.ts'

export interface Summary {
  readonly seconds: number
  readonly runs: number
  /** Openings that came to an end, and what followed. */
  readonly lives: number
  readonly deaths: Record<string, number>
  readonly commands: number
  readonly commandsLost: number
  readonly byCommand: Record<string, number>
  readonly refused: Record<string, number>
  readonly refusedByJournal: Record<string, number>
  readonly faults: Record<string, number>
  readonly flips: Record<string, number>
  readonly met: Record<string, number>
  readonly events: Record<string, number>
}

export function summary(tally: Tally, ms: number): Summary {
  return {
    ...{ seconds: Math.round(ms / 1_000), runs: tally.of('runs'), lives: tally.of('lives') },
    ...{ deaths: tally.under('death:'), commands: tally.of('commands'), commandsLost: tally.of('commands lost') },
    ...{ byCommand: tally.under('command:'), refused: tally.under('refused:') },
    ...{ refusedByJournal: tally.under('refused by the journal:'), faults: tally.under('fault:') },
    ...{ flips: tally.under('flip:'), met: tally.under('met:'), events: tally.under('event:') },
  }
}

/** Some lines. */
export function report(tally: Tally, ms: number): string {
  const { seconds, runs, lives, deaths, commands, commandsLost, faults, flips, met, ...rest } = summary(tally, ms)
  const refusals = Object.values(rest.refused).reduce((sum, count) => sum + count, 0)
  return [
    `${seconds} s: ${runs} runs, ${lives} lives, ${commands} commands, ${refusals} refused, ${commandsLost} lost`,
    `  deaths  ${listed(deaths)}`,
    `  faults  ${listed(faults)}`,
    `  flips   ${listed(flips)}`,
    `  met     ${listed({ ...met, ...rest.refusedByJournal })}`,
  ].join('\n')
}

function listed(counts: Record<string, number>): string {
  const parts = Object.entries(counts).map(([what, count]) => `${what} ${count}`)
  return parts.join(', ') || 'none'
}
