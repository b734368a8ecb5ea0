import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ErrorCode } from '../../src/core/errors.ts'
import { bitmex } from '../../src/policies/bitmex.ts'
import { cappedProRata } from '../../src/policies/capped-pro-rata.ts'
import { knownPolicies, policyOf } from '../../src/policies/known.ts'
import type { AllocationPolicy, Policy } from '../../src/policies/policy.ts'
import { proRata } from '../../src/policies/pro-rata.ts'
import { riskAware } from '../../src/policies/risk-aware.ts'
import { refuses } from '../engine/small-venue.ts'
import { dealt, positions, sized } from './position.ts'

/** What a caller that is not checked by a compiler may give. */
const given = (policy: unknown) => policyOf(policy as Policy)

test('policies are had by their names, and every name is a different one', () => {
  assert.is(policyOf('bitmex'), bitmex)
  assert.is(policyOf('pro-rata'), proRata)
  for (const policy of knownPolicies) assert.is(given(policy.name), policy)
  assert.is(new Set(knownPolicies.map(({ name }) => name)).size, knownPolicies.length)
})

test('a policy of the caller’s own is taken as it is', () => {
  const own: Policy = { name: 'by-id', score: ({ account }) => ({ over: BigInt(account), under: 1n }) }
  assert.is(policyOf(own), own)
})

test('so is one that was made with parameters', () => {
  for (const made of [riskAware({ power: 3 }), riskAware(), cappedProRata({ capPpm: 20_000 })]) {
    assert.is(policyOf(made), made)
  }
})

test('a name that there is not is refused with those that there are, and with how parameters are said', () => {
  refuses(ErrorCode.CONFIG, /policy is "best", expected one of bitmex, delta, .*min-max/, () => given('best'))
  refuses(ErrorCode.CONFIG, /with a parameter ftx:top=…, capped-pro-rata:cap=…, .*above=…/, () => given('best'))
})

const NO_POLICIES: [what: string, given: unknown][] = [
  ['null', null],
  ['a number', 7],
  ['nothing', undefined],
  ['a function', () => 'last'],
  ['a list', ['bitmex']],
  ['an object without a name', { score: () => 'last' }],
  ['an empty name', { name: '', score: () => 'last' }],
  ['a name that is no text', { name: 7, score: () => 'last' }],
  ['a score that is no function', { name: 'x', score: 'last' }],
  ['neither score nor allocation', { name: 'x' }],
  ['both of them', { name: 'x', score: () => 'last', allocate: () => [] }],
  ['somebody else’s name', { name: 'okx', score: () => 'last' }],
  ['somebody else’s name for another kind of rule', { name: 'dydx', share: () => [] }],
]

for (const [what, policy] of NO_POLICIES) {
  test(`${what} is no policy`, () => refuses(ErrorCode.CONFIG, /polic/, () => given(policy)))
}

const MADE: [text: string, name: string][] = [
  ['ftx:top=20', 'ftx:top=20'],
  ['ftx:top=10', 'ftx'],
  ['ftx:top=1000000', 'ftx:top=1000000'],
  ['capped-pro-rata:cap=0.5', 'capped-pro-rata:cap=0.5'],
  ['capped-pro-rata:cap=0.000001', 'capped-pro-rata:cap=0.000001'],
  ['capped-pro-rata:cap=1', 'capped-pro-rata'],
  ['risk-aware:power=3', 'risk-aware:power=3'],
  ['risk-aware:power=1', 'risk-aware'],
  ['risk-aware:power=8', 'risk-aware:power=8'],
  ['risk-aware:above=2.5', 'risk-aware:above=2.5'],
  ['risk-aware:above=0', 'risk-aware:above=0'],
  ['risk-aware:above=1000', 'risk-aware:above=1000'],
]

for (const [text, name] of MADE) {
  test(`${text} is made, and its name makes the same again`, () => {
    const policy = given(text)
    assert.is(policy.name, name)
    assert.is(given(policy.name).name, name)
  })
}

