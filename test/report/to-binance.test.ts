import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { BallastError, ErrorCode } from '../../src/core/errors.ts'
import { type BinanceMode, toBinance } from '../../src/report/to-binance.ts'
import { rolesOf } from '../../src/report/to-fill.ts'
import * as given from './schemas.ts'

const { standing, warning, terms, valid, NOW_MS } = given
const COINS = terms('0.00000001', { ...given.BTC, symbol: 'BTCUSD_200925' }, { ...given.ETH, symbol: 'BTCUSD_201225' })

function refused(code: ErrorCode, action: () => unknown): void {
  assert.throws(action, (error: unknown) => error instanceof BallastError && error.code === code)
}

const long = (market: number, lightsByCount: 1 | 2 | 3 | 4 | 5) => standing({ market, lightsByCount })
const short = (market: number, lightsByCount: 1 | 2 | 3 | 4 | 5) =>
  standing({ market, side: 'short', account: 8, lightsByCount })

test('one-way: the position stands under BOTH, whichever side it has', () => {
  const rows = toBinance.adlQuantiles([long(0, 5), short(1, 2)], terms(), 'one-way')
  valid(given.BINANCE_QUANTILES, rows)
  assert.equal(rows, [
    { symbol: 'BTCUSDT', adlQuantile: { LONG: 0, SHORT: 0, BOTH: 4 } },
    { symbol: 'ETHUSDT', adlQuantile: { LONG: 0, SHORT: 0, BOTH: 1 } },
  ])
})

test('isolated hedge mode: the documented sample', () => {
  const rows = toBinance.adlQuantiles([long(1, 2), short(1, 3)], COINS, 'hedge-isolated')
  valid(given.BINANCE_QUANTILES, rows)
  assert.equal(rows, [{ symbol: 'BTCUSD_201225', adlQuantile: { LONG: 1, SHORT: 2, BOTH: 0 } }])
})

test('cross hedge mode: the documented sample, one value for both sides and the sign HEDGE', () => {
  const rows = toBinance.adlQuantiles([long(0, 4), short(0, 2)], COINS, 'hedge-cross')
  valid(given.BINANCE_CROSS_QUANTILES, rows)
  assert.equal(rows, [{ symbol: 'BTCUSD_200925', adlQuantile: { LONG: 3, SHORT: 3, HEDGE: 0 } }])
})

test('cross hedge mode with one side open gives the other side nothing', () => {
  const rows = toBinance.adlQuantiles([short(0, 5), long(1, 1)], COINS, 'hedge-cross')
  assert.equal(
    rows.map((row) => row.adlQuantile),
    [
      { LONG: 0, SHORT: 4, HEDGE: 0 },
      { LONG: 0, SHORT: 0, HEDGE: 0 },
    ],
  )
})

test('many symbols keep their rows, no positions have none', () => {
  const listings = Array.from({ length: 40 }, (_, id) => ({ ...given.BTC, id, symbol: `S${id}` }))
  const many = listings.map(({ id }) => long(id, 3))
  const rows = toBinance.adlQuantiles(many, terms('1', ...listings), 'one-way')
  assert.equal(
    rows.map((row) => row.symbol),
    listings.map((listing) => listing.symbol),
  )
  for (const mode of ['one-way', 'hedge-isolated', 'hedge-cross'] as const) {
    assert.equal(toBinance.adlQuantiles([], terms(), mode), [])
  }
})

test('two positions for one place are refused, never merged', () => {
  const pairs: [BinanceMode, ReturnType<typeof long>[]][] = [
    ['one-way', [long(0, 1), short(0, 2)]],
    ['one-way', [long(0, 1), long(0, 1)]],
    ['hedge-isolated', [long(0, 1), long(0, 2)]],
    ['hedge-cross', [short(0, 1), long(0, 2), short(0, 3)]],
  ]
  for (const [mode, positions] of pairs) {
    refused(ErrorCode.DUPLICATE, () => toBinance.adlQuantiles(positions, terms(), mode))
  }
})

test('the risk of a symbol follows the state of its pool, back and forth', () => {
  const states = ['normal', 'warning', 'adl', 'warning', 'normal'] as const
  const risks = states.map((state, index) => toBinance.symbolAdlRisk(warning({ state, timeMs: index }), terms()))
  for (const risk of risks) valid(given.BINANCE_RISK, risk)
  assert.equal(
    risks.map(({ adlRisk, updateTime }) => [adlRisk, updateTime]),
    [
      ['low', 0],
      ['medium', 1],
      ['high', 2],
      ['medium', 3],
      ['low', 4],
    ],
  )
  refused(ErrorCode.UNKNOWN_MARKET, () => toBinance.symbolAdlRisk(warning({ market: null, symbol: null }), terms()))
})

const how = { timeMs: NOW_MS, mode: 'hedge-isolated', orderId: 8_886_774, tradeId: 12_345 } as const

test('the deleveraged side of an ADL fill is told adl_autoclose', () => {
  const update = toBinance.orderTradeUpdate(given.ADL_FILL, 'to', terms(), how)
  valid(given.BINANCE_ORDER, update)
  assert.equal(update, {
    ...{ e: 'ORDER_TRADE_UPDATE', E: NOW_MS, T: NOW_MS },
    o: {
      ...{ s: 'BTCUSDT', c: 'adl_autoclose', S: 'BUY', o: 'LIMIT', f: 'GTC', q: '0.25', l: '0.25', z: '0.25' },
      ...{ p: '49000.5', ap: '49000.5', L: '49000.5', x: 'CALCULATED', X: 'FILLED', i: 8_886_774, t: 12_345 },
      ...{ T: NOW_MS, R: true, ot: 'LIMIT', ps: 'SHORT' },
    },
  })
})

test('the bankrupt side of the same fill is told autoclose-…, with the other side and position', () => {
  const { o } = toBinance.orderTradeUpdate(given.ADL_FILL, 'from', terms(), how)
  assert.equal([o.c, o.S, o.ps, o.f, o.q, o.L], ['autoclose-8886774', 'SELL', 'LONG', 'IOC', '0.25', '49000.5'])
})

test('every role of every move has an order of the format, and ADL is never taken for liquidation', () => {
  for (const event of [given.ADL_FILL, ...given.OTHER_MOVES]) {
    for (const role of rolesOf(event)) {
      const update = toBinance.orderTradeUpdate(event, role, terms(), { ...how, mode: 'one-way' })
      valid(given.BINANCE_ORDER, update)
      const sound = (role === 'to' && event.type !== 'cross') || event.type === 'hedge-close'
      assert.is(update.o.c, sound ? 'adl_autoclose' : 'autoclose-8886774')
      assert.is(update.o.ps, 'BOTH')
    }
  }
  refused(ErrorCode.ACCOUNT_CLASS, () => toBinance.orderTradeUpdate(given.moveOf('liquidation'), 'to', terms(), how))
})

test.run()
