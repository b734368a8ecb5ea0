import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compare, worstAccounts } from '../../src/cli/worst-accounts.ts'
import { openGenerator } from '../../src/scenario/generator.ts'
import { loadSource } from '../../src/scenario/load.ts'
import { load } from '../scenario/folders.ts'

test('the list is what sorting all accounts by equity / maintenance gives', async () => {
  const { engine } = await loadSource(openGenerator({ seed: '5', accounts: 800, positions: 2400, markets: 12 }))
  const views = [...engine.accountIds()].map((id) => engine.account(id))
  const expected = views
    .filter((view) => view.class === 'trader' && (view.maintenanceAtomPpm > 0n || view.equityAtoms < 0n))
    .map(({ id, equityAtoms, maintenanceAtomPpm }) => ({ id, equityAtoms, maintenanceAtomPpm }))
    .sort(compare)
  assert.ok(expected.length > 500)
  assert.equal(worstAccounts(engine, 100_000), expected)
  assert.equal(worstAccounts(engine, 25), expected.slice(0, 25))
  assert.equal(worstAccounts(engine, 1), expected.slice(0, 1))
  assert.equal(worstAccounts(engine, 0), [])
})

test('a loss without maintenance comes first, ties go by id, and who has neither is left out', async () => {
  const { engine } = await load({
    'accounts.csv': 'id,cash\n1,-49500\n2,60000\n3,-5\n4,-1\n5,100\n6,-49500\n',
    'positions.csv': 'account,market,size,entryPrice\n1,BTC,1,50000\n6,BTC,1,50000\n2,BTC,-2,50000\n',
  })
  assert.equal(
    worstAccounts(engine, 10).map(({ id }) => id),
    [3, 4, 2, 1, 6],
  )
})

test('a difference of one part in 10^30 is seen', () => {
  const first = { id: 1, equityAtoms: 10n ** 15n, maintenanceAtomPpm: 10n ** 15n + 1n }
  const second = { id: 2, equityAtoms: 10n ** 15n - 1n, maintenanceAtomPpm: 10n ** 15n }
  assert.ok(compare(second, first) < 0)
  assert.ok(compare(first, second) > 0)
})

test.run()
