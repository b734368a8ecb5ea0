// Rounds that are played in other ways: golden ones, proposals that are carried out, rounds command by command with
// trades in between, hedges, policies of a venue's own, pools that a trigger holds back.

import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { bookImage } from '../../src/audit/audit-book.ts'
import { type AuditOptions, auditRound, type RoundAudit } from '../../src/audit/audit-round.ts'
import type { Engine, Policy, PolicyName, RoundOptions } from '../../src/index.ts'
import { knownPolicies, policyOf } from '../../src/policies/known.ts'
import { goldenBook, goldenOptions } from '../engine/golden-play.ts'
import * as venue from '../engine/small-venue.ts'
import { Chance } from '../oracles/chance.ts'
import { fillBook, openMarkets } from '../oracles/hedged-book.ts'
import { stepThrough } from '../oracles/played-round.ts'
import type { GoldenCase } from '../oracles/round/golden.ts'
import { openWorld } from '../oracles/round/open-world.ts'
import { bookOf, emptyFor } from '../oracles/round/play-world.ts'
import { applyRoundMarks, type GoldenRound, goldenFile, openRound } from '../stages/golden-rounds.ts'
import { auditOf, type Evidence, evidenceOf, forAll, optionsOf, seed } from './audited-worlds.ts'

const RUNS = Number(process.env.ROUND_RUNS ?? 150)

function holds(audit: RoundAudit, unchecked: readonly string[] = []): void {
  assert.is(audit.difference, null, audit.difference?.message)
  assert.equal([...new Set(audit.unchecked.map(({ claim }) => claim))], unchecked)
}

const { cases } = JSON.parse(readFileSync(goldenFile, 'utf8')) as { cases: (GoldenCase & GoldenRound)[] }

for (const golden of cases) {
  test(`golden round ${golden.id} holds`, () => {
    const engine = openRound(golden, 'fast')
    applyRoundMarks(engine, golden)
    engine.configureRound(goldenOptions(golden))
    for (const { row, triggerActive } of golden.venue.pools) engine.holdPool(Number(row), triggerActive)
    const { maxPasses = 64 } = goldenOptions(golden)
    holds(
      auditOf(
        evidenceOf(engine, { maxPasses, haltOnDeficit: false }, () =>
          engine.runRound({ liquidity: goldenBook(golden) }),
        ),
      ),
    )
  })
}

test('what carries a proposal out holds, and so does what comes after it', () => {
  let accepted = 0
  forAll(RUNS, (drawn) => {
    const world = { ...drawn, options: { ...drawn.options, adl: 'propose' as const } }
    const engine = emptyFor('fast', 'audited')
    openWorld(engine, world)
    const book = bookOf(world)
    const proposing = evidenceOf(engine, optionsOf(world), () => engine.runRound({ liquidity: book }))
    holds(auditOf(proposing))
    if (proposing.events.every(({ type }) => type !== 'adl-proposed')) return
    accepted += 1
    const options = { ...optionsOf(world), accepted: true, proposedAt: proposing.before.sequence + 1 }
    const accepting = evidenceOf(engine, options, () => engine.acceptProposal({ liquidity: book }))
    holds(auditOf(accepting))
    // Whether it is one of those shows, or is said not to.
    const { accepted: _, ...unsaid } = options
    const { difference, unchecked } = auditOf({ ...accepting, options: unsaid })
    assert.is(difference, null, difference?.message)
    if (accepting.events.some(({ type }) => type === 'adl-round-opened')) assert.equal(unchecked, [])
    holds(auditOf(evidenceOf(engine, optionsOf(world), () => engine.runRound({ liquidity: book }))))
  })
  assert.ok(accepted > RUNS / 8, `${accepted} of ${RUNS}`)
})

test('a round played command by command holds like one played at once', () => {
  forAll(RUNS, (world) => {
    const engine = emptyFor('fast', 'audited')
    openWorld(engine, world)
    holds(auditOf(evidenceOf(engine, optionsOf(world), () => stepThrough(engine, bookOf(world)))))
  })
})

/**
 * What was told of a round in the midst of which others have come, and what each of their commands has left.
 *
 * @param commands each names the accounts that it changes
 */
