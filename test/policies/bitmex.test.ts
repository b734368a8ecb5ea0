import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { bitmex, equityShare } from '../../src/policies/bitmex.ts'
import { type Candidate, compareScores, type Score } from '../../src/policies/policy.ts'

/** Bought for 80, worth 100 now, in an account with an equity of 50 and nothing else: L = 2, PnL% = 25 %. */
const candidate: Candidate = {
  account: 1,
  market: 0,
  lots: 1n,
  notionalAtoms: 100n,
  profitAtoms: 20n,
  entryValueAtoms: 80n,
  maintenanceAtomPpm: 7n,
  equityAtoms: 50n,
  accountMaintenanceAtomPpm: 7n,
  accountNotionalAtoms: 100n,
}

const SCORES: [what: string, change: Partial<Candidate>, score: Score][] = [
  // 20/80 · 100/50
  ['a profit is multiplied by the leverage', {}, { over: 1n, under: 2n }],
  // −20/120 / (100/50) = −1/12
  ['a loss is divided by it', { profitAtoms: -20n, entryValueAtoms: 120n }, { over: -1n, under: 12n }],
  ['no profit is no profit', { profitAtoms: 0n, entryValueAtoms: 100n }, { over: 0n, under: 1n }],
  // Of an equity of 50, 7/28 stand behind the position: 12.5; 20/80 · 100/12.5 = 2.
  ['the share of equity goes by maintenance', { accountMaintenanceAtomPpm: 28n }, { over: 2n, under: 1n }],
  // Without maintenance by notional: 50 · 100/400 = 12.5.
  [
    'or by notional without maintenance',
    { maintenanceAtomPpm: 0n, accountNotionalAtoms: 400n },
    { over: 2n, under: 1n },
  ],
  ['a profit without equity is first of all', { equityAtoms: 0n }, 'infinite'],
  [
    'a loss without equity is 0, first of the losing ones',
    { equityAtoms: 0n, profitAtoms: -20n, entryValueAtoms: 120n },
    { over: 0n, under: 1n },
  ],
  ['without an entry value it is last', { entryValueAtoms: 0n, profitAtoms: 100n }, 'last'],
  ['also without equity', { entryValueAtoms: 0n, profitAtoms: 100n, equityAtoms: 0n }, 'last'],
]

for (const [what, change, score] of SCORES) {
  test(what, () => {
    const given = bitmex.score({ ...candidate, ...change })
    if (typeof score === 'string') assert.is(given, score)
    else assert.is(typeof given === 'string' ? given : compareScores(given, score), 0)
  })
}

test('the denominator of a score is above zero, whatever the sign of the profit', () => {
  for (const profitAtoms of [20n, 0n, -20n]) {
    const score = bitmex.score({ ...candidate, profitAtoms })
    assert.ok(typeof score !== 'string' && score.under > 0n)
  }
})

test('the share is exact where a double has no digits left', () => {
  const { over, under } = equityShare({ ...candidate, equityAtoms: 2n ** 61n - 1n, accountMaintenanceAtomPpm: 3n })
  assert.equal([over, under], [(2n ** 61n - 1n) * 7n, 3n])
})

test.run()
