import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ErrorCode } from '../../src/core/errors.ts'
import { MAX_CASH_ATOMS } from '../../src/core/limits.ts'
import { DEFAULT_ROUND, type RoundOptions, roundSettings } from '../../src/engine/round-options.ts'
import { bitmex } from '../../src/policies/bitmex.ts'
import { proRata } from '../../src/policies/pro-rata.ts'
import { socialisedMango } from '../../src/policies/socialised.ts'
import { refuses } from './small-venue.ts'

test('without options a round deleverages by BitMEX’s queue at the bankruptcy price', () => {
  assert.equal(roundSettings({}), {
    adl: 'auto',
    policy: bitmex,
    eligible: 'all',
    adlFor: 'bankrupt',
    adlPrice: 'bankruptcy',
    socialise: 'per-open-interest',
    takeover: 'whole',
    maxSlippagePpm: 5_000n,
    bufferAtoms: 0n,
    liquidationBudgetAtoms: null,
    roundBudgetAtoms: null,
    maxPasses: 64,
    haltOnDeficit: false,
    blend: { bankruptcy: 2, mark: 1 },
    nearlyEmptyAtoms: 0n,
    stages: ['own-first', 'book', 'cross', 'insurance', 'adl'],
    hedge: null,
    trigger: null,
    warning: null,
    sharing: socialisedMango,
  })
})

test('what is given counts, what is undefined is left out, and a policy is found by its name', () => {
  const given = { policy: 'pro-rata', adl: undefined, maxPasses: 3, roundBudgetAtoms: 7n } as unknown as RoundOptions
  const { policy, adl, maxPasses, roundBudgetAtoms, eligible } = roundSettings(given)
  assert.equal([policy, adl, maxPasses, roundBudgetAtoms, eligible], [proRata, 'auto', 3, 7n, 'all'])
})

test('what is left out stays as it was before', () => {
  const before = { ...DEFAULT_ROUND, takeover: 'partial', maxPasses: 9 } as const
  const { takeover, maxPasses } = roundSettings({ maxPasses: 2 }, before)
  assert.equal([takeover, maxPasses], ['partial', 2])
})

test('the limits themselves are allowed', () => {
  for (const options of [
    { maxSlippagePpm: 0, maxPasses: 1, bufferAtoms: 0n, roundBudgetAtoms: null },
    { maxSlippagePpm: 1_000_000, maxPasses: 1_000_000, bufferAtoms: MAX_CASH_ATOMS, roundBudgetAtoms: 0n },
  ]) {
    assert.is(roundSettings(options).maxSlippagePpm, BigInt(options.maxSlippagePpm))
  }
})

const { CONFIG, RANGE } = ErrorCode
const REFUSED: [options: object, code: ErrorCode, why: RegExp][] = [
  [{ adl: 'on' }, CONFIG, /round\.adl is "on", expected one of auto, propose, off/],
  [{ adl: null }, CONFIG, /round\.adl is null/],
  [{ eligible: 'winners' }, CONFIG, /round\.eligible is "winners", expected one of all, profitable/],
  [{ adlPrice: 'entry' }, CONFIG, /round\.adlPrice/],
  [{ socialise: 'all' }, CONFIG, /round\.socialise/],
  [{ takeover: 'half' }, CONFIG, /round\.takeover/],
  [{ policy: 'best' }, CONFIG, /policy is "best", expected one of bitmex/],
  [{ haltOnDeficit: 1 }, CONFIG, /round\.haltOnDeficit is 1, expected true or false/],
  [{ slippage: 1 }, CONFIG, /round\.slippage is no option, expected one of adl, /],
  [{ maxSlippagePpm: -1 }, RANGE, /round\.maxSlippagePpm is -1, expected a whole number from 0 to 1000000/],
  [{ maxSlippagePpm: 1_000_001 }, RANGE, /round\.maxSlippagePpm/],
  [{ maxSlippagePpm: 0.5 }, RANGE, /round\.maxSlippagePpm/],
  [{ maxPasses: 0 }, RANGE, /round\.maxPasses is 0, expected a whole number from 1/],
  [{ maxPasses: Number.NaN }, RANGE, /round\.maxPasses/],
  [{ bufferAtoms: -1n }, RANGE, /round\.bufferAtoms is -1 atoms/],
  [{ bufferAtoms: MAX_CASH_ATOMS + 1n }, RANGE, /round\.bufferAtoms/],
  [{ bufferAtoms: null }, RANGE, /round\.bufferAtoms/],
  [{ bufferAtoms: 5 }, RANGE, /round\.bufferAtoms/],
  [{ liquidationBudgetAtoms: -1n }, RANGE, /round\.liquidationBudgetAtoms/],
  [{ roundBudgetAtoms: '7' }, RANGE, /round\.roundBudgetAtoms/],
]

for (const [options, code, why] of REFUSED) {
  const text = JSON.stringify(options, (_, value) => (typeof value === 'bigint' ? `${value}n` : value))
  test(`refused: ${text}`, () => refuses(code, why, () => roundSettings(options as RoundOptions)))
}

test.run()
