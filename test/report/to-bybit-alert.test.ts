import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { BallastError, ErrorCode } from '../../src/core/errors.ts'
import { countUnits, parseDecimal } from '../../src/fixed/decimal.ts'
import { adlAlertNumbers, adlAlertRest, adlAlertStream } from '../../src/report/to-bybit-alert.ts'
import { BTC, BYBIT_ALERT, BYBIT_NUMBERS, BYBIT_STREAM, NOW_MS, terms, unit, valid, warning } from './schemas.ts'

function refused(code: ErrorCode, action: () => unknown): void {
  assert.throws(action, (error: unknown) => error instanceof BallastError && error.code === code)
}

const how = { topic: 'USDT', timeMs: NOW_MS }

/**
 * Pools of the documentation's live payload: 8 places, thresholds of 10,000. Its second one has a ratio of the symbol's
 * own, 0.24576, which a pool's fall can never be.
 */
const EIGHT = terms('0.00000001', { ...BTC, symbol: 'FWOGUSDT' }, { ...BTC, id: 1, symbol: 'BERAUSDT' })
const threshold = { leastBalanceAtoms: 1_000_000_000_000n }
const fwog = warning({
  ...{ ...threshold, state: 'adl', reason: 'depleted', drawdownPpm: 0 },
  ...{ balanceAtoms: -542_129_889_888n, maxBalanceAtoms: -542_129_889_888n },
})
const bera = warning({
  ...{ ...threshold, market: 1, symbol: 'BERAUSDT', state: 'adl', reason: 'depleted', drawdownPpm: 0 },
  ...{ balanceAtoms: 45_336_427_074n, maxBalanceAtoms: 45_336_427_074n },
})

test('the live row of a pool below zero, as numbers', () => {
  const message = adlAlertNumbers([fwog, bera], EIGHT, how)
  valid(BYBIT_NUMBERS, message)
  const rates = { i_pr: -0.3, pr: 0, adl_tt: 10_000, adl_sr: -0.25 }
  assert.equal(message, {
    ...{ topic: 'adlAlert.USDT', type: 'snapshot', ts: 1_757_736_794_000 },
    data: [
      { c: 'USDT', s: 'FWOGUSDT', b: -5_421.298_898_88, mb: -5_421.298_898_88, ...rates },
      { c: 'USDT', s: 'BERAUSDT', b: 453.364_270_74, mb: 453.364_270_74, ...rates },
    ],
  })
  assert.match(JSON.stringify(message), '"b":-5421.29889888,"mb":-5421.29889888,"i_pr":-0.3,"pr":0,"adl_tt":10000')
})

test('the same row as text, as it is typed', () => {
  const message = adlAlertStream([fwog], EIGHT, how)
  valid(BYBIT_STREAM, message)
  assert.equal(message.data, [
    {
      ...{ c: 'USDT', s: 'FWOGUSDT', b: '-5421.29889888', mb: '-5421.29889888', i_pr: '-0.3', pr: '0' },
      ...{ adl_tt: '10000', adl_sr: '-0.25' },
    },
  ])
})

test('the documented REST result', () => {
  const input = warning({
    ...{ state: 'adl', reason: 'drawdown', drawdownPpm: 560_973, leastBalanceAtoms: 1_000_000_000n },
    ...{ balanceAtoms: 9_220_350_469_499_632n, maxBalanceAtoms: 9_223_151_032_475_948n },
  })
  const result = adlAlertRest([input], terms('0.00001'), 1_757_733_960_000)
  valid(BYBIT_ALERT, result)
  assert.equal(result, {
    updatedTime: '1757733960000',
    list: [
      {
        ...{ coin: 'USDT', symbol: 'BTCUSDT', balance: '92203504694.99632', maxBalance: '92231510324.75948' },
        ...{ insurancePnlRatio: '-0.3', pnlRatio: '-0.560973', adlTriggerThreshold: '10000', adlStopRatio: '-0.25' },
      },
    ],
  })
})

test('no warnings, no rows', () => {
  assert.equal(adlAlertRest([], terms(), 5), { updatedTime: '5', list: [] })
  assert.equal(adlAlertStream([], terms(), { topic: 'inverse', timeMs: 5 }).data, [])
})

test('a pool without a drawdown trigger has empty ratios', () => {
  const plain = warning({ startPpm: null, stopPpm: null })
  const [row] = adlAlertRest([plain], terms(), NOW_MS).list
  assert.equal([row?.insurancePnlRatio, row?.adlStopRatio, row?.pnlRatio], ['', '', '-0.1'])
  const [numbers] = adlAlertNumbers([plain], terms(), how).data
  assert.equal([numbers?.i_pr, numbers?.adl_sr, numbers?.pr], ['', '', -0.1])
})

test('a fall through the threshold and back: stop comes later than start', () => {
  const falls = [290_000, 300_000, 270_000, 240_000]
  const ratios = falls.map((drawdownPpm) => adlAlertRest([warning({ drawdownPpm })], terms(), NOW_MS).list[0]!)
  assert.equal(
    ratios.map((row) => [
      Number(row.pnlRatio) <= Number(row.insurancePnlRatio),
      Number(row.pnlRatio) > Number(row.adlStopRatio),
    ]),
    [
      [false, false],
      [true, false],
      [false, false],
      [false, true],
    ],
  )
})

for (const atom of ['1', '0.01', '0.00000001', '0.0000000000000001']) {
  test(`balances with an atom of ${atom} parse to the atoms they were`, () => {
    const input = warning({
      ...{ balanceAtoms: -((1n << 61n) - 7n), maxBalanceAtoms: 1n, leastBalanceAtoms: (1n << 62n) - 1n },
    })
    const [row] = adlAlertRest([input], terms(atom), NOW_MS).list
    const atoms = (text: string) => countUnits(parseDecimal(text, 'money'), unit(atom), 'money')
    assert.is(atoms(row!.balance), input.balanceAtoms)
    assert.is(atoms(row!.maxBalance), input.maxBalanceAtoms)
    assert.is(atoms(row!.adlTriggerThreshold), input.leastBalanceAtoms)
    refused(ErrorCode.PRECISION, () => adlAlertNumbers([input], terms(atom), how))
  })
}

test('a pool of several markets has no row of its own', () => {
  refused(ErrorCode.UNKNOWN_MARKET, () => adlAlertRest([warning({ market: null, symbol: null })], terms(), NOW_MS))
})

test.run()
