import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ErrorCode } from '../../src/core/errors.ts'
import { createKernel } from '../../src/kernel/kernel.ts'
import { updateMarks } from '../../src/stages/update-marks.ts'
import * as venue from '../engine/small-venue.ts'
import { type MarkEntry, putMarks } from '../kernel/batch-columns.ts'

const { LINEAR, TIERED } = venue

const REFUSED: [what: string, marks: readonly MarkEntry[], code: ErrorCode, message: RegExp][] = [
  ['a market not listed', [[3, 100n, 20]], ErrorCode.UNKNOWN_MARKET, /^mark 0 of the batch: no market 3 is listed$/],
  [
    'a market twice',
    [
      [TIERED, 99n, 20],
      [TIERED, 99n, 20],
    ],
    ErrorCode.DUPLICATE,
    /^mark 1 of the batch, TIER-PERP: .*twice/,
  ],
  ['a mark outside', [[LINEAR, 9n, 20]], ErrorCode.PRICE_BAND, /LIN-PERP: 9 ticks, the band is 10 to 1000$/],
  ['a mark from the future', [[LINEAR, 99n, 21]], ErrorCode.TIME, /time 21 is after the batch's, 20$/],
  ['a mark from the past', [[LINEAR, 99n, 9]], ErrorCode.TIME, /time 9 is before the last mark's, 10$/],
  ['half a millisecond', [[LINEAR, 99n, 10.5]], ErrorCode.TIME, /time 10.5 is not a whole number of milliseconds$/],
]

for (const kernel of venue.KERNELS) {
  for (const [what, marks, code, message] of REFUSED) {
    test(`${what} is refused by name, and good marks beside it do not count (${kernel})`, () => {
      const engine = venue.openVenue(kernel)
      venue.mark(engine, 10, [LINEAR, 100n])
      venue.refusesCommand(engine, code, message, () => {
        putMarks(engine.book, marks)
        updateMarks(engine.book, createKernel(kernel, engine.book), marks.length, 20, false)
      })
      assert.is(engine.market(LINEAR).markTicks, 100n)
    })
  }

  test(`outside the band the market halts instead, when that is wanted (${kernel})`, () => {
    const engine = venue.openVenue(kernel)
    putMarks(engine.book, [
      [LINEAR, 9n, 20],
      [TIERED, 99n, 20],
    ])
    updateMarks(engine.book, createKernel(kernel, engine.book), 2, 20, true)
    assert.equal([engine.market(LINEAR).halted, engine.market(TIERED).halted], [true, false])
    assert.equal([engine.market(LINEAR).markTicks, engine.market(TIERED).markTicks], [100n, 99n])
  })
}

test('the order of a batch does not count', () => {
  const hashes = [
    [
      [LINEAR, 101n],
      [TIERED, 99n],
    ],
    [
      [TIERED, 99n],
      [LINEAR, 101n],
    ],
  ].map((marks) => {
    const engine = venue.openVenue()
    venue.mark(engine, 5, ...(marks as [number, bigint][]))
    return engine.stateHash()
  })
  assert.is(hashes[0], hashes[1])
})

test.run()
