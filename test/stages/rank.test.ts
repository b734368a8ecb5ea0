import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { setCash, setPosition } from '../../src/book/cells.ts'
import { rowOf } from '../../src/book/rows.ts'
import { BallastError, ErrorCode } from '../../src/core/errors.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { createKernel, type KernelName } from '../../src/kernel/kernel.ts'
import { bitmex } from '../../src/policies/bitmex.ts'
import { type Candidate, compareScores, type Policy, type Score, type ScorePolicy } from '../../src/policies/policy.ts'
import { proRata } from '../../src/policies/pro-rata.ts'
import { InlineExecutor } from '../../src/stages/executor.ts'
import { Rankings } from '../../src/stages/rank.ts'
import { placeOf } from '../../src/stages/ranked-book.ts'
import type { Ranking } from '../../src/stages/ranking.ts'
import { called, scoreOf } from '../../src/stages/telling.ts'
import * as venue from '../engine/small-venue.ts'
import { Chance } from '../oracles/chance.ts'
import { TERMS } from '../policies/position.ts'
import { give, marked } from './small-round.ts'

const { ALICE, BOB, CAROL, DAVE, LINEAR, TIERED } = venue

function rankings(engine: Engine, policy: Policy, places: readonly number[], eligible: 'all' | 'profitable' = 'all') {
  const { book } = engine
  const kernel = createKernel(engine.kernel, book)
  return new Rankings(
    { book, kernel, executor: new InlineExecutor(book, kernel), settings: { policy, eligible } },
    places,
  )
}

function ids(engine: Engine, ranking: Ranking): number[] {
  return Array.from({ length: ranking.count }, (_, rank) => engine.book.columns.rowId[ranking.row(rank)]!)
}

const SHORTS = placeOf(LINEAR, true)

test('a place is a market and a side', () => {
  assert.equal([placeOf(0, false), placeOf(0, true), placeOf(7, true)], [0, 1, 15])
})

/** Shorts from 100 at 90: 10 % of profit, and the less equity the higher; Dave’s from 80 has lost. */
const four = (kernel: KernelName) =>
  marked(
    kernel,
    (engine) => {
      give(engine, ALICE, 40_000n, [LINEAR, -4n, 100n])
      give(engine, BOB, 10_000n, [LINEAR, -4n, 100n])
      give(engine, CAROL, 20_000n, [LINEAR, -4n, 100n])
      give(engine, DAVE, 90_000n, [LINEAR, -4n, 80n])
    },
    [LINEAR, 90n],
  )

for (const kernel of venue.KERNELS) {
  test(`the score’s order, losing ones after profitable ones, protected ones behind (${kernel})`, () => {
    const engine = four(kernel)
    assert.equal(ids(engine, rankings(engine, bitmex, [SHORTS]).of(SHORTS)), [BOB, CAROL, ALICE, DAVE])
    engine.setProtected(BOB, true)
    const ranking = rankings(engine, bitmex, [SHORTS]).of(SHORTS)
    assert.equal(ids(engine, ranking), [CAROL, ALICE, DAVE, BOB])
    assert.equal(
      [0, 1, 2, 3].map((rank) => ranking.group(rank)),
      [0, 0, 1, 2],
    )
  })

  test(`those without profit stay out when the venue says so (${kernel})`, () => {
    const engine = four(kernel)
    assert.equal(ids(engine, rankings(engine, bitmex, [SHORTS], 'profitable').of(SHORTS)), [BOB, CAROL, ALICE])
  })

  test(`a policy of one’s own is ranked by its score (${kernel})`, () => {
    const engine = four(kernel)
    const own: Policy = { name: 'by-id', score: ({ account }) => ({ over: BigInt(account), under: 7n }) }
    assert.equal(ids(engine, rankings(engine, own, [SHORTS]).of(SHORTS)), [CAROL, BOB, ALICE, DAVE])
  })

  test(`equal scores go by notional, then by the lower id; an allocation has no other order (${kernel})`, () => {
    const engine = marked(
      kernel,
      (open) => {
        // Twice the position with twice the equity is the same score.
        give(open, CAROL, 10_000n, [LINEAR, -4n, 100n])
        give(open, ALICE, 10_000n, [LINEAR, -4n, 100n])
        give(open, BOB, 20_000n, [LINEAR, -8n, 100n])
      },
      [LINEAR, 90n],
    )
    for (const policy of [bitmex, proRata]) {
      assert.equal(ids(engine, rankings(engine, policy, [SHORTS]).of(SHORTS)), [BOB, ALICE, CAROL], policy.name)
    }
  })

  test(`all sides that are asked for are ranked at once, each for itself (${kernel})`, () => {
    const engine = four(kernel)
    give(engine, ALICE, 1n, [TIERED, 3n, 100n])
    const longs = placeOf(TIERED, false)
    const made = rankings(engine, bitmex, [SHORTS, longs])
    assert.equal(ids(engine, made.of(longs)), [ALICE])
    assert.is(made.of(SHORTS).count, 4)
  })

  test(`a candidate is as it was ranked once it is remembered, whatever becomes of it (${kernel})`, () => {
    const engine = four(kernel)
    const made = rankings(engine, bitmex, [SHORTS])
    const [head] = [made.of(SHORTS)]
    made.remember(rowOf(engine.book, BOB), LINEAR)
    const before: Candidate = {
      account: BOB,
      owner: engine.account(BOB).owner,
      market: LINEAR,
      lots: 4n,
      notionalAtoms: 36_000n,
      profitAtoms: 4_000n,
      entryValueAtoms: 40_000n,
      maintenanceAtomPpm: 360_000_000n,
      equityAtoms: 14_000n,
      accountMaintenanceAtomPpm: 360_000_000n,
      accountNotionalAtoms: 36_000n,
      accountProfitAtoms: 4_000n,
    }
    engine.deposit(BOB, 5_000n)
    venue.trade(engine, BOB, DAVE, 2n, 90n)
    assert.equal(head!.candidate(0), before)
    assert.equal(
      [...head!.rows()].sort((a, b) => a - b),
      [ALICE, BOB, CAROL, DAVE].map((id) => rowOf(engine.book, id)),
    )
  })
}

