import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Engine } from '../../src/engine/engine.ts'
import { valueAccount } from '../../src/stages/value-account.ts'
import * as venue from '../engine/small-venue.ts'
import { give, marked, roundOver, row } from './small-round.ts'

const { ALICE, LINEAR, TIERED } = venue

for (const kernel of venue.KERNELS) {
  test(`an account is valued with its legs by market (${kernel})`, () => {
    const fill = (engine: Engine) => give(engine, ALICE, 1_500n, [TIERED, -2n, 100n], [LINEAR, 1n, 100n])
    const engine = marked(kernel, fill, [LINEAR, 90n], [TIERED, 100n])
    const round = roundOver(engine)
    assert.equal(valueAccount(round, row(engine, ALICE)), {
      equityAtoms: 500n,
      maintenanceAtomPpm: 290_000_000n,
      notionalAtoms: 29_000n,
      legs: [
        { market: LINEAR, lots: 1n, notionalAtoms: 9_000n, maintenanceAtomPpm: 90_000_000n, profitAtoms: -1_000n },
        { market: TIERED, lots: -2n, notionalAtoms: 20_000n, maintenanceAtomPpm: 200_000_000n, profitAtoms: 0n },
      ],
    })
  })
}

test.run()
