import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { shareOfEquity, sumOf } from '../../src/policies/share-of-equity.ts'
import { position } from './position.ts'

const equals = (given: { over: bigint; under: bigint }, over: bigint, under: bigint) =>
  assert.is(given.over * under, over * given.under, `${given.over}/${given.under}`)

test('all of it stands behind an isolated position', () => {
  equals(shareOfEquity(position()), 50n, 1n)
})

test('of a cross account the part of its maintenance: 50 · 7/28 is 12.5', () => {
  equals(shareOfEquity(position({ accountMaintenanceAtomPpm: 28n })), 25n, 2n)
})

test('without maintenance the part of its notional: 50 · 100/300', () => {
  equals(shareOfEquity(position({ maintenanceAtomPpm: 0n, accountNotionalAtoms: 300n })), 50n, 3n)
})

test('without maintenance it goes by notional even where others of the account have some', () => {
  const given = { maintenanceAtomPpm: 0n, accountMaintenanceAtomPpm: 7n, accountNotionalAtoms: 400n }
  equals(shareOfEquity(position(given)), 25n, 2n)
})

test('no equity is none behind anything', () => {
  equals(shareOfEquity(position({ equityAtoms: 0n, accountMaintenanceAtomPpm: 28n })), 0n, 1n)
})

test('the share is exact where a double has no digits left', () => {
  const { over, under } = shareOfEquity(position({ equityAtoms: 2n ** 61n - 1n, accountMaintenanceAtomPpm: 3n }))
  assert.equal([over, under], [(2n ** 61n - 1n) * 7n, 3n])
})

test('the shares of an account add up to its equity', () => {
  const account = { accountMaintenanceAtomPpm: 30n, equityAtoms: 1_000_003n }
  equals(
    sumOf([7n, 11n, 12n].map((maintenanceAtomPpm) => shareOfEquity(position({ ...account, maintenanceAtomPpm })))),
    1_000_003n,
    1n,
  )
})

test('the sum of none is 0; 1/2, 1/3 and 1/6 are 1', () => {
  equals(sumOf([]), 0n, 1n)
  const parts = [2n, 3n, 6n].map((under) => ({ over: 1n, under }))
  equals(sumOf(parts), 1n, 1n)
})

test.run()
