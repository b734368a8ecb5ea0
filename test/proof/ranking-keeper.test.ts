import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { eventLine } from '../../src/cli/event-line.ts'
import { ErrorCode } from '../../src/core/errors.ts'
import type { Engine } from '../../src/engine/engine.ts'
import type { RoundOptions } from '../../src/engine/round-options.ts'
import {
  type EngineOptions,
  knownPolicies,
  type RankedPosition,
  type RankProof,
  type RoundReport,
} from '../../src/index.ts'
import type { AllocationPolicy, OrderPolicy } from '../../src/policies/policy.ts'
import { checkProof } from '../../src/proof/check-proof.ts'
import { loadSource, openGenerator } from '../../src/scenario/index.ts'
import * as venue from '../engine/small-venue.ts'
import * as hedges from '../stages/hedge-scene.ts'
import { give, type Holding } from '../stages/small-round.ts'
import * as naive from './naive-proof.ts'

const { ALICE, BOB, CAROL, DAVE, LINEAR } = venue
/** Another account of one of them. */
const SECOND = 1_001
const SECRET = Uint8Array.from({ length: 32 }, (_, index) => index)

/** Alice is bankrupt at 90; the less is behind a short, the earlier it stands in the queue. */
const HOLDINGS: readonly (readonly [id: number, atoms: bigint, holding: Holding])[] = [
  [ALICE, 9_000n, [LINEAR, 10n, 100n]],
  [BOB, 40_000n, [LINEAR, -4n, 100n]],
  [CAROL, 20_000n, [LINEAR, -4n, 100n]],
  [DAVE, 10_000n, [LINEAR, -4n, 80n]],
]

function crash(kernel: (typeof venue.KERNELS)[number], options: RoundOptions = {}): Engine {
  const engine = venue.openVenue(kernel, venue.newEngine(kernel))
  for (const [id, atoms, holding] of HOLDINGS) give(engine, id, atoms, holding)
  venue.mark(engine, 1, [LINEAR, 90n])
  engine.configureRound(options)
  return engine
}

const shorts = { market: LINEAR, side: 'short' } as const
const lines = (engine: Engine) => [...engine.roundEvents()].map(eventLine).join('')
const rankOf = (engine: Engine, account: number) => engine.proveRank({ ...shorts, account })?.rank ?? null

/** The root of a queue as `rank` tells it, by the naive twin. */
function rootOf(queue: readonly RankedPosition[], proofs: readonly RankProof[]): string {
  const leaves = queue.map(({ rank, account, lots, candidate, score }, index) => {
    const proof = proofs[index]!
    assert.equal(
      [proof.rank, proof.account, proof.sizeLots, proof.notionalAtoms, termsOf(proof)],
      [rank, account, `${lots}`, `${candidate.notionalAtoms}`, score],
    )
    return naive.sha256(naive.leafBytes(proof))
  })
  return naive.rootHash(proofs[0]!, naive.treeHash(leaves))
}

/** A score as events and queues tell it. */
function termsOf({ score }: RankProof): string | null {
  return score === null || typeof score === 'string' ? score : `${score.over}/${score.under}`
}