function disturbed(...commands: readonly [ids: readonly number[], command: (engine: Engine) => void][]): Evidence {
  const engine = venue.openVenue('fast')
  for (const [id, atoms] of Object.entries({ 1: 2_000n, 2: 90_000n, 3: 90_000n, 4: 90_000n })) {
    engine.deposit(Number(id), atoms)
  }
  venue.trade(engine, venue.ALICE, venue.BOB, 10n, 100n)
  venue.trade(engine, venue.ALICE, venue.DAVE, 1n, 100n)
  venue.trade(engine, venue.ALICE, venue.DAVE, 1n, 50n, venue.INVERSE)
  venue.mark(engine, 1, [venue.LINEAR, 40n])
  const between: NonNullable<AuditOptions['between']>[number][] = []
  const evidence = evidenceOf(engine, {}, () => {
    let status = engine.openRound()
    for (const [ids, command] of commands) {
      const open = bookImage(engine).markets.filter(({ halted }) => !halted)
      command(engine)
      const { rows, markets } = bookImage(engine)
      between.push({
        index: [...engine.roundEvents()].length,
        rows: rows.filter(({ id }) => ids.includes(id)),
        halted: open.filter(({ id }) => markets[id]!.halted).map(({ id }) => id),
      })
    }
    while (status.report === null) {
      engine.bookExhausted(status.wanted!)
      status = engine.advanceRound()
    }
  })
  return { ...evidence, options: { haltOnDeficit: false, between } }
}

test('a trade in the midst of a round: it holds with the rows that this has left, and differs without', () => {
  const { BOB, CAROL } = venue
  const evidence = disturbed([[BOB, CAROL], (engine) => venue.trade(engine, BOB, CAROL, 3n, 40n)])
  holds(auditOf(evidence))
  const { difference, unchecked } = auditOf({ ...evidence, options: {} })
  assert.is(difference?.claim, 'caps')
  assert.match(difference!.message, /lots 7, expected 10/)
  assert.match(unchecked[0]!.why, /^1 command /)
})

test('several commands at one place: trades, a deposit, an account that is new or exempt, a halted market', () => {
  const { BOB, CAROL, DAVE, EXTERNALS } = venue
  const evidence = disturbed(
    [[BOB, CAROL], (engine) => venue.trade(engine, BOB, CAROL, 2n, 40n)],
    [[BOB, CAROL], (engine) => venue.trade(engine, BOB, CAROL, 1n, 41n)],
    [[DAVE], (engine) => engine.setExempt(DAVE, true)],
    [[1_050], (engine) => engine.openAccount({ id: 1_050, owner: CAROL })],
    [[1_050], (engine) => engine.deposit(1_050, 70_000n)],
    [[1_050, EXTERNALS[0]], (engine) => venue.trade(engine, EXTERNALS[0], 1_050, 4n, 40n)],
    [[], (engine) => engine.haltMarket(venue.INVERSE)],
  )
  holds(auditOf(evidence))
  assert.is(evidence.options.between!.length, 7)
  for (const without of evidence.options.between!.keys()) {
    const between = evidence.options.between!.toSpliced(without, 1)
    const { difference } = auditOf({ ...evidence, options: { ...evidence.options, between } })
    // A row stands in a later entry once more: the last one tells all of it.
    const isRepeated = [0, 3, 4].includes(without)
    assert.is(difference === null, isRepeated, `without command ${without}`)
  }
})

const POLICIES = knownPolicies.map(({ name }) => name as PolicyName)
const hedged = fc.record({
  word: fc.nat(0xffff_ffff),
  ample: fc.boolean(),
  isStale: fc.boolean(),
  policy: fc.constantFrom(...POLICIES),
  adlPrice: fc.constantFrom<NonNullable<RoundOptions['adlPrice']>>('bankruptcy', 'bankruptcy', 'mark', 'uniform'),
  hedge: fc.record({
    mode: fc.constantFrom('account' as const, 'quantity' as const, 'together' as const),
    who: fc.constantFrom('all' as const, 'marked' as const),
  }),
})

test('hedged accounts: tiers by account and by quantity hold, and what is closed together keeps its rule', () => {
  const engine = venue.newEngine('fast')
  let together = 0
  const property = ({
    word,
    ample,
    isStale,
    ...options
  }: typeof hedged extends fc.Arbitrary<infer Drawn> ? Drawn : never) => {
    openMarkets(engine)
    engine.configureRound({ maxSlippagePpm: 0, ...options })
    fillBook(engine, new Chance(word), ample, isStale)
    const evidence = evidenceOf(engine, { haltOnDeficit: false, maxPasses: 64 }, () => engine.runRound())
    const audit = auditOf(evidence)
    holds(audit, audit.unchecked.length > 0 ? ['hedge'] : [])
    const closes = evidence.events.filter(({ type }) => type === 'hedge-close')
    if (closes.length === 0) return
    together += 1
    // Half a hedge is found out.
    const events = evidence.events.filter((event) => event !== closes[0])
    assert.is.not(auditOf({ ...evidence, events }).difference, null)
  }
  fc.assert(fc.property(hedged, property), { seed, numRuns: RUNS, includeErrorInReport: true })
  assert.ok(together > RUNS / 20, `${together} of ${RUNS}`)
})

