import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { RunOutcome } from '../../src/stress/grid-types.ts'
import { isSameOutcome, worstRun } from '../../src/stress/worst-run.ts'
import { madeRun } from './made-runs.ts'

const runWith = (seed: number, beyondFundAtoms: bigint, fundDrawnAtoms: bigint, liquidatedAtoms: bigint) => {
  const run = madeRun({ seed, adl: true })
  const outcome: RunOutcome = { ...run.outcome, beyondFundAtoms, fundDrawnAtoms, liquidatedAtoms }
  return { ...run, outcome }
}

test('the worst leaves others most, then costs the fund most, then liquidates most; of equals it is the first', () => {
  const cases: [runs: [bigint, bigint, bigint][], worst: number][] = [
    [
      [
        [1n, 9n, 9n],
        [2n, 0n, 0n],
        [1n, 9n, 9n],
      ],
      1,
    ],
    [
      [
        [1n, 3n, 9n],
        [1n, 4n, 0n],
        [1n, 3n, 9n],
      ],
      1,
    ],
    [
      [
        [1n, 3n, 5n],
        [1n, 3n, 4n],
        [1n, 3n, 6n],
      ],
      2,
    ],
    [
      [
        [1n, 3n, 5n],
        [1n, 3n, 5n],
      ],
      0,
    ],
  ]
  for (const [amounts, worst] of cases) {
    const runs = amounts.map((each, index) => runWith(index, ...each))
    assert.is(worstRun(runs), runs[worst])
  }
  assert.is(worstRun([]), null)
})

test('an outcome is the same to the atom', () => {
  const { outcome } = runWith(1, 1n, 2n, 3n)
  assert.is(isSameOutcome(outcome, { ...outcome }), true)
  assert.is(isSameOutcome(outcome, { ...outcome, liquidatedAtoms: 4n }), false)
  assert.is(isSameOutcome(outcome, { ...outcome, stateHash: '01' }), false)
})

test.run()
