import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ErrorCode } from '../../src/core/errors.ts'
import type { MarkBatch } from '../../src/engine/take-marks.ts'
import * as venue from './small-venue.ts'

const { LINEAR, TIERED } = venue

function batch(timeMs: number, markets: number[], ticks: bigint[], times?: number[]): MarkBatch {
  const marks = { timeMs, markets: Uint16Array.from(markets), priceTicks: BigInt64Array.from(ticks) }
  return times === undefined ? marks : { ...marks, timesMs: Float64Array.from(times) }
}

const many = Array.from({ length: 131 }, () => LINEAR)
const REFUSED: [what: string, batch: MarkBatch, code: ErrorCode, message: RegExp][] = [
  ['a price missing', batch(20, [LINEAR, TIERED], [100n]), ErrorCode.RANGE, /2 markets with 1 prices and 2 times/],
  ['a time missing', batch(20, [LINEAR], [100n], []), ErrorCode.RANGE, /1 markets with 1 prices and 0 times/],
  ['yesterday’s time', batch(9, [LINEAR], [100n]), ErrorCode.TIME, /time 9, expected .* from 10 on/],
  ['half a millisecond', batch(20.5, [LINEAR], [100n]), ErrorCode.TIME, /time 20.5/],
  ['no time', batch(Number.NaN, [LINEAR], [100n]), ErrorCode.TIME, /time NaN/],
  ['a time beyond all safe numbers', batch(2 ** 53, [LINEAR], [100n]), ErrorCode.TIME, /time 9007199254740992/],
  [
    'more marks than markets can be',
    batch(
      20,
      many,
      many.map(() => 100n),
    ),
    ErrorCode.DUPLICATE,
    /131 marks/,
  ],
  ['a mark of nothing', batch(20, [LINEAR], [0n]), ErrorCode.PRICE_BAND, /0 ticks/],
]

for (const [what, marks, code, message] of REFUSED) {
  test(`a batch with ${what} is refused`, () => {
    const engine = venue.openVenue()
    venue.mark(engine, 10, [LINEAR, 100n])
    venue.refusesCommand(engine, code, message, () => engine.applyMarks(marks))
  })
}

test('marks without times of their own were made at the time of the batch', () => {
  const engine = venue.openVenue()
  engine.applyMarks(batch(20, [LINEAR, TIERED], [101n, 99n]))
  assert.equal(
    [LINEAR, TIERED].map((market) => engine.market(market).markTimeMs),
    [20, 20],
  )
})

test('a mark may be older than its batch, and is stale by its own time', () => {
  const engine = venue.openVenue()
  engine.applyMarks(batch(2_000, [LINEAR, TIERED], [101n, 99n], [2_000, 999]))
  assert.equal([engine.lastTimeMs, engine.market(TIERED).markTimeMs, engine.market(TIERED).stale], [2_000, 999, true])
})

test('the same time twice is no way back', () => {
  const engine = venue.openVenue()
  engine.applyMarks(batch(20, [LINEAR], [101n]))
  engine.applyMarks(batch(20, [LINEAR], [102n]))
  assert.is(engine.market(LINEAR).markTicks, 102n)
})

test.run()