/** A policy under a name that no auditor knows. */
function renamed(policy: Policy): Policy {
  const own = Object.entries(policy).map(([key, value]) => {
    return [key, typeof value === 'function' ? (...given: unknown[]) => value.apply(policy, given) : value]
  })
  return { ...Object.fromEntries(own), name: 'of our own' }
}

test('a policy of the venue’s own is held against the caps only, until it is given', () => {
  forAll(RUNS, (world) => {
    const engine = emptyFor('fast', 'audited')
    openWorld(engine, world)
    const policy = renamed(policyOf(world.policy))
    engine.configureRound({ policy })
    const evidence = evidenceOf(engine, optionsOf(world), () => engine.runRound({ liquidity: bookOf(world) }))
    holds(auditOf({ ...evidence, options: { ...evidence.options, policies: [policy] } }))
    const { difference, unchecked } = auditOf(evidence)
    assert.is(difference, null, difference?.message)
    assert.ok(unchecked.some(({ why }) => /"of our own" is the venue's own/.test(why)))
    engine.configureRound({ policy: 'bitmex' })
  })
})

test('what the events do not say is asked for, and said to be unchecked', () => {
  const cut = (evidence: Evidence) => auditOf({ ...evidence, options: {} }).unchecked.map(({ claim }) => claim)
  const told = new Set<string>()
  forAll(RUNS, (world) => {
    const engine = emptyFor('fast', 'audited')
    openWorld(engine, world)
    for (const claim of cut(evidenceOf(engine, {}, () => engine.runRound({ liquidity: bookOf(world) }))))
      told.add(claim)
  })
  assert.equal([...told].sort(), ['halt', 'totals'])
})

/** A pool of 1,000,000 with a trigger, and a long of 700 lots that falls with it. */
function triggered(trigger: RoundOptions['trigger'], ...drop: readonly bigint[]): RoundAudit[] {
  const engine = venue.newEngine('fast')
  for (const id of [venue.ALICE, venue.BOB]) engine.openAccount({ id })
  engine.openAccount({ id: venue.EXTERNALS[0], class: 'external' })
  engine.openAccount({ id: venue.POOL, class: 'pool' })
  engine.openAccount({ id: venue.DEFICIT, class: 'deficit' })
  const band = { maxMarkTicks: 100_000n, listingTicks: 10_000n }
  engine.listMarket({ ...venue.linearConfig, ...band, poolAccount: venue.POOL })
  engine.configureRound({ maxSlippagePpm: 0, takeover: 'partial', trigger: trigger! })
  engine.deposit(venue.POOL, 100_000_000n)
  engine.deposit(venue.BOB, 10_000_000_000n)
  venue.mark(engine, 1, [0, 10_000n])
  engine.deposit(venue.ALICE, 700_000n)
  venue.trade(engine, venue.ALICE, venue.BOB, 700n, 10_000n)
  return drop.map((ticks, index) => {
    venue.mark(engine, 2 + index, [0, ticks])
    return auditOf(evidenceOf(engine, {}, () => engine.runRound()))
  })
}

test('what a trigger lets a pool pay is recomputed from what it has observed', () => {
  const count = (audit: RoundAudit) => audit.claims.find(({ claim }) => claim === 'fund')!.checked
  for (const per of ['pool', 'market'] as const) {
    for (const pays of ['all', 'to-start'] as const) {
      for (const audit of triggered({ per, pays }, 9_490n, 9_000n)) {
        holds(audit)
        assert.ok(count(audit) > 10)
      }
    }
  }
})

test('an engine whose book is empty has an image, and nothing to audit', () => {
  const engine: Engine = venue.emptyEngine('reference')
  assert.equal(bookImage(engine).rows, [])
  assert.throws(() => auditRound(bookImage(engine), [], bookImage(engine)), /begin with nothing, expected round-opened/)
})

test.run()
