// Sequences of commands that once failed: fixtures/seeds/<name>.json holds { why, commands }, with bigints as '12n'.

import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Capacity, Command } from './trio.ts'

const folder = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'fixtures', 'seeds')

export interface Seed {
  readonly name: string
  readonly why: string
  /** Of the books, where the failure hangs on it. */
  readonly capacity?: Capacity
  readonly commands: readonly Command[]
}

/** Reads what `shown` in trio.ts writes. */
export function parseShown(text: string): unknown {
  return JSON.parse(text, (_, part) => {
    if (typeof part !== 'string') return part
    if (/^-?[0-9]+n$/.test(part)) return BigInt(part.slice(0, -1))
    return /^(NaN|-?Infinity)$/.test(part) ? Number(part) : part
  })
}

/** @param room 'venues' for sequences with rounds; else those without */
export function readSeeds(room = ''): Seed[] {
  const names = readdirSync(join(folder, room)).filter((name) => name.endsWith('.json'))
  return names.sort().map((name) => {
    const seed = parseShown(readFileSync(join(folder, room, name), 'utf8')) as Omit<Seed, 'name'>
    return { name, ...seed }
  })
}

/** Takes commands away, in halves, quarters … and one by one, as long as what is left still fails. */
export function shorten(
  commands: readonly Command[],
  failureOf: (some: readonly Command[]) => string | null,
): Command[] {
  let left = [...commands]
  for (let step = left.length >> 1; step >= 1; step >>= 1) {
    for (let from = 0; from < left.length; ) {
      const fewer = left.toSpliced(from, step)
      if (failureOf(fewer) !== null) left = fewer
      else from += step
    }
  }
  return left
}

/** For fast-check: throws what the property threw, instead of a report around it. */
export function reportPlainly(details: { readonly errorInstance: unknown; readonly counterexample: unknown }): void {
  const { errorInstance, counterexample } = details
  if (errorInstance === null || errorInstance === undefined) return
  if (errorInstance instanceof Error) errorInstance.message += `\nfor ${JSON.stringify(counterexample).slice(0, 500)}`
  throw errorInstance
}