/** Exact order by a plain sort over all candidates. */
function sorted(engine: Engine, policy: ScorePolicy, place: number): number[] {
  const ranking = rankings(engine, policy, [place]).of(place)
  const { count } = ranking
  const all = Array.from({ length: count }, (_, rank) => ({ group: ranking.group(rank), ...ranking.candidate(rank) }))
  return all
    .sort((a, b) => {
      const byScore = compareScores(policy.score(b, TERMS), policy.score(a, TERMS))
      const byNotional = Number(b.notionalAtoms - a.notionalAtoms)
      return a.group - b.group || byScore || byNotional || a.account - b.account
    })
    .map(({ account }) => account)
}

const many = venue.openVenue('fast', venue.newEngine('fast'))
for (let id = 1_000; id < 1_060; id += 1) many.openAccount({ id })

test('books full of near-ties rank as a sort by the exact scores does, with the key of the kernel or one’s own', () => {
  const sameScores: ScorePolicy = { ...bitmex, name: 'the same by another name' }
  const run = (seed: number) => {
    const chance = new Chance(seed)
    const base = chance.between(1n, 2n ** 40n)
    for (let id = 1_000; id < 1_060; id += 1) {
      const row = rowOf(many.book, id)
      // Equities and entry values an atom apart, some of them the same.
      setPosition(
        many.book,
        row,
        LINEAR,
        -chance.between(1n, 2n),
        -chance.pick([20_000n, base + chance.between(0n, 3n)]),
      )
      setCash(many.book, row, 30_000n + chance.pick([0n, 2n ** 50n]) + chance.between(0n, 2n))
    }
    assert.equal(ids(many, rankings(many, bitmex, [SHORTS]).of(SHORTS)), sorted(many, sameScores, SHORTS))
  }
  fc.assert(fc.property(fc.nat(0xffff_ffff), run), { seed: 4, numRuns: 60 })
})

const NO_SCORES: [what: string, score: unknown, told: RegExp][] = [
  ['a number', 7, /the score 7/],
  ['nothing', undefined, /the score undefined/],
  ['a denominator of zero', { over: 1n, under: 0n }, /the score 1\/0/],
  ['a negative denominator', { over: 1n, under: -1n }, /the score 1\/-1/],
  ['numbers in it', { over: 1, under: 1n }, /the score 1\/1/],
  ['another word', 'first', /the score first/],
]

for (const [what, score, told] of NO_SCORES) {
  test(`${what} is no score, and whose it is is said`, () => {
    const candidate = { account: 5 } as Candidate
    const policy = { name: 'odd', score: () => score as Score }
    venue.refuses(ErrorCode.POLICY, told, () => scoreOf(policy, candidate, TERMS))
    venue.refuses(ErrorCode.POLICY, /policy odd gives account 5/, () => scoreOf(policy, candidate, TERMS))
  })
}

test('what a policy throws comes with its name and cause', () => {
  const cause = new TypeError('no such thing')
  const error = venue.errorOf(() => {
    called('odd', () => {
      throw cause
    })
  })
  assert.instance(error, BallastError)
  assert.is((error as BallastError).cause, cause)
  assert.match((error as BallastError).message, /policy odd has failed: TypeError: no such thing/)
})

test.run()