for (const kernel of venue.KERNELS) {
  test(`a report carries the root of every ranking, and each place can be proven (${kernel})`, () => {
    for (const policy of ['bitmex', 'pro-rata', 'dydx', 'okx', 'hyperliquid', 'socialised-drift'] as const) {
      const engine = crash(kernel, { policy })
      // A queue drawn by lot is another one for every command, so the queue is not asked for again.
      const queue = engine.rank(shorts)
      engine.commitRankings(SECRET)
      const { round, rankings } = engine.runRound()
      const proofs = [BOB, CAROL, DAVE].map((account) => engine.proveRank({ ...shorts, account })!)
      proofs.sort((a, b) => a.rank - b.rank)
      const root = policy === 'dydx' ? rankings[0]!.root : rootOf(queue, proofs)
      assert.equal(rankings, [{ pass: 1, market: LINEAR, side: 'short', candidates: 3, root }], policy)
      for (const proof of proofs) {
        assert.equal([proof.round, proof.policy, proof.root], [round, policy, root])
        assert.is(proof.salt, naive.saltOf(SECRET, proof))
        assert.ok(naive.holds(proof))
        assert.equal(checkProof(JSON.parse(JSON.stringify(proof)), root), { verified: true })
      }
      assert.is(new Set(proofs.map(({ salt }) => salt)).size, 3)
    }
  })

  test(`with it or without it the same is done and told (${kernel})`, () => {
    for (const policy of ['bitmex', 'pro-rata', 'dydx', 'okx'] as const) {
      const [plain, proven] = [crash(kernel, { policy }), crash(kernel, { policy })]
      const before = [proven.stateHash(), proven.lastSequence]
      proven.commitRankings(SECRET)
      assert.equal([proven.stateHash(), proven.lastSequence], before)
      const { rankings, ...report } = proven.runRound()
      const { rankings: none, ...same } = plain.runRound()
      assert.equal([report, none], [same, []])
      assert.ok(rankings.length > 0)
      assert.is(lines(proven), lines(plain))
      assert.equal([proven.stateHash(), proven.lastSequence], [plain.stateHash(), plain.lastSequence])
    }
  })

  test(`a round step by step has the roots of the round at once (${kernel})`, () => {
    const [whole, stepped] = [crash(kernel), crash(kernel)]
    for (const engine of [whole, stepped]) engine.commitRankings(SECRET)
    const { rankings } = whole.runRound()
    stepped.openRound()
    venue.refuses(ErrorCode.STATE, /a round is open/, () => stepped.commitRankings(null))
    assert.equal(exhaustAll(stepped).rankings, rankings)
    assert.is(rankOf(stepped, CAROL), rankOf(whole, CAROL))
  })

  test(`a proposal commits to nothing; the round that carries it out does (${kernel})`, () => {
    const engine = crash(kernel, { adl: 'propose' })
    engine.commitRankings(SECRET)
    assert.equal(engine.runRound().rankings, [])
    const { rankings } = engine.acceptProposal()
    assert.equal([rankings.length, rankOf(engine, DAVE)], [1, 3])
  })

  test(`what is undone is not committed to (${kernel})`, () => {
    let fails = true
    const moody: AllocationPolicy = {
      name: 'moody',
      allocate: (need, _, open) => (fails ? [] : open.map((_, index) => (index === 0 ? need : 0n))),
      capacity: (_, open) => open.map((lots, index) => (index === 0 ? lots : 0n)),
    }
    const engine = crash(kernel, { policy: moody })
    engine.commitRankings(SECRET)
    venue.refusesCommand(engine, ErrorCode.POLICY, /moody/, () => engine.runRound())
    venue.refuses(ErrorCode.STATE, /has ranked no shorts of market 0/, () => rankOf(engine, BOB))
    engine.openRound()
    venue.refuses(ErrorCode.POLICY, /moody/, () => exhaustAll(engine))
    venue.refuses(ErrorCode.STATE, /has ranked no shorts of market 0/, () => rankOf(engine, BOB))
    fails = false
    const { rankings, passes } = goOn(engine)
    assert.equal([rankings.map(({ pass }) => pass), passes], [[2], 3])
    assert.equal(engine.proveRank({ ...shorts, account: BOB })?.pass, 2)
  })

  test(`what stands stays committed to when a later part is undone (${kernel})`, () => {
    let fails = false
    const moody: AllocationPolicy = {
      name: 'moody',
      allocate: (need, _, open) => (fails ? [] : open.map((_, index) => (index === 0 ? need : 0n))),
      capacity: (_, open) => open.map((lots, index) => (index === 0 ? lots : 0n)),
    }
    const engine = venue.openVenue(kernel, venue.newEngine(kernel))
    give(engine, ALICE, 9_000n, [LINEAR, 10n, 100n])
    give(engine, BOB, 90_000n, [LINEAR, -12n, 100n])
    give(engine, CAROL, 20_000n, [LINEAR, -4n, 100n])
    // At risk: 100 against 360.
    give(engine, DAVE, 4_100n, [LINEAR, 4n, 100n])
    venue.mark(engine, 1, [LINEAR, 90n])
    engine.configureRound({ policy: moody, stages: ['adl', 'own-first', 'book', 'cross', 'insurance'] })
    engine.commitRankings(SECRET)
    // Alice has been deleveraged when Dave asks.
    assert.is(engine.openRound().wanted?.account, DAVE)
    const [first] = engine.rankings
    assert.equal([first!.pass, first!.candidates, rankOf(engine, BOB)], [1, 2, 1])
    venue.trade(engine, BOB, CAROL, 4n, 10n)
    fails = true
    venue.refuses(ErrorCode.POLICY, /moody/, () => exhaustAll(engine))
    assert.equal([engine.rankings, rankOf(engine, BOB)], [[first], 1])
    fails = false
    assert.equal(
      goOn(engine).rankings.map(({ pass, side }) => [pass, side]),
      [
        [1, 'short'],
        [3, 'long'],
      ],
    )
  })

  test(`accounts of one owner have the score that they were ranked by together (${kernel})`, () => {
    const engine = crash(kernel, { policy: 'okx' })
    engine.openAccount({ id: SECOND, owner: CAROL })
    give(engine, SECOND, 900n, [LINEAR, -3n, 100n])
    const queue = engine.rank(shorts)
    const scores = new Map(queue.map(({ account, score }) => [account, score]))
    assert.is(scores.get(SECOND), scores.get(CAROL)!)
    engine.commitRankings(SECRET)
    const [ranking] = engine.runRound().rankings
    const proofs = queue.map(({ account }) => engine.proveRank({ ...shorts, account })!)
    assert.is(rootOf(queue, proofs), ranking!.root)
  })

  test(`an order that a policy draws is the one that is proven (${kernel})`, () => {
    const backwards: OrderPolicy = {
      name: 'backwards',
      order: (candidates) => candidates.map((_, index) => candidates.length - 1 - index),
    }
    const engine = crash(kernel, { policy: backwards, eligible: 'regardless' })
    engine.commitRankings(SECRET)
    engine.runRound()
    assert.equal([rankOf(engine, DAVE), rankOf(engine, CAROL), rankOf(engine, BOB)], [1, 2, 3])
    assert.is(engine.proveRank({ ...shorts, account: BOB })!.score, null)
  })

  test(`a position that stands twice has two proofs (${kernel})`, () => {
    const { DEC, FIRST, HEDGED, PERP } = hedges
    // 10 short against 7 long: three lots are hedged by nothing.
    const accounts = [
      [HEDGED, 400_000n, [PERP, -10n], [DEC, 1n]],
      [FIRST, 400_000n, [PERP, -5n]],
    ] as const
    const engine = hedges.scene(kernel, 12n, accounts)
    engine.configureRound({ hedge: { who: 'all', mode: 'quantity' } })
    const about = { market: PERP, side: 'short' } as const
    const queue = engine.rank(about)
    engine.commitRankings(SECRET)
    const [ranking] = engine.runRound().rankings
    const first = engine.proveRank({ ...about, account: HEDGED })!
    const other = engine.proveRank({ ...about, account: FIRST })!
    const second = engine.proveRank({ ...about, account: HEDGED, protected: true })!
    assert.is(engine.proveRank({ ...about, account: FIRST, protected: true }), null)
    assert.equal([first.sizeLots, other.sizeLots, second.sizeLots], ['3', '5', '7'])
    assert.equal([first.group, second.group], [0, 2])
    const proofs = [first, other, second].sort((a, b) => a.rank - b.rank)
    assert.equal([ranking!.candidates, ranking!.root], [3, rootOf(queue, proofs)])
    for (const proof of proofs) assert.equal(checkProof(proof, ranking!.root), { verified: true })
  })

  test(`hedges closed together: every ranking that may be used is committed to (${kernel})`, () => {
    const { DEC, HEDGED, PERP, QUARTER, SECOND } = hedges
    const accounts = [
      [HEDGED, 400_000n, [PERP, -7n], [DEC, 1n]],
      [SECOND, 90_000n, [DEC, -2n]],
    ] as const
    const engine = hedges.scene(kernel, 7n, accounts)
    engine.commitRankings(SECRET)
    const { report } = hedges.played(engine)
    const pass1 = report.rankings.filter(({ pass }) => pass === 1)
    assert.equal(
      pass1.map(({ market, side, candidates }) => [market, side, candidates]),
      [
        [PERP, 'long', 0],
        [PERP, 'short', 1],
        [QUARTER, 'long', 0],
        [QUARTER, 'short', 0],
        [DEC, 'long', 1],
        [DEC, 'short', 1],
      ],
    )
    const proof = engine.proveRank({ market: DEC, side: 'short', account: SECOND })!
    assert.equal(checkProof(proof, pass1.at(-1)!.root), { verified: true })
    assert.is(engine.proveRank({ market: QUARTER, side: 'long', account: SECOND }), null)
    assert.is(
      pass1[2]!.root,
      naive.rootHash({ ...proof, market: QUARTER, side: 'long', candidates: 0 }, naive.treeHash([])),
    )
  })
}

