// A run as a line of JSON: amounts are decimal text under names that end in Atoms, everything else is as it is.

import { BallastError, ErrorCode } from '../core/errors.ts'
import type { GridRun } from './grid-types.ts'

const AMOUNT = /Atoms$/
const WHOLE = /^-?\d{1,40}$/

/** As `JSON.stringify` has it, bigints as decimal text. */
export function plainJson(value: unknown, space?: number): string {
  return JSON.stringify(value, (_, entry) => (typeof entry === 'bigint' ? `${entry}` : entry), space)
}

export function runLine(run: GridRun): string {
  return plainJson(run)
}

const CELL = ['shock', 'policy', 'fundAtoms', 'depthPpm', 'seed']
const OUTCOME = ['adlTriggered', 'steps', 'fed', 'fundStartAtoms', 'beyondFundAtoms', 'accounts', 'stateHash']

/** @throws BallastError ERR_FILE naming the line */
export function readRun(line: string, place: string): GridRun {
  try {
    const run: GridRun = JSON.parse(line, (key, value) => {
      if (!AMOUNT.test(key) || value === null) return value
      if (typeof value !== 'string' || !WHOLE.test(value)) throw new SyntaxError(`${key} is no amount`)
      return BigInt(value)
    })
    for (const [part, names] of [
      ['cell', CELL],
      ['outcome', OUTCOME],
    ] as const) {
      for (const name of names) if (!(name in run[part])) throw new SyntaxError(`${part}.${name} is missing`)
    }
    return run
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new BallastError(ErrorCode.FILE, `${place}: this is no run of a grid: ${why}`, { cause: error })
  }
}
