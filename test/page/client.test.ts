// What of the page's script can be said without a browser. test/browser has the rest.

import { parse } from 'csv-parse/sync'
import * as fc from 'fast-check'
import ts from 'typescript'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { unitsToDecimal } from '../../src/fixed/decimal.ts'
import { type Column, wordColumn } from '../../src/page/figure.ts'
import { root } from '../cli/run.ts'
import { csv, filter, format, series } from './client.ts'

const ATOM = { coefficient: 1n, decimals: 6 }

test('the script has its types in order', () => {
  const file = `${root}/src/page/client/tsconfig.json`
  const { config } = ts.readConfigFile(file, ts.sys.readFile)
  const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, `${root}/src/page/client`)
  assert.ok(fileNames.length > 5)
  const found = ts.getPreEmitDiagnostics(ts.createProgram(fileNames, options))
  const texts = found.map(
    ({ file: at, messageText }) => `${at?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
  )
  assert.equal(texts, [])
})

test('a CSV reader gets back every cell, exactly', () => {
  const row = fc.record({ text: fc.string(), atoms: fc.bigInt(-(2n ** 62n), 2n ** 62n), count: fc.nat() })
  fc.assert(
    fc.property(fc.array(row), (rows) => {
      const columns: Column[] = [
        { name: 'Text, "quoted"', kind: 'text', values: rows.map(({ text }) => text) },
        { name: 'Money', kind: 'atoms', values: rows.map(({ atoms }) => atoms.toString()) },
        { name: 'Share', kind: 'ppm', values: rows.map(({ count }) => count) },
        wordColumn(
          'Word',
          rows.map(({ text }) => (text === '' ? null : text)),
        ),
      ]
      const text = csv.csvOf(columns, rows.keys(), ATOM)
      const [head, ...lines] = parse(text, { relax_column_count: false, record_delimiter: '\r\n' })
      assert.equal(head, ['Text, "quoted"', 'Money', 'Share (ppm)', 'Word'])
      const safe = (value: string) => (/^[=+\-@\t\r]/.test(value) ? `'${value}` : value)
      const expected = rows.map(({ text: word, atoms, count }) => {
        return [safe(word), unitsToDecimal(atoms, ATOM), String(count), safe(word)]
      })
      assert.equal(lines, expected)
    }),
  )
})

test('text that a spreadsheet would take for a formula is none', () => {
  const columns: Column[] = [{ name: 'Market', kind: 'text', values: ['=HYPERLINK("x")', '+1', '-1', '@x', 'BTC'] }]
  assert.is(csv.csvOf(columns, [0, 1, 2, 3, 4], ATOM), `Market\r\n"'=HYPERLINK(""x"")"\r\n'+1\r\n'-1\r\n'@x\r\nBTC\r\n`)
})

const account: Column = { name: 'Account', kind: 'id', values: [1, 12, 2, 12, null] }
const market = wordColumn('Market', ['BTC-PERP', 'ETH', 'BTC', 'ETH', null])
const loss: Column = { name: 'Loss', kind: 'atoms', values: ['5', '-9', null, '99999999999999999999', '7'] }
const find = (change: object) => {
  return filter.findRows(5, { words: [], text: '', searched: [account, market], largest: null, ...change })
}

test('a search finds numbers whole and words anywhere, all parts at once', () => {
  assert.equal(find({}), [0, 1, 2, 3, 4])
  assert.equal(find({ text: '12' }), [1, 3])
  assert.equal(find({ text: '1' }), [0])
  assert.equal(find({ text: ' btc ' }), [0, 2])
  assert.equal(find({ text: 'btc, 2' }), [2])
  assert.equal(find({ text: 'null' }), [])
})

test('a filter takes rows with the word; the largest come first, those without a value last', () => {
  assert.equal(find({ words: [{ column: market, word: 1 }] }), [1, 3])
  assert.equal(find({ words: [{ column: market, word: 0 }], text: '12' }), [])
  assert.equal(find({ largest: loss }), [3, 1, 4, 0, 2])
})

test('values as people see them', () => {
  const shown = (kind: Column['kind'], value: string | number | null) => {
    return format.shownCell({ name: '', kind, values: [value] }, 0, ATOM)
  }
  assert.equal(
    [shown('atoms', '-1234567890123'), shown('count', 1234567), shown('id', 1234567), shown('ppm', -16_150)],
    ['-1,234,567.90', '1,234,567', '1234567', '-1.62 %'],
  )
  assert.equal(
    [shown('time', 1_760_130_005_000), shown('time', 1_760_130_005_250), shown('time', 3000), shown('time', null)],
    ['2025-10-10 21:00:05', '2025-10-10 21:00:05.250', '3,000 ms', 'start'],
  )
  assert.equal([shown('decimal', '113400.5'), shown('count', null), shown('ppm', -1)], ['113,400.5', '', '0.00 %'])
})

test('numbers on an axis are short', () => {
  assert.equal([0, 999, 12_500_000, -2_000_000_000, 0.25].map(format.shortNumber), [
    '0',
    '999',
    '12.5m',
    '-2bn',
    '0.25',
  ])
})

test('a chart of changes begins at nothing, and the start stands a step before the first round', () => {
  const columns: Column[] = [
    { name: 'Time', kind: 'time', values: [null, 5000, 7000] },
    { name: 'BTC', kind: 'decimal', values: ['200', '100', '250'] },
  ]
  const chart = { kind: 'lines', x: 0, series: [1], change: true, unit: '' }
  assert.equal(series.valuesOf({ id: 'x', title: '', columns, chart }, ATOM), [
    [3000, 5000, 7000],
    [0, -50, 25],
  ])
})

test('a stack adds up what is shown', () => {
  const lines = [
    [1, 2],
    [10, null],
    [100, 200],
  ]
  assert.equal(
    series.stacked(lines, (index: number) => index !== 1),
    [lines[0], lines[1], [101, 202]],
  )
  assert.equal(series.stacked(lines, () => true)[2], [111, 202])
})

test.run()
