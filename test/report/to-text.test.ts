import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { BallastError, ErrorCode } from '../../src/core/errors.ts'
import { countUnits, parseDecimal } from '../../src/fixed/decimal.ts'
import {
  exactNumber,
  listingOf,
  moneyText,
  plain,
  priceText,
  ratioText,
  sizeText,
  symbolOf,
  timeText,
  wireTime,
} from '../../src/report/to-text.ts'
import { BTC, BYBIT_ALERT, ETH, faultsOf, standing, terms, unit, warning } from './schemas.ts'

function refused(code: ErrorCode, action: () => unknown): void {
  assert.throws(action, (error: unknown) => error instanceof BallastError && error.code === code)
}

const ATOMS = ['1', '0.01', '0.000001', '0.00000001', '0.0000000000000001', '0.05', '100']

test('money text parses to the atoms that it was made of, for every atom and sign', () => {
  const amounts = fc.bigInt({ min: -(1n << 62n), max: 1n << 62n })
  fc.assert(
    fc.property(amounts, fc.constantFrom(...ATOMS), (atoms, atom) => {
      const text = moneyText(atoms, terms(atom), 'money')
      assert.is(countUnits(parseDecimal(text, 'text'), unit(atom), 'text'), atoms)
      assert.not.match(text, /e|\+|^-0$/)
    }),
  )
})

test('sizes and prices are multiples of lot and tick', () => {
  assert.is(sizeText(1_500n, BTC), '1.5')
  assert.is(sizeText(-1n, BTC), '-0.001')
  assert.is(priceText(100_001n, BTC), '50000.5')
  assert.is(priceText(0n, ETH), '0')
})

test('a ratio is parts of a million', () => {
  assert.is(ratioText(300_000, 'ratio'), '0.3')
  assert.is(ratioText(-560_973, 'ratio'), '-0.560973')
  assert.is(ratioText(-0, 'ratio'), '0')
  assert.is(ratioText(1_250_000, 'ratio'), '1.25')
  for (const ppm of [0.5, Number.NaN, Number.POSITIVE_INFINITY]) refused(ErrorCode.RANGE, () => ratioText(ppm, 'ratio'))
})

test('time is looked at, never made', () => {
  assert.is(wireTime(0), 0)
  assert.is(timeText(1_757_733_960_000), '1757733960000')
  for (const time of [-1, 1.5, Number.NaN]) refused(ErrorCode.RANGE, () => wireTime(time))
})

test('a number prints the digits of the text, or is refused', () => {
  for (const text of ['0', '-5421.29889888', '19874.97612833', '92203504694.99632', '-0.3', '0.000174', '10000']) {
    assert.is(String(exactNumber(text, 'number')), text)
  }
  assert.is(exactNumber('0.0000001', 'number'), 1e-7)
  for (const text of ['280784384.9564228289548144', '9007199254740993']) {
    refused(ErrorCode.PRECISION, () => exactNumber(text, 'number'))
  }
})

test('numbers and text of callers in plain JavaScript are refused', () => {
  refused(ErrorCode.RANGE, () => moneyText(5 as never, terms(), 'money'))
  refused(ErrorCode.RANGE, () => sizeText(undefined as never, BTC))
  refused(ErrorCode.RANGE, () => priceText('1' as never, BTC))
})

test('the listing of another market is refused', () => {
  assert.is(listingOf(terms(), 1), ETH)
  refused(ErrorCode.UNKNOWN_MARKET, () => listingOf(terms('1', ETH), 0))
})

test('a warning has the symbol of the wire, that of the only market of its pool, or none', () => {
  const other = terms('1', { ...BTC, symbol: 'BTC-USDT-SWAP' })
  assert.is(symbolOf(warning(), other), 'BTC-USDT-SWAP')
  assert.is(symbolOf(warning({ market: null }), other), 'BTCUSDT')
  refused(ErrorCode.UNKNOWN_MARKET, () => symbolOf(warning({ market: null, symbol: null }), other))
})

test('plain fields can be written as JSON', () => {
  assert.equal(plain({ lots: 3n, rank: 1, side: 'long', pool: null }), { lots: '3', rank: 1, side: 'long', pool: null })
  assert.is(JSON.parse(JSON.stringify(plain(standing()))).sideLots, '10000')
})

test('the checker of these tests finds what is wrong', () => {
  const row = {
    ...{ coin: 'USDT', symbol: 'BTCUSDT', balance: '1.50', maxBalance: 2, insurancePnlRatio: '-0', pnlRatio: '0' },
    ...{ adlTriggerThreshold: '1e3', more: 1 },
  }
  const found = faultsOf(BYBIT_ALERT, { updatedTime: '1', list: [row] }).map((fault) => fault.split(' ')[0])
  assert.equal(found, [
    ...['$.list[0].adlStopRatio', '$.list[0].balance', '$.list[0].maxBalance', '$.list[0].insurancePnlRatio'],
    ...['$.list[0].adlTriggerThreshold', '$.list[0].more'],
  ])
  assert.equal(faultsOf({ type: 'integer', minimum: 1, maximum: 3 }, 4).length, 1)
  assert.equal(faultsOf({ type: 'integer' }, 1.5).length, 1)
  assert.equal(faultsOf({ type: 'object' }, [1]).length, 1)
  assert.equal(faultsOf({ type: 'string', enum: ['a'] }, 'b').length, 1)
})

test.run()
