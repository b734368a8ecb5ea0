import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { folderOf, SMALL } from '../scenario/folders.ts'
import { ballast } from './run.ts'

/** Account 1 holds two long, the others a half, one and a half of a short, entered at 50,000. */
const FOLDER = folderOf({
  ...SMALL,
  'accounts.csv': 'id,collateral\n1,90000\n2,1000\n3,60000\n4,600\n',
  'positions.csv':
    'account,market,size,entryPrice\n1,BTC,2,50000\n2,BTC,-0.5,50000\n3,BTC,-1,50000\n4,BTC,-0.5,50000\n',
})

test('--json tells the queue with exact scores, ranks and quantiles', async () => {
  const { code, stdout, stderr } = await ballast(['rank', FOLDER, '--market', 'BTC', '--side', 'short', '--json'])
  assert.equal([code, stderr], [0, ''])
  const { queue, ...head } = JSON.parse(stdout)
  assert.equal(
    { ...head, scenario: '' },
    {
      ...{ scenario: '', market: 'BTC', side: 'short', policy: 'bitmex', at: 3000, candidates: 3 },
      ...{ atom: '0.000001', lotSize: '0.001' },
    },
  )
  // At 49,400 everybody has gained 1.2 %. Leverage: 24,700/900, 24,700/1,300, 49,400/60,600.
  assert.equal(
    queue.map((one: Record<string, unknown>) => [one.rank, one.account, one.score, one.quantilePpm, one.lots]),
    [
      [1, 4, '247/750', 666_666, '500'],
      [2, 2, '57/250', 333_333, '500'],
      [3, 3, '247/25250', 0, '1000'],
    ],
  )
  assert.equal(
    [queue[0].notionalAtoms, queue[0].profitAtoms, queue[0].equityAtoms],
    ['24700000000', '300000000', '900000000'],
  )
})

test('a policy without scores ranks by notional, then by account', async () => {
  const args = ['rank', FOLDER, '--market', 'BTC', '--side', 'short', '--policy', 'pro-rata', '--json', '--top', '2']
  const { queue, candidates, policy } = JSON.parse((await ballast(args)).stdout)
  assert.equal([policy, candidates], ['pro-rata', 3])
  assert.equal(
    queue.map(({ account, score }: Record<string, unknown>) => [account, score]),
    [
      [3, null],
      [2, null],
    ],
  )
})

test('a table for people, at an earlier time, by either kernel', async () => {
  const args = ['rank', FOLDER, '--market', 'BTC', '--side', 'long', '--at', '2000']
  const [fast, reference] = await Promise.all([ballast(args), ballast([...args, '--kernel', 'reference'])])
  assert.is(fast.stdout, reference.stdout)
  assert.match(fast.stdout, /^ADL queue of BTC longs in .*\n1 candidates, policy bitmex\n/)
  // 2 long at 49,700: lost 600, so they stand among those without profit: -0.006 / (99,400/89,400).
  assert.match(fast.stdout, / 1 +1 +-0\.005396 +0\.00 % +2 +99,400\.00 +-600\.00 +89,400\.00\n/)
})

test('a mistake is said with the way out', async () => {
  const unknown = await ballast(['rank', FOLDER, '--market', 'DOGE', '--side', 'long'])
  assert.is(unknown.code, 3)
  assert.match(unknown.stderr, /--market DOGE: no such market, there are BTC/)
  const sideless = await ballast(['rank', FOLDER, '--market', 'BTC'])
  assert.is(sideless.code, 2)
  assert.match(sideless.stderr, /required option '--side <side>'/)
  const nowhere = await ballast(['rank', FOLDER, '--market', 'BTC', '--side', 'up'])
  assert.is(nowhere.code, 2)
  assert.match(nowhere.stderr, /'up' is invalid.*long, short/)
})

test.run()
