import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { leverageWaterFill } from '../../src/policies/leverage-water-fill.ts'
import { dealt, positions, sized } from './position.ts'

/** Equities of so many lots each: a leverage is lots by these. */
const books = (lots: bigint[], equityLots: bigint[]) =>
  sized(
    lots,
    equityLots.map((each) => 100n * each),
  )

const DEALS: [what: string, need: bigint, lots: bigint[], equityLots: bigint[], parts: bigint[]][] = [
  // 40 + 20 − 24 are left of an equity of 12: L = 3, 24 and 12 are kept.
  ['both are brought down to leverage 3', 24n, [40n, 20n], [8n, 4n], [16n, 8n]],
  // L = 2 for the first two (20 and 20 of 10 and 10); the third has 1 and keeps all.
  ['who is below the level keeps all', 40n, [50n, 30n, 30n], [10n, 10n, 30n], [30n, 10n, 0n]],
  // Brought down to 3, exactly where the second is.
  ['the next one is reached, but not touched', 20n, [50n, 30n], [10n, 10n], [20n, 0n]],
  // 21 less of both: L = (80 − 21)/20 = 2.95 keeps 29.5 each; the tie goes to whoever stands first.
  ['a lot more is shared, the odd one by rank', 21n, [50n, 30n], [10n, 10n], [21n, 0n]],
  // L = (80 − 23)/20 = 2.85: 28.5 each are kept, so 21.5 and 1.5.
  ['of equal remainders the first gives', 23n, [50n, 30n], [10n, 10n], [22n, 1n]],
  ['no equity is infinite leverage: first', 10n, [10n, 900n], [0n, 1n], [10n, 0n]],
  // 6 of 10 and 20 by size.
  ['several without equity share by size', 6n, [10n, 20n, 900n], [0n, 0n, 1n], [2n, 4n, 0n]],
  // All 30 of these, and 70 of the third.
  ['they give all before others give anything', 100n, [10n, 20n, 900n], [0n, 0n, 1n], [10n, 20n, 70n]],
  ['one lot is taken from the highest leverage', 1n, [10n, 20n], [5n, 20n], [1n, 0n]],
  ['all of it', 30n, [10n, 20n], [5n, 20n], [10n, 20n]],
  ['one alone', 3n, [10n], [5n], [3n]],
  ['nobody', 0n, [], [], []],
]

for (const [what, need, lots, equityLots, parts] of DEALS) {
  test(what, () => assert.equal(dealt(leverageWaterFill, need, books(lots, equityLots)), parts))
}

test('equity counts by its share behind the position: a quarter of 80 is 20', () => {
  const [first, second] = books([40n, 40n], [80n, 20n])
  const cross = { ...first!, maintenanceAtomPpm: 7n, accountMaintenanceAtomPpm: 28n }
  assert.equal(dealt(leverageWaterFill, 20n, [cross, second!]), [10n, 10n])
})

test('a share that is no whole atom counts to 2^-64 of one', () => {
  // Shares of 1/3 and 2/3 of an atom: 30 lots are left, 10 and 20.
  const third = { lots: 30n, equityAtoms: 1n, accountMaintenanceAtomPpm: 3n, maintenanceAtomPpm: 1n }
  const given = positions(third, { ...third, maintenanceAtomPpm: 2n })
  assert.equal(dealt(leverageWaterFill, 30n, given), [20n, 10n])
})

test('profit and entry value are not looked at', () => {
  const given = books([40n, 20n], [8n, 4n]).map((each) => ({ ...each, profitAtoms: -5n, entryValueAtoms: 0n }))
  assert.equal(dealt(leverageWaterFill, 24n, given), [16n, 8n])
})

test('whole lots are kept; the one that is then missing is given by who keeps the larger part too much', () => {
  // L = (5 − 2)/4: 0.75, 0.75 and 1.5 are kept as 1, 1 and 2. The last one keeps a half too much.
  assert.equal(dealt(leverageWaterFill, 2n, books([1n, 1n, 3n], [1n, 1n, 2n])), [0n, 0n, 2n])
})

test('a lot aside it is the least leverage: the odd lot goes by remainder and rank', () => {
  // L = (3 − 1)/4: 1.5 and 0.5 are kept. 1/3 and 1/1 are left; without the other lot it would be 2/3 and 0.
  assert.equal(dealt(leverageWaterFill, 1n, books([2n, 1n], [3n, 1n])), [1n, 0n])
})

test.run()
