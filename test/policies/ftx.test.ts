import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ErrorCode } from '../../src/core/errors.ts'
import { ftx } from '../../src/policies/ftx.ts'
import { refuses } from '../engine/small-venue.ts'
import { dealAt, dealt, positions } from './position.ts'

const two = ftx({ top: 2 })
const held = (...lots: bigint[]) => positions(...lots.map((each) => ({ lots: each })))

test('the largest share what is needed by their size: 30 of 50 and 25', () => {
  assert.equal(dealt(two, 30n, held(25n, 10n, 50n)), [10n, 0n, 20n])
})

test('more of them when these do not have enough, each for the same part: 80 of 85', () => {
  // 80 · 25/85 = 23.53, 9.41, 47.06
  assert.equal(dealt(two, 80n, held(25n, 10n, 50n)), [24n, 9n, 47n])
})

test('exactly what the largest have needs no third one', () => {
  assert.equal(dealt(two, 75n, held(25n, 10n, 50n)), [25n, 0n, 50n])
})

test('ties of size go by id, wherever they stand', () => {
  const given = held(5n, 5n, 5n).map((candidate, index) => ({ ...candidate, account: [9, 2, 4][index]! }))
  assert.equal(dealt(two, 4n, given), [0n, 2n, 2n])
  // The odd lot too: 3 · 1/2 each.
  assert.equal(dealt(two, 3n, given), [0n, 2n, 1n])
})

test('what is open decides, not what was held', () => {
  assert.equal(two.allocate(4n, held(50n, 10n, 10n), [1n, 10n, 10n], dealAt()), [0n, 2n, 2n])
})

test('ten when nothing is said: the eleventh gives nothing', () => {
  const given = held(...Array<bigint>(11).fill(2n))
  assert.equal(dealt(ftx(), 10n, given), [...Array<bigint>(10).fill(1n), 0n])
  assert.equal(dealt(ftx(), 22n, given), Array<bigint>(11).fill(2n))
  assert.equal(dealt(ftx(), 1n, given), [1n, ...Array<bigint>(10).fill(0n)])
})

test('profit, equity and entry value are not looked at; one alone gives all that is needed', () => {
  const [one] = positions({ lots: 9n, profitAtoms: -5n, equityAtoms: 0n, entryValueAtoms: 0n })
  assert.equal(dealt(ftx(), 4n, [one!]), [4n])
})

test('the name says the number when it is not the usual one', () => {
  assert.equal([ftx().name, ftx({ top: 10 }).name, two.name], ['ftx', 'ftx', 'ftx:top=2'])
})

for (const top of [0, -1, 1.5, Number.NaN, Infinity, 1_000_001]) {
  test(`top ${top} is out of range`, () => {
    refuses(ErrorCode.RANGE, /^ftx: top is .*, expected a whole number from 1 to 1000000/, () => ftx({ top }))
  })
}

test.run()
