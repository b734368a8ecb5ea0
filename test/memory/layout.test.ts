import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as at from '../../src/memory/fields.ts'
import { type BookCapacity, dimensionsOf, ELEMENT_BYTES, planColumns } from '../../src/memory/layout.ts'

const small: BookCapacity = { accounts: 100, positions: 1_000, markets: 10, tiersPerMarket: 4, batch: 16 }
const endBytes = (capacity: BookCapacity) => planColumns(dimensionsOf(capacity)).endBytes

test('100 accounts and 1,000 positions take 4 blocks, 603 pages and 256 places for ids', () => {
  // Blocks: ⌈100 / 64⌉ + 2. Slots: 1,375 + 4 · (16 + 2) + 64 · 128 = 9,639, in pages of 16. Ids: 150, rounded up.
  const { blocks, rows, slots, pages, idSlots, idShift } = dimensionsOf(small)
  assert.equal([blocks, rows, slots, pages, idSlots, idShift], [4, 256, 9_648, 603, 256, 24])
})

for (const accounts of [1, 2, 10, 11, 42, 43, 85, 86, 682, 683, 1_000_000, 2 ** 27]) {
  test(`the id table of ${accounts} accounts is a power of two and at most two thirds full`, () => {
    const { idSlots, idShift } = dimensionsOf({ ...small, accounts })
    assert.ok(accounts <= (idSlots * 2) / 3)
    assert.is(idSlots, 2 ** (32 - idShift))
  })
}

test('the plan has every column of the table, in its order', () => {
  const { plan } = planColumns(dimensionsOf(small))
  assert.equal(
    plan.map(({ column }) => column),
    Array.from({ length: at.COLUMN_COUNT }, (_, column) => column),
  )
})

for (const capacity of [small, { accounts: 1, positions: 1, markets: 1, tiersPerMarket: 1, batch: 1 }]) {
  test(`columns for ${capacity.accounts} accounts begin on cache lines and do not overlap`, () => {
    let end = at.HEADER_BASE + at.HEADER_BYTES
    const { plan, endBytes: planEnd } = planColumns(dimensionsOf(capacity))
    for (const { column, offsetBytes, elements, type } of plan) {
      assert.is(offsetBytes % 64, 0, `column ${column}`)
      assert.ok(offsetBytes >= end && offsetBytes < end + 64, `column ${column}`)
      assert.ok(elements > 0, `column ${column}`)
      end = offsetBytes + elements * ELEMENT_BYTES[type]
    }
    assert.ok(planEnd >= end && planEnd < end + 64)
  })
}

test('a market has one tier line more than it may have tiers: the one that is never reached', () => {
  const { plan } = planColumns(dimensionsOf(small))
  assert.is(plan[at.COL_MARKET_TIERS]!.elements, 10 * 5 * 4)
})

test('with room for a million accounts and four million positions, a position takes 48 bytes at most', () => {
  const large = { ...small, accounts: 1_000_000, positions: 4_000_000 }
  const bytes = (endBytes(large) - endBytes({ ...large, positions: 1 })) / large.positions
  assert.ok(bytes >= 18 && bytes <= 48, `${bytes} bytes`)
})

test('and an account takes 64 bytes at most', () => {
  const large = { ...small, accounts: 1_000_000, positions: 4_000_000 }
  const bytes = (endBytes(large) - endBytes({ ...large, accounts: 1 })) / large.accounts
  assert.ok(bytes >= 32 && bytes <= 64, `${bytes} bytes`)
})

test.run()