test('proofs are of the last round, and of what was kept', () => {
  const engine = crash('fast')
  venue.refusesCommand(engine, ErrorCode.STATE, /call commitRankings before the round/, () => rankOf(engine, BOB))
  engine.commitRankings(SECRET)
  venue.refusesCommand(engine, ErrorCode.STATE, /the last round has ranked no shorts of market 0/, () =>
    rankOf(engine, BOB),
  )
  const { round } = engine.runRound()
  assert.is(rankOf(engine, BOB), 2)
  assert.is(rankOf(engine, ALICE), null)
  const unknown = () => engine.proveRank({ ...shorts, account: BOB, pass: 2 })
  venue.refusesCommand(engine, ErrorCode.STATE, /pass 2 of the last round has ranked no shorts/, unknown)
  const nowhere = () => engine.proveRank({ ...shorts, market: 7, account: BOB })
  venue.refusesCommand(engine, ErrorCode.UNKNOWN_MARKET, /market 7/, nowhere)
  const sideless = () => engine.proveRank({ ...shorts, side: 'up' as never, account: BOB })
  venue.refusesCommand(engine, ErrorCode.CONFIG, /side is "up"/, sideless)
  assert.is(engine.proveRank({ ...shorts, account: 77 }), null)
  assert.is(engine.runRound().round, round + 1)
  venue.refusesCommand(engine, ErrorCode.STATE, /has ranked no shorts of market 0/, () => rankOf(engine, BOB))
})

