import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createKernel } from '../../src/kernel/kernel.ts'
import { CandidateFacts } from '../../src/stages/candidate-facts.ts'
import * as venue from '../engine/small-venue.ts'
import { give, marked, row } from './small-round.ts'

const { ALICE, LINEAR, TIERED } = venue

for (const name of venue.KERNELS) {
  test(`facts are those of the moment when they were taken, however many come after them (${name})`, () => {
    const engine = marked(name, (open) => give(open, ALICE, 1_500n, [TIERED, -2n, 100n], [LINEAR, 1n, 100n]), [
      LINEAR,
      90n,
    ])
    const kernel = createKernel(name, engine.book)
    const facts = new CandidateFacts()
    kernel.valueRow(row(engine, ALICE))
    for (let times = 0; times < 300; times += 1) {
      for (const leg of [0, 1]) assert.is(facts.add(engine.book, row(engine, ALICE), leg), 2 * times + leg)
    }
    const account = { account: ALICE, equityAtoms: 500n, accountMaintenanceAtomPpm: 290_000_000n }
    const linear = { market: LINEAR, lots: 1n, notionalAtoms: 9_000n, profitAtoms: -1_000n, entryValueAtoms: 10_000n }
    const tiered = { market: TIERED, lots: 2n, notionalAtoms: 20_000n, profitAtoms: 0n, entryValueAtoms: 20_000n }
    const { owner } = engine.account(ALICE)
    const all = { ...account, owner, accountNotionalAtoms: 29_000n, accountProfitAtoms: -1_000n }
    engine.deposit(ALICE, 77n)
    assert.equal(facts.at(0), { ...all, ...linear, maintenanceAtomPpm: 90_000_000n })
    assert.equal(facts.at(599), { ...all, ...tiered, maintenanceAtomPpm: 200_000_000n })
    assert.is(facts.market(598), LINEAR)
    facts.clear()
    assert.is(facts.count, 0)
  })
}

test.run()
