import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { countUnits, type Decimal, parseDecimal, unitsToDecimal } from '../../src/fixed/decimal.ts'
import { countText, unitText } from '../../src/scenario/unit-text.ts'

const units = fc.constantFrom(
  ...['1', '0.000001', '0.5', '0.00000001', '10', '0.25', '3', '1000', '0.000000000000000001', '7777777.7'].map(
    (text) => parseDecimal(text, 'unit'),
  ),
)
const digits = (most: number) => fc.stringMatching(new RegExp(`^[0-9]{1,${most}}$`))
const texts = fc.oneof(
  fc.tuple(fc.constantFrom('', '-'), digits(12), fc.option(digits(9))).map(([minus, whole, places]) => {
    return `${minus}${whole}${places === null ? '' : `.${places}`}`
  }),
  fc
    .tuple(fc.constantFrom('', '-'), digits(24), digits(14))
    .map(([minus, whole, places]) => `${minus}${whole}.${places}`),
  fc.constantFrom('', '-', '.', '1.', '.5', '1e5', 'NaN', '+1', ' 1', '1 ', '--1', '1.2.3', '-0', '00.10', '٣', '1_0'),
)

function outcome(step: () => unknown): string {
  try {
    return String(step())
  } catch (error) {
    return `refused: ${(error as Error).message}`
  }
}

const slowCount = (text: string, unit: Decimal) => countUnits(parseDecimal(text, 'size'), unit, 'size')

test('the short way counts, and refuses, as the long way does', () => {
  fc.assert(
    fc.property(texts, units, (text, unit) => {
      assert.is(
        outcome(() => countText(text, unit, 'size')),
        outcome(() => slowCount(text, unit)),
      )
    }),
    { numRuns: 20_000 },
  )
})

test('the short way writes as the long way does, and what it writes is read back', () => {
  const counts = fc.oneof(
    fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n }),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n }),
  )
  fc.assert(
    fc.property(counts, units, (count, unit) => {
      const text = unitText(count, unit)
      assert.is(text, unitsToDecimal(count, unit))
      if (text.length <= 40) assert.is(countText(text, unit, 'size'), count)
    }),
    { numRuns: 20_000 },
  )
})

test.run()
