import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { presets } from '../../src/engine/presets.ts'
import { ballast } from './run.ts'

test('all venues in a table, with policy, price, trigger and who pays the rest', async () => {
  const { code, stdout, stderr } = await ballast(['presets'])
  assert.equal([code, stderr], [0, ''])
  for (const { name } of presets) assert.match(stdout, new RegExp(`^ *${name} `, 'm'))
  assert.match(stdout, /bybit +bybit +bankruptcy +drawdown/)
})

test('one venue with its options, tiers, fund and sources', async () => {
  const { code, stdout } = await ballast(['presets', 'hyperliquid'])
  assert.is(code, 0)
  for (const part of ['"policy": "hyperliquid"', 'maintenance margin', 'not reproduced', 'sources']) {
    assert.ok(stdout.includes(part), part)
  }
})

test('--json has the options as they are given to an engine, money as text', async () => {
  const { code, stdout } = await ballast(['presets', 'bybit', '--json'])
  assert.is(code, 0)
  const [bybit] = JSON.parse(stdout).presets
  assert.is(bybit.round.trigger.leastBalanceAtoms, '10000000000')
  const all = JSON.parse((await ballast(['presets', '--json'])).stdout).presets
  assert.is(all.length, presets.length)
})

test('a venue that there is not is refused with those that there are', async () => {
  const { code, stdout, stderr } = await ballast(['presets', 'mtgox'])
  assert.equal([code, stdout], [3, ''])
  assert.match(stderr, /preset is "mtgox", expected one of bitmex, delta/)
})

test.run()
