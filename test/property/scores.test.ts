// Scores against formulas written down a second time, as fractions of fractions: positions an atom apart, at sizes up
// to 2^60, in the order that the engine makes of keys and near-ties. And what leaves a score as it is: a larger unit of
// money, and an account in halves.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { isNearTie } from '../../src/memory/rank-heap.ts'
import { knownPolicies } from '../../src/policies/known.ts'
import { okx } from '../../src/policies/okx.ts'
import {
  type Candidate,
  compareScores,
  isScorePolicy,
  type Score,
  type ScorePolicy,
} from '../../src/policies/policy.ts'
import { scoreKey } from '../../src/policies/score-key.ts'
import { Chance } from '../oracles/chance.ts'
import { position, sameScore, TERMS } from '../policies/position.ts'

const POLICIES = knownPolicies.filter(isScorePolicy)

/** A fraction that may be over zero: then it is infinite, and 0 over 0 is 0. */
class Fraction {
  readonly over: bigint
  readonly under: bigint

  constructor(over: bigint, under = 1n) {
    const isMinus = under < 0n
    this.over = isMinus ? -over : over
    this.under = isMinus ? -under : under
  }

  times(other: Fraction): Fraction {
    return new Fraction(this.over * other.over, this.under * other.under)
  }

  by(other: Fraction): Fraction {
    return new Fraction(this.over * other.under, this.under * other.over)
  }

  least(other: Fraction): Fraction {
    return this.compare(other) < 0 ? other : this
  }

  compare(other: Fraction): number {
    const difference = this.over * other.under - other.over * this.under
    return difference === 0n ? 0 : difference > 0n ? 1 : -1
  }
}

const of = (over: bigint, under = 1n) => new Fraction(over, under)
const PPM = of(1_000_000n)
const NONE = of(0n)

// By the documents of the venues, with an equity above 0 and an entry value above 0.

const pnl = (c: Candidate) => of(c.profitAtoms).by(of(c.entryValueAtoms))
const shareOf = (c: Candidate) => {
  const part =
    c.maintenanceAtomPpm === 0n
      ? of(c.notionalAtoms).by(of(c.accountNotionalAtoms))
      : of(c.maintenanceAtomPpm).by(of(c.accountMaintenanceAtomPpm))
  return of(c.equityAtoms).times(part)
}
const leverage = (c: Candidate) => of(c.notionalAtoms).by(shareOf(c))
const accountLeverage = (c: Candidate) => of(c.accountNotionalAtoms).by(of(c.equityAtoms))
const turned = (c: Candidate) => (c.profitAtoms > 0n ? pnl(c).times(leverage(c)) : pnl(c).by(leverage(c)))

function wallet(c: Candidate): Fraction {
  const balance = of(c.equityAtoms - c.accountProfitAtoms).by(of(TERMS.unitAtoms))
  const profit = of(c.accountProfitAtoms).by(of(TERMS.unitAtoms)).least(NONE)
  const margin = of(c.accountMaintenanceAtomPpm).by(PPM).by(of(c.equityAtoms))
  return profit.by(balance.least(of(1n))).times(margin)
}

function bluefin(c: Candidate): Fraction {
  const maintenanceRate = of(c.maintenanceAtomPpm).by(PPM).by(of(c.notionalAtoms))
  const marginRate = shareOf(c).by(of(c.notionalAtoms))
  return pnl(c).least(NONE).by(maintenanceRate.least(marginRate))
}

const FORMULAS: Record<string, (candidate: Candidate) => Fraction> = {
  ...{ bitmex: turned, delta: turned, okx: turned, binance: wallet, aster: wallet, aevo: wallet, bluefin },
  bybit: (c) => pnl(c).times(accountLeverage(c)),
  hyperliquid: (c) =>
    of(c.notionalAtoms)
      .by(of(c.entryValueAtoms))
      .times(of(c.notionalAtoms).by(of(c.equityAtoms))),
  ethereal: accountLeverage,
}

