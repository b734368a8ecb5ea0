// Funds: what is enough, what they leave to others, and what more of them saves, on grids made by hand.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { beyondFund, fundNeeded, valueOfMore } from '../../src/stress/answers-fund.ts'
import { madeRun } from './made-runs.ts'

const FUNDS = [0n, 100n, 200n, 300n]
const SURE = { quantilePpm: 900_000, intervalPpm: 800_000 }

/** Seeds 1 … n: each needs so much, and has ADL with less. */
const seedsNeeding = (needs: readonly bigint[]) => {
  return needs.flatMap((need, index) => {
    return FUNDS.map((fundAtoms) => madeRun({ seed: index + 1, fundAtoms, adl: fundAtoms < need }))
  })
}

test('the fund that is enough for nine of ten seeds, and the curve', () => {
  const needs = [0n, 100n, 100n, 100n, 100n, 200n, 200n, 200n, 200n, 300n]
  const [found] = fundNeeded(seedsNeeding(needs), SURE)
  assert.equal([found!.seeds, found!.fundAtoms, found!.notEnoughAtoms, found!.notMonotone], [10, 200n, 100n, 0])
  assert.equal(
    found!.curve.map(({ fundAtoms, without }) => [fundAtoms, without]),
    [
      [0n, 1],
      [100n, 5],
      [200n, 9],
      [300n, 10],
    ],
  )
  // P(B ≤ 7) with B ~ Bin(10, 0.9) is 7.0 %, P(B ≤ 8) is 26 %; P(B ≤ 9) is 65 %: no draw bounds it from above.
  assert.equal([found!.lowAtoms, found!.highAtoms, found!.tooFewSeeds], [200n, null, true])
})

test('many seeds bound it from both sides', () => {
  const needs = Array.from({ length: 60 }, (_, index) => (index < 50 ? 100n : index < 58 ? 200n : 300n))
  const [found] = fundNeeded(seedsNeeding(needs), SURE)
  assert.equal([found!.lowAtoms, found!.fundAtoms, found!.highAtoms, found!.tooFewSeeds], [200n, 200n, 200n, false])
})

test('when the largest is not enough there is none, and the largest is known not to be', () => {
  const [found] = fundNeeded(seedsNeeding([400n, 400n, 100n]), SURE)
  assert.equal([found!.fundAtoms, found!.notEnoughAtoms], [null, 300n])
  const [all] = fundNeeded(seedsNeeding([0n]), SURE)
  assert.equal([all!.fundAtoms, all!.notEnoughAtoms], [0n, null])
})

test('a seed that has ADL again with more needs more, and is counted', () => {
  const odd = [false, true, false, false].map((adl, index) => madeRun({ fundAtoms: FUNDS[index]!, adl }))
  const [found] = fundNeeded(odd, SURE)
  assert.equal([found!.fundAtoms, found!.notMonotone], [200n, 1])
})

test('shocks and policies are answered apart', () => {
  const runs = [
    madeRun({ adl: false }),
    madeRun({ policy: 'okx', adl: true }),
    madeRun({ sizePpm: -200_000, adl: true }),
  ]
  assert.equal(
    fundNeeded(runs, SURE).map(({ shock, policy, fundAtoms }) => [shock, policy, fundAtoms]),
    [
      ['uniform:-10%', 'bitmex', 1_000n],
      ['uniform:-10%', 'okx', null],
      ['uniform:-20%', 'bitmex', null],
    ],
  )
})

test('what a fund leaves to others: mean, tail, worst', () => {
  const losses = [0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n, 5n, 12n]
  const runs = losses.map((lossAtoms, index) => madeRun({ seed: index + 1, adl: lossAtoms > 0n, lossAtoms }))
  const [found] = beyondFund(runs, { quantilePpm: 800_000, intervalPpm: 900_000 })
  // 17 / 10 and (12 + 5) / 2, rounded up.
  assert.equal([found!.times, found!.meanAtoms, found!.tailMeanAtoms, found!.worstAtoms], [2, 2n, 9n, 12n])
})

test('what one more million saves is the difference of means, exactly', () => {
  const runs = [
    madeRun({ seed: 1, fundAtoms: 0n, adl: true, lossAtoms: 100n }),
    madeRun({ seed: 2, fundAtoms: 0n, adl: true, lossAtoms: 51n }),
    madeRun({ seed: 1, fundAtoms: 200n, adl: true, lossAtoms: 20n }),
    madeRun({ seed: 2, fundAtoms: 200n, adl: false }),
    madeRun({ seed: 1, fundAtoms: 300n, adl: true, lossAtoms: 30n }),
    madeRun({ seed: 2, fundAtoms: 300n, adl: false }),
  ]
  const found = valueOfMore(runs, 40n)
  assert.equal(
    found.map(({ fromAtoms, toAtoms, savedAtoms, savedPerMillionAtoms }) => {
      return [fromAtoms, toAtoms, savedAtoms, savedPerMillionAtoms]
    }),
    [
      // 75.5 − 10 = 65.5; 65.5 · 40 / 200 = 13.1
      [0n, 200n, 65n, 13n],
      // 10 − 15 = −5: with more it got worse
      [200n, 300n, -5n, -2n],
    ],
  )
})

test.run()
