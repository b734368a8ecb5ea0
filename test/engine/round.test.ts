// The engine's round against the golden rounds, whole.

import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { GoldenCase } from '../oracles/round/golden.ts'
import { applyRoundMarks, type GoldenRound, goldenFile, openRound } from '../stages/golden-rounds.ts'
import { playGolden, withoutRepeats } from './golden-play.ts'
import { KERNELS, sound } from './small-venue.ts'

const { cases } = JSON.parse(readFileSync(goldenFile, 'utf8')) as { cases: (GoldenCase & GoldenRound)[] }

for (const kernel of KERNELS) {
  for (const golden of cases) {
    test(`golden round ${golden.id} by the kernel ${kernel}: rows, events, deficit, depth and stuck as written`, () => {
      const engine = openRound(golden, kernel)
      applyRoundMarks(engine, golden)
      const result = playGolden(engine, golden)
      assert.equal(withoutRepeats(result.events), withoutRepeats(golden.expected.events))
      assert.equal({ ...result, events: [] }, { ...golden.expected, events: [] })
      sound(engine)
    })
  }
}

test.run()
