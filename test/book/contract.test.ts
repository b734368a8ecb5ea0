import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type ContractConfig, type ContractKind, checkContract, contractOf } from '../../src/book/contract.ts'
import { KIND_INVERSE, KIND_LINEAR, KIND_QUANTO } from '../../src/core/codes.ts'
import { ErrorCode } from '../../src/core/errors.ts'
import * as venue from '../engine/small-venue.ts'

const { book } = venue.openVenue()
const config: ContractConfig = {
  symbol: 'X',
  kind: 'linear',
  lotSize: '1',
  tickSize: '0.5',
  maxMarkTicks: 1_000n,
  listingTicks: 300n,
}
const one = { coefficient: 1n, decimals: 0 }
const half = { coefficient: 5n, decimals: 1 }

test('a linear contract: a lot of 1 with ticks of 0.5 and atoms of 0.01 moves by 50 atoms a tick', () => {
  const expected = { kind: KIND_LINEAR, unitParam: 50n, lotSize: one, tickSize: half, contractValue: one }
  assert.equal(checkContract(book, config), expected)
})

test('a quanto contract: so many atoms a tick as it says', () => {
  const { kind, unitParam } = checkContract(book, { ...config, kind: 'quanto', multiplierAtoms: 40n })
  assert.equal([kind, unitParam], [KIND_QUANTO, 40n])
})

test('an inverse contract: 10,000 in ticks of 0.5 and atoms of 0.01 is 2,000,000 atoms at one tick', () => {
  const { kind, unitParam, contractValue } = checkContract(book, { ...config, kind: 'inverse', contractValue: '10000' })
  assert.equal([kind, unitParam], [KIND_INVERSE, 2_000_000n])
  assert.equal(contractValue, { coefficient: 10_000n, decimals: 0 })
})

const works = (what: string) => new RegExp(`smallest ${what} that works is`)
const REFUSED: [what: string, change: Partial<ContractConfig>, code: ErrorCode, message: RegExp][] = [
  ['a kind of its own', { kind: 'option' as ContractKind }, ErrorCode.CONFIG, /X\.kind is "option".*linear, inverse/],
  ['a lot of nothing', { lotSize: '0' }, ErrorCode.CONFIG, /X\.lotSize is 0, expected a positive/],
  ['a tick below nothing', { tickSize: '-1' }, ErrorCode.CONFIG, /X\.tickSize is -1/],
  ['a lot in words', { lotSize: 'one' }, ErrorCode.DECIMAL, /X\.lotSize is "one"/],
  ['a lot with an exponent', { lotSize: '1e3' }, ErrorCode.DECIMAL, /X\.lotSize is "1e3"/],
  ['a lot of twenty digits', { lotSize: '12345678901234567891' }, ErrorCode.CONFIG, /less than 2\^62/],
  ['a lot that makes half an atom a tick', { lotSize: '0.01' }, ErrorCode.UNIT_SIZE, works('lotSize')],
  ['a quanto without a multiplier', { kind: 'quanto' }, ErrorCode.UNIT_SIZE, works('multiplier')],
  ['an inverse of too little value', { kind: 'inverse' }, ErrorCode.UNIT_SIZE, works('contractValue')],
  ['a listing at no price', { listingTicks: 0n }, ErrorCode.PRICE_BAND, /listing price is 0 ticks/],
]

for (const [what, change, code, message] of REFUSED) {
  test(`${what} is refused`, () => venue.refuses(code, message, () => checkContract(book, { ...config, ...change })))
}

test('the columns give back the contract that was listed', () => {
  for (const [market, listed] of [venue.linearConfig, venue.tieredConfig, venue.inverseConfig].entries()) {
    assert.equal(contractOf(book, market), checkContract(book, listed))
  }
})

test.run()
