import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { RoundEvent } from '../../src/index.ts'
import { EVENT_TABLE, eventRows, type RowWriter } from '../../src/sinks/index.ts'
import { anyEvent, EVENT_TYPES } from './any-event.ts'
import { eventsOf, type ReadRow } from './read-back.ts'
import { crash, smallVenue } from './small-venue.ts'

function rowsOf(events: readonly RoundEvent[]): ReadRow[] {
  const rows: ReadRow[] = []
  let row: ReadRow = {}
  const to: RowWriter = {
    set(column, cell) {
      assert.not(column in row, `${column} is written twice`)
      if (cell !== undefined && cell !== null) row[column] = cell
    },
    end() {
      rows.push(row)
      row = {}
    },
  }
  for (const [index, event] of events.entries()) EVENT_TABLE.write(event, index, to)
  return rows
}

test('rows have every field of every event: the events can be made from them again', () => {
  const seen = new Set<string>()
  fc.assert(
    fc.property(fc.array(anyEvent), (events) => {
      for (const { type } of events) seen.add(type)
      assert.equal(eventsOf(rowsOf(events)), events)
    }),
    { numRuns: 200 },
  )
  assert.equal([...seen].sort(), EVENT_TYPES.sort())
})

test('a round of an engine and a proposal become rows, and events again', () => {
  for (const adl of ['auto', 'propose'] as const) {
    using engine = smallVenue()
    engine.configureRound({ adl, hedge: { thresholdPpm: 50_000, who: 'all', mode: 'account' } })
    crash(engine)
    const events = [...engine.roundEvents()]
    const rows = rowsOf(events)
    assert.ok(rows.some(({ type }) => type === (adl === 'auto' ? 'adl-fill' : 'adl-proposed/adl-fill')))
    assert.equal(eventsOf(rows), plain(events))
  }
})

/** Without the prototypes of the engine's own, which are no part of what events say. */
function plain(events: readonly RoundEvent[]): unknown {
  const text = JSON.stringify(events, (_, value) => (typeof value === 'bigint' ? `${value}n` : value))
  return JSON.parse(text, (_, value) => (/^-?\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : value))
}

test('the columns are these, in this order: queries hold on to them', () => {
  const names = [
    'event version type round pass stage sequence timeMs market side account state reason from to lots valueAtoms',
    'priceTicks lossAtoms limitTicks closesPoolPosition rank score whole candidateAccount candidateOwner',
    'candidateMarket candidateLots candidateNotionalAtoms candidateProfitAtoms candidateEntryValueAtoms',
    'candidateMaintenanceAtomPpm candidateEquityAtoms candidateAccountMaintenanceAtomPpm',
    'candidateAccountNotionalAtoms candidateAccountProfitAtoms accounts requiredLots candidates fundAtoms fills',
    'filledLots atMarkLots leftLots passes quiet deficitAtoms equityAtoms floorAtoms held depleted policy adl adlFor',
    'adlPrice eligible blendBankruptcy blendMark nearlyEmptyAtoms stages hedgeThresholdPpm hedgeWho hedgeMode',
    'socialise takeover maxSlippagePpm bufferAtoms liquidationBudgetAtoms roundBudgetAtoms',
  ]
  assert.is(Object.keys(EVENT_TABLE.columns).join(' '), names.join(' '))
})

test('eventRows gives typed columns, 64 bits for what is exact', () => {
  const frame = { version: 1, round: 7, pass: 1 } as const
  const batch = eventRows([
    { ...frame, type: 'margin-call', stage: 1, account: 5, state: 'bankrupt' },
    { ...frame, type: 'book-exhausted', stage: 3, account: 5, market: 2, lots: -(2n ** 63n) },
  ])
  const column = (name: string) => batch.columns.find((one) => one.name === name)!
  assert.is(batch.count, 2)
  assert.equal(column('lots').values.slice(0, 2), BigInt64Array.of(0n, -(2n ** 63n)))
  assert.equal(column('lots').present.slice(0, 2), Uint8Array.of(0, 1))
  assert.equal(column('account').values.slice(0, 2), BigInt64Array.of(5n, 5n))
  assert.equal(column('event').values.slice(0, 2), BigInt64Array.of(1n, 2n))
  assert.equal(column('type').values.slice(0, 2), ['margin-call', 'book-exhausted'])
})

test.run()