test('every score has a formula here', () => {
  assert.equal(POLICIES.map(({ name }) => name).sort(), Object.keys(FORMULAS).sort())
})

/** A random whole number above 0 and below 2^bits, of about as many bits. */
function sizeOf(chance: Chance, bits: number): bigint {
  const words = (BigInt(chance.word()) << 32n) | BigInt(chance.word())
  return (words >> BigInt(64 - bits + chance.below(3))) + 1n
}

/** Of a long or a short, alone in its account or not, with more or less than what it has lost. */
function randomCandidate(chance: Chance): Candidate {
  // From 2^42 on an atom is less than what counts as near.
  const bits = chance.below(4) === 0 ? 3 + chance.below(40) : 43 + chance.below(18)
  const [notional, entry] = [sizeOf(chance, bits), sizeOf(chance, bits)]
  const profit = chance.below(2) === 0 ? notional - entry : entry - notional
  const maintenance = chance.below(8) === 0 ? 0n : sizeOf(chance, bits) * BigInt(1 + chance.below(50_000))
  const isAlone = chance.below(3) === 0
  return position({
    notionalAtoms: notional,
    entryValueAtoms: entry,
    profitAtoms: profit,
    maintenanceAtomPpm: maintenance,
    equityAtoms: sizeOf(chance, bits),
    accountNotionalAtoms: isAlone ? notional : notional + sizeOf(chance, bits),
    accountMaintenanceAtomPpm: isAlone ? maintenance : maintenance + sizeOf(chance, bits) * 50_000n,
    accountProfitAtoms: isAlone ? profit : profit + sizeOf(chance, bits) - sizeOf(chance, bits),
  })
}

const SHIFTED = [
  ...(['notionalAtoms', 'entryValueAtoms', 'profitAtoms', 'maintenanceAtomPpm', 'equityAtoms'] as const),
  ...(['accountNotionalAtoms', 'accountMaintenanceAtomPpm', 'accountProfitAtoms'] as const),
]

/** An atom more or less of a few things; or all of it a few times, which is no other score, and then an atom. */
function nearby(chance: Chance, candidate: Candidate): Candidate {
  const times = chance.below(2) === 0 ? 1n : BigInt(1 + chance.below(3))
  const near: Record<string, bigint> = {}
  for (const key of SHIFTED) {
    const value = candidate[key] * times + (chance.below(3) === 0 ? BigInt(chance.below(3) - 1) : 0n)
    const least = key === 'profitAtoms' || key === 'accountProfitAtoms' ? value : key.includes('intenance') ? 0n : 1n
    near[key] = value < least ? least : value
  }
  if (near.maintenanceAtomPpm! > near.accountMaintenanceAtomPpm!)
    near.accountMaintenanceAtomPpm = near.maintenanceAtomPpm!
  return { ...candidate, ...near }
}

/** How the engine orders two of a group. */
function engineOrder(keyA: number, a: Score, keyB: number, b: Score): number {
  return isNearTie(keyA, keyB) ? compareScores(a, b) : keyA < keyB ? -1 : 1
}

const FAMILY = 24
const FAMILIES = 380

function compareAll(policy: ScorePolicy, seed: number) {
  const chance = new Chance(seed)
  const formula = FORMULAS[policy.name]!
  let [compared, near, equal] = [0, 0, 0]
  for (let family = 0; family < FAMILIES; family += 1) {
    const first = randomCandidate(chance)
    const members = Array.from({ length: FAMILY }, (_, index) => (index === 0 ? first : nearby(chance, first)))
    const scores = members.map((each) => policy.score(each, TERMS))
    const keys = scores.map(scoreKey)
    const exact = members.map(formula)
    for (const score of scores) assert.ok(typeof score === 'string' || score.under > 0n)
    for (let a = 0; a < FAMILY; a += 1) {
      for (let b = 0; b < a; b += 1) {
        const order = engineOrder(keys[a]!, scores[a]!, keys[b]!, scores[b]!)
        const expected = exact[a]!.compare(exact[b]!)
        compared += 1
        if (isNearTie(keys[a]!, keys[b]!)) near += 1
        if (expected === 0) equal += 1
        if (order !== expected) assert.equal([members[a], order], [members[b], expected], policy.name)
      }
    }
  }
  return { compared, near, equal }
}

