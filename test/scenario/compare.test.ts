// The policy lab: one book, one shock, every policy; and what is counted of it.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ErrorCode } from '../../src/core/errors.ts'
import { knownPolicies, type PolicyName } from '../../src/policies/known.ts'
import { comparePolicies } from '../../src/scenario/compare.ts'
import { openScenario } from '../../src/scenario/load.ts'
import { replay } from '../../src/scenario/replay.ts'
import { CRASH } from './folders.ts'

const ALL = knownPolicies.map(({ name }) => name as PolicyName)
const DOLLAR = 1_000_000n

test('every policy finds what is missing, and who bears it adds up', async () => {
  const { policies, batches } = await comparePolicies(CRASH, { policies: ALL })
  assert.equal(
    policies.map(({ name }) => name),
    ALL,
  )
  assert.ok(batches > 0)
  for (const each of policies) {
    assert.is(each.neededAtoms, 300n * DOLLAR, each.name)
    assert.is(each.usedAtoms + each.residualAtoms, each.neededAtoms, each.name)
    assert.is(each.residualAtoms, each.socialisedAtoms + each.deficitAtoms, each.name)
    assert.is(each.overshootAtoms, 0n)
    assert.ok(each.accountsHit > 0 && each.largestHaircutPpm > 0, each.name)
  }
  const of = (name: string) => policies.find((each) => each.name === name)!
  // The queue: all positions are needed, each for 150 a BTC. Account 4 loses 75 of its 900.
  const { adlFills, wholeCloses, accountsHit, largestHaircutPpm, largestHaircutAccount, topSharesPpm } = of('bitmex')
  assert.equal([adlFills, wholeCloses, accountsHit], [3, 3, 3])
  assert.equal([largestHaircutPpm, largestHaircutAccount], [83_333, 4])
  assert.equal(topSharesPpm, { 1: 500_000, 10: 1_000_000, 100: 1_000_000 })
  // Notionals of a half, a half and one: Σ (2i − 4)·x / (3 · 2) = (−2 · 0.5 + 2 · 1) / 6.
  assert.is(of('bitmex').giniPpm, 166_666)
  // Nobody is closed at a loss; losses are shared by lots, and everything is closed at the mark.
  assert.equal([of('socialised-mango').usedAtoms, of('socialised-mango').adlFills], [0n, 0])
  assert.ok(of('socialised-mango').closedAtMarkAtoms > 0n)
})

test('threads change nothing, and neither does what was played before from the same image', async () => {
  const policies: PolicyName[] = ['bitmex', 'pro-rata', 'socialised-vega', 'dydx', 'min-max']
  const alone = await comparePolicies(CRASH, { policies })
  const lanes = await comparePolicies(CRASH, { policies, threads: 3 })
  assert.equal(lanes, alone)
  const turned = await comparePolicies(CRASH, { policies: policies.toReversed(), kernel: 'reference' })
  assert.equal(turned.policies.toReversed(), alone.policies)
})

test('a policy ends in the state that a replay under it ends in', async () => {
  const source = await openScenario(CRASH)
  const { policies } = await comparePolicies(CRASH, { policies: ['okx', 'vector'] })
  for (const { name, stateHash } of policies) {
    const { engine } = await replay(source, { policy: name as PolicyName })
    assert.is(stateHash, engine.stateHash(), name)
  }
})

test('progress counts the rounds of all policies, and a signal ends it with its reason', async () => {
  for (const threads of [1, 2]) {
    const seen: number[] = []
    const { batches } = await comparePolicies(CRASH, {
      ...{ policies: ['bitmex', 'okx'], threads },
      onProgress: ({ what, done }) => {
        if (what === 'rounds') seen.push(done)
      },
    })
    assert.is(seen.at(-1), 2 * batches)
    const stop = new AbortController()
    const reason = new Error('enough')
    const stopped = comparePolicies(CRASH, {
      ...{ policies: ['bitmex', 'okx'], threads, signal: stop.signal },
      onProgress: ({ what }) => {
        if (what === 'rounds') stop.abort(reason)
      },
    })
    assert.is(await stopped.catch((error) => error), reason)
  }
})

test('what goes wrong in a thread is told as it is here', async () => {
  const error = await comparePolicies(CRASH, { policies: ['best' as PolicyName, 'bitmex'], threads: 2 }).catch(
    (caught) => caught,
  )
  assert.is(error.code, ErrorCode.CONFIG)
  assert.match(error.message, /policy is "best"/)
})

test.run()
