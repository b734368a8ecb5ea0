// What the fuzzers come to: how much was played, what it was refused with, and what should not have happened, each
// once, with the input that did it first.

import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const home = fileURLToPath(new URL('../../', import.meta.url))

export interface Finding {
  readonly kind: string
  readonly what: string
  readonly input: string
  readonly game: number
  /** How often. */
  count: number
}

/** Names what is played in a game that fails, short. */
const MOST_INPUT = 600

export class Report {
  readonly kind: string
  inputs = 0
  accepted = 0
  /** By code. */
  readonly refused = new Map<string, number>()
  /** By name: what else is to be said, how often. */
  readonly notes = new Map<string, number>()
  readonly findings = new Map<string, Finding>()
  game = 0

  constructor(kind: string) {
    this.kind = kind
  }

  refuse(code: string): void {
    this.refused.set(code, (this.refused.get(code) ?? 0) + 1)
  }

  note(what: string, times = 1): void {
    this.notes.set(what, (this.notes.get(what) ?? 0) + times)
  }

  /** @param where told apart by it, where a stack does not say more */
  find(problem: unknown, input: string, where = ''): void {
    const what = textOf(problem)
    const place = problem instanceof Error ? placeOf(problem) : ''
    const key = place === '' ? `${where}: ${what}` : `${(problem as Error).name} ${place}`
    const known = this.findings.get(key)
    if (known !== undefined) known.count += 1
    else {
      const short = input.length > MOST_INPUT ? `${input.slice(0, MOST_INPUT)} … (${input.length} characters)` : input
      this.findings.set(key, { kind: this.kind, what, input: short, game: this.game, count: 1 })
    }
  }
}

function textOf(problem: unknown): string {
  if (!(problem instanceof Error)) return String(problem)
  const place = placeOf(problem)
  const text = `${problem.name}: ${problem.message.split('\n')[0]!.slice(0, 300)}`
  return place === '' ? text : `${text} (${place})`
}

/** The first place of ours in a stack. */
function placeOf(error: Error): string {
  const lines = (error.stack ?? '').split('\n').filter((line) => line.includes('/src/') && line.includes(':'))
  const found = /(?:file:\/\/)?(\/[^()]*?):(\d+):\d+\)?$/.exec(lines[0] ?? '')
  return found === null ? '' : `${relative(home, found[1]!)}:${found[2]}`
}