test('the number that is said is the one that counts', () => {
  const deals = (text: string) => given(text) as AllocationPolicy
  // The largest alone; leverages 1 and 2 cubed; 1 and 2 less 0.5; half of a profit of 20 at 5 a lot.
  assert.equal(dealt(deals('ftx:top=1'), 2n, positions({ lots: 2n }, { lots: 3n })), [0n, 2n])
  const two = sized([30n, 30n], [3_000n, 1_500n])
  assert.equal(dealt(deals('risk-aware:power=3'), 9n, two), [1n, 8n])
  assert.equal(dealt(deals('risk-aware:above=0.5'), 8n, two), [2n, 6n])
  const [one] = positions({ lots: 9n })
  const deal = { lossAtoms: 5n, lossLots: 1n, takenAtoms: [0n], unitAtoms: 1n, seed: 0n }
  assert.equal(deals('capped-pro-rata:cap=0.5').capacity!([one!], [9n], deal), [2n])
})

const OUT_OF_RANGE: [text: string, message: RegExp][] = [
  ['ftx:top=0', /^ftx: top is 0, expected a whole number from 1 to 1000000/],
  ['ftx:top=1000001', /^ftx: top is 1000001/],
  ['ftx:top=2.5', /^ftx: top is 2.5/],
  ['capped-pro-rata:cap=0', /^capped-pro-rata: cap is 0 ppm/],
  ['capped-pro-rata:cap=1.000001', /^capped-pro-rata: cap is 1000001 ppm/],
  ['risk-aware:power=0', /^risk-aware: power is 0/],
  ['risk-aware:power=9', /^risk-aware: power is 9/],
  ['risk-aware:power=1.5', /^risk-aware: power is 1.5, expected a whole number from 1 to 8/],
  ['risk-aware:above=1000.000001', /^risk-aware: above, in ppm, is 1000000001/],
]

for (const [text, message] of OUT_OF_RANGE) {
  test(`${text} is out of range`, () => refuses(ErrorCode.RANGE, message, () => given(text)))
}

const MALFORMED = [
  ...[
    'ftx:',
    'ftx:top',
    'ftx:top=',
    'ftx:top=abc',
    'ftx:top=-1',
    'ftx:top=+1',
    'ftx:top=1e2',
    'ftx:top= 1',
    'ftx:top=1 ',
  ],
  ...['ftx:cap=1', 'ftx:TOP=1', 'ftx:top=1:', 'ftx:top=1,top=2', 'ftx:top=1000000000000', 'ftx:top=1\n', 'ftx:top=0x1'],
  ...['risk-aware:above=1,5', 'risk-aware:above=.5', 'risk-aware:above=1.', 'risk-aware:above=1.0000001'],
  ...['risk-aware:power=1:above=2', 'risk-aware:', 'capped-pro-rata:=1', 'capped-pro-rata:__proto__=1'],
  ...['capped-pro-rata:constructor=1', 'capped-pro-rata:cap=Infinity', 'capped-pro-rata:cap=NaN'],
]

for (const text of MALFORMED) {
  test(`${JSON.stringify(text)} says no parameter`, () => {
    const name = text.slice(0, text.indexOf(':'))
    refuses(ErrorCode.CONFIG, new RegExp(`expected ${name}:[a-z]+=….* with a number`), () => given(text))
  })
}

const NO_NAMES = [
  ...['', ':', 'bitmex:', 'bitmex:x=1', 'vector:top=1', 'BitMEX', ' bitmex', '__proto__', 'constructor', 'toString'],
  ...[
    'hasOwnProperty',
    '__proto__:top=1',
    'constructor:name=1',
    'ftx top=1',
    'pro-rata-size',
    'socialised',
    'tx:top=1',
  ],
]

for (const text of NO_NAMES) {
  test(`${JSON.stringify(text)} is the name of nothing`, () => {
    refuses(ErrorCode.CONFIG, /^policy is .*, expected one of bitmex/, () => given(text))
  })
}

test('a policy of another kind does not pose as one of ours, nor with a parameter', () => {
  for (const name of ['okx', 'risk-aware', 'ftx', 'risk-aware:power=3']) {
    const posing: Policy = { name, score: () => 'last' }
    refuses(ErrorCode.CONFIG, /is named .* already/, () => policyOf(posing))
  }
  const made = policyOf('risk-aware:power=3')
  assert.is(policyOf(made), made)
})

test('what is no name at all is refused as such', () => {
  refuses(ErrorCode.CONFIG, /policy is 7, expected one of/, () => policyOf(7n as never))
})

test.run()
