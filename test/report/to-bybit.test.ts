import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { BallastError, ErrorCode } from '../../src/core/errors.ts'
import { countUnits, parseDecimal } from '../../src/fixed/decimal.ts'
import { type BybitPositionTerms, toBybit } from '../../src/report/to-bybit.ts'
import { type ForcedMove, type Role, rolesOf } from '../../src/report/to-fill.ts'
import * as given from './schemas.ts'

const { standing, terms, valid, NOW_MS } = given

function refused(code: ErrorCode, action: () => unknown): void {
  assert.throws(action, (error: unknown) => error instanceof BallastError && error.code === code)
}

const calm: BybitPositionTerms = { timeMs: NOW_MS, mode: 'one-way', state: 'healthy', deleveraged: false }

test('a position has size, mark and lights', () => {
  const position = toBybit.position(standing(), terms(), calm)
  valid(given.BYBIT_POSITION, position)
  assert.equal(position, {
    ...{ category: 'linear', symbol: 'BTCUSDT', side: 'Buy', size: '1.5', positionIdx: 0, markPrice: '50000.5' },
    ...{ positionStatus: 'Normal', adlRankIndicator: 4, updatedTime: String(NOW_MS) },
  })
})

test('hedge mode: long and short of one market are two rows', () => {
  const how = { ...calm, mode: 'hedge' } as const
  const long = toBybit.position(standing(), terms(), how)
  const short = toBybit.position(standing({ side: 'short', lots: 3n, lightsByCount: 1 }), terms(), how)
  assert.equal([long.positionIdx, long.side, long.size, long.adlRankIndicator], [1, 'Buy', '1.5', 4])
  assert.equal([short.positionIdx, short.side, short.size, short.adlRankIndicator], [2, 'Sell', '0.003', 1])
})

test('lights by contracts where the venue shows those', () => {
  assert.is(toBybit.position(standing(), terms(), { ...calm, by: 'contracts' }).adlRankIndicator, 5)
})

test('a position is deleveraged, stands again, is liquidated and gone', () => {
  const steps = [
    toBybit.position(standing(), terms(), calm),
    toBybit.position(standing(), terms(), { ...calm, deleveraged: true }),
    toBybit.position(standing(), terms(), calm),
    toBybit.position(standing(), terms(), { ...calm, state: 'at-risk' }),
    toBybit.position(standing(), terms(), { ...calm, state: 'bankrupt' }),
    toBybit.emptyPosition(0, 0, terms(), NOW_MS),
  ]
  for (const step of steps) valid(given.BYBIT_POSITION, step)
  assert.equal(
    steps.map(({ positionStatus, adlRankIndicator, side, size }) => [positionStatus, adlRankIndicator, side, size]),
    [
      ['Normal', 4, 'Buy', '1.5'],
      ['Adl', 4, 'Buy', '1.5'],
      ['Normal', 4, 'Buy', '1.5'],
      ['Liq', 4, 'Buy', '1.5'],
      ['Liq', 4, 'Buy', '1.5'],
      ['Normal', 0, '', '0'],
    ],
  )
})

const ids = { timeMs: NOW_MS, orderId: 'order-1', execId: 'exec-1' }

test('the deleveraged side of an ADL fill: AdlTrade, with the exact value beside the rounded price', () => {
  const row = toBybit.execution(given.ADL_FILL, 'to', terms(), ids)
  valid(given.BYBIT_EXECUTION, row)
  assert.equal(row, {
    ...{ category: 'linear', symbol: 'BTCUSDT', side: 'Buy', orderId: 'order-1', orderQty: '0.25', leavesQty: '0' },
    ...{ createType: 'CreateByAdl_PassThrough', execType: 'AdlTrade', execId: 'exec-1', execPrice: '49000.5' },
    ...{ execQty: '0.25', execValue: '12250.122499', execTime: String(NOW_MS), closedSize: '0.25' },
  })
})

const TAGS: readonly [ForcedMove['type'], Role, string, string][] = [
  ['adl-fill', 'to', 'AdlTrade', 'CreateByAdl_PassThrough'],
  ['adl-fill', 'from', 'BustTrade', 'CreateByTakeOver_PassThrough'],
  ['own-first', 'to', 'AdlTrade', 'CreateByAdl_PassThrough'],
  ['own-first', 'from', 'BustTrade', 'CreateByTakeOver_PassThrough'],
  ['close-at-mark', 'to', 'AdlTrade', 'CreateByAdl_PassThrough'],
  ['close-at-mark', 'from', 'BustTrade', 'CreateByTakeOver_PassThrough'],
  ['hedge-close', 'to', 'AdlTrade', 'CreateByAdl_PassThrough'],
  ['hedge-close', 'from', 'AdlTrade', 'CreateByAdl_PassThrough'],
  ['cross', 'to', 'BustTrade', 'CreateByTakeOver_PassThrough'],
  ['cross', 'from', 'BustTrade', 'CreateByTakeOver_PassThrough'],
  ['takeover', 'from', 'BustTrade', 'CreateByTakeOver_PassThrough'],
  ['liquidation', 'from', 'Trade', 'CreateByLiq'],
]

for (const [type, role, execType, createType] of TAGS) {
  test(`${role} of a ${type} is told ${execType}, ${createType}`, () => {
    const event = given.moveOf(type)
    assert.ok(rolesOf(event).includes(role))
    const row = toBybit.execution(event, role, terms(), ids)
    valid(given.BYBIT_EXECUTION, row)
    assert.equal([row.execType, row.createType, row.side], [execType, createType, role === 'to' ? 'Buy' : 'Sell'])
  })
}

test('the value is exact with another atom, funding left out, in the coin of an inverse contract', () => {
  const inverse = { ...given.INVERSE, fundingAtoms: -3n }
  const coins = terms('0.00000001', inverse)
  const event = { ...given.ADL_FILL, market: 2, lots: -250n, valueAtoms: 509_454n }
  const row = toBybit.execution(event, 'from', coins, ids)
  valid(given.BYBIT_EXECUTION, row)
  assert.equal([row.category, row.side, row.execQty, row.execValue], ['inverse', 'Buy', '250', '0.00510204'])
  assert.is(countUnits(parseDecimal(row.execValue, 'value'), coins.atom, 'value'), 510_204n)
})

test('orders are cancelled for a margin call, before an ADL, and while it is only proposed', () => {
  assert.is(toBybit.cancelType(given.MARGIN_CALL), 'CancelAllBeforeLiq')
  assert.is(toBybit.cancelType(given.ADL_FILL), 'CancelAllBeforeAdl')
  assert.is(toBybit.cancelType(given.ADL_FILL, true), 'CancelByPrepareAdl')
  assert.is(toBybit.cancelType(given.moveOf('own-first')), 'CancelAllBeforeAdl')
  assert.is(toBybit.cancelType(given.moveOf('cross')), 'CancelAllBeforeLiq')
  refused(ErrorCode.ACCOUNT_CLASS, () => toBybit.cancelType(given.moveOf('takeover')))
})

test('alerts are of the same face', () => {
  assert.equal(toBybit.adlAlertRest([], terms(), 1).list, [])
  assert.is(toBybit.adlAlertStream([given.warning()], terms(), { topic: 'USDC', timeMs: 1 }).topic, 'adlAlert.USDC')
  assert.is(toBybit.adlAlertNumbers([given.warning()], terms(), { topic: 'USDC', timeMs: 1 }).data[0]?.b, 900_000)
})

test.run()
