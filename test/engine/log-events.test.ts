import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { AssertionError } from '../../src/core/assert.ts'
import { STATE_AT_RISK } from '../../src/core/codes.ts'
import { eventAt, priceOf, scoreText } from '../../src/engine/log-events.ts'
import type { RoundEvent } from '../../src/engine/round-events.ts'
import { bitmex } from '../../src/policies/bitmex.ts'
import type { Candidate } from '../../src/policies/policy.ts'
import { proRata } from '../../src/policies/pro-rata.ts'
import * as log from '../../src/stages/round-log.ts'
import { marked } from '../stages/small-round.ts'
import * as venue from './small-venue.ts'

const { INVERSE, LINEAR, TIERED } = venue
const { book } = marked('reference', () => {}, [LINEAR, 90n], [TIERED, 100n], [INVERSE, 50n])

const candidate: Candidate = {
  ...{ account: 12, owner: 3, market: LINEAR, lots: 4n, notionalAtoms: 36_000n, profitAtoms: 4_000n },
  ...{ entryValueAtoms: 40_000n, accountProfitAtoms: 4_000n },
  ...{ maintenanceAtomPpm: 1n, equityAtoms: 18_000n, accountMaintenanceAtomPpm: 1n, accountNotionalAtoms: 36_000n },
}

interface Fields {
  readonly market?: number
  readonly lots?: bigint
  readonly value?: bigint
  readonly loss?: bigint
  readonly ticks?: bigint
  readonly number?: number
  readonly flag?: number
  readonly note?: Partial<log.AdlNote>
}

/** One entry of account 11 with 12, in pass 2, as an event of round 5. */
function eventOf(type: number, fields: Fields, policy: Parameters<typeof eventAt>[2]['policy'] = bitmex): RoundEvent {
  const entries = new log.RoundLog()
  const index = entries.add(2, type, fields.market ?? LINEAR, 11, 12)
  entries.lots[index] = fields.lots ?? 0n
  entries.values[index] = fields.value ?? 0n
  entries.losses[index] = fields.loss ?? 0n
  entries.ticks[index] = fields.ticks ?? 0n
  entries.numbers[index] = fields.number ?? 0
  entries.flags[index] = fields.flag ?? 0
  if (type === log.LOG_ADL_FILL) entries.facts.at = () => candidate
  if (fields.note !== undefined) entries.notes.set(index, fields.note as log.AdlNote)
  return eventAt(entries, index, { book, policy, round: 5 })
}

const lots = { lots: 3n, value: 27_300n, loss: 300n }
// 27,300 for 3 lots of 100 a tick: 91.
const move = { market: LINEAR, from: 11, to: 12, lots: 3n, valueAtoms: 27_300n, priceTicks: 91n }
const side = {
  side: 'short',
  accounts: 2,
  candidates: 9,
  fundAtoms: null,
  fills: 4,
  filledLots: 7n,
  atMarkLots: 1n,
} as const
const opened = {
  market: 0,
  side: 'short',
  policy: 'bitmex',
  accounts: 2,
  requiredLots: 8n,
  candidates: 9,
  fundAtoms: null,
}
const closed = { market: 0, side: 'short', fills: 4, filledLots: 7n, valueAtoms: 5n, lossAtoms: 6n, atMarkLots: 1n }
// 4,000/40,000 · 36,000/18,000
const fill = { ...move, lossAtoms: 300n, rank: 7, score: '1/5', whole: true, candidate }

