// One price a lot for a side, and how bankrupt accounts even it out. Ten long lots in the linear market lose 10,000
// between 100 and 90; 120 in the inverse one lose 18,000 between 50 and 40, and need as much maintenance.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Engine } from '../../src/engine/engine.ts'
import type { RoundOptions } from '../../src/engine/round-options.ts'
import type { RoundEvent } from '../../src/index.ts'
import * as venue from '../engine/small-venue.ts'
import { give, marked, tell } from './small-round.ts'

const { ALICE, BOB, CAROL, DAVE, INVERSE, LINEAR, POOL, TIERED } = venue
const ERIN = 1_001

/** What is moved in stages 5 to 8, without what is told beside it. */
function play(engine: Engine, options: RoundOptions = {}): string[] {
  engine.configureRound({ maxSlippagePpm: 0, socialise: 'none', adlPrice: 'uniform', ...options })
  engine.runRound()
  venue.sound(engine)
  const events: RoundEvent[] = [...engine.roundEvents()]
  return events.flatMap((event) => {
    if (event.type === 'adl-evened') return [`${event.from} pays ${event.to} ${event.valueAtoms} in ${event.market}`]
    if (event.type === 'adl-fill') return [`fill ${event.from}: ${event.lots} at ${event.lossAtoms}`]
    if (event.type === 'takeover') return [`takeover ${event.from}: ${event.lots} at ${event.lossAtoms}`]
    return event.type === 'deficit' ? tell(event) : []
  })
}

for (const kernel of venue.KERNELS) {
  /** Each with ten long lots and what it is worth at 90; so many lots are there to take them. */
  function longs(shorts: bigint, market: number, ...debts: readonly (readonly [id: number, debt: bigint])[]): Engine {
    const fill = (engine: Engine) => {
      for (const [id, debt] of debts) give(engine, id, 10_000n - debt, [market, 10n, 100n])
      give(engine, BOB, 400_000n, [market, -shorts, 100n])
    }
    return marked(kernel, fill, [market, 90n])
  }

  test(`all lots of a side are taken at one average, and each account ends at nothing (${kernel})`, () => {
    const engine = longs(30n, LINEAR, [ALICE, 1_000n], [CAROL, 2_000n])
    assert.equal(play(engine), ['fill 1: 10 at 1500', 'fill 3: 10 at 1500', `${ALICE} pays ${CAROL} 500 in ${LINEAR}`])
    assert.equal([engine.account(ALICE).cashAtoms, engine.account(CAROL).cashAtoms], [0n, 0n])
  })

  test(`what one account has over goes to whose lots have found nobody (${kernel})`, () => {
    // Carol's lots are closed at the mark: 2,000 are owed, of which 500 are there.
    assert.equal(play(longs(10n, LINEAR, [ALICE, 1_000n], [CAROL, 2_000n])), [
      'fill 1: 10 at 1500',
      `${ALICE} pays ${CAROL} 500 in ${LINEAR}`,
      'deficit 999 → 3: 1500',
    ])
  })

  test(`but first to who was paid too little (${kernel})`, () => {
    // 4,500 on 30 lots; Alice misses 1,500, Carol has 1,200 over, Dave has sold nothing.
    assert.equal(play(longs(20n, LINEAR, [ALICE, 3_000n], [CAROL, 300n], [DAVE, 1_200n])), [
      'fill 1: 10 at 1500',
      'fill 3: 10 at 1500',
      `${CAROL} pays ${ALICE} 1200 in ${LINEAR}`,
      'deficit 999 → 1: 300',
      'deficit 999 → 4: 1200',
    ])
  })

  test(`who has lots left has what is over for these, if it is its turn (${kernel})`, () => {
    // Alice has lost 400 on four lots and is paid 600; her other six stand for 600.
    assert.equal(play(longs(4n, LINEAR, [ALICE, 1_000n], [CAROL, 2_000n])), [
      'fill 1: 4 at 600',
      'deficit 999 → 1: 400',
      'deficit 999 → 3: 2000',
    ])
  })

  test(`nobody gets more of a side than its loss there, so that no side makes up for another twice (${kernel})`, () => {
    const engine = marked(
      kernel,
      (open) => {
        open.openAccount({ id: ERIN })
        give(open, ALICE, 9_900n, [LINEAR, 10n, 100n])
        give(open, CAROL, 26_000n, [LINEAR, 10n, 100n], [INVERSE, 120n, 50n])
        give(open, DAVE, 6_600n, [LINEAR, 10n, 100n])
        give(open, ERIN, 17_800n, [INVERSE, 120n, 50n])
        give(open, BOB, 900_000n, [LINEAR, -10n, 100n], [INVERSE, -240n, 50n])
      },
      [LINEAR, 90n],
      [INVERSE, 40n],
    )
    // Linear: 100 + 1,000 + 3,400 on 30 lots. Inverse: 1,000 + 200 on 240.
    assert.equal(play(engine), [
      'fill 1: 10 at 1500',
      'fill 3: 120 at 600',
      `fill ${ERIN}: 120 at 600`,
      `${ALICE} pays ${CAROL} 1000 in ${LINEAR}`,
      `${ALICE} pays ${DAVE} 400 in ${LINEAR}`,
      `${ERIN} pays ${CAROL} 400 in ${INVERSE}`,
      'deficit 999 → 4: 3000',
    ])
    assert.is(engine.account(CAROL).cashAtoms, 0n)
  })

  test(`a stage that comes after it asks for what is then owed (${kernel})`, () => {
    const stages: RoundOptions['stages'] = ['adl', 'own-first', 'book', 'cross', 'insurance']
    const rich = (engine: Engine) => {
      engine.deposit(POOL, 1_000_000n)
      return engine
    }
    const engine = rich(longs(10n, TIERED, [ALICE, 1_000n], [CAROL, 2_000n]))
    assert.equal(play(engine, { stages }), [
      'fill 1: 10 at 1500',
      `${ALICE} pays ${CAROL} 500 in ${TIERED}`,
      'takeover 3: 10 at 1500',
    ])
    assert.is(engine.account(CAROL).cashAtoms, 0n)
    // Nothing has been paid from one to another, and yet Alice's six lots stand for less.
    assert.equal(play(rich(longs(4n, TIERED, [ALICE, 1_000n], [CAROL, 2_000n])), { stages }), [
      'fill 1: 4 at 600',
      'takeover 1: 6 at 400',
      'takeover 3: 10 at 2000',
    ])
  })
}

test.run()
