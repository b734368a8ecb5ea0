import { test } from 'uvu'
import { type Refusal, refused } from './folders.ts'

const marks = (...rows: string[]) => ({ 'marks.csv': ['time,market,price', ...rows, ''].join('\n') })

const REFUSED: Refusal[] = [
  ['wrong header', { 'marks.csv': 'time,market\n' }, 'ERR_FILE', 'marks.csv:1', 'lacks price'],
  ['mark zero', marks('1,BTC,0'), 'ERR_PRICE_BAND', 'marks.csv:2', 'price is 0'],
  ['mark negative', marks('1,BTC,-50000'), 'ERR_PRICE_BAND', 'marks.csv:2', 'price is -50000'],
  ['under the band', marks('1,BTC,999.5'), 'ERR_PRICE_BAND', 'marks.csv:2', '999.5', '1000 to 200000', 'minMark'],
  ['over the band', marks('1,BTC,50000', '2,BTC,200000.5'), 'ERR_PRICE_BAND', 'marks.csv:3', '200000.5'],
  ['unknown market', marks('1,BTC,50000', '1,SHIB,1'), 'ERR_UNKNOWN_MARKET', 'marks.csv:3', '"SHIB"'],
  ['market twice', marks('1,BTC,50000', '1,BTC,50001'), 'ERR_DUPLICATE', 'marks.csv:3', 'BTC', 'time 1'],
  ['time back', marks('5,BTC,50000', '4,BTC,50000'), 'ERR_TIME', 'marks.csv:3', 'time is 4', 'before 5'],
  ['time negative', marks('-1,BTC,50000'), 'ERR_TIME', 'marks.csv:2', 'time is "-1"'],
  ['time with places', marks('1.5,BTC,50000'), 'ERR_TIME', 'marks.csv:2', '"1.5"'],
  ['time exponent', marks('1e3,BTC,50000'), 'ERR_TIME', 'marks.csv:2', '"1e3"'],
  ['time too late', marks('9007199254740993,BTC,50000'), 'ERR_TIME', 'marks.csv:2', '9007199254740991'],
  ['part of a tick', marks('1,BTC,50000.25'), 'ERR_PRECISION', 'marks.csv:2', '50000 and 50000.5'],
  ['NaN', marks('1,BTC,NaN'), 'ERR_DECIMAL', 'marks.csv:2', 'price is "NaN"'],
]

test('every bad mark is refused with file, line, text and way out', async () => {
  for (const refusal of REFUSED) await refused(refusal)
})

test.run()