const EVENTS: [type: number, fields: Fields, stage: number, event: object][] = [
  [log.LOG_MARGIN_CALL, { number: STATE_AT_RISK }, 1, { type: 'margin-call', account: 11, state: 'at-risk' }],
  [log.LOG_OWN_FIRST, lots, 2, { type: 'own-first', ...move, lossAtoms: 300n }],
  [
    log.LOG_LIQUIDATION_WANTED,
    { lots: 3n, ticks: 88n },
    3,
    { type: 'liquidation-wanted', account: 11, market: LINEAR, lots: 3n, limitTicks: 88n },
  ],
  [
    log.LOG_LIQUIDATION_WANTED,
    { lots: -3n, ticks: log.NO_LIMIT },
    3,
    { type: 'liquidation-wanted', account: 11, market: LINEAR, lots: -3n, limitTicks: null },
  ],
  // A fill has the price that was paid, not one made from its value.
  [
    log.LOG_LIQUIDATION,
    { lots: 3n, value: 27_000n, ticks: 93n },
    3,
    { type: 'liquidation', ...move, valueAtoms: 27_000n, priceTicks: 93n },
  ],
  [log.LOG_BOOK_EXHAUSTED, { lots: 2n }, 3, { type: 'book-exhausted', account: 11, market: LINEAR, lots: 2n }],
  [log.LOG_CROSS, lots, 4, { type: 'cross', ...move }],
  [log.LOG_FUND_DRAW, { value: 9n }, 5, { type: 'fund-draw', market: LINEAR, from: 11, to: 12, valueAtoms: 9n }],
  [log.LOG_TAKEOVER, lots, 5, { type: 'takeover', ...move, lossAtoms: 300n, closesPoolPosition: false }],
  [
    log.LOG_TAKEOVER,
    { ...lots, flag: log.LOG_WHOLE },
    5,
    { type: 'takeover', ...move, lossAtoms: 300n, closesPoolPosition: true },
  ],
  [log.LOG_ADL_OPENED, { lots: 8n, note: side }, 6, { type: 'adl-round-opened', ...opened }],
  [log.LOG_ADL_FILL, { ...lots, number: 7, flag: log.LOG_WHOLE }, 6, { type: 'adl-fill', ...fill }],
  [
    log.LOG_ADL_CLOSED,
    { lots: 0n, value: 5n, loss: 6n, note: side },
    6,
    { type: 'adl-round-closed', ...closed, leftLots: 0n },
  ],
  [log.LOG_CLOSE_AT_MARK, lots, 7, { type: 'close-at-mark', ...move }],
  [log.LOG_HEDGE_CLOSE, lots, 6, { type: 'hedge-close', ...move }],
  [log.LOG_SOCIALISED, { value: 9n }, 8, { type: 'socialised', market: LINEAR, from: 11, to: 12, valueAtoms: 9n }],
  [log.LOG_DEFICIT, { value: 9n, market: log.NO_MARKET }, 8, { type: 'deficit', from: 11, to: 12, valueAtoms: 9n }],
  [log.LOG_HALTED, { market: TIERED }, 8, { type: 'market-halted', market: TIERED }],
]

for (const [type, fields, stage, event] of EVENTS) {
  test(`an entry of type ${type} (${(event as { type: string }).type}) is this event`, () => {
    assert.equal(eventOf(type, fields), { version: 1, round: 5, pass: 2, stage, ...event })
  })
}

test('a fill of an allocation has no score', () => {
  const event = eventOf(log.LOG_ADL_FILL, { ...lots, number: 1 }, proRata)
  assert.equal([event.type, event.type === 'adl-fill' && event.score], ['adl-fill', null])
})

test('an entry of no type is a mistake', () => {
  assert.instance(
    venue.errorOf(() => eventOf(200, {})),
    AssertionError,
  )
})

const PRICES: [what: string, market: number, lots: bigint, value: bigint, ticks: bigint][] = [
  ['a value of whole ticks', LINEAR, 3n, 27_300n, 91n],
  ['halves to the even tick', LINEAR, 2n, 18_100n, 90n],
  ['the next half too', LINEAR, 2n, 18_300n, 92n],
  ['a short has the same price', LINEAR, -3n, -27_300n, 91n],
  ['a value below nothing is a price below nothing', LINEAR, 1n, -200n, -2n],
  // 30,000 / 700 = 42.86
  ['an inverse price is what a lot is worth', INVERSE, 1n, -700n, 43n],
  ['of a short too', INVERSE, -2n, 1_200n, 50n],
  ['lots that are given away inverse: the highest price', INVERSE, 1n, 0n, 100n],
]

for (const [what, market, size, value, ticks] of PRICES) {
  test(`a price beside a value: ${what}`, () => assert.is(priceOf(book, market, size, value), ticks))
}

test('a price beside a value counts funding: 8,960 are paid at 90 when F is 40', () => {
  const engine = marked('reference', () => {}, [LINEAR, 100n])
  engine.payFunding(LINEAR, 4_000_000n, 2)
  assert.is(priceOf(engine.book, LINEAR, 2n, 17_920n), 90n)
})

test('a score is told in lowest terms, with its denominator', () => {
  const texts = [
    { over: 6n, under: 4n },
    { over: -6n, under: 2n },
    { over: 0n, under: 9n },
    'infinite',
    'last',
  ] as const
  assert.equal(texts.map(scoreText), ['3/2', '-3/1', '0/1', 'infinite', 'last'])
})

test.run()
