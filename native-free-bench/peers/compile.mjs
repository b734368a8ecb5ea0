// The contender in C is compiled where a compiler is, for the very machine that it will run on.

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const FLAGS = ['-O3', '-march=native', '-std=gnu17']
const LIMIT_MS = 60_000

/** @returns the path of the program, or why there is none */
export function compile(source, folder) {
  const program = join(folder, `${source}.out`)
  const from = fileURLToPath(new URL(source, import.meta.url))
  const options = { encoding: 'utf8', timeout: LIMIT_MS }
  const { error, status, stderr } = spawnSync('gcc', [...FLAGS, '-o', program, from], options)
  if (error?.code === 'ENOENT') return { leftOut: 'no C compiler: gcc is not installed' }
  if (status !== 0) return { leftOut: `gcc could not compile ${source}: ${error?.message ?? stderr.trim()}` }
  return { program }
}
