import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { isClass, kindOf, named, reasonOf, shown } from '../../src/core/shown.ts'

const throwing = (): never => {
  throw new Error('of the caller')
}
const gone = new Uint32Array(2)
structuredClone(gone.buffer, { transfer: [gone.buffer] })
const throws = { get: throwing, has: throwing, ownKeys: throwing, getPrototypeOf: throwing }

const VALUES: [what: string, value: unknown, text: string][] = [
  ['nothing', undefined, 'undefined'],
  ['null', null, 'null'],
  ['a number', -0.5, '-0.5'],
  ['no number', Number.NaN, 'NaN'],
  ['a bigint', 2n ** 64n, '18446744073709551616'],
  ['a bigint that fills a page', 1n << 100_000n, 'a number of more than 512 bits'],
  ['one below nothing', -(1n << 512n), 'a number of more than 512 bits'],
  ['text', 'a "b"', '"a \\"b\\""'],
  ['long text', 'x'.repeat(5_000), `"${'x'.repeat(48)}"… (5000 characters)`],
  ['a symbol', Symbol('s'), 'Symbol(s)'],
  ['a function', () => {}, 'a function'],
  ['a class', class A {}, 'a class'],
  ['a list', [1, '2', 3n, null], '[1, "2", 3, null]'],
  ['a list in a list', [[1]], '[an Array]'],
  ['a long list', new Array(20).fill(7), '[7, 7, 7, 7, 7, 7, 7, 7, … (20 entries)]'],
  ['holes without end', new Array(2 ** 32 - 1), `[${'undefined, '.repeat(8)}… (4294967295 entries)]`],
  ['a list that throws', new Proxy([1], throws), 'an object'],
  ['an object', { a: 1 }, 'an object'],
  ['one without a prototype', Object.create(null), 'an object'],
  ['one that is no text', { toString: 5, valueOf: 5, [Symbol.toPrimitive]: throwing }, 'an object'],
  ['one that throws', new Proxy({}, throws), 'an object'],
  ['a name that throws', Object.defineProperty({}, Symbol.toStringTag, { get: throwing }), 'an object'],
  ['a long name', { [Symbol.toStringTag]: 'n'.repeat(100) }, `a ${'n'.repeat(48)}…`],
  ['a date', new Date(Number.NaN), 'a Date'],
  ['an error', new Error('e'), 'an Error'],
  ['a column', new Uint32Array(2), 'a Uint32Array'],
  ['a column whose memory is gone', gone, 'a Uint32Array'],
  ['a proxy of a column', new Proxy(new BigInt64Array(2), {}), 'an object'],
]

for (const [what, value, text] of VALUES) {
  test(`${what} is shown`, () => assert.is(shown(value), text))
}

test('a name is shown as it is, what is none like everything else', () => {
  assert.equal([named('BTC-PERP'), named(Symbol('x')), named(5n)], ['BTC-PERP', 'Symbol(x)', '5'])
})

test('a reason is what was thrown, whatever that is', () => {
  assert.is(reasonOf(new RangeError('too much')), 'RangeError: too much')
  assert.is(reasonOf('no'), 'no')
  assert.is(reasonOf(Object.create(null)), 'an object')
  assert.is(reasonOf(Object.defineProperty(new Error('x'), 'message', { get: throwing })), 'an Error')
})

test('kinds have their names', () => {
  const kinds = [undefined, null, 5, 5n, [], new Uint8Array(0), () => {}, {}].map(kindOf)
  assert.equal(kinds, ['Undefined', 'Null', 'Number', 'BigInt', 'Array', 'Uint8Array', 'Function', 'Object'])
})

test('a class is told from a function', () => {
  const classes = [class {}, class A extends Map {}, Object.assign(class {}, { toString: 5 })]
  const others = [() => {}, Map, async () => {}, { a() {} }.a, 'class {}', null, new Proxy(() => {}, {})]
  assert.equal([...classes, ...others].map(isClass), [...classes.map(() => true), ...others.map(() => false)])
})

test.run()
