// The simulation itself: seeds that are green, bugs that it finds, one seed played twice. Many seeds are played by CI:
// npm run simulate -- --commit --runs 60

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { CANARIES } from './simulator/canary.ts'
import { Difference } from './simulator/difference.ts'
import { playSeed, type RunOptions } from './simulator/run.ts'
import { Tally } from './simulator/tally.ts'

const FIRST = 2_026
const RUNS = 12
/** A bug has to be found by one of so many. */
const CANARY_RUNS = 40

async function differenceOf(seed: number, options: RunOptions): Promise<unknown> {
  try {
    await playSeed(seed, options)
    return null
  } catch (error) {
    return error
  }
}

test(`${RUNS} seeds: a venue that dies again and again is what it has to be`, async () => {
  const all = new Tally()
  for (let seed = FIRST; seed < FIRST + RUNS; seed += 1) {
    try {
      all.add(await playSeed(seed))
    } catch (error) {
      if (error instanceof Error) error.message += `\nagain: npm run simulate -- --seed ${seed} --runs 1`
      throw error
    }
  }
  const missing = EXPECTED.filter((what) => all.of(what) === 0)
  assert.equal(missing, [], 'these seeds have not met what they are to stand')
})

const EXPECTED = [
  ...['death:power', 'death:kill', 'death:close', 'death:in recovery', 'death:read-only', 'met:torn tail'],
  ...['fault:full disk', 'fault:flipped bit', 'flip:told', 'flip:passed over', 'flip:cut', 'verified', 'check'],
  ...['command:round', 'command:fill', 'command:trades', 'refused:ERR_TIME', 'commands lost'],
]

test('one seed is one story: played twice it is the same, to the last state', async () => {
  const digests = []
  for (let time = 0; time < 2; time += 1) digests.push((await playSeed(FIRST)).digest())
  assert.is(digests[0], digests[1])
})

for (const canary of CANARIES) {
  test(`a bug that is switched on is found: ${canary}`, async () => {
    for (let seed = FIRST; seed < FIRST + CANARY_RUNS; seed += 1) {
      const error = await differenceOf(seed, { canary })
      if (error === null) continue
      assert.instance(error, Difference, String(error))
      return
    }
    assert.unreachable(`not found in ${CANARY_RUNS} runs`)
  })
}

const folder = join(import.meta.dirname, '..', 'fixtures', 'seeds', 'simulator')

const kept = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : []

for (const name of kept) {
  const { why, seed } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { why: string; seed: number }
  test(`seed ${name}: ${why}`, () => playSeed(seed).then(() => {}))
}

test.run()
