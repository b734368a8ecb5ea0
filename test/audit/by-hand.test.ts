// A round that is written down by hand, book and events, without an engine: docs/AUDIT.md tells it in words.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { AuditBook, AuditMarket, AuditRow } from '../../src/audit/audit-book.ts'
import { auditRound } from '../../src/audit/audit-round.ts'
import { ErrorCode } from '../../src/core/errors.ts'
import type { Candidate, RoundEvent } from '../../src/index.ts'
import { refuses } from '../engine/small-venue.ts'

/** A lot is worth 100 atoms a tick: 9,000 at the mark. Maintenance 1 %. */
const MARKET: AuditMarket = {
  ...{ id: 0, symbol: 'LIN-PERP', kind: 'linear', unitParam: 100n, minMarkTicks: 10n, maxMarkTicks: 1_000n },
  ...{ markTicks: 90n, markTimeMs: 1, maxMarkAgeMs: null, halted: false, fundingAtoms: 0n },
  ...{ tiers: [{ floorAtoms: 0n, ratePpm: 10_000 }], poolAccount: null, externalAccount: 3 },
  ...{ takeoverLimitLots: null, maxPositionLots: 1_000n, fund: null },
}

const row = (id: number, kind: AuditRow['class'], cashAtoms: bigint, lots = 0n): AuditRow => ({
  ...{ id, owner: id, class: kind, exempt: false, protected: false, held: false, cashAtoms, reservedAtoms: 0n },
  // Bought and sold at 100.
  positions: lots === 0n ? [] : [{ market: 0, lots, entryValueAtoms: lots * 10_000n }],
})

const book = (rows: readonly AuditRow[]): AuditBook => ({
  ...{
    sequence: 20,
    timeMs: 1,
    unitAtoms: 100n,
    netDepositsAtoms: 35_000n,
    maxPositions: 100,
    markets: [MARKET],
    rows,
  },
})

// Ten lots are worth 90,000: E = −95,000 + 90,000 = −5,000 of account 1, 130,000 − 90,000 = 40,000 of account 2.
const BEFORE = book([
  row(1, 'trader', -95_000n, 10n),
  row(2, 'trader', 130_000n, -10n),
  row(3, 'external', 0n),
  row(4, 'deficit', 0n),
])
const AFTER = book([row(1, 'trader', 0n), row(2, 'trader', 35_000n), row(3, 'external', 0n), row(4, 'deficit', 0n)])

const of = (pass: number, stage: number) => ({ version: 1 as const, round: 1, pass, stage })

const CANDIDATE: Candidate = {
  ...{ account: 2, owner: 2, market: 0, lots: 10n, notionalAtoms: 90_000n, profitAtoms: 10_000n },
  ...{ entryValueAtoms: 100_000n, maintenanceAtomPpm: 900_000_000n, equityAtoms: 40_000n },
  ...{ accountMaintenanceAtomPpm: 900_000_000n, accountNotionalAtoms: 90_000n, accountProfitAtoms: 10_000n },
}

const EVENTS: readonly RoundEvent[] = [
  {
    ...{
      ...of(0, 0),
      type: 'round-opened',
      sequence: 21,
      timeMs: 1,
      policy: 'bitmex',
      adl: 'auto',
      adlFor: 'bankrupt',
    },
    ...{
      adlPrice: 'bankruptcy',
      eligible: 'all',
      blend: { bankruptcy: 2, mark: 1 },
      nearlyEmptyAtoms: 0n,
      hedge: null,
    },
    ...{
      stages: ['own-first', 'book', 'cross', 'insurance', 'adl'],
      socialise: 'per-open-interest',
      takeover: 'whole',
    },
    ...{ maxSlippagePpm: 5_000, bufferAtoms: 0n, liquidationBudgetAtoms: null, roundBudgetAtoms: null, pools: [] },
  },
  { ...of(1, 1), type: 'margin-call', account: 1, state: 'bankrupt' },
  // Nobody pays for it, so its 5,000 have to come from the price: 10 · (100 · t − 9,000) ≥ 5,000 from 95 ticks on.
  { ...of(1, 3), type: 'liquidation-wanted', account: 1, market: 0, lots: 10n, limitTicks: 95n },
  { ...of(1, 3), type: 'book-exhausted', account: 1, market: 0, lots: 10n },
  {
    ...{ ...of(1, 6), type: 'adl-round-opened', market: 0, side: 'short', policy: 'bitmex', accounts: 1 },
    ...{ requiredLots: 10n, candidates: 1, fundAtoms: null },
  },
  {
    ...{ ...of(1, 6), type: 'adl-fill', market: 0, from: 1, to: 2, lots: 10n, valueAtoms: 95_000n, priceTicks: 95n },
    // 10,000 / 100,000 of profit, times a leverage of 90,000 / 40,000.
    ...{ lossAtoms: 5_000n, rank: 1, score: '9/40', whole: true, candidate: CANDIDATE },
  },
  {
    ...{ ...of(1, 6), type: 'adl-round-closed', market: 0, side: 'short', fills: 1, filledLots: 10n },
    ...{ valueAtoms: 95_000n, lossAtoms: 5_000n, atMarkLots: 0n, leftLots: 0n },
  },
  {
    ...{ ...of(0, 9), type: 'round-closed', sequence: 21, passes: 2, quiet: true, pools: [], deficitAtoms: 0n },
    stuck: [],
  },
]