let total = 0

for (const [index, policy] of POLICIES.entries()) {
  test(`${policy.name}: keys and near-ties make the order of the exact fractions`, () => {
    const { compared, near, equal } = compareAll(policy, 900 + index)
    total += compared
    // The order of near ones is not that of their keys; of these, enough are not simply equal.
    assert.ok(near - equal > compared / 20, `${near} near, ${equal} equal of ${compared}`)
  })
}

test('a million pairs have been compared', () => assert.ok(total >= 1_000_000, `${total}`))

// The same in other units, and in halves

const MONEY = SHIFTED

function scaled(candidate: Candidate, times: bigint): Candidate {
  return { ...candidate, ...Object.fromEntries(MONEY.map((key) => [key, candidate[key] * times])) }
}

/** Equities that are nothing and entry values that are nothing, too. */
function anyCandidate(chance: Chance): Candidate {
  const candidate = randomCandidate(chance)
  const none = chance.below(8)
  return { ...candidate, ...(none === 0 ? { equityAtoms: 0n } : none === 1 ? { entryValueAtoms: 0n } : {}) }
}

for (const policy of POLICIES) {
  test(`${policy.name}: all money a thousand times over is the same score, and so is each half of an account`, () => {
    const chance = new Chance(77)
    for (let run = 0; run < 2_000; run += 1) {
      const candidate = anyCandidate(chance)
      const score = policy.score(candidate, TERMS)
      const thousand = scaled(candidate, 1_000n)
      // Where a wallet counts as one unit at least, that unit has to be worth as much more.
      sameScore(policy.score(thousand, { ...TERMS, unitAtoms: 1_000n * TERMS.unitAtoms }), score)
      const hasUnit = candidate.equityAtoms - candidate.accountProfitAtoms >= TERMS.unitAtoms
      const isWallet = FORMULAS[policy.name] === wallet
      if (hasUnit || !isWallet) sameScore(policy.score(thousand, TERMS), score)
      const even = scaled(candidate, 2n)
      if (hasUnit || !isWallet) sameScore(policy.score(candidate, TERMS), policy.score(even, TERMS))
    }
  })
}

test('a wallet below one unit is the exception: halves of one unit each count as much as the whole', () => {
  for (const policy of POLICIES.filter(({ name }) => FORMULAS[name] === wallet)) {
    const half = { equityAtoms: 2_000_000n, accountProfitAtoms: 1_500_000n, accountMaintenanceAtomPpm: 10n ** 12n }
    const whole = position(scaled(position(half), 2n))
    // Half a unit counts as one: 1.5/1 · 1/2. As a whole it has one: 3/1 · 2/4. A split halves the score.
    sameScore(policy.score(position(half), TERMS), { over: 3n, under: 4n })
    sameScore(policy.score(whole, TERMS), { over: 3n, under: 2n })
  }
})

test('okx: the positions of an owner that splits its account in two have the score of the whole together', () => {
  const chance = new Chance(78)
  for (let run = 0; run < 2_000; run += 1) {
    const half = anyCandidate(chance)
    sameScore(okx.scoreTogether!([half, { ...half, account: 2 }], TERMS), okx.score(scaled(half, 2n), TERMS))
  }
})

test('ethereal: halves have the score of the whole, but in ties stand behind it, as their profit is smaller', () => {
  const { tellApart } = POLICIES.find(({ name }) => name === 'ethereal')!
  const half = position({ account: 2 })
  assert.ok(tellApart!(scaled({ ...half, account: 1 }, 2n), half) < 0)
})

test.run()