test('off means forgotten', () => {
  const engine = crash('fast')
  engine.commitRankings(SECRET)
  engine.runRound()
  engine.commitRankings(null)
  venue.refusesCommand(engine, ErrorCode.STATE, /call commitRankings/, () => rankOf(engine, BOB))
  assert.equal(engine.runRound().rankings, [])
})

test('a secret is copied, and one that can be guessed is refused', () => {
  const [engine, other] = [crash('fast'), crash('fast')]
  const given = Uint8Array.from(SECRET)
  engine.commitRankings(given)
  given.fill(0)
  other.commitRankings(SECRET)
  assert.equal(engine.runRound().rankings, other.runRound().rankings)
  const otherwise = crash('fast')
  otherwise.commitRankings(new Uint8Array(16))
  assert.is.not(otherwise.runRound().rankings[0]!.root, other.proveRank({ ...shorts, account: BOB })!.root)
  const refuse = (code: ErrorCode, what: RegExp, secret: unknown, options = {}) =>
    venue.refusesCommand(engine, code, what, () => engine.commitRankings(secret as Uint8Array, options))
  refuse(ErrorCode.RANGE, /has 15 bytes, expected 16 or more/, new Uint8Array(15))
  refuse(ErrorCode.CONFIG, /expected a Uint8Array/, 'a secret of many letters')
  refuse(ErrorCode.CONFIG, /expected a Uint8Array/, undefined)
  refuse(ErrorCode.RANGE, /mostKept is -1/, SECRET, { mostKept: -1 })
  // What stood before stands.
  assert.is(rankOf(engine, BOB), 2)
})

test('more places than may be kept are committed to all the same', () => {
  const [engine, all] = [crash('fast'), crash('fast')]
  engine.commitRankings(SECRET, { mostKept: 2 })
  all.commitRankings(SECRET, { mostKept: 3 })
  assert.equal(engine.runRound().rankings, all.runRound().rankings)
  venue.refusesCommand(engine, ErrorCode.CAPACITY, /the 3 places of this ranking have not been kept/, () =>
    rankOf(engine, BOB),
  )
  assert.is(rankOf(all, BOB), 2)
})

const MARKETS = 6

