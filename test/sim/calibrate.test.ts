import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { BallastError } from '../../src/index.ts'
import { impactOfFigures, ladderOfFigures } from '../../src/sim/calibrate.ts'

const FIGURES = { volatilityPpm: 50_000, volumeLots: 1_000_000n }

test('the law agrees with the middle one of the depth figures', () => {
  // 2 % with 10,000 lots implies 2.67; 1 % with as many half of it; 8 % with 10,000 four times it.
  const at = (distancePpm: number, lots: bigint) => ({ distancePpm, lots })
  const one = impactOfFigures({ ...FIGURES, depth: [at(20_000, 10_000n)] })
  assert.equal(one, {
    ...{ ...FIGURES, law: 'square-root', temporaryPpm: 2_666_667, permanentPpm: 1_777_778, halfLifeMs: null },
  })
  const depth = [at(10_000, 9_999n), at(20_000, 10_000n), at(80_000, 10_001n)]
  assert.is(impactOfFigures({ ...FIGURES, depth }).temporaryPpm, 2_666_667)
  const kept = impactOfFigures({ ...FIGURES, depth, keptPpm: 500_000, law: 'linear', halfLifeMs: 60_000 })
  assert.equal([kept.temporaryPpm, kept.permanentPpm, kept.halfLifeMs], [20_000_000, 10_000_000, 60_000])
})

test('a ladder has what lies between two figures at the farther one', () => {
  const depth = [
    { distancePpm: 1_000, lots: 10n },
    { distancePpm: 10_000, lots: 30n },
  ]
  assert.equal(ladderOfFigures(depth), [
    { distancePpm: 1_000, lots: 10n },
    { distancePpm: 10_000, lots: 20n },
  ])
})

test('figures that cannot be are refused with their name', () => {
  const refused = (call: () => unknown, code: string, what: RegExp) => {
    assert.throws(
      call,
      (error: unknown) => error instanceof BallastError && error.code === code && what.test(error.message),
    )
  }
  refused(() => ladderOfFigures([]), 'ERR_CONFIG', /no depth/)
  const fallen = [
    { distancePpm: 1_000, lots: 10n },
    { distancePpm: 2_000, lots: 10n },
  ]
  refused(() => ladderOfFigures(fallen), 'ERR_RANGE', /depth\[1\]\.lots is 10/)
  refused(() => ladderOfFigures([{ distancePpm: 0, lots: 1n }]), 'ERR_RANGE', /depth\[0\]\.distancePpm/)
  const depth = [{ distancePpm: 1_000, lots: 10n }]
  refused(() => impactOfFigures({ ...FIGURES, depth, volumeLots: 0n }), 'ERR_RANGE', /volumeLots/)
  refused(() => impactOfFigures({ ...FIGURES, depth, volatilityPpm: 0 }), 'ERR_RANGE', /volatilityPpm/)
})

test.run()
