import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { CheckedTerms } from '../../src/stress/check-terms.ts'
import { concentrationOf, LoopTally } from '../../src/stress/loop-tally.ts'
import type { LoopStep } from '../../src/stress/loop-types.ts'

test('concentration is of those who were deleveraged', () => {
  assert.equal(concentrationOf([]), {
    ...{ accounts: 0, notionalAtoms: 0n, top1PercentPpm: 0, top10PercentPpm: 0, giniPpm: 0 },
  })
  // 100 accounts: one with 101, 99 with 1. Gini: Σ (2i − 101) · x = −99 · 1 + … = 99 · 101 − Σ of the others 99.
  const amounts = [101n, ...new Array<bigint>(99).fill(1n)]
  const { accounts, notionalAtoms, top1PercentPpm, top10PercentPpm, giniPpm } = concentrationOf(amounts)
  assert.equal([accounts, notionalAtoms], [100, 200n])
  assert.equal([top1PercentPpm, top10PercentPpm], [505_000, 550_000])
  // x ascending: Σ (2i − 101) over i = 1 … 99 is −99; the last one has 99 · 101: 9,900 / (100 · 200).
  assert.is(giniPpm, 495_000)
  // Of 101 accounts the largest hundredth is two of them.
  assert.is(concentrationOf([...amounts, 0n]).top1PercentPpm, 510_000)
})

const STEP: LoopStep = {
  ...{ step: 1, timeMs: 0, markets: [], passes: 2, flagged: 0, bankrupt: 0, stuck: 0, fundAtoms: 100n },
  ...{ fundDrawnAtoms: 0n, deficitAtoms: 0n, socialisedAtoms: 0n, liquidationFills: 0, adlFills: 0, adlAccounts: 0 },
  ...{ unwindFills: 0, brokenHedgeAtoms: 0n },
}

test('steps are added up, and the fund has a lowest point', () => {
  const terms = { shocks: new Map(), recoveryPpm: 0 } as unknown as CheckedTerms
  const tally = new LoopTally([], terms, 90n)
  const money = { fundDrawnAtoms: 3n, deficitAtoms: 5n, socialisedAtoms: 7n, brokenHedgeAtoms: 11n }
  tally.step({ ...STEP, ...money, fundAtoms: 40n }, new Map([[9, 6n]]))
  tally.step(
    { ...STEP, ...money, step: 2, fundAtoms: 70n, adlFills: 1 },
    new Map([
      [4, 1n],
      [9, 2n],
    ]),
  )
  const { totals, deleveraged, stateHash } = tally.result(true, 'hash')
  assert.equal([totals.steps, totals.quiet, totals.passes, stateHash], [2, true, 4, 'hash'])
  assert.equal([totals.fundStartAtoms, totals.fundMinimumAtoms, totals.fundEndAtoms], [90n, 40n, 70n])
  assert.equal([totals.fundDrawnAtoms, totals.deficitAtoms, totals.socialisedAtoms], [6n, 10n, 14n])
  assert.equal([totals.brokenHedgeAtoms, totals.adlTriggered, totals.adlStep], [22n, true, 2])
  assert.equal(deleveraged, [
    { account: 4, notionalAtoms: 1n },
    { account: 9, notionalAtoms: 8n },
  ])
})

test.run()
