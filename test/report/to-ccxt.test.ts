import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { toCcxt } from '../../src/report/to-ccxt.ts'
import { BTC, CCXT_POSITION_ADL, CCXT_SYMBOL_ADL, NOW_MS, standing, terms, valid, warning } from './schemas.ts'

test('a position has rank, rating and percentile, and its denominators in info', () => {
  const adl = toCcxt.adl(standing(), terms('0.000001', { ...BTC, symbol: 'BTC/USDT:USDT' }), NOW_MS)
  valid(CCXT_POSITION_ADL, adl)
  assert.equal(adl, {
    info: {
      ...{ account: 7, market: 0, side: 'long', rank: 3, candidates: 8, lots: '1500', lotsBefore: '2000' },
      ...{ sideLots: '10000', profitable: true, protected: false, lightsByContracts: 5, lightsByCount: 4 },
      quantilePpm: 625_000,
    },
    ...{ symbol: 'BTC/USDT:USDT', rank: 4, rating: '4', percentage: 62.5, timestamp: NOW_MS },
    datetime: '2025-09-13T04:13:14.000Z',
  })
})

test('lower is safer: the head of the queue has the highest rank', () => {
  const head = standing({ rank: 1, lightsByCount: 5, quantilePpm: 999_999 })
  const end = standing({ rank: 8, lightsByCount: 1, quantilePpm: 0 })
  const [first, last] = toCcxt.adls([head, end], terms(), NOW_MS)
  assert.equal([first?.rank, first?.rating, first?.percentage], [5, '5', 99.9999])
  assert.equal([last?.rank, last?.rating, last?.percentage], [1, '1', 0])
})

test('several positions are several entries, in their order', () => {
  const positions = [
    standing(),
    standing({ side: 'short', account: 8, lightsByCount: 2 }),
    standing({ market: 1 }),
    standing({ market: 1, account: 9 }),
  ]
  const adls = toCcxt.adls(positions, terms(), NOW_MS)
  for (const adl of adls) valid(CCXT_POSITION_ADL, adl)
  assert.equal(
    adls.map(({ symbol, info }) => [symbol, info.side, info.account]),
    [
      ['BTCUSDT', 'long', 7],
      ['BTCUSDT', 'short', 8],
      ['ETHUSDT', 'long', 7],
      ['ETHUSDT', 'long', 9],
    ],
  )
  assert.equal(toCcxt.adls([], terms(), NOW_MS), [])
})

test('a market is low, medium or high, and has no rank', () => {
  const states = [['normal', 'low'] as const, ['warning', 'medium'] as const, ['adl', 'high'] as const]
  for (const [state, rating] of states) {
    const adl = toCcxt.symbolAdl(warning({ state, reason: state === 'normal' ? null : 'drawdown' }), terms())
    valid(CCXT_SYMBOL_ADL, adl)
    assert.is(adl.rating, rating)
    assert.is(adl.symbol, 'BTCUSDT')
    assert.is(adl.timestamp, NOW_MS)
    assert.not('rank' in adl || 'percentage' in adl)
  }
  const negative = toCcxt.symbolAdl(warning({ state: 'adl', balanceAtoms: -5n }), terms())
  assert.is(negative.info.balanceAtoms, '-5')
})

test('a time beyond the calendar has no date', () => {
  const adl = toCcxt.adl(standing(), terms(), Number.MAX_SAFE_INTEGER)
  assert.is(adl.timestamp, Number.MAX_SAFE_INTEGER)
  assert.not('datetime' in adl)
})

test.run()
