// What is fuzzed, in which parts, and how a game of it is found again.

import { Report } from './finding.ts'
import { playCli } from './fuzz-cli.ts'
import { INPUTS_OF_GAME, playCommands } from './fuzz-commands.ts'
import { CALLS_OF_GAME, playFunctions } from './fuzz-functions.ts'
import { playJournals } from './fuzz-journals.ts'
import { playScenarios } from './fuzz-scenarios.ts'

export const KINDS = ['commands', 'functions', 'scenarios', 'journals', 'cli'] as const
export type Kind = (typeof KINDS)[number]

interface Play {
  readonly game: (seed: number, report: Report) => Promise<void>
  /** Inputs of a game. */
  readonly inputs: number
  /** Of a million inputs; and at least and at most so many games. */
  readonly perMillion: number
  readonly least: number
  readonly most: number
}

const PLAYS: Readonly<Record<Kind, Play>> = {
  commands: { game: playCommands, inputs: INPUTS_OF_GAME, perMillion: 860_000, least: 1, most: Infinity },
  functions: { game: playFunctions, inputs: CALLS_OF_GAME, perMillion: 100_000, least: 1, most: Infinity },
  scenarios: { game: playScenarios, inputs: 1, perMillion: 15_000, least: 300, most: Infinity },
  journals: { game: playJournals, inputs: 1, perMillion: 25_000, least: 400, most: Infinity },
  cli: { game: playCli, inputs: 1, perMillion: 40, least: 2, most: 40 },
}

export function gamesOf(kind: Kind, inputs: number): number {
  const { inputs: each, perMillion, least, most } = PLAYS[kind]
  return Math.min(most, Math.max(least, Math.round((inputs * perMillion) / 1_000_000 / each)))
}

/** Every game has a seed of its own, whatever was played before it. */
const seedOf = (seed: number, game: number) => (Math.imul(seed, 0x9e3779b1) + Math.imul(game, 0x85ebca6b)) >>> 0

export async function play(
  kind: Kind,
  seed: number,
  games: Iterable<number>,
  onGame: (report: Report) => void = () => {},
): Promise<Report> {
  const report = new Report(kind)
  for (const game of games) {
    report.game = game
    await PLAYS[kind].game(seedOf(seed, game), report)
    onGame(report)
  }
  return report
}

export function* upTo(count: number): Generator<number> {
  for (let game = 0; game < count; game += 1) yield game
}

/** What repeats a finding. */
export const commandOf = (kind: string, seed: number, game: number | 'GAME') =>
  `npm run fuzz -- --kind ${kind} --seed ${seed} --game ${game}`