/** A fall of some thousand accounts, with several passes and markets; every proof of one in 37 accounts is checked. */
async function fall(
  policy: 'bitmex' | 'pro-rata' | 'okx' | 'dydx',
  machinery: Pick<EngineOptions, 'kernel' | 'executor'>,
) {
  const sizes = { seed: '11', accounts: 3_000, positions: 9_000, markets: MARKETS }
  const { engine } = await loadSource(openGenerator(sizes), machinery)
  await using standing = engine
  await standing.ready()
  standing.configureRound({ policy })
  standing.commitRankings(SECRET)
  const reports: RoundReport['rankings'][] = []
  let checked = 0
  for (let step = 1; step <= 2; step += 1) {
    const markets = Uint16Array.from({ length: MARKETS }, (_, market) => market)
    const ticks = Array.from(
      markets,
      (market) => (standing.market(market).markTicks * BigInt(880 - 19 * market)) / 1000n,
    )
    standing.applyMarks({ timeMs: standing.lastTimeMs + 1_000, markets, priceTicks: BigInt64Array.from(ticks) })
    const { rankings } = standing.runRound()
    reports.push(rankings)
    for (const { market, side, pass, root, candidates } of rankings) {
      for (let account = 1; account <= 3_000; account += 37) {
        const proof = standing.proveRank({ market, side, pass, account })
        if (proof === null) continue
        checked += 1
        assert.equal([proof.candidates, checkProof(proof, root)], [candidates, { verified: true }])
      }
    }
  }
  return { reports, checked, hash: standing.stateHash() }
}

for (const policy of ['bitmex', 'pro-rata', 'okx', 'dydx'] as const) {
  test(`both kernels and threads come to the same roots, policy ${policy}`, async () => {
    const fast = await fall(policy, { kernel: 'fast' })
    assert.ok(fast.reports.flat().length > 4 && fast.checked > 50, `${fast.reports.flat().length} ${fast.checked}`)
    assert.equal(await fall(policy, { kernel: 'reference' }), fast)
    assert.equal(await fall(policy, { kernel: 'fast', executor: { threads: 2, leastWork: 0 } }), fast)
  })
}

test('whatever the policy and the hedges, the same is done and told, and every proof checks', async () => {
  const told = async (options: RoundOptions, secret: Uint8Array | null) => {
    const sizes = { seed: '3', accounts: 400, positions: 1_200, markets: 3 }
    const { engine } = await loadSource(openGenerator(sizes))
    engine.configureRound(options)
    engine.commitRankings(secret)
    const markets = Uint16Array.of(0, 1, 2)
    const ticks = Array.from(markets, (market) => (engine.market(market).markTicks * 3n) / 4n)
    engine.applyMarks({ timeMs: engine.lastTimeMs + 1_000, markets, priceTicks: BigInt64Array.from(ticks) })
    const { rankings, ...report } = engine.runRound()
    return { engine, rankings, said: [report, lines(engine), engine.stateHash(), engine.lastSequence] }
  }
  const modes = [
    null,
    { who: 'all', mode: 'account' },
    { who: 'all', mode: 'quantity' },
    { who: 'all', mode: 'together' },
  ] as const
  let proofs = 0
  for (const [index, policy] of knownPolicies.entries()) {
    const hedge = modes[index % modes.length]!
    const options: RoundOptions = { policy, ...(hedge === null ? {} : { hedge }) }
    const plain = await told(options, null)
    const { engine, rankings, said } = await told(options, SECRET)
    assert.equal(said, plain.said, `${policy} ${hedge?.mode}`)
    assert.ok(rankings.length > 0)
    for (const { market, side, pass, root, candidates } of rankings) {
      const ranks: number[] = []
      for (let account = 1; ranks.length < candidates && account < 2_000; account += 1) {
        for (const isProtected of [false, true]) {
          const proof = engine.proveRank({ market, side, pass, account, protected: isProtected })
          if (proof === null || ranks.includes(proof.rank)) continue
          ranks.push(proof.rank)
          assert.equal(checkProof(proof, root), { verified: true })
        }
      }
      proofs += ranks.length
      assert.equal(
        ranks.sort((a, b) => a - b),
        Array.from({ length: candidates }, (_, place) => place + 1),
      )
    }
  }
  assert.ok(proofs > 5_000, `${proofs} proofs`)
})

function exhaustAll(engine: Engine): RoundReport {
  for (let ask = engine.wanted; ask !== null; ask = engine.wanted) {
    engine.bookExhausted(ask)
    const { report } = engine.advanceRound()
    if (report !== null) return report
  }
  throw new Error('no round was open')
}

/** Goes on with a round whose advance was refused. */
function goOn(engine: Engine): RoundReport {
  return engine.advanceRound().report ?? exhaustAll(engine)
}

test.run()
