import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { countUnits, parseDecimal, unitsToDecimal } from '../../src/fixed/decimal.ts'
import { grouped, money, roughMoney, share } from '../../src/page/shown-number.ts'
import { format } from './client.ts'

const ATOM = { coefficient: 1n, decimals: 6 }
const anyAtoms = fc.bigInt(-(2n ** 70n), 2n ** 70n)
const anyAtom = fc.record({ coefficient: fc.constantFrom(1n, 5n, 25n), decimals: fc.integer({ min: 0, max: 18 }) })

test('thousands are apart, places are not', () => {
  assert.equal(['0', '999', '1000', '-1234567.12345'].map(grouped), ['0', '999', '1,000', '-1,234,567.12345'])
})

test('money has two places, rounded so that no loss is smaller than it is', () => {
  assert.is(money(1_234_567_899_999n, ATOM), '1,234,567.89')
  assert.is(money(-1n, ATOM), '-0.01')
  assert.is(money(7n, { coefficient: 25n, decimals: 0 }), '175.00')
})

test('large money in words', () => {
  const texts = [5_701_653_077_552_770n, 11_025_198_649_099n, 999_999_999_999n, 999_999n, -2_500_000_000_000n, 0n]
  assert.equal(
    texts.map((atoms) => roughMoney(atoms, ATOM)),
    ['5.70 billion', '11.02 million', '999,999', '0.99', '-2.50 million', '0.00'],
  )
})

test('a share says nothing and all only of nothing and all', () => {
  const shares = [0n, 1n, 500n, 931n, 999_999n, 1_000_000n].map((part) => share(part, 1_000_000n))
  assert.equal(shares, ['0 %', 'less than 0.1 %', '0.1 %', '0.1 %', 'more than 99.9 %', '100 %'])
  assert.is(share(930_600n, 1_000_000n), '93.1 %')
  assert.is(share(5n, 0n), '0 %')
})

test('the script of the page writes money as the page does', () => {
  fc.assert(
    fc.property(anyAtoms, anyAtom, (atoms, atom) => {
      assert.is(format.moneyText(String(atoms), atom), money(atoms, atom))
    }),
  )
})

test('exact money of the script is what the engine writes and reads', () => {
  fc.assert(
    fc.property(anyAtoms, anyAtom, (atoms, atom) => {
      const text = format.exactMoney(String(atoms), atom)
      assert.is(text, unitsToDecimal(atoms, atom))
      assert.is(countUnits(parseDecimal(text, 'amount'), atom, 'amount'), atoms)
    }),
  )
})

test.run()
