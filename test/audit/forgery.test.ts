// Whoever changes a round that was played as the rules have it is found out, with the claim that breaks; also when all
// that follows from the change has been made to agree.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Chance } from '../oracles/chance.ts'
import { shownWorld } from '../oracles/round/play-world.ts'
import { auditOf, forAll, playedWorld } from './audited-worlds.ts'
import { FORGERIES } from './forger.ts'

const RUNS = Number(process.env.ROUND_RUNS ?? 120)

test('every kind of forgery is found in every round that has what it forges', () => {
  const seen = new Map(FORGERIES.map(({ name }) => [name, 0]))
  forAll(RUNS, (world) => {
    const evidence = playedWorld(world)
    assert.is(auditOf(evidence).difference, null)
    let word = wordOf(shownWorld(world))
    for (const { name, claims, forge } of FORGERIES) {
      word += 1
      const forged = forge(evidence, new Chance(word))
      if (forged === null) continue
      seen.set(name, seen.get(name)! + 1)
      const { difference } = auditOf(forged)
      assert.ok(difference !== null, `${name} (${word}) was not found`)
      assert.ok(claims.includes(difference.claim), `${name} (${word}) was found as ${difference.message}`)
    }
  })
  if (process.env.ROUND_RUNS !== undefined) console.log(Object.fromEntries(seen))
  for (const [name, count] of seen) assert.ok(count > RUNS / 60, `${name}: ${count} of ${RUNS}`)
})

/** What is forged follows from the world alone, so that a smaller one can be looked for. */
function wordOf(text: string): number {
  let word = 0
  for (let index = 0; index < text.length; index += 1) word = (Math.imul(word, 31) + text.charCodeAt(index)) >>> 0
  return word
}

test.run()
