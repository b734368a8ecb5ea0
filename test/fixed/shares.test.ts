import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { AssertionError } from '../../src/core/assert.ts'
import { min } from '../../src/fixed/rounding.ts'
import * as shares from '../../src/fixed/shares.ts'
import { errorOf } from '../engine/small-venue.ts'

const { bearableLots, dealByRemainder, fillWater, shareDebt, sliceAtoms, splitOver, sum } = shares

type Row = [what: string, amount: bigint, weights: bigint[], parts: bigint[]]

const DEALT: Row[] = [
  ['thirds of 9 leave no rest', 9n, [1n, 1n, 1n], [3n, 3n, 3n]],
  ['of 10 in thirds, 3⅓ each, the odd one goes to whoever stands first', 10n, [1n, 1n, 1n], [4n, 3n, 3n]],
  ['of 11 in thirds two are left for the first two', 11n, [1n, 1n, 1n], [4n, 4n, 3n]],
  // 7 · 1/10 = 0.7, 7 · 2/10 = 1.4, 7 · 7/10 = 4.9: floors 0, 1, 4; two left for remainders 0.9 and 0.7.
  ['floors first, then the largest remainders', 7n, [1n, 2n, 7n], [1n, 1n, 5n]],
  // 5 · 3/6 = 2.5, 5 · 1/6 = 0.83, 5 · 2/6 = 1.67: floors 2, 0, 1; two left for 0.83 and 0.67.
  ['the largest part may have the smallest remainder', 5n, [3n, 1n, 2n], [2n, 1n, 2n]],
  ['who has no weight gets nothing, not even an odd one', 3n, [0n, 1n, 0n, 1n], [0n, 2n, 0n, 1n]],
  ['nothing is dealt where no weight is', 5n, [0n, 0n], [0n, 0n]],
  ['nothing to deal is nothing for everybody', 0n, [4n, 5n], [0n, 0n]],
  ['nobody is dealt nothing', 5n, [], []],
]

for (const [what, amount, weights, parts] of DEALT) {
  test(`dealing: ${what}`, () => assert.equal(dealByRemainder(amount, weights), parts))
}

const WATER: [...Row, caps: bigint[]][] = [
  ['below every cap it is a deal by weight', 10n, [1n, 1n, 1n], [4n, 3n, 3n], [9n, 9n, 9n]],
  // By weight 5 : 5, the first is full at 2, the second takes the other 8.
  ['who would be over its cap is filled up and the rest shared anew', 10n, [1n, 1n], [2n, 8n], [2n, 9n]],
  // By weight 4, 4, 4; the first is full at 1; 5.5 each for the others, the second is full at 5, the third gets 6.
  ['filling one up may bring the next over its cap', 12n, [1n, 1n, 1n], [1n, 5n, 6n], [1n, 5n, 9n]],
  // Levels cap/weight: 6/6 = 1 and 2/1 = 2: the larger part is full first. 7 − 6 = 1.
  ['the water reaches the lowest cap by weight, not the lowest cap', 7n, [6n, 1n], [6n, 1n], [6n, 2n]],
  ['what all caps together cannot take is not dealt', 10n, [1n, 3n], [2n, 3n], [2n, 3n]],
  ['caps that take it exactly are all full', 5n, [1n, 3n], [2n, 3n], [2n, 3n]],
  ['nothing over a cap of zero', 5n, [1n, 1n], [0n, 5n], [0n, 9n]],
  ['without weight there is nothing whatever the cap', 5n, [0n, 1n], [0n, 3n], [9n, 3n]],
  // 9 in thirds is 3 each, and a cap of 3 is met, not passed; no remainder comes to anybody.
  ['a cap that is just met is no overflow', 9n, [1n, 1n, 1n], [3n, 3n, 3n], [3n, 9n, 9n]],
  // 10 in thirds: the odd one would go to the first, whose cap is 3: 7 are left for two.
  ['an odd one does not pass a cap', 10n, [1n, 1n, 1n], [3n, 4n, 3n], [3n, 9n, 9n]],
]

for (const [what, amount, weights, parts, caps] of WATER) {
  test(`water: ${what}`, () => assert.equal(fillWater(amount, weights, caps), parts))
}

