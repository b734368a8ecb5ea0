// What a grid says, on grids made by hand.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { accountsAtRisk, adlBegins, answersOf, comparePolicies } from '../../src/stress/answers.ts'
import { madeRun } from './made-runs.ts'

const sizes = (policy: string, seed: number, from: number) => {
  return [-100_000, -200_000, -300_000].map((sizePpm) => madeRun({ policy, seed, sizePpm, adl: -sizePpm >= from }))
}

test('where ADL begins: the first seed, the middle one, all of them', () => {
  const runs = [...sizes('bitmex', 1, 200_000), ...sizes('bitmex', 2, 100_000), ...sizes('bitmex', 3, 300_000)]
  const [found, ...others] = adlBegins(runs)
  assert.equal(others, [])
  assert.equal(found, {
    ...{ family: 'uniform', side: 'fall', policy: 'bitmex', fundAtoms: 1_000n, depthPpm: 1_000_000 },
    ...{ seeds: 3, never: 0, firstPpm: 100_000, medianPpm: 200_000, allPpm: 300_000, gapPpm: 100_000, notMonotone: 0 },
  })
})

test('a seed that nothing triggers stands behind the others, and one that turns back is counted', () => {
  const never = [-100_000, -200_000].map((sizePpm) => madeRun({ seed: 2, sizePpm, adl: false }))
  const odd = [true, false].map((adl, index) => madeRun({ seed: 1, sizePpm: -100_000 * (index + 1), adl }))
  const [found] = adlBegins([...odd, ...never])
  assert.equal([found!.never, found!.firstPpm, found!.medianPpm, found!.allPpm], [1, 100_000, 100_000, null])
  assert.equal([found!.notMonotone, found!.gapPpm], [1, 100_000])
})

test('falls, rises, markets and policies are told apart', () => {
  const runs = [
    madeRun({ sizePpm: -100_000, adl: true }),
    madeRun({ sizePpm: 100_000, adl: true }),
    madeRun({ sizePpm: -100_000, symbol: 'BTC', adl: false }),
    madeRun({ sizePpm: -100_000, policy: 'okx', adl: true }),
    madeRun({ sizePpm: 1_000_000, family: 'path', adl: true }),
  ]
  assert.equal(
    adlBegins(runs).map(({ family, side, policy, firstPpm }) => [family, side, policy, firstPpm]),
    [
      ['uniform', 'fall', 'bitmex', 100_000],
      ['uniform', 'rise', 'bitmex', 100_000],
      ['BTC', 'fall', 'bitmex', null],
      ['uniform', 'fall', 'okx', 100_000],
      ['path', 'path', 'bitmex', 1_000_000],
    ],
  )
})

const hit = (account: number, lossAtoms: bigint) => ({ account, fills: 2, notionalAtoms: 10n * lossAtoms, lossAtoms })

test('accounts most at risk: how often, then how much', () => {
  const runs = [
    madeRun({ seed: 1, adl: true, accounts: [hit(7, 5n), hit(8, 900n)] }),
    madeRun({ seed: 2, adl: true, accounts: [hit(7, 3n), hit(9, 900n)] }),
    madeRun({ seed: 3, adl: false }),
    madeRun({ seed: 1, policy: 'okx', adl: true, accounts: [hit(9, 1n)] }),
  ]
  const found = accountsAtRisk(runs, 2)
  assert.equal(
    found.map(({ policy, account, times, timesPpm }) => [policy, account, times, timesPpm]),
    [
      ['bitmex', 7, 2, 666_666],
      ['bitmex', 8, 1, 333_333],
      ['okx', 9, 1, 1_000_000],
    ],
  )
  const { fills, lossAtoms, notionalAtoms, worstLossAtoms, runs: of } = found[0]!
  assert.equal([fills, lossAtoms, notionalAtoms, worstLossAtoms, of], [4, 8n, 80n, 5n, 3])
})

test('policies: means are rounded up, and what only runs with ADL have is over those', () => {
  const runs = [
    madeRun({ seed: 1, adl: true, lossAtoms: 5n, accounts: [hit(1, 5n)] }),
    madeRun({ seed: 2, adl: false, deficitAtoms: 2n }),
  ]
  const [found] = comparePolicies(runs)
  assert.equal([found!.runs, found!.withAdl, found!.meanAdlLossAtoms, found!.meanDeficitAtoms], [2, 1, 3n, 1n])
  assert.equal([found!.meanBeyondFundAtoms, found!.meanAccounts], [4n, 1])
  assert.equal(comparePolicies([madeRun({ adl: false })])[0]!.meanAccounts, null)
})

test('halvings say where ADL begins, and are no part of the means', () => {
  const runs = [madeRun({ sizePpm: -100_000, adl: false }), madeRun({ sizePpm: -200_000, adl: true, lossAtoms: 8n })]
  const refined = [madeRun({ sizePpm: -150_000, adl: true, lossAtoms: 100n })]
  const terms = { quantilePpm: 950_000, intervalPpm: 900_000, topAccounts: 3, millionAtoms: 1n }
  const { adlBegins: begins, policies } = answersOf(runs, refined, terms)
  assert.equal([begins[0]!.firstPpm, begins[0]!.gapPpm], [150_000, 50_000])
  assert.equal([policies[0]!.runs, policies[0]!.meanAdlLossAtoms], [2, 4n])
})

test.run()
