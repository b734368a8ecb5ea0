import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { faultOf } from '../../src/proof/proof-form.ts'
import { madeUp } from './made-up.ts'

const proof = madeUp(9)[0]!

test('a proof is well formed, also when it has been through JSON', () => {
  for (const one of madeUp(9)) assert.is(faultOf(JSON.parse(JSON.stringify(one))), null)
})

const WRONG: readonly (readonly [field: string, ...values: unknown[]])[] = [
  ['version', 0, 2, '1', null],
  ['round', 0, 1.5, -1, 2 ** 53, '7', Number.NaN],
  ['pass', 0, 2 ** 32],
  ['market', -1, -0, 65_535, '3'],
  ['side', 'both', 'Long', 0],
  ['policy', 7, null, ['bitmex']],
  ['candidates', 0, 2 ** 32],
  ['rank', 0, 2 ** 32],
  ['account', 0, 2 ** 32 - 1],
  ['group', -1, 4],
  ['sizeLots', 500, '', '-1', '+1', '01', ' 1', '1e3', '0x1', '18446744073709551616', '9'.repeat(50)],
  ['notionalAtoms', 500n, '1.0', '1\n'],
  [
    'score',
    ...[undefined, 1, 'first', [], {}, { over: '1' }, { over: 1, under: 1 }, { over: '1', under: '0' }],
    ...[
      { over: '-0', under: '1' },
      { over: '01', under: '1' },
      { over: '1', under: '-1' },
    ],
    ...[
      { over: '1', under: '2', more: '3' },
      { over: '9'.repeat(10_001), under: '1' },
    ],
  ],
  ['salt', '', 'zz'.repeat(32), 'ab'.repeat(31), 'AB'.repeat(32), `${'ab'.repeat(32)}\n`, 1],
  ['path', null, 'ab'.repeat(32), ['ab'], [1], Array(33).fill('ab'.repeat(32)), { length: 0 }],
  ['root', null, 'ab'],
]

for (const [field, ...values] of WRONG) {
  test(`${field}: what it must not be`, () => {
    const { [field as keyof typeof proof]: _, ...without } = proof
    assert.equal(faultOf(without), { field, message: `${field} is missing` })
    for (const value of values) {
      const fault = faultOf({ ...proof, [field]: value })
      assert.is(fault?.field, field, String(value))
      assert.ok(fault!.message.startsWith(`${field} is `) && fault!.message.length < 250, fault!.message)
    }
  })
}

test('every field has a line above', () => {
  assert.equal(WRONG.map(([field]) => field).sort(), Object.keys(proof).sort())
})

test('what is no object, or says more than a proof does, is none', () => {
  for (const value of [undefined, null, 7, 'proof', [proof], true]) assert.is(faultOf(value)?.field, 'proof')
  assert.equal(faultOf({ ...proof, name: 'Alice' }), { field: 'name', message: 'name is no field of a proof' })
  const polluting = JSON.parse(JSON.stringify(proof).replace('{', '{"__proto__":{"salt":"x"},'))
  assert.is(faultOf(polluting)?.field, '__proto__')
  assert.is(({} as { salt?: string }).salt, undefined)
  // Fields of a prototype are none.
  assert.is(faultOf(Object.create(proof))?.field, 'version')
})

test.run()