test('water: a negative amount is a mistake', () => {
  assert.instance(
    errorOf(() => fillWater(-1n, [1n], [1n])),
    AssertionError,
  )
})

const small = fc.bigInt({ min: 0n, max: 40n })
const table = fc.array(fc.tuple(small, small), { maxLength: 8 })

/** In the order in which a rising level fills them, cap / weight, one after the other. */
function waterByLevel(amount: bigint, weights: readonly bigint[], caps: readonly bigint[]): bigint[] {
  const parts = weights.map(() => 0n)
  const order = weights.map((_, index) => index).filter((index) => weights[index]! > 0n)
  order.sort((a, b) => Number(caps[a]! * weights[b]! - caps[b]! * weights[a]!))
  let left = amount
  let total = sum(weights)
  while (order.length > 0 && left * weights[order[0]!]! >= caps[order[0]!]! * total) {
    const index = order.shift()!
    parts[index] = caps[index]!
    left -= caps[index]!
    total -= weights[index]!
  }
  order.sort((a, b) => a - b)
  const rest = dealByRemainder(
    left,
    order.map((index) => weights[index]!),
  )
  for (const [place, index] of order.entries()) parts[index] = rest[place]!
  return parts
}

test('water: rising all at once comes to the same as filling one after the other', () => {
  const cell = fc.record({ weight: fc.bigInt(0n, 9n), cap: fc.bigInt(0n, 60n) })
  fc.assert(
    fc.property(fc.bigInt(0n, 400n), fc.array(cell, { maxLength: 40 }), (amount, cells) => {
      const [weights, caps] = [cells.map(({ weight }) => weight), cells.map(({ cap }) => cap)]
      assert.equal(fillWater(amount, weights, caps), waterByLevel(amount, weights, caps))
    }),
    { numRuns: 2_000 },
  )
})

test('water: nobody over its cap, and all of it or all caps; who is below its cap is level with the others', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 200n }), table, (amount, rows) => {
      const weights = rows.map(([weight]) => weight)
      const caps = rows.map(([, cap]) => cap)
      const parts = fillWater(amount, weights, caps)
      const room = sum(caps.filter((_, index) => weights[index]! > 0n))
      assert.is(sum(parts), min(amount, room))
      for (const [a, part] of parts.entries()) {
        assert.ok(part >= 0n && part <= caps[a]!)
        if (weights[a] === 0n) assert.is(part, 0n)
        // Below its cap by more than an odd atom, nobody has a lower level than somebody else by more than one.
        for (const [b, other] of parts.entries()) {
          if (weights[a] === 0n || weights[b] === 0n || part === caps[a]) continue
          assert.ok((part + 1n) * weights[b]! > (other - 1n) * weights[a]!, `${parts} of ${weights} under ${caps}`)
        }
      }
    }),
    { seed: 1, numRuns: 2_000 },
  )
})

const stake = (notionalAtoms: bigint, maintenanceAtomPpm: bigint) => ({ notionalAtoms, maintenanceAtomPpm })

const SPLITS: [what: string, amount: bigint, stakes: ReturnType<typeof stake>[], parts: bigint[]][] = [
  // 800 · 5/8 = 500, 800 · 3/8 = 300.
  ['by maintenance', 800n, [stake(50_000n, 5_000n), stake(50_000n, 3_000n)], [500n, 300n]],
  // By maintenance 90 : 10, but the first is worth 20: 80 for the other.
  ['nobody more than its notional', 100n, [stake(20n, 9n), stake(500n, 1n)], [20n, 80n]],
  // 100 to the one with maintenance, which bears 60; 40 by notional over the others, 1 : 3.
  [
    'what is over goes to those without maintenance, by notional',
    100n,
    [stake(10n, 0n), stake(60n, 5n), stake(30n, 0n)],
    [10n, 60n, 30n],
  ],
  ['by notional where nobody has maintenance', 12n, [stake(10n, 0n), stake(30n, 0n)], [3n, 9n]],
  ['never more than all notionals', 100n, [stake(20n, 9n), stake(30n, 1n)], [20n, 30n]],
  ['one position takes all', 70n, [stake(100n, 0n)], [70n]],
  ['one position takes no more than its notional', 700n, [stake(100n, 5n)], [100n]],
  ['the odd atom goes to the first of equal remainders', 5n, [stake(9n, 1n), stake(9n, 1n)], [3n, 2n]],
]

