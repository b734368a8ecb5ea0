import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { CRASH } from '../scenario/folders.ts'
import { ballast } from './run.ts'

test('--json has every policy by name, money as exact text', async () => {
  const { code, stdout, stderr } = await ballast([
    'compare',
    CRASH,
    '--policies',
    'bitmex,risk-aware:power=2',
    '--json',
  ])
  assert.equal([code, stderr], [0, ''])
  const { policies, rounds, atom } = JSON.parse(stdout)
  assert.equal(
    policies.map(({ name, neededAtoms }: Record<string, unknown>) => [name, neededAtoms]),
    [
      ['bitmex', '300000000'],
      ['risk-aware:power=2', '300000000'],
    ],
  )
  assert.equal([typeof rounds, atom], ['number', '0.000001'])
})

test('a table for people, and a row a policy in a file', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'ballast-compare-')), 'policies.csv')
  const { code, stdout } = await ballast(['compare', CRASH, '--csv', file, '--threads', '1', '--quiet'])
  assert.is(code, 0)
  assert.match(stdout, /leverage-water-fill +300\.00 +300\.00 +0\.00/)
  const [head, ...rows] = readFileSync(file, 'utf8').trim().split('\n')
  assert.ok(head!.startsWith('name,neededAtoms,usedAtoms,'))
  assert.is(rows.length, 27)
  for (const row of rows) assert.is(row.split(',').length, head!.split(',').length)
})

test('a policy that there is not, or one that is said twice, is a mistake in the flags', async () => {
  for (const [list, why] of [
    ['bitmex,best', /policy is "best", expected one of bitmex, delta/],
    ['okx,okx', /Expected each policy once/],
    ['risk-aware:power=9', /power is 9, expected a whole number from 1 to 8/],
  ] as const) {
    const { code, stdout, stderr } = await ballast(['compare', CRASH, '--policies', list])
    assert.equal([code, stdout], [2, ''], list)
    assert.match(stderr, why)
  }
})

test('a file that cannot be written is said', async () => {
  const { code, stderr } = await ballast(['compare', CRASH, '--policies', 'okx', '--csv', '/nowhere/at/all.csv'])
  assert.is(code, 3)
  assert.match(stderr, /\/nowhere\/at\/all\.csv/)
})

test.run()