test('a round by hand holds, and what was compared is counted', () => {
  const { difference, unchecked, claims, round, events } = auditRound(BEFORE, EVENTS, AFTER)
  assert.is(difference, null, difference?.message)
  assert.equal([unchecked, round, events], [[], 1, 8])
  const counts = Object.fromEntries(claims.map(({ claim, checked }) => [claim, checked]))
  // Two facts of the fill beside its candidate's twelve; one margin call of two accounts.
  assert.equal([counts.candidate, counts.rank, counts.score, counts.need], [14, 4, 1, 9])
  assert.ok(claims.every(({ checked }) => checked >= 0) && counts.trigger! > 2)
})

test('a difference says where, what was expected, and what was found', () => {
  const fill = EVENTS[5]!
  assert.ok(fill.type === 'adl-fill')
  const forged = EVENTS.with(5, { ...fill, valueAtoms: 95_001n })
  const { difference } = auditRound(BEFORE, forged, AFTER)
  assert.equal(difference, {
    ...{ index: 5, type: 'adl-fill', claim: 'value', expected: '95000', found: '95001' },
    message: 'event 5, adl-fill, value: valueAtoms 95001, expected 95000',
  })
})

test('without its margin call the account is named, with the numbers that decide', () => {
  const { difference } = auditRound(BEFORE, EVENTS.toSpliced(1, 1), AFTER)
  assert.is(difference?.claim, 'trigger')
  assert.match(difference!.message, /margin-call of account 1: bankrupt, equity -5000 atoms, maintenance 900000000 /)
})

test('behind all events: the book after', () => {
  const rows = AFTER.rows.with(1, { ...AFTER.rows[1]!, cashAtoms: 35_001n })
  const { difference } = auditRound(BEFORE, EVENTS, { ...AFTER, rows, netDepositsAtoms: 35_001n })
  assert.is(difference?.message, 'after all events, I2: deposits less withdrawals is 35001, expected 35000')
  const other = auditRound(BEFORE, EVENTS, { ...AFTER, rows: AFTER.rows.toSpliced(0, 1) }).difference
  assert.is(other?.message, 'after all events, book: number of accounts is 3, expected 4')
})

test('events that lack something, or have it of another kind, are a difference, never a crash', () => {
  for (const [index, event] of EVENTS.entries()) {
    if (index === 0) continue
    for (const key of Object.keys(event)) {
      for (const value of [undefined, null, 'x', 1.5, {}, [null], -1n]) {
        const forged = EVENTS.with(index, { ...event, [key]: value } as unknown as RoundEvent)
        const was = (event as unknown as Record<string, unknown>)[key]
        const { difference } = auditRound(BEFORE, forged, AFTER)
        assert.ok(difference !== null || value === was, `${event.type} with ${key} ${String(value)}`)
      }
    }
  }
})

test('what is no book, and what is no round, is refused', () => {
  const { rows } = BEFORE
  const bad = (book: AuditBook) => () => auditRound(book, EVENTS, AFTER)
  refuses(ErrorCode.DUPLICATE, /account 1 stands behind account 2/, bad(book([rows[1]!, rows[0]!, ...rows.slice(2)])))
  refuses(ErrorCode.UNKNOWN_ACCOUNT, /external account 3 and pool null/, bad(book(rows.toSpliced(2, 1))))
  const far = { ...rows[0]!, positions: [{ market: 7, lots: 1n, entryValueAtoms: 0n }] }
  refuses(
    ErrorCode.UNKNOWN_MARKET,
    /account 1 has a position in market 7, of markets 0 to 0/,
    bad(book(rows.with(0, far))),
  )
  refuses(ErrorCode.STATE, /begin with margin-call/, () => auditRound(BEFORE, EVENTS.slice(1), AFTER))
})

test.run()
