import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { addDelta, isHedged, openPart, underlyingOf } from '../../src/stages/hedge-ratio.ts'

test('Binance: 100 long and 96 short are 4 % open, and hedged below 5 %', () => {
  const deltas = { longAtoms: 0n, shortAtoms: 0n }
  addDelta(deltas, 7n, 100n)
  addDelta(deltas, -3n, 96n)
  assert.equal(openPart(deltas), { over: 4n, under: 100n })
  assert.equal([isHedged(deltas, 50_000), isHedged(deltas, 40_000)], [true, false], 'the threshold itself is open')
})

test('one side alone is no hedge, whatever the threshold', () => {
  assert.not(isHedged({ longAtoms: 0n, shortAtoms: 96n }, 1_000_000))
  assert.not(isHedged({ longAtoms: 0n, shortAtoms: 0n }, 1_000_000))
})

test('the underlying is what a symbol begins with', () => {
  const symbols = ['BTC-PERP', 'BTC_USDC-PERP', 'BTC/USD', 'BTCUSDT', 'BTC', 'kPEPE-PERP', 'USDT', '-X']
  assert.equal(symbols.map(underlyingOf), ['BTC', 'BTC', 'BTC', 'BTC', 'BTC', 'kPEPE', 'USDT', '-X'])
})

test.run()
