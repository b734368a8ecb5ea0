// A JSON file of a scenario: small, read whole. A syntax error names its line.

import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { BallastError, demand, ErrorCode } from '../core/errors.ts'
import { fileError } from './place-error.ts'

/** 65,535 markets with long tiers fit; a position file under the wrong name does not. */
const MAX_BYTES = 256 * 1024 * 1024

/** @throws BallastError ERR_FILE with the line of what is not JSON */
export async function readJson(path: string): Promise<unknown> {
  const name = basename(path)
  const text = await readText(path, name)
  try {
    return JSON.parse(text)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new BallastError(ErrorCode.FILE, `${name}:${lineOf(text, reason)}: not valid JSON: ${reason}`, { cause })
  }
}

async function readText(path: string, name: string): Promise<string> {
  try {
    const { size } = await stat(path)
    demand(size <= MAX_BYTES, ErrorCode.FILE, () => `${name} has ${size} bytes, expected at most ${MAX_BYTES}`)
    const text = await readFile(path, 'utf8')
    return text.startsWith('\ufeff') ? text.slice(1) : text
  } catch (error) {
    throw fileError(error, name)
  }
}

// Node says the position, or that the text has ended.
function lineOf(text: string, reason: string): number {
  const position = /position (\d+)/.exec(reason)?.[1]
  return text.slice(0, position === undefined ? text.length : Number(position)).split('\n').length
}
