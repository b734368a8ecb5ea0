import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { FILES, refusalOf, withFiles } from './calibrated-folder.ts'

/** The file with one cell of a line replaced; lines count from 1, the header. */
function withCell(file: string, line: number, column: string, text: string): Promise<string> {
  const lines = FILES[file]!.split('\n')
  const fields = lines[line - 1]!.split(',')
  fields[lines[0]!.split(',').indexOf(column)] = text
  lines[line - 1] = fields.join(',')
  return refusalOf(withFiles({ [file]: lines.join('\n') }))
}

for (const [file, line, column, text, refusal] of [
  ['markets.csv', 2, 'class', 'whale', /^ERR_CONFIG markets\.csv:2: class is "whale", expected one of btc, major/],
  ['markets.csv', 3, 'symbol', 'BTC', /^ERR_DUPLICATE markets\.csv:3: symbol "BTC" stands above already/],
  ['markets.csv', 4, 'path', 'drawn', /^ERR_CONFIG markets\.csv:4: path is "drawn", expected one of bars, simulated/],
  ['markets.csv', 9, 'liquidationNotional', '1e9', /^ERR_DECIMAL markets\.csv:9: liquidationNotional/],
  ['markets.csv', 9, 'liquidationNotional', '1.234', /^ERR_PRECISION markets\.csv:9: liquidationNotional/],
  [
    'markets.csv',
    9,
    'liquidationNotional',
    '0',
    /^ERR_RANGE markets\.csv:9: liquidationNotional is 0, expected 0\.01 to/,
  ],
  ['markets.csv', 163, 'adlFills', '', /^ERR_DECIMAL markets\.csv:163: adlFills/],
  ['markets.csv', 2, 'adlPrice', '106456.5', /^ERR_PRECISION markets\.csv:2: adlPrice/],
  ['minutes.csv', 2, 'minute', '21:10', /^ERR_TIME minutes\.csv:2: minute is "21:10", expected one such as/],
  ['minutes.csv', 2, 'symbol', 'GOLD', /^ERR_UNKNOWN_MARKET minutes\.csv:2: symbol is "GOLD"/],
  ['minutes.csv', 2, 'symbol', 'HYPE', /^ERR_UNKNOWN_MARKET minutes\.csv:2: symbol is "HYPE"/],
  ['minutes.csv', 5, 'low', '0.9', /^ERR_RANGE minutes\.csv:5: low 0\.9 to high/],
  ['minutes.csv', 40, 'minute', '2025-10-10T21:10Z', /^ERR_TIME minutes\.csv:40: minute is .*: sort the rows by time/],
] as const) {
  test(`${file} line ${line} with ${column} "${text}" is refused where it stands`, async () => {
    assert.match(await withCell(file, line, column, text), refusal)
  })
}

test('a table with a missing column, or none at all, is refused', async () => {
  const { 'markets.csv': markets, 'minutes.csv': minutes } = FILES
  const renamed = markets!.replace('adlFills', 'fills')
  assert.match(await refusalOf(withFiles({ 'markets.csv': renamed })), /^ERR_FILE markets\.csv:1: .* lacks adlFills/)
  assert.match(await refusalOf(withFiles({ 'minutes.csv': '' })), /^ERR_FILE minutes\.csv:\d: the file is empty/)
  const cut = minutes!.slice(0, -12)
  assert.match(await refusalOf(withFiles({ 'minutes.csv': cut })), /^ERR_FILE minutes\.csv:312: 5 columns/)
})

test.run()
