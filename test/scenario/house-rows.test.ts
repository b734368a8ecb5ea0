import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { BTC, load, refused, venueWith } from './folders.ts'

const POOLED = [
  { ...BTC, pool: 'main' },
  { ...BTC, symbol: 'ETH', pool: 'main' },
]

test('rows without a name get ids above all others: pools, external rows, the deficit row', async () => {
  const { engine, house } = await load({
    'venue.json': venueWith({
      markets: POOLED,
      pools: [{ name: 'main', cash: '250.5', floor: '10' }, { name: 'spare' }],
    }),
  })
  assert.equal(
    [...house.pools],
    [
      ['main', 3],
      ['spare', 4],
    ],
  )
  assert.equal(house.externals, [5, 6])
  assert.equal([...engine.accountIds()], [1, 2, 3, 4, 5, 6, 7])
  assert.is(engine.account(3).cashAtoms, 250_500_000n)
  assert.is(engine.account(3).reservedAtoms, 10_000_000n)
  assert.is(engine.account(7).class, 'deficit')
  assert.is(engine.market(1).poolAccount, 3)
  assert.is(engine.market(1).externalAccount, 6)
})

test('rows that accounts.csv holds are used, rows that are only named are opened', async () => {
  const { engine, house } = await load({
    'venue.json': venueWith({
      markets: [{ ...BTC, externalAccount: 50, pool: 'main' }],
      pools: [{ name: 'main', account: 40 }],
    }),
    'accounts.csv': 'id,class,cash,reserved\n1,trader,-49500,\n2,,60000,\n40,pool,777,5\n90,deficit,0,\n',
  })
  assert.equal([...engine.accountIds()], [1, 2, 40, 50, 90])
  assert.equal(house.externals, [50])
  assert.is(engine.account(40).cashAtoms, 777_000_000n)
  assert.is(engine.account(40).reservedAtoms, 5_000_000n)
})

test('venue.json and accounts.csv must not contradict each other', async () => {
  const pools = (change: object) => venueWith({ pools: [{ name: 'main', account: 2, ...change }] })
  await refused(['class', { 'venue.json': pools({}) }, 'ERR_ACCOUNT_CLASS', 'accounts.csv:3', 'pools[0]', '"trader"'])
  await refused([
    'cash twice',
    { 'venue.json': pools({ account: 3, cash: '5' }), 'accounts.csv': 'id,class,cash\n1,,0\n2,,0\n3,pool,5\n' },
    'ERR_DUPLICATE',
    'accounts.csv:4',
    'account 3',
    'leave them out',
  ])
  await refused([
    'one row for two',
    { 'venue.json': venueWith({ markets: [{ ...BTC, externalAccount: 9 }], pools: [{ name: 'main', account: 9 }] }) },
    'ERR_DUPLICATE',
    'venue.json: markets[0].externalAccount is 9, as is pools[0].account',
  ])
  await refused([
    'no id left',
    { 'accounts.csv': 'id,cash\n1,-49500\n4294967294,60000\n', 'positions.csv': 'account,market,size,entryPrice\n' },
    'ERR_RANGE',
    'venue.json',
    '4294967295',
  ])
})

test.run()
