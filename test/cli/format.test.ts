import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { duration, grouped, money, percent } from '../../src/cli/format.ts'
import { parseDecimal } from '../../src/fixed/decimal.ts'

test('thousands stand apart, places do not', () => {
  assert.equal(['0', 999, 1000, 1234567, -1234567n, '-1234.56789', '-100.5'].map(grouped), [
    '0',
    '999',
    '1,000',
    '1,234,567',
    '-1,234,567',
    '-1,234.56789',
    '-100.5',
  ])
})

test('money is rounded down to hundredths, whatever the atom', () => {
  const micro = parseDecimal('0.000001', 'atom')
  assert.equal(
    [0n, 1n, -1n, 9_999n, 10_000n, 1_234_567_890_123n, -5_000_000n].map((atoms) => money(atoms, micro)),
    ['0.00', '0.00', '-0.01', '0.00', '0.01', '1,234,567.89', '-5.00'],
  )
  assert.is(money(3n, parseDecimal('0.5', 'atom')), '1.50')
  assert.is(money(3n, parseDecimal('1000', 'atom')), '3,000.00')
})

test('percentages are rounded down', () => {
  assert.equal(
    [percent(1n, 3n), percent(-1n, 3n), percent(7n, 7n), percent(0n, 5n)],
    ['33.33', '-33.34', '100.00', '0.00'],
  )
})

test('durations have the precision that they deserve', () => {
  assert.equal([0.1234, 9.9, 42.4, 1234.5, 65_432].map(duration), ['0.12 ms', '9.90 ms', '42 ms', '1,235 ms', '65.4 s'])
})

test.run()
