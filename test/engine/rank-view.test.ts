import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ErrorCode } from '../../src/core/errors.ts'
import type { Engine } from '../../src/engine/engine.ts'
import type { RankRequest } from '../../src/engine/rank-view.ts'
import { proRata } from '../../src/policies/pro-rata.ts'
import { give, marked } from '../stages/small-round.ts'
import * as venue from './small-venue.ts'

const { ALICE, BOB, CAROL, DAVE, LINEAR, TIERED } = venue

/** Shorts from 100 at 90; Dave’s from 80 has lost, Bob’s is twice as long. */
const four = (kernel: (typeof venue.KERNELS)[number]): Engine =>
  marked(
    kernel,
    (engine) => {
      give(engine, ALICE, 14_000n, [LINEAR, -4n, 100n])
      give(engine, BOB, 10_000n, [LINEAR, -8n, 100n])
      give(engine, CAROL, 32_000n, [LINEAR, -4n, 100n])
      give(engine, DAVE, 80_000n, [LINEAR, -4n, 80n])
    },
    [LINEAR, 90n],
  )

const shorts = { market: LINEAR, side: 'short' } as const

for (const kernel of venue.KERNELS) {
  test(`a queue has ranks from 1, exact scores, and how many stand behind each (${kernel})`, () => {
    const queue = four(kernel).rank(shorts)
    // Bob 8,000/80,000 · 72,000/18,000; Alice 4,000/40,000 · 36,000/18,000; Carol · 36,000/36,000;
    // Dave −4,000/32,000 / (36,000/76,000).
    assert.equal(
      queue.map(({ rank, account, score, quantilePpm }) => [rank, account, score, quantilePpm]),
      [
        [1, BOB, '2/5', 750_000],
        [2, ALICE, '1/5', 500_000],
        [3, CAROL, '1/10', 250_000],
        [4, DAVE, '-19/72', 0],
      ],
    )
    assert.is(queue[0]!.candidate.lots, 8n)
  })

  test(`the head of the queue is had alone, with the numbers of all (${kernel})`, () => {
    const engine = four(kernel)
    assert.equal(engine.rank({ ...shorts, top: 2 }), engine.rank(shorts).slice(0, 2))
    assert.equal(engine.rank({ ...shorts, top: 0 }), [])
    assert.is(engine.rank({ ...shorts, top: 99 }).length, 4)
  })

  test(`another policy than the engine’s may be asked for; an allocation has no scores (${kernel})`, () => {
    const engine = four(kernel)
    for (const policy of ['pro-rata', proRata]) {
      const queue = engine.rank({ ...shorts, policy })
      assert.equal(
        queue.map(({ account, score }) => [account, score]),
        [
          [BOB, null],
          [ALICE, null],
          [CAROL, null],
          [DAVE, null],
        ],
      )
    }
    engine.configureRound({ policy: 'pro-rata' })
    assert.is(engine.rank(shorts)[0]!.score, null)
    assert.is(engine.rank({ ...shorts, policy: 'bitmex' })[0]!.score, '2/5')
  })

  test(`the engine’s option says whether losing positions stand in the queue (${kernel})`, () => {
    const engine = four(kernel)
    engine.configureRound({ eligible: 'profitable' })
    assert.equal(
      engine.rank(shorts).map(({ account }) => account),
      [BOB, ALICE, CAROL],
    )
  })

  test(`a side without positions has an empty queue, and looking changes nothing (${kernel})`, () => {
    const engine = four(kernel)
    const before = [engine.stateHash(), engine.lastSequence]
    assert.equal(engine.rank({ market: LINEAR, side: 'long' }), [])
    assert.equal(engine.rank({ market: TIERED, side: 'long' }), [])
    engine.rank(shorts)
    assert.equal([engine.stateHash(), engine.lastSequence], before)
    venue.sound(engine)
  })
}

const REFUSED: [request: object, code: ErrorCode, why: RegExp][] = [
  [{ market: 9 }, ErrorCode.UNKNOWN_MARKET, /no market 9/],
  [{ side: 'both' }, ErrorCode.CONFIG, /side is "both", expected long or short/],
  [{ top: -1 }, ErrorCode.RANGE, /top is -1/],
  [{ top: 1.5 }, ErrorCode.RANGE, /top is 1.5/],
  [{ policy: 'best' }, ErrorCode.CONFIG, /policy is "best"/],
]

for (const [request, code, why] of REFUSED) {
  test(`refused: ${JSON.stringify(request)}`, () => {
    const engine = four('reference')
    venue.refusesCommand(engine, code, why, () => engine.rank({ ...shorts, ...request } as RankRequest))
  })
}

test.run()
