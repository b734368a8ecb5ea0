import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { AssertionError } from '../../src/core/assert.ts'
import { BallastError, ErrorCode } from '../../src/core/errors.ts'
import {
  countUnits,
  type Decimal,
  divideDecimals,
  formatDecimal,
  MAX_DECIMAL_CHARS,
  multiplyDecimals,
  parseDecimal,
  parseInteger,
  scaleDecimal,
  unitsToDecimal,
} from '../../src/fixed/decimal.ts'
import { abs } from '../../src/fixed/rounding.ts'
import { refuses } from '../engine/small-venue.ts'

/** Any decimal that fits the longest text: at most 18 digits before the point and 18 after it. */
const decimals: fc.Arbitrary<Decimal> = fc
  .tuple(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), fc.nat(18))
  .map(([coefficient, places]) => multiplyDecimals({ coefficient, decimals: 0 }, tenth(places)))
const positiveDecimals = decimals
  .filter((value) => value.coefficient !== 0n)
  .map((value) => ({ ...value, coefficient: abs(value.coefficient) }))

function tenth(places: number): Decimal {
  return { coefficient: 1n, decimals: places }
}

function decimal(text: string): Decimal {
  return parseDecimal(text, 'value')
}

function caught(action: () => unknown): BallastError {
  try {
    action()
  } catch (error) {
    assert.instance(error, BallastError)
    return error as BallastError
  }
  throw new Error('expected a BallastError, nothing was thrown')
}

const ACCEPTED = [
  ['0', 0n, 0, '0'],
  ['-0', 0n, 0, '0'],
  ['-0.000', 0n, 0, '0'],
  ['007', 7n, 0, '7'],
  ['100', 100n, 0, '100'],
  ['0.10', 1n, 1, '0.1'],
  ['-12.50', -125n, 1, '-12.5'],
  ['0.00000001', 1n, 8, '0.00000001'],
  ['-0.5', -5n, 1, '-0.5'],
  ['9'.repeat(MAX_DECIMAL_CHARS), 10n ** 40n - 1n, 0, '9'.repeat(MAX_DECIMAL_CHARS)],
] as const

for (const [text, coefficient, places, shortest] of ACCEPTED) {
  test(`reads ${text} and writes it as ${shortest}`, () => {
    assert.equal(decimal(text), { coefficient, decimals: places })
    assert.is(formatDecimal(decimal(text)), shortest)
  })
}

const REFUSED = [
  '',
  ' ',
  '-',
  '.',
  '+1',
  '--1',
  '1-',
  '.5',
  '5.',
  '1.2.3',
  '1,5',
  '1_000',
  '1e3',
  '1E-3',
  '0x10',
  '0b1',
  '1n',
  'NaN',
  'Infinity',
  '-Infinity',
  ' 1',
  '1 ',
  '1\n',
  '\n1',
  '\u0661',
  '\uff11',
  '\u22121',
  '1\u0000',
  'null',
  '9'.repeat(MAX_DECIMAL_CHARS + 1),
]

for (const text of REFUSED) {
  test(`refuses ${JSON.stringify(text)} as a decimal and as a whole number`, () => {
    for (const parse of [parseDecimal, parseInteger]) {
      const error = caught(() => parse(text, 'cashAtoms'))
      assert.is(error.code, ErrorCode.DECIMAL)
      assert.ok(error.message.startsWith(`cashAtoms is ${JSON.stringify(text)}`), error.message)
      assert.match(error.message, 'expected a ')
    }
  })
}

test('repeats only the beginning of a long text', () => {
  const error = caught(() => parseDecimal('8'.repeat(1_000_000), 'price'))
  assert.is(error.code, ErrorCode.DECIMAL)
  assert.ok(error.message.length < 250, `${error.message.length} characters`)
  assert.match(error.message, '(1000000 characters)')
})

test('refuses what is not a text, as plain JavaScript may pass it', () => {
  for (const value of [1, 1n, null, undefined, {}, ['1'], new String('1')]) {
    assert.is(caught(() => parseDecimal(value as string, 'price')).code, ErrorCode.DECIMAL)
    assert.is(caught(() => parseInteger(value as string, 'price')).code, ErrorCode.DECIMAL)
  }
  assert.match(caught(() => parseDecimal(null as unknown as string, 'price')).message, 'price is of type null')
})

test('reads whole numbers of either sign and refuses places', () => {
  assert.is(parseInteger('-0012', 'lots'), -12n)
  assert.is(parseInteger('-0', 'lots'), 0n)
  assert.is(caught(() => parseInteger('1.0', 'lots')).code, ErrorCode.DECIMAL)
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 39n) + 1n, max: 10n ** 39n }), (value) => {
      assert.is(parseInteger(value.toString(), 'lots'), value)
    }),
  )
})

test('parse reads back whatever format writes', () => {
  fc.assert(
    fc.property(decimals, (value) => {
      assert.equal(decimal(formatDecimal(value)), value)
    }),
  )
})

test('zeros on either side of the digits change nothing', () => {
  fc.assert(
    fc.property(fc.nat(999), fc.nat(999), fc.nat(9), fc.nat(9), (whole, places, before, after) => {
      const text = `${whole}.${places}`
      assert.equal(decimal(`${'0'.repeat(before)}${text}${'0'.repeat(after)}`), decimal(text))
    }),
  )
})