for (const [what, amount, stakes, parts] of SPLITS) {
  test(`a split of equity: ${what}`, () => assert.equal(splitOver(amount, stakes), parts))
}

const DEBTS: typeof SPLITS = [
  ['is split like an equity', 800n, [stake(50_000n, 5_000n), stake(50_000n, 3_000n)], [500n, 300n]],
  // 20 and 30 are all that they are worth; the other 50 by notional, 2 : 3.
  ['what exceeds all notionals goes by notional', 100n, [stake(20n, 9n), stake(30n, 1n)], [40n, 60n]],
  ['alone it stands for all of it', 700n, [stake(100n, 5n)], [700n]],
  ['without positions nobody stands for it', 700n, [], []],
]

for (const [what, amount, stakes, parts] of DEBTS) {
  test(`a debt: ${what}`, () => assert.equal(shareDebt(amount, stakes), parts))
}

test('slices of a loss are cumulative and rounded up, so that they add up: 10 over 4 lots are 3, 2, 3, 2', () => {
  // ⌈10·k/4⌉ = 3, 5, 8, 10.
  const slices = { lossAtoms: 10n, lots: 4n, done: 0n }
  const parts: bigint[] = []
  for (; slices.done < 4n; slices.done += 1n) parts.push(sliceAtoms(slices, 1n))
  assert.equal(parts, [3n, 2n, 3n, 2n])
  assert.is(sliceAtoms({ ...slices, done: 1n }, 3n), 7n)
})

const BEARABLE: [what: string, done: bigint, most: bigint, budget: bigint, lots: bigint][] = [
  // ⌈10·k/4⌉ ≤ 7 for k = 2 (5), not for 3 (8).
  ['as many as the budget bears', 0n, 4n, 7n, 2n],
  ['exactly the budget', 0n, 4n, 8n, 3n],
  ['no more than asked', 0n, 1n, 99n, 1n],
  ['nothing for nothing', 0n, 4n, 0n, 0n],
  ['less than one lot', 0n, 4n, 2n, 0n],
  // After one lot 3 are paid: ⌈10·2/4⌉ − 3 = 2, ⌈10·3/4⌉ − 3 = 5.
  ['the rounding of earlier lots is to the good of later ones', 1n, 3n, 4n, 1n],
  ['nothing with a negative budget', 0n, 4n, -1n, 0n],
]

for (const [what, done, most, budget, lots] of BEARABLE) {
  test(`bearable lots: ${what}`, () => {
    assert.is(bearableLots({ lossAtoms: 10n, lots: 4n, done }, most, budget), lots)
  })
}

test('bearable lots: without a loss an empty budget bears all, a negative one none', () => {
  assert.equal(
    [0n, -1n].map((budget) => bearableLots({ lossAtoms: 0n, lots: 4n, done: 1n }, 3n, budget)),
    [3n, 0n],
  )
})

test('the largest number of lots that a budget bears is where one lot more costs too much', () => {
  const numbers = fc.record({
    lossAtoms: fc.bigInt({ min: 0n, max: 300n }),
    lots: fc.bigInt({ min: 1n, max: 30n }),
    gone: fc.bigInt({ min: 0n, max: 29n }),
    budget: fc.bigInt({ min: 0n, max: 310n }),
    most: fc.bigInt({ min: 0n, max: 30n }),
  })
  fc.assert(
    fc.property(numbers, ({ lossAtoms, lots, gone, budget, most: wanted }) => {
      const slices = { lossAtoms, lots, done: gone % lots }
      const open = lots - slices.done
      const most = min(wanted, open)
      const count = bearableLots(slices, most, budget)
      assert.ok(count >= 0n && count <= most)
      assert.ok(sliceAtoms(slices, count) <= budget)
      if (count < most) assert.ok(sliceAtoms(slices, count + 1n) > budget)
    }),
    { seed: 2, numRuns: 3_000 },
  )
})

test.run()
