import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { binance } from '../../src/policies/binance.ts'
import type { Candidate, Score } from '../../src/policies/policy.ts'
import { position, positions, queueOf, sameScore, TERMS } from './position.ts'

const UNIT = TERMS.unitAtoms
const PPM = 1_000_000n

/** Units of the currency. */
const account = (profit: bigint, equity: bigint, maintenance: bigint): Partial<Candidate> => ({
  accountProfitAtoms: profit * UNIT,
  equityAtoms: equity * UNIT,
  accountMaintenanceAtomPpm: maintenance * UNIT * PPM,
})

const SCORES: [what: string, change: Partial<Candidate>, score: Score][] = [
  // wallet 500 − 100 = 400; 100/400 · 50/500 = 0.025
  ['PnL% of the wallet times the margin ratio', account(100n, 500n, 50n), { over: 25n, under: 1_000n }],
  ['no profit is 0', account(0n, 500n, 50n), { over: 0n, under: 1n }],
  ['a loss is 0 too', account(-100n, 500n, 50n), { over: 0n, under: 1n }],
  ['no equity is 0', account(100n, 0n, 50n), { over: 0n, under: 1n }],
  ['no maintenance is 0', account(100n, 500n, 0n), { over: 0n, under: 1n }],
  // wallet 0, counted as 1: 100/1 · 50/100 = 50
  ['a wallet without anything counts as one unit', account(100n, 100n, 50n), { over: 50n, under: 1n }],
  // wallet −60, counted as 1: 100/1 · 10/40 = 25
  ['so does an overdrawn one', account(100n, 40n, 10n), { over: 25n, under: 1n }],
  // The position alone has neither entry value nor profit: the account is scored.
  [
    'the account is scored, not the position',
    { ...account(100n, 500n, 50n), entryValueAtoms: 0n, profitAtoms: 0n },
    { over: 1n, under: 40n },
  ],
]

for (const [what, change, score] of SCORES) {
  test(what, () => sameScore(binance.score(position(change), TERMS), score))
}

test('the unit is that of the currency: one of 100 atoms, a wallet of 150 and one of 50', () => {
  const given = { accountProfitAtoms: 100n, accountMaintenanceAtomPpm: 10n * PPM }
  // 100/150 · 10/250, and 100/100 · 10/150 where the wallet counts as 100.
  const terms = { ...TERMS, unitAtoms: 100n }
  sameScore(binance.score(position({ ...given, equityAtoms: 250n }), terms), { over: 2n, under: 75n })
  sameScore(binance.score(position({ ...given, equityAtoms: 150n }), terms), { over: 1n, under: 15n })
})

test('a long and a short of one account have one score', () => {
  const given = account(100n, 500n, 50n)
  const both = [
    position({ ...given, market: 1, profitAtoms: 200n }),
    position({ ...given, market: 2, profitAtoms: -100n }),
  ]
  const scores = both.map((each) => binance.score(each, TERMS))
  assert.equal(scores[0], scores[1])
})

test('ties go by notional, then id; a losing position of an earning account is behind every profitable one', () => {
  const queue = positions(
    { ...account(100n, 500n, 50n), profitAtoms: -1n },
    { ...account(-1n, 500n, 50n) },
    { ...account(-1n, 500n, 50n), notionalAtoms: 101n },
    { ...account(-2n, 500n, 50n) },
    { ...account(100n, 500n, 50n) },
  )
  assert.equal(queueOf(binance, queue), [5, 3, 2, 4, 1])
})

test.run()
