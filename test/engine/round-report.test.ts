import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { RoundOptions } from '../../src/engine/round-options.ts'
import { balancesOf, countLog, stuckOf } from '../../src/engine/round-report.ts'
import { findFlagged } from '../../src/stages/flag-accounts.ts'
import * as log from '../../src/stages/round-log.ts'
import { give, marked, roundOver } from '../stages/small-round.ts'
import * as venue from './small-venue.ts'

const { ALICE, BOB, CAROL, LINEAR, POOL, TIERED } = venue

/** Lots and values are of a market at 90 · 100 atoms a lot. */
function add(
  entries: log.RoundLog,
  type: number,
  from: number,
  to: number,
  lots: bigint,
  value = 0n,
  loss = 0n,
): number {
  const index = entries.add(1, type, LINEAR, from, to)
  entries.lots[index] = lots
  entries.values[index] = value
  entries.losses[index] = loss
  return index
}

test('a log is counted by its types: fills, accounts, notional at the mark, losses', () => {
  const round = roundOver(marked('reference', () => {}, [LINEAR, 90n]))
  const entries = round.log
  for (const account of [1, 2]) add(entries, log.LOG_MARGIN_CALL, account, 0, 0n)
  add(entries, log.LOG_LIQUIDATION, 1, 801, 2n, 17_000n)
  add(entries, log.LOG_LIQUIDATION, 1, 801, -3n, 28_000n)
  add(entries, log.LOG_TAKEOVER, 1, 900, 4n, 37_000n, 1_000n)
  add(entries, log.LOG_FUND_DRAW, 900, 1, 0n, 50n)
  entries.flags[add(entries, log.LOG_ADL_FILL, 1, 3, 5n, 45_500n, 500n)] = log.LOG_WHOLE
  add(entries, log.LOG_ADL_FILL, 2, 3, 1n, 9_000n, 7n)
  add(entries, log.LOG_CLOSE_AT_MARK, 1, 4, 1n, 9_000n)
  for (const taker of [5, 6]) add(entries, log.LOG_HEDGE_CLOSE, 3, taker, 1n, 9_000n)
  add(entries, log.LOG_SOCIALISED, 3, 1, 0n, 30n)
  add(entries, log.LOG_SOCIALISED, 4, 1, 0n, 12n)
  add(entries, log.LOG_DEFICIT, 999, 1, 0n, 8n)
  add(entries, log.LOG_CROSS, 1, 2, 9n, 1n)
  assert.equal(countLog(round), {
    flagged: 2,
    liquidations: { count: 2, accounts: 1, notionalAtoms: 45_000n },
    takeovers: { count: 1, notionalAtoms: 36_000n },
    drawnAtoms: 1_050n,
    adl: { fills: 2, accounts: 1, wholeCloses: 1, notionalAtoms: 54_000n, lossAtoms: 507n },
    closedAtMark: 1,
    closedTogether: 2,
    socialisedAtoms: 42n,
    deficitAtoms: 8n,
  })
})

test('pools are told by id, with their floor, whether they are held, and whether anything is left', () => {
  const engine = venue.openVenue()
  engine.openAccount({ id: 1_000, class: 'pool' })
  engine.deposit(POOL, 500n)
  engine.setReserved(POOL, 20n)
  engine.holdPool(POOL, true)
  assert.equal(balancesOf(roundOver(engine)), [
    { account: POOL, equityAtoms: 500n, floorAtoms: 20n, held: true, depleted: false },
    { account: 1_000, equityAtoms: 0n, floorAtoms: 0n, held: false, depleted: true },
  ])
})

const REASONS: [options: RoundOptions, bankrupt: string][] = [
  [{ adl: 'auto' }, 'passes'],
  [{ adl: 'propose' }, 'proposed'],
  [{ adl: 'off' }, 'adl-off'],
]

for (const [options, reason] of REASONS) {
  test(`with adl "${options.adl}" a bankrupt account is stuck as "${reason}", and others by what they wait for`, () => {
    const engine = venue.openVenue()
    give(engine, ALICE, 1n, [LINEAR, 1n, 100n])
    give(engine, BOB, 1_001n, [LINEAR, 1n, 100n])
    give(engine, CAROL, 1n, [TIERED, 1n, 100n])
    give(engine, POOL, 1n, [LINEAR, 1n, 100n])
    venue.mark(engine, 1, [TIERED, 90n])
    venue.mark(engine, 5_000, [LINEAR, 90n])
    const round = roundOver(engine, options)
    findFlagged(round)
    assert.equal(stuckOf(round), [
      { account: ALICE, state: 'bankrupt', reason },
      { account: BOB, state: 'at-risk', reason: 'unfilled' },
      { account: CAROL, state: 'bankrupt', reason: 'stale' },
      { account: POOL, state: 'bankrupt', reason },
    ])
  })
}

test.run()
