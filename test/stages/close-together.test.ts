// A hedged account that is deleveraged all the same is closed on both sides, so that its open part does not grow.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as venue from '../engine/small-venue.ts'
import {
  type Account,
  DEC,
  ETH,
  FIRST,
  HEDGED,
  type Leg,
  LOSER,
  left,
  NAKED,
  OTHER,
  PERP,
  played,
  QUARTER,
  SECOND,
  scene,
} from './hedge-scene.ts'
import { tell } from './small-round.ts'

for (const kernel of venue.KERNELS) {
  test(`the fewest opposite lots that keep the open part, from takers in the order of their queue (${kernel})`, () => {
    const takers: Account[] = [
      [FIRST, 10_000n, [QUARTER, -10n]],
      [SECOND, 400_000n, [QUARTER, -100n]],
    ]
    const engine = scene(kernel, 40n, [
      [NAKED, 900_000n, [PERP, -10n]],
      [HEDGED, 900_000n, [PERP, -100n], [QUARTER, 96n]],
      ...takers,
    ])
    // 30 of 100 go, 70 stay: at most 70 · 100/96 = 72.9 of the 96 may, so 24 go. 2 of 72 are open; it was 4 of 100.
    const { told, report } = played(engine)
    assert.equal(told, [
      `adl-fill ${LOSER} → ${NAKED}: 10 in ${PERP} for 92500, loss 2500`,
      `adl-fill ${LOSER} → ${HEDGED}: 30 in ${PERP} for 277500, loss 7500`,
      `hedge-close ${HEDGED} → ${FIRST}: 10 in ${QUARTER} for 90000`,
      `hedge-close ${HEDGED} → ${SECOND}: 14 in ${QUARTER} for 126000`,
    ])
    assert.equal(left(engine, HEDGED), [
      [PERP, -70n],
      [QUARTER, 72n],
    ])
    assert.equal([report.adl.fills, report.closedTogether, report.closedAtMark], [2, 2, 0])
  })

  test(`the smaller side is closed with more of the larger one, and all of it with all (${kernel})`, () => {
    const accounts: Account[] = [
      [HEDGED, 900_000n, [PERP, -96n], [QUARTER, 100n]],
      [FIRST, 900_000n, [QUARTER, -100n]],
    ]
    const some = scene(kernel, 30n, accounts)
    // 66 stay, so at most 66 · 100/96 = 68.75.
    played(some)
    assert.equal(left(some, HEDGED), [
      [PERP, -66n],
      [QUARTER, 68n],
    ])
    const all = scene(kernel, 96n, accounts)
    assert.is(played(all).report.closedTogether, 1)
    assert.equal(left(all, HEDGED), [])
    const account = scene(kernel, 30n, accounts)
    assert.is(played(account, { hedge: { who: 'all' } }).report.closedTogether, 0)
    assert.equal(left(account, HEDGED), [
      [PERP, -66n],
      [QUARTER, 100n],
    ])
  })

  test(`legs are taken one after the other by market, and only those of the underlying (${kernel})`, () => {
    const engine = scene(kernel, 80n, [
      [HEDGED, 900_000n, [PERP, -100n], [QUARTER, 54n], [DEC, 6n], [ETH, 30n]],
      [FIRST, 900_000n, [QUARTER, -60n], [DEC, -9n], [ETH, -90n]],
    ])
    // 54 + 42 of 100. 20 stay, at most 20.8: 54 and three lots of 7 are the first that are enough, and 21 are too many
    // for 20, so fewer go. With 75 of 96 closed at most 21 are left, that is 20.16 of the short at least: 79 go.
    const { told } = played(engine)
    assert.equal(told.slice(0, 3), [
      `adl-fill ${LOSER} → ${HEDGED}: 79 in ${PERP} for 730750, loss 19750`,
      `hedge-close ${HEDGED} → ${FIRST}: 54 in ${QUARTER} for 486000`,
      `hedge-close ${HEDGED} → ${FIRST}: 3 in ${DEC} for 189000`,
    ])
  })

  test(`without an open part only multiples of what the legs have in common go (${kernel})`, () => {
    const accounts: Account[] = [
      [HEDGED, 900_000n, [PERP, -98n], [DEC, 14n]],
      [FIRST, 900_000n, [DEC, -14n]],
    ]
    const engine = scene(kernel, 30n, accounts)
    // 28 with four lots of 7. What then nobody gives is closed at the mark, by which the hedge does break.
    assert.equal(played(engine).told, [
      `adl-fill ${LOSER} → ${HEDGED}: 28 in ${PERP} for 259000, loss 7000`,
      `hedge-close ${HEDGED} → ${FIRST}: 4 in ${DEC} for 252000`,
      `close-at-mark ${LOSER} → ${HEDGED}: 2 in ${PERP} for 18000`,
    ])
    const few = scene(kernel, 6n, accounts)
    assert.equal(played(few).told, [`close-at-mark ${LOSER} → ${HEDGED}: 6 in ${PERP} for 54000`])
  })

  test(`no more goes than there are takers for, and who is hedged is none (${kernel})`, () => {
    const accounts: Account[] = [
      [HEDGED, 900_000n, [PERP, -100n], [QUARTER, 96n]],
      [FIRST, 900_000n, [QUARTER, -10n]],
      [SECOND, 900_000n, [QUARTER, -50n], [PERP, 50n]],
    ]
    const engine = scene(kernel, 30n, accounts)
    // 86 stay: 82.56 of the short at least, so 17 go. The rest is closed at the mark.
    assert.equal(played(engine).told, [
      `adl-fill ${LOSER} → ${HEDGED}: 17 in ${PERP} for 157250, loss 4250`,
      `hedge-close ${HEDGED} → ${FIRST}: 10 in ${QUARTER} for 90000`,
      `close-at-mark ${LOSER} → ${HEDGED}: 13 in ${PERP} for 117000`,
    ])
    // Nobody on the other side at all: 92.16 must stay with the 96.
    const alone = scene(kernel, 30n, accounts.slice(0, 1))
    assert.equal(played(alone).told.slice(0, 1), [`adl-fill ${LOSER} → ${HEDGED}: 7 in ${PERP} for 64750, loss 1750`])
    // The next candidate is asked for what the first cannot give: seven and a lot of 7.
    const more: Account[] = [
      [OTHER, 950_000n, [PERP, -49n], [DEC, 7n]],
      [NAKED, 900_000n, [DEC, -9n]],
    ]
    assert.equal(played(scene(kernel, 30n, [...accounts, ...more])).told.slice(2), [
      `adl-fill ${LOSER} → ${OTHER}: 7 in ${PERP} for 64750, loss 1750`,
      `hedge-close ${OTHER} → ${NAKED}: 1 in ${DEC} for 63000`,
      `close-at-mark ${LOSER} → ${HEDGED}: 6 in ${PERP} for 54000`,
    ])
  })

  test(`a leg whose mark is old stays, and what it hedges is counted (${kernel})`, () => {
    const engine = scene(kernel, 30n, [
      [HEDGED, 900_000n, [PERP, -100n], [QUARTER, 96n]],
      [FIRST, 900_000n, [QUARTER, -96n]],
    ])
    venue.mark(engine, 1_002, [PERP, 90n], [DEC, 90n])
    assert.equal(played(engine).told.slice(0, 1), [`adl-fill ${LOSER} → ${HEDGED}: 7 in ${PERP} for 64750, loss 1750`])
  })

  test(`an allocation deals to hedged accounts once more what others cannot give (${kernel})`, () => {
    const engine = scene(kernel, 40n, [
      [HEDGED, 900_000n, [PERP, -70n], [DEC, 10n]],
      [OTHER, 900_000n, [PERP, -70n], [QUARTER, 70n]],
      [FIRST, 900_000n, [QUARTER, -70n], [DEC, -10n]],
    ])
    // Twenty each: of the first only 14 go with two lots of 7, so six more are dealt to the second.
    assert.equal(played(engine, { policy: 'pro-rata' }).told, [
      `adl-fill ${LOSER} → ${HEDGED}: 14 in ${PERP} for 129500, loss 3500`,
      `hedge-close ${HEDGED} → ${FIRST}: 2 in ${DEC} for 126000`,
      `adl-fill ${LOSER} → ${OTHER}: 20 in ${PERP} for 185000, loss 5000`,
      `hedge-close ${OTHER} → ${FIRST}: 20 in ${QUARTER} for 180000`,
      `adl-fill ${LOSER} → ${OTHER}: 6 in ${PERP} for 55500, loss 1500`,
      `hedge-close ${OTHER} → ${FIRST}: 6 in ${QUARTER} for 54000`,
    ])
  })

  test(`one that is to be closed on both sides gives what is left of it (${kernel})`, () => {
    // Of one hedged account longs of QUARTER are needed, then shorts of PERP, then longs of QUARTER once more.
    const accounts: Account[] = [
      [HEDGED, 900_000n, [PERP, -50n], [QUARTER, 50n]],
      [FIRST, 900_000n, [QUARTER, -60n], [ETH, 1n]],
      [SECOND, 900_000n, [PERP, 60n], [ETH, 1n]],
    ]
    for (const policy of ['bitmex', 'pro-rata'] as const) {
      const engine = scene(kernel, 20n, accounts, [
        [40, -10n],
        [60, -30n],
      ])
      assert.equal(played(engine, { policy }).told.slice(0, 6), [
        `adl-fill 40 → ${HEDGED}: -10 in ${QUARTER} for -87500, loss 2500`,
        `hedge-close ${HEDGED} → ${SECOND}: -10 in ${PERP} for -90000`,
        `adl-fill ${LOSER} → ${HEDGED}: 20 in ${PERP} for 185000, loss 5000`,
        `hedge-close ${HEDGED} → ${FIRST}: 20 in ${QUARTER} for 180000`,
        `adl-fill 60 → ${HEDGED}: -20 in ${QUARTER} for -175000, loss 5000`,
        `hedge-close ${HEDGED} → ${SECOND}: -20 in ${PERP} for -180000`,
      ])
      const fills = [...engine.roundEvents()].filter((event) => event.type === 'adl-fill')
      assert.equal(
        fills.map(({ whole }) => whole),
        [false, false, true],
      )
      assert.equal(left(engine, HEDGED), [])
    }
  })

  test(`only marked accounts, and only what stands in their tier (${kernel})`, () => {
    const accounts: Account[] = [
      [HEDGED, 900_000n, [PERP, -100n], [QUARTER, 96n]],
      [FIRST, 900_000n, [QUARTER, -96n]],
    ]
    const marked = scene(kernel, 30n, accounts)
    assert.is(played(marked, { hedge: { mode: 'together' } }).report.closedTogether, 0, 'nobody is marked')
    const tight = scene(kernel, 30n, accounts)
    tight.setProtected(HEDGED, true)
    const hedge = { mode: 'together', thresholdPpm: 40_000 } as const
    assert.is(played(tight, { hedge }).report.closedTogether, 0, '4 % are open')
    const wide = scene(kernel, 30n, accounts)
    wide.setProtected(HEDGED, true)
    assert.is(played(wide, { hedge: { ...hedge, thresholdPpm: 40_001 } }).report.closedTogether, 1)
  })

  test(`a proposal says what is closed together, and is carried out so (${kernel})`, () => {
    const engine = scene(kernel, 30n, [
      [HEDGED, 900_000n, [PERP, -100n], [QUARTER, 96n]],
      [FIRST, 900_000n, [QUARTER, -96n]],
    ])
    const { report } = played(engine, { adl: 'propose' })
    const proposed = report.proposal!.moves.flatMap(tell)
    assert.is(left(engine, HEDGED).length, 2)
    engine.acceptProposal()
    const done = [...engine.roundEvents()].filter(({ stage, pass }) => stage >= 6 && pass === 1)
    assert.equal(done.flatMap(tell), proposed)
    assert.equal(left(engine, HEDGED), [
      [PERP, -70n],
      [QUARTER, 72n],
    ])
  })

  test(`lots that hardly ever match are found all the same, or fewer that surely do (${kernel})`, () => {
    const most = (lots: bigint, marks: Readonly<Record<number, bigint>>, ...legs: readonly Leg[]) => {
      const takers = legs.filter(([market]) => market !== PERP).map(([market, size]): Leg => [market, -size])
      const engine = scene(
        kernel,
        lots,
        [
          [HEDGED, 90_000_000n, ...legs],
          [FIRST, 90_000_000n, ...takers.slice(-1)],
        ],
        [],
        marks,
      )
      played(engine)
      return [...engine.roundEvents()].flatMap((event) => (event.type === 'adl-fill' ? [event.lots] : []))
    }
    // Nothing is open: 909 of 900 against 900 of 909, so 101 of the one go with 100 of the other.
    assert.equal(most(900n, { [PERP]: 900n, [QUARTER]: 909n }, [PERP, -909n], [QUARTER, 900n]), [808n])
    // A lot of DEC is worth 700 of PERP, and the other leg, 281, has no takers: 280.7 … 281.3 must stay with it.
    const marks = { [PERP]: 10n, [QUARTER]: 10n, [DEC]: 1_000n }
    assert.equal(most(900n, marks, [PERP, -980n], [QUARTER, 281n], [DEC, 1n]), [699n])
    // 960,391 and 959,414 ticks. Below 140 lots of 983 no number of 977 comes near enough: 64 tries do not get there.
    // Where 479,952 ticks are left the reach is one lot wide, so 480,439 / 983 go.
    assert.equal(most(967n, { [PERP]: 983n, [QUARTER]: 977n }, [PERP, -977n], [QUARTER, 982n]), [488n])
  })
}

test.run()
