// Whatever an engine plays, an auditor finds no difference: random rounds under all policies and options.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Claim } from '../../src/audit/tally.ts'
import { readWorldSeeds } from '../oracles/round/play-world.ts'
import { auditOf, forAll, playedWorld } from './audited-worlds.ts'

const RUNS = Number(process.env.ROUND_RUNS ?? 400)

test('what an engine plays holds before an auditor', () => {
  const seen = new Map<Claim, number>()
  forAll(RUNS, (world) => {
    const { difference, unchecked, claims } = auditOf(playedWorld(world))
    assert.is(difference, null, difference?.message)
    assert.equal(unchecked, [])
    for (const { claim, checked } of claims) seen.set(claim, (seen.get(claim) ?? 0) + checked)
  })
  if (process.env.ROUND_RUNS !== undefined) console.log(Object.fromEntries(seen))
})

for (const { name, why, world } of readWorldSeeds()) {
  test(`seed ${name}: ${why}`, () => {
    const { difference } = auditOf(playedWorld(world))
    assert.is(difference, null, difference?.message)
  })
}

test.run()
