import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { effectiveUnit } from '../../src/book/markets.ts'
import * as code from '../../src/core/codes.ts'
import { createKernel, type KernelName } from '../../src/kernel/kernel.ts'
import * as at from '../../src/memory/fields.ts'
import * as venue from '../engine/small-venue.ts'
import { type MarkEntry, putMarks } from './batch-columns.ts'

const { INVERSE, LINEAR, TIERED } = venue

function apply(kernel: KernelName, marks: readonly MarkEntry[], timeMs: number, haltOutside = false) {
  const engine = venue.openVenue(kernel)
  venue.mark(engine, 10, [LINEAR, 100n])
  const before = engine.stateHash()
  putMarks(engine.book, marks)
  const result = createKernel(kernel, engine.book).applyMarks(marks.length, timeMs, haltOutside)
  return { engine, result, changed: engine.stateHash() !== before }
}

const REFUSED: [what: string, marks: readonly MarkEntry[], at: number, reason: number][] = [
  [
    'an unknown market',
    [
      [LINEAR, 100n, 20],
      [3, 100n, 20],
    ],
    1,
    code.MARK_UNKNOWN_MARKET,
  ],
  [
    'a market that stands twice',
    [
      [LINEAR, 100n, 20],
      [TIERED, 99n, 20],
      [LINEAR, 100n, 20],
    ],
    2,
    code.MARK_DUPLICATE,
  ],
  ['a mark below the band', [[LINEAR, 9n, 20]], 0, code.MARK_OUTSIDE_BAND],
  ['a mark above the band', [[LINEAR, 1_001n, 20]], 0, code.MARK_OUTSIDE_BAND],
  ['a mark of nothing', [[LINEAR, 0n, 20]], 0, code.MARK_OUTSIDE_BAND],
  ['half a millisecond', [[LINEAR, 100n, 19.5]], 0, code.MARK_TIME_INVALID],
  ['no time', [[LINEAR, 100n, Number.NaN]], 0, code.MARK_TIME_INVALID],
  ['an endless time', [[LINEAR, 100n, Number.POSITIVE_INFINITY]], 0, code.MARK_TIME_INVALID],
  ['a time before all times', [[LINEAR, 100n, Number.NEGATIVE_INFINITY]], 0, code.MARK_TIME_INVALID],
  ['a time after the batch', [[LINEAR, 100n, 21]], 0, code.MARK_TIME_AHEAD],
  [
    'a time before the last mark',
    [
      [TIERED, 100n, 20],
      [LINEAR, 100n, 9],
    ],
    1,
    code.MARK_TIME_BACK,
  ],
]

for (const kernel of venue.KERNELS) {
  for (const [what, marks, index, reason] of REFUSED) {
    test(`${what} refuses the whole batch and says which mark (${kernel})`, () => {
      const { result, changed } = apply(kernel, marks, 20)
      assert.equal([result, changed], [(index << 8) | reason, false])
    })
  }

  test(`the bounds of the band and the time of the last mark are allowed (${kernel})`, () => {
    const { engine, result } = apply(
      kernel,
      [
        [LINEAR, 10n, 10],
        [TIERED, 1_000n, 20],
      ],
      20,
    )
    assert.is(result, code.MARKS_APPLIED)
    const marks = [LINEAR, TIERED].map((market) => [engine.market(market).markTicks, engine.market(market).markTimeMs])
    assert.equal(
      [marks, engine.lastTimeMs],
      [
        [
          [10n, 10],
          [1_000n, 20],
        ],
        20,
      ],
    )
  })

  test(`a mark moves what the scan reads: the unit value less funding, and the notional (${kernel})`, () => {
    const { engine, result } = apply(
      kernel,
      [
        [INVERSE, 32n, 20],
        [LINEAR, 110n, 20],
      ],
      20,
    )
    const { marketScan } = engine.book.columns
    assert.is(result, code.MARKS_APPLIED)
    assert.equal([effectiveUnit(engine.book, INVERSE), marketScan[4 * INVERSE + 1]], [-938n, 938n])
    assert.equal([effectiveUnit(engine.book, LINEAR), marketScan[4 * LINEAR + 1]], [11_000n, 11_000n])
    engine.payFunding(LINEAR, 1_000_000n, 20) // 0.1 % of 11,000
    venue.mark(engine, 21, [LINEAR, 120n])
    assert.equal([effectiveUnit(engine.book, LINEAR), marketScan[4 * LINEAR + 1]], [11_989n, 12_000n])
  })

  test(`when it is so configured, a mark outside the band halts its market and the others count (${kernel})`, () => {
    const { engine, result } = apply(
      kernel,
      [
        [LINEAR, 1_001n, 20],
        [TIERED, 90n, 20],
      ],
      20,
      true,
    )
    assert.is(result, code.MARKS_APPLIED)
    const [linear, tiered] = [engine.market(LINEAR), engine.market(TIERED)]
    assert.equal([linear.halted, linear.markTicks, linear.markTimeMs], [true, 100n, 10])
    assert.equal([tiered.halted, tiered.markTicks], [false, 90n])
  })

  test(`a mark of nothing or of minus one halts its market then, and no other loses its mark (${kernel})`, () => {
    for (const ticks of [0n, -1n]) {
      const { engine, result } = apply(
        kernel,
        [
          [LINEAR, ticks, 20],
          [TIERED, 90n, 20],
        ],
        20,
        true,
      )
      assert.is(result, code.MARKS_APPLIED)
      assert.equal([engine.market(LINEAR).halted, engine.market(TIERED).markTicks], [true, 90n])
    }
  })

  test(`a mark from before the beginning of time is refused, even after a halt (${kernel})`, () => {
    const { engine } = apply(kernel, [[LINEAR, 100n, 20]], 20)
    engine.haltMarket(LINEAR)
    engine.resumeMarket(LINEAR)
    const marks = { timeMs: 20, markets: Uint16Array.of(LINEAR), priceTicks: BigInt64Array.of(100n) }
    assert.throws(() => engine.applyMarks({ ...marks, timesMs: Float64Array.of(-1) }), /is before the last mark/)
  })

  test(`serials of batches begin again without a market standing twice (${kernel})`, () => {
    const { engine } = apply(kernel, [[LINEAR, 100n, 20]], 20)
    engine.book.columns.setWord(at.WORD_MARK_SERIAL, 0xffff_ffff)
    engine.applyMarks({ timeMs: 21, markets: Uint16Array.of(TIERED), priceTicks: BigInt64Array.of(90n) })
    assert.is(engine.book.columns.word(at.WORD_MARK_SERIAL), 1)
  })

  test(`a batch without marks only moves the time (${kernel})`, () => {
    const { engine, result } = apply(kernel, [], 20)
    assert.equal([result, engine.lastTimeMs], [code.MARKS_APPLIED, 20])
  })

  test(`a market that a refused batch named may stand in the next one (${kernel})`, () => {
    const { engine } = apply(
      kernel,
      [
        [LINEAR, 100n, 20],
        [LINEAR, 100n, 20],
      ],
      20,
    )
    venue.mark(engine, 20, [LINEAR, 105n])
    assert.is(engine.market(LINEAR).markTicks, 105n)
  })
}

test.run()
