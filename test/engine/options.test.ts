import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ErrorCode } from '../../src/core/errors.ts'
import { createEngine } from '../../src/engine/engine.ts'
import { atomOf, capacityOf, type EngineOptions } from '../../src/engine/options.ts'
import * as venue from './small-venue.ts'

const capacity = { accounts: 10, positions: 20, markets: 3 }
const options: EngineOptions = { capacity, kernel: 'reference' }

test('an atom is a millionth unless it is said, and a market has room for 16 tiers', () => {
  assert.equal(createEngine(options).atom, { coefficient: 1n, decimals: 6 })
  assert.equal(capacityOf(options), { ...capacity, tiersPerMarket: 16, batch: 4_096 })
})

test('atoms are decimals, and those that are equal are one', () => {
  assert.equal(atomOf({ ...options, atom: '0.0100' }), { coefficient: 1n, decimals: 2 })
  assert.equal(atomOf({ ...options, atom: '5' }), { coefficient: 5n, decimals: 0 })
})

const REFUSED: [what: string, change: object, code: ErrorCode, message: RegExp][] = [
  ['a kernel of its own', { kernel: 'gpu' }, ErrorCode.CONFIG, /kernel is "gpu", expected fast or reference/],
  ['no accounts', { capacity: { ...capacity, accounts: 0 } }, ErrorCode.CONFIG, /capacity\.accounts is 0/],
  ['half a position', { capacity: { ...capacity, positions: 0.5 } }, ErrorCode.CONFIG, /capacity\.positions is 0.5/],
  ['no number of markets', { capacity: { accounts: 1, positions: 1 } }, ErrorCode.CONFIG, /markets is undefined/],
  ['an atom of nothing', { atom: '0' }, ErrorCode.CONFIG, /atom is 0, expected a positive decimal/],
  ['an atom below nothing', { atom: '-0.01' }, ErrorCode.CONFIG, /atom is -0.01/],
  ['an atom in words', { atom: 'cent' }, ErrorCode.DECIMAL, /atom is "cent"/],
  ['an atom with an exponent', { atom: '1e-6' }, ErrorCode.DECIMAL, /atom is "1e-6"/],
]

for (const [what, change, code, message] of REFUSED) {
  test(`an engine with ${what} is not opened`, () => {
    venue.refuses(code, message, () => createEngine({ ...options, ...change }))
  })
}

test('an engine refuses marks outside their band, or halts the market, as it was opened', () => {
  for (const [markOutsideBand, halted] of [
    ['refuse', false],
    ['halt', true],
  ] as const) {
    const engine = createEngine({ ...options, atom: '0.01', markOutsideBand })
    engine.openAccount({ id: 801, class: 'external' })
    engine.listMarket(venue.linearConfig)
    const outside = () => venue.mark(engine, 1, [0, 1_001n])
    if (halted) outside()
    else venue.refusesCommand(engine, ErrorCode.PRICE_BAND, /1001 ticks, the band is 10 to 1000/, outside)
    assert.equal([engine.market(0).halted, engine.market(0).markTicks], [halted, 100n])
  }
})

test('the fast kernel runs unless another is wanted', () => {
  assert.is(createEngine({ capacity }).kernel, 'fast')
})

test.run()
