// The flags of `ballast stress`, each refused where it stands.

import { availableParallelism } from 'node:os'
import { InvalidArgumentError, Option } from 'commander'
import { BallastError } from '../core/errors.ts'
import { countUnits, type Decimal, parseDecimal } from '../fixed/decimal.ts'
import { knownPolicies, type PolicyName } from '../policies/known.ts'
import { parsePercent, parseShocks } from '../stress/grid-terms.ts'
import type { GridFund, GridShock } from '../stress/grid-types.ts'
import { policyName } from './replay.ts'

export const MOST_THREADS = 64
const MOST_STEPS = 1_000

/** A message of the engine's as one of the command line. */
function orInvalid<Result>(step: () => Result): Result {
  try {
    return step()
  } catch (error) {
    if (error instanceof BallastError) throw new InvalidArgumentError(`${error.message}.`)
    throw error
  }
}

export function shockList(text: string): readonly GridShock[] {
  return orInvalid(() => parseShocks(text))
}

export function policyNames(text: string): readonly PolicyName[] {
  if (text === 'all') return knownPolicies.map(({ name }) => name as PolicyName)
  return text.split(',').map((part) => policyName(part.trim()))
}

/** "20%" → 200,000. */
export function percentPpm(text: string): number {
  const ppm = parsePercent(text.trim())
  if (ppm === null || ppm < 0) throw new InvalidArgumentError('Expected a percentage such as 95% or 0.5%.')
  return ppm
}

/** An option that is said in percent and used in ppm. */
export function percentOption(flags: string, description: string, ppm: number, parse = percentPpm): Option {
  return new Option(flags, description).argParser(parse).default(ppm, `${ppm / 10_000}%`)
}

/** A part that is neither nothing nor all. */
export function partPpm(text: string): number {
  const ppm = percentPpm(text)
  if (ppm <= 0 || ppm >= 1_000_000) throw new InvalidArgumentError('Expected more than 0% and less than 100%.')
  return ppm
}

/** "100%,50%" or "20%..100%/5". */
export function percentList(text: string): readonly number[] {
  return text.split(',').flatMap((part) => {
    const range = rangeOf(part)
    if (range === null) return [percentPpm(part)]
    const [from, to] = [percentPpm(range.from), percentPpm(range.to)]
    return Array.from({ length: range.count }, (_, index) => {
      return from + Math.round(((to - from) * index) / (range.count - 1))
    })
  })
}

/** Funds as they are said: judged when the unit of money is known. */
export function fundTexts(text: string): readonly string[] {
  return text.split(',').map((part) => part.trim())
}

/** "book", "20000000", "0..50000000/6". @throws BallastError ERR_DECIMAL, ERR_PRECISION */
export function fundsOf(texts: readonly string[], atom: Decimal): GridFund[] {
  const atoms = (text: string) => countUnits(parseDecimal(text.trim(), '--funds'), atom, '--funds')
  return texts.flatMap((text): GridFund[] => {
    if (text === 'book') return [null]
    const range = rangeOf(text)
    if (range === null) return [atoms(text)]
    const [from, to] = [atoms(range.from), atoms(range.to)]
    const last = BigInt(range.count - 1)
    return Array.from({ length: range.count }, (_, index) => from + ((to - from) * BigInt(index)) / last)
  })
}

function rangeOf(text: string): { readonly from: string; readonly to: string; readonly count: number } | null {
  const found = /^(.+)\.\.(.+)\/(\d{1,4})$/.exec(text.trim())
  if (found === null) return null
  const count = Number(found[3])
  if (count < 2 || count > MOST_STEPS) throw new InvalidArgumentError(`Expected 2 to ${MOST_STEPS} steps of a range.`)
  return { from: found[1]!, to: found[2]!, count }
}

export function lanes(): number {
  return Math.min(MOST_THREADS, availableParallelism())
}

/** What neither the numbers nor the page hang on. */
const NOT_SAID = ['--threads', '--kernel', '--out', '--csv', '--parquet']
const NOT_SAID_ALONE = ['--resume', '--quiet', '--json']

/** The words that were typed, without those that change nothing on a page. */
export function pageCommand(words: readonly string[]): string[] {
  const kept = ['ballast']
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index]!
    if (NOT_SAID.includes(word)) index += 1
    else if (!NOT_SAID_ALONE.includes(word) && !NOT_SAID.some((name) => word.startsWith(`${name}=`))) kept.push(word)
  }
  return kept
}
