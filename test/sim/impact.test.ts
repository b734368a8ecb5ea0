import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  costMicro,
  displacementMicro,
  factorOfDepth,
  type ImpactLaw,
  MICRO,
  wholeRoot,
  worseTicks,
} from '../../src/sim/impact.ts'

/** 5 % a day, a million lots a day. */
const ROOT: ImpactLaw = { law: 'square-root', volatilityPpm: 50_000, volumeLots: 1_000_000n }
const LINE: ImpactLaw = { ...ROOT, law: 'linear' }
const MID = 10_000n * MICRO

test('the whole root is the largest whose square is not above', () => {
  for (let value = 0n; value < 500n; value += 1n) {
    const root = wholeRoot(value)
    assert.ok(root * root <= value && value < (root + 1n) * (root + 1n), `${value}`)
  }
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 1n << 400n }), (value) => {
      const root = wholeRoot(value)
      assert.ok(root * root <= value && value < (root + 1n) * (root + 1n))
    }),
    { seed: 12 },
  )
})

test('a hundredth of the volume moves by a tenth of the volatility, and by the line by a hundredth', () => {
  // 10,000 · 5 % · √0.01 = 50 ticks; with Y = 1/2 half of it.
  assert.is(displacementMicro(ROOT, 1_000_000, MID, 10_000n), 50n * MICRO)
  assert.is(displacementMicro(ROOT, 500_000, MID, 10_000n), 25n * MICRO)
  assert.is(displacementMicro(ROOT, 1_000_000, MID, 40_000n), 100n * MICRO)
  assert.is(displacementMicro(LINE, 1_000_000, MID, 10_000n), 5n * MICRO)
  assert.is(displacementMicro(ROOT, 1_000_000, MID, 0n), 0n)
})

test('a whole order costs its size times what it moves', () => {
  assert.is(costMicro(ROOT, 1_000_000, MID, 10_000n), 10_000n * 50n * MICRO)
  assert.is(costMicro(LINE, 1_000_000, MID, 10_000n), 10_000n * 5n * MICRO)
})

test('the factor of a depth figure makes the last lot of that depth pay its distance', () => {
  // Both are 3/2 (2) of the average, and the average is Y · σ · √0.01 (0.01): 2 % / 1.5 = Y · 5 % · 0.1.
  assert.is(factorOfDepth(ROOT, 10_000n, 20_000), 2_666_667)
  assert.is(factorOfDepth(LINE, 10_000n, 20_000), 20_000_000)
  for (const law of [ROOT, LINE]) {
    const factor = factorOfDepth(law, 10_000n, 20_000)
    const last = costMicro(law, factor, MID, 10_000n) - costMicro(law, factor, MID, 9_999n)
    assert.ok(last >= 199n * MICRO && last <= 201n * MICRO, `${law.law}: ${last}`)
  }
})

test('a price beside the mid is rounded against who trades', () => {
  assert.is(worseTicks(MID, 1n, true), 9_999n)
  assert.is(worseTicks(MID, 1n, false), 10_001n)
  assert.is(worseTicks(MID, 0n, true), 10_000n)
  assert.is(worseTicks(MID + 1n, 0n, true), 10_000n)
  assert.is(worseTicks(MID + 1n, 0n, false), 10_001n)
  assert.is(worseTicks(MID, 20_000n * MICRO, true), -10_000n)
})

test.run()
