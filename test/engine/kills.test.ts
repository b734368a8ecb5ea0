// Real processes, really killed: whatever was acknowledged is there when the folder is opened again, nothing is there
// twice, and what was not acknowledged is there whole or not at all. KILLS=200 kills as often; KILLS_FROM=dist runs
// what is built, which starts faster.

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { root } from '../cli/run.ts'

const KILLS = Number(process.env.KILLS ?? 8)
const isBuilt = process.env.KILLS_FROM === 'dist'
const MODULE = join(root, isBuilt ? 'dist/engine/open-engine.js' : 'src/engine/open-engine.ts')
const LOADER = isBuilt ? [] : ['--import', import.meta.resolve('tsx')]
/** A life that shall make a snapshot has time for it. */
const LONG_MS = 60_000
const CHILD = join(import.meta.dirname, 'kill-child.mjs')

interface Life {
  readonly found: {
    readonly sequence: number
    readonly cash: bigint
    readonly findings: number
    readonly snapshot: number
  }
  /** The last number that was acknowledged. */
  readonly durable: number
}

/** Runs until `afterMs` after the folder was opened, or after it made a snapshot, and is killed. */
function live(folder: string, afterMs: number, isLong: boolean): Promise<Life> {
  const child: ChildProcess = spawn(process.execPath, [...LOADER, CHILD, MODULE, folder], { cwd: root })
  let found: Life['found'] | null = null
  let durable = 0
  let hasSnapshot = false
  let errors = ''
  const killIn = (ms: number) => setTimeout(() => child.kill('SIGKILL'), ms)
  let killer: NodeJS.Timeout | undefined
  child.stderr!.on('data', (text) => {
    errors += String(text)
  })
  createInterface({ input: child.stdout! }).on('line', (line) => {
    const [what, ...numbers] = line.split(' ')
    if (what === 'durable') durable = Number(numbers[0])
    else if (what === 'snapshot') {
      if (isLong && !hasSnapshot) {
        clearTimeout(killer)
        killer = killIn(afterMs)
      }
      hasSnapshot = true
    } else {
      const [sequence, cash, findings, snapshot] = numbers
      found = {
        sequence: Number(sequence),
        cash: BigInt(cash!),
        findings: Number(findings),
        snapshot: Number(snapshot),
      }
      killer = killIn(isLong ? LONG_MS : afterMs)
    }
  })
  return new Promise((resolve, reject) => {
    child.on('close', (_, signal) => {
      clearTimeout(killer)
      if (found === null || signal !== 'SIGKILL') reject(new Error(`the venue ended by itself: ${errors}`))
      else resolve({ found, durable: Math.max(durable, found.sequence) })
    })
  })
}

test(`${KILLS} kills lose nothing that was acknowledged, and repeat nothing`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-'))
  let acknowledged = 0
  let snapshots = 0
  try {
    for (let kill = 0; kill < KILLS; kill += 1) {
      const { found, durable } = await live(folder, 5 + ((kill * 37) % 120), kill % 5 === 2)
      const { sequence, cash, findings, snapshot } = found
      assert.ok(sequence >= acknowledged, `kill ${kill}: ${acknowledged} was acknowledged, ${sequence} is there`)
      // The first command opens the account, every later one deposits its own number.
      const all = BigInt(sequence)
      assert.is(cash, sequence === 0 ? 0n : (all * (all + 1n)) / 2n - 1n, `cash after ${sequence} commands`)
      assert.is(findings, 0)
      if (snapshot > 0) snapshots += 1
      acknowledged = durable
    }
    assert.ok(acknowledged > KILLS, `${acknowledged} commands in ${KILLS} lives`)
    if (KILLS >= 8) assert.ok(snapshots > 0, 'no life began with a snapshot')
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test.run()
