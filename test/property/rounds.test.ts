// Rounds of random books: both kernels do what the slow oracle does, event by event, and end in the same state.

import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Policy, PolicyName, RoundEvent } from '../../src/index.ts'
import { policyOf } from '../../src/policies/known.ts'
import { KERNELS } from '../engine/small-venue.ts'
import { forAllWorlds } from '../oracles/round/for-all-worlds.ts'
import { brokenInvariants } from '../oracles/round/invariants.ts'
import { openWorld } from '../oracles/round/open-world.ts'
import {
  atSequence,
  bookOf,
  emptyFor,
  expectedText,
  playWorld,
  readWorldSeeds,
  textOf,
} from '../oracles/round/play-world.ts'
import { ADL_PRICES, LOSS_NAMES, RULE_NAMES, ruledWorld } from '../oracles/round/random-rules.ts'
import { type RoundResult, runRound } from '../oracles/round/round.ts'
import { brokenRules } from '../oracles/round/rule-invariants.ts'
import { shrinkBriefly } from '../oracles/round/shrink-briefly.ts'
import { Tally } from '../oracles/round/tally.ts'
import type { Options, World } from '../oracles/round/world.ts'

const RUNS = Number(process.env.ROUND_RUNS ?? 700)
const seed = Number(process.env.BALLAST_SEED ?? 20_251_010)

const STAGES = [
  ...['cancel', 'own-first', 'liquidation-wanted', 'liquidation', 'book-exhausted', 'cross', 'fund-draw'],
  ...['takeover', 'adl-fill', 'close-at-mark', 'socialised', 'deficit'],
]
const KINDS = ['policy', 'stages', 'eligible', 'fills by', 'fills at', 'dealt at', 'closed by', 'socialised by']

const ways: fc.Arbitrary<Partial<Options>> = fc.record({
  maxPasses: fc.constantFrom(64, 64, 64, 1, 2),
  adl: fc.constantFrom('auto' as const, 'auto' as const, 'auto' as const, 'off' as const, 'propose' as const),
  haltOnDeficit: fc.boolean(),
})
const worlds = fc.tuple(ruledWorld, ways).map(([world, way]): World => {
  return { ...world, options: { ...world.options, ...way } }
})

function forAll(arbitrary: fc.Arbitrary<World>, property: (world: World) => void, runs = RUNS): void {
  forAllWorlds(arbitrary, property, { seed, runs, around: shrinkBriefly })
}

function play(drawn: World): RoundResult {
  const world = atSequence(drawn)
  const expected = runRound(world)
  const hashes = KERNELS.map((kernel) => playWorld(emptyFor(kernel), world, expected))
  assert.is(hashes[1], hashes[0], 'the kernels end in different states')
  const { maxPasses, adl } = world.options
  if (adl === 'auto' && maxPasses > 2) assert.equal(brokenInvariants(world, expected), [])
  assert.equal(brokenRules(world, expected), [])
  return expected
}

function propose(drawn: World): void {
  const world = atSequence(drawn)
  const withoutPlace = ({ round: _, pass: __, ...event }: RoundEvent) => event
  const proposing = { ...world, options: { ...world.options, adl: 'propose' as const, haltOnDeficit: false } }
  const expected = runRound(proposing)
  // Chance is drawn once: what was proposed is carried out.
  const accepted = runRound(expected.world, true)
  const hashes = KERNELS.map((kernel) => {
    const engine = emptyFor(kernel)
    const hash = playWorld(engine, proposing, expected)
    const proposal = [...engine.roundEvents()].find((event) => event.type === 'adl-proposed')
    if (proposal === undefined) return hash
    const book = bookOf(expected.world)
    const report = engine.acceptProposal({ liquidity: book })
    assert.equal(textOf(engine, report, book, proposing), expectedText(accepted), kernel)
    const done = [...engine.roundEvents()].filter(({ pass, stage }) => pass === 1 && stage >= 6)
    assert.equal(proposal.moves.filter(({ stage }) => stage >= 6).map(withoutPlace), done.map(withoutPlace))
    assert.equal(engine.audit().findings, [], kernel)
    return engine.stateHash()
  })
  assert.is(hashes[1], hashes[0], 'the kernels end in different states')
}

for (const { name, why, world } of readWorldSeeds()) {
  test(`seed ${name}: ${why}`, () => {
    play(world)
    propose(world)
  })
}

test('both kernels play random rounds as the oracle does, and every stage has its turn', () => {
  const seen = new Tally()
  forAll(worlds, (world) => seen.note(world, play(world)))
  if (process.env.ROUND_RUNS !== undefined) {
    for (const what of KINDS) console.log(what, seen.under(what))
    console.log(RUNS, Object.fromEntries(STAGES.map((stage) => [stage, seen.count(stage)])))
  }
  for (const stage of STAGES) assert.ok(seen.count(stage) > RUNS / 35, `${stage}: ${seen.count(stage)} of ${RUNS}`)
  assert.ok(seen.count('adl-evened') > 0, 'adl-evened')
  assert.equal(Object.keys(seen.under('policy')), [...RULE_NAMES].sort())
  assert.equal(Object.keys(seen.under('fills at')), [...ADL_PRICES].sort())
  assert.equal(Object.keys(seen.under('socialised by')), ['per-open-interest', ...LOSS_NAMES].sort())
  assert.ok(Object.keys(seen.under('stages')).length >= 10)
})

/** Every function stands behind one of ours, so that the engine knows none of them. */
function owned<Rule extends Policy>(policy: Rule): Rule {
  const shown = Object.entries(policy).map(([key, value]) => {
    return [key, typeof value === 'function' ? (...given: unknown[]) => value.apply(policy, given) : value]
  })
  return { ...Object.fromEntries(shown), name: 'one of our own' }
}

test('a policy of a caller plays as the named policy whose formula it is', () => {
  const outcome = (world: World, policy: PolicyName | Policy) => {
    const engine = emptyFor('fast')
    openWorld(engine, world)
    engine.configureRound({ policy })
    const book = bookOf(world)
    return [textOf(engine, engine.runRound({ liquidity: book }), book, world), engine.stateHash()]
  }
  forAll(
    worlds,
    (world) => assert.equal(outcome(world, owned(policyOf(world.policy))), outcome(world, world.policy)),
    Math.ceil(RUNS / 4),
  )
})

test('a proposal changes nothing, says what will be done, and is carried out as the oracle does it', () => {
  forAll(worlds, propose, Math.ceil(RUNS / 4))
})

test.run()
