import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { BTC, load, type Refusal, refused, venueWith } from './folders.ts'

const positions = (...rows: string[]) => ({
  'positions.csv': ['account,market,size,entryPrice', ...rows, ''].join('\n'),
})

const REFUSED: Refusal[] = [
  ['wrong header', { 'positions.csv': 'a,b\n' }, 'ERR_FILE', 'positions.csv:1', 'lacks account'],
  ['no header', { 'positions.csv': '' }, 'ERR_FILE', 'positions.csv', 'empty, expected a header'],
  ['unknown account', positions('1,BTC,1,50000', '7,BTC,-1,50000'), 'ERR_UNKNOWN_ACCOUNT', 'positions.csv:3', '7'],
  ['unknown market', positions('1,DOGE,1,50000'), 'ERR_UNKNOWN_MARKET', 'positions.csv:2', '"DOGE"', 'lists BTC'],
  ['a row twice', positions('1,BTC,1,50000', '1,BTC,-1,50000'), 'ERR_DUPLICATE', 'positions.csv:3', 'BTC already'],
  ['unbalanced', positions('1,BTC,1,50000', '2,BTC,-0.4,50000'), 'ERR_UNBALANCED', 'BTC', '0.6 (600 lots)', '-0.6'],
  ['all short', positions('1,BTC,-1,50000'), 'ERR_UNBALANCED', 'positions.csv', '1 too many short'],
  ['size zero', positions('1,BTC,0,50000'), 'ERR_RANGE', 'positions.csv:2', 'size is 0'],
  ['size NaN', positions('1,BTC,NaN,50000'), 'ERR_DECIMAL', 'positions.csv:2', 'size is "NaN"'],
  ['size exponent', positions('1,BTC,1E3,50000'), 'ERR_DECIMAL', 'positions.csv:2', 'size is "1E3"'],
  ['part of a lot', positions('1,BTC,0.0005,50000'), 'ERR_PRECISION', 'positions.csv:2', '0 and 0.001'],
  ['size overflow', positions('1,BTC,99999999999999999999,50000'), 'ERR_RANGE', 'positions.csv:2', 'expected 1 to'],
  ['part of a tick', positions('1,BTC,1,50000.3'), 'ERR_PRECISION', 'positions.csv:2', '50000 and 50000.5'],
  ['price zero', positions('1,BTC,1,0'), 'ERR_PRICE_BAND', 'positions.csv:2', 'entryPrice is 0'],
  ['price missing', positions('1,BTC,1,'), 'ERR_DECIMAL', 'positions.csv:2', 'entryPrice is ""'],
  ['cut short', positions('1,BTC,1,50000', '2,BTC,-1'), 'ERR_FILE', 'positions.csv:3', '3 columns', 'cut short'],
  ['a comma too many', positions('1,BTC,1,50,000'), 'ERR_FILE', 'positions.csv:2', '5 columns'],
  ['a quote left open', positions('1,"BTC,1,50000'), 'ERR_FILE', 'positions.csv:', 'not valid CSV'],
  ['entry value overflow', positions('1,BTC,100,9000000000000'), 'ERR_RANGE', 'positions.csv:2', 'entry value'],
]

test('every bad position is refused with file, line, text and way out', async () => {
  for (const refusal of REFUSED) await refused(refusal)
})

test('an entry value stands for a size at a price', async () => {
  const priced = await load()
  const valued = await load({
    'positions.csv': 'market,entryValue,account,size\nBTC,50000,1,1\nBTC,-50000,2,-1\n',
  })
  assert.is(valued.engine.stateHash(), priced.engine.stateHash())
})

test('a trader holds 128 positions at most, and the 129th is named', async () => {
  const markets = Array.from({ length: 130 }, (_, index) => ({ ...BTC, symbol: `M${index}` }))
  const rows = markets.slice(0, 129).flatMap(({ symbol }) => [`1,${symbol},1,50000`])
  await refused(['129', { 'venue.json': venueWith({ markets }), ...positions(...rows) }, 'ERR_RANGE', 'csv:130', '128'])
})

test.run()