test('a parsed decimal is the number that its text spells', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^-?[0-9]{1,18}\.[0-9]{18}$/), (text) => {
      const { coefficient, decimals: places } = decimal(text)
      assert.is(coefficient * 10n ** BigInt(18 - places), BigInt(text.replace('.', '')))
      assert.ok(places === 0 || coefficient % 10n !== 0n)
    }),
  )
})

const COUNTS = [
  ['0.3', '0.1', 3n],
  ['-0.3', '0.1', -3n],
  ['100', '0.000001', 100_000_000n],
  ['7.5', '2.5', 3n],
  ['0', '0.25', 0n],
] as const

for (const [value, unit, count] of COUNTS) {
  test(`counts ${count} units of ${unit} in ${value}`, () => {
    assert.is(countUnits(decimal(value), decimal(unit), 'price'), count)
    assert.is(unitsToDecimal(count, decimal(unit)), value)
  })
}

const FRACTIONS = [
  ['0.35', '0.1', '0.3', '0.4'],
  ['-0.35', '0.1', '-0.4', '-0.3'],
  ['1.2', '0.25', '1', '1.25'],
  ['0.0000001', '0.000001', '0', '0.000001'],
  ['10', '3', '9', '12'],
] as const

for (const [value, unit, below, above] of FRACTIONS) {
  test(`names ${below} and ${above} when ${value} is not a multiple of ${unit}`, () => {
    const error = caught(() => countUnits(decimal(value), decimal(unit), 'limitPrice'))
    assert.is(error.code, ErrorCode.PRECISION)
    const multiples = `the nearest multiples are ${below} and ${above}`
    assert.is(error.message, `limitPrice is ${value}, expected a multiple of ${unit}: ${multiples}`)
  })
}

test('counting undoes scaling, for any unit', () => {
  fc.assert(
    fc.property(fc.bigInt(), positiveDecimals, (count, unit) => {
      assert.is(countUnits(scaleDecimal(unit, count), unit, 'value'), count)
    }),
  )
})

test('a unit that is not positive is a mistake of the program', () => {
  for (const unit of ['0', '-1']) {
    const isAssertion = (error: unknown): boolean => error instanceof AssertionError
    assert.throws(() => countUnits(decimal('1'), decimal(unit), 'price'), isAssertion)
  }
  assert.throws(
    () => divideDecimals(decimal('1'), decimal('0')),
    (error: unknown) => error instanceof AssertionError,
  )
})

test('a quotient times its divisor is the dividend, with a positive denominator', () => {
  const divisors = decimals.filter((value) => value.coefficient !== 0n)
  fc.assert(
    fc.property(decimals, divisors, (dividend, divisor) => {
      const { numerator, denominator } = divideDecimals(dividend, divisor)
      assert.ok(denominator > 0n)
      assert.equal(scaleDecimal(divisor, numerator), scaleDecimal(dividend, denominator))
    }),
  )
})

test('multiplication commutes', () => {
  fc.assert(
    fc.property(decimals, decimals, (first, second) => {
      assert.equal(multiplyDecimals(first, second), multiplyDecimals(second, first))
    }),
  )
})

// biome-ignore lint/suspicious/noExplicitAny: what callers without types give.
const NO_DECIMALS: [what: string, value: any, field: string][] = [
  ['nothing', undefined, ''],
  ['text', '1.5', ''],
  ['a coefficient that is a number', { coefficient: 15, decimals: 1 }, '.coefficient'],
  ['a coefficient that is no text', { coefficient: Symbol('s'), decimals: 1 }, '.coefficient'],
  ['decimals that are a bigint', { coefficient: 15n, decimals: 1n }, '.decimals'],
  ['decimals below nothing', { coefficient: 15n, decimals: -1 }, '.decimals'],
  ['decimals without end', { coefficient: 0n, decimals: 2 ** 40 }, '.decimals'],
]

for (const [what, value, field] of NO_DECIMALS) {
  test(`${what} is written as no decimal`, () => {
    refuses(ErrorCode.RANGE, new RegExp(`^decimal${field} is `), () => formatDecimal(value))
    refuses(ErrorCode.RANGE, new RegExp(`^unit${field} is `), () => unitsToDecimal(5n, value))
  })
}

test('a count of units is a bigint', () => {
  // biome-ignore lint/suspicious/noExplicitAny: what callers without types give.
  for (const count of [5, '5', undefined, Symbol('s')] as any[]) {
    refuses(ErrorCode.RANGE, /^count of units is .*, expected a bigint$/, () => unitsToDecimal(count, decimal('0.01')))
  }
})

test('a decimal that changes its mind is asked once', () => {
  let asked = 0
  const value = {
    coefficient: 15n,
    get decimals() {
      asked += 1
      return asked
    },
  }
  assert.is(formatDecimal(value), '1.5')
  assert.is(unitsToDecimal(1n, value), '0.15')
})

test('a field whose name is no text is named all the same', () => {
  // biome-ignore lint/suspicious/noExplicitAny: what callers without types give.
  refuses(ErrorCode.DECIMAL, /^Symbol\(s\) is "x", expected/, () => parseDecimal('x', Symbol('s') as any))
})

test.run()
