// The divisions of an auditor against those of the engine, which are written another way.

import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { byRemainder, SlicedLoss, splitDebt, splitEquity, sumOf, upToCaps } from '../../src/audit/split-loss.ts'
import * as shares from '../../src/fixed/shares.ts'

const seed = Number(process.env.BALLAST_SEED ?? 20_251_010)
const RUNS = 500

const amount = fc.oneof(fc.bigInt(0n, 40n), fc.bigInt(0n, 1n << 60n))
const weights = fc.array(fc.oneof(fc.bigInt(0n, 5n), fc.bigInt(0n, 1n << 40n)), { minLength: 1, maxLength: 7 })
const stake = fc.record({
  notionalAtoms: fc.oneof(fc.bigInt(1n, 20n), fc.bigInt(1n, 1n << 50n)),
  maintenanceAtomPpm: fc.oneof(fc.constant(0n), fc.bigInt(0n, 60n), fc.bigInt(0n, 1n << 70n)),
})
const stakes = fc.array(stake, { minLength: 1, maxLength: 6 })

test('by hand: the largest remainder has the atom, of equal ones the first', () => {
  assert.equal(byRemainder(10n, [1n, 1n, 1n]), [4n, 3n, 3n])
  assert.equal(byRemainder(10n, [1n, 2n, 3n]), [2n, 3n, 5n])
  assert.equal(byRemainder(10n, [0n, 0n]), [0n, 0n])
  // The first is full, and the others share the rest anew.
  assert.equal(upToCaps(10n, [2n, 1n, 1n], [3n, 9n, 9n]), [3n, 4n, 3n])
})

test('parts add up, nobody is over its cap, and the engine has the same', () => {
  const property = (total: bigint, given: bigint[]) => {
    assert.equal(byRemainder(total, given), shares.dealByRemainder(total, given))
    const caps = given.map((weight, index) => (weight * BigInt(index + 1)) / 3n)
    assert.equal(upToCaps(total, given, caps), shares.fillWater(total, given, caps))
  }
  fc.assert(fc.property(amount, weights, property), { seed, numRuns: RUNS })
})

test('an equity and a debt are split as the engine splits them', () => {
  const property = (total: bigint, given: { notionalAtoms: bigint; maintenanceAtomPpm: bigint }[]) => {
    assert.equal(splitEquity(total, given), shares.splitOver(total, given))
    const debt = splitDebt(total, given)
    assert.equal([debt, sumOf(debt)], [shares.shareDebt(total, given), total])
  }
  fc.assert(fc.property(amount, stakes, property), { seed, numRuns: RUNS })
})

test('slices of a loss add up, and one lot more than is bearable is too much', () => {
  const property = (lossAtoms: bigint, lots: bigint, equityAtoms: bigint, parts: number[]) => {
    const loss = new SlicedLoss(lossAtoms, lots)
    const same = { lossAtoms, lots, done: 0n }
    let handed = 0n
    for (const part of parts) {
      const left = lots - loss.done
      const count = loss.bearable(left, equityAtoms)
      assert.is(count, shares.bearableLots(same, left, equityAtoms))
      assert.ok(loss.slice(count) <= equityAtoms && (count === left || loss.slice(count + 1n) > equityAtoms))
      const taken = (left * BigInt(part)) / 8n
      assert.is(loss.slice(taken), shares.sliceAtoms(same, taken))
      handed += loss.slice(taken)
      loss.done += taken
      same.done += taken
    }
    assert.is(handed + loss.restAtoms, lossAtoms)
  }
  const lots = fc.oneof(fc.bigInt(1n, 12n), fc.bigInt(1n, 1n << 40n))
  const parts = fc.array(fc.nat(8), { minLength: 1, maxLength: 5 })
  fc.assert(fc.property(amount, lots, amount, parts, property), { seed, numRuns: RUNS })
})

test.run()
