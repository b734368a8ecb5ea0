// Lives one life on every machinery and compares what each came to.

import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const CHILD = join(import.meta.dirname, 'child.mjs')

/** @param steps of the life, of which the last ones come after the deaths */
export function variants(steps) {
  return [
    { name: 'fast, inline', kernel: 'fast', threads: 0, deaths: [] },
    { name: 'reference, inline', kernel: 'reference', threads: 0, deaths: [] },
    { name: 'fast, a thread', kernel: 'fast', threads: 1, deaths: [] },
    { name: 'journal', kernel: 'fast', threads: 0, deaths: [null] },
    {
      name: 'journal, killed twice',
      kernel: 'fast',
      threads: 0,
      deaths: [Math.floor(steps / 3), Math.floor(steps / 2), null],
    },
  ]
}

/**
 * @param command the node to run, and what it needs before the file
 * @returns what was told, by its first two words; a line that was told twice must be the same
 */
export async function liveOn(command, module, terms, { kernel, threads, deaths }) {
  const told = new Map()
  if (deaths.length === 0) {
    await run(command, module, { ...terms, kernel, threads }, told, false)
    return told
  }
  const folder = mkdtempSync(join(tmpdir(), 'ballast-truth-'))
  try {
    for (const dieAt of deaths) {
      const death = dieAt === null ? {} : { dieAt }
      await run(command, module, { ...terms, kernel, threads, folder, ...death }, told, dieAt !== null)
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
  return told
}

function run([program, ...before], module, terms, told, dies) {
  const child = spawn(program, [...before, CHILD, module, JSON.stringify(terms)])
  let errors = ''
  child.stderr.on('data', (text) => {
    errors += String(text)
  })
  const differences = []
  createInterface({ input: child.stdout }).on('line', (line) => {
    const key = line.split(' ', 2).join(' ')
    if ((told.get(key) ?? line) !== line) differences.push(`told twice: ${told.get(key)} and ${line}`)
    told.set(key, line)
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      const isWell = dies ? signal === 'SIGKILL' || code === 137 : code === 0
      if (!isWell) reject(new Error(`ended with ${code ?? signal}: ${errors}`))
      else if (differences.length > 0) reject(new Error(differences[0]))
      else resolve()
    })
  })
}

/** The first line in which two lives differ, or null. */
export function differenceOf(one, other) {
  for (const key of new Set([...one.keys(), ...other.keys()])) {
    if (one.get(key) !== other.get(key))
      return `${one.get(key) ?? `nothing of ${key}`}\n  ${other.get(key) ?? `nothing of ${key}`}`
  }
  return null
}
