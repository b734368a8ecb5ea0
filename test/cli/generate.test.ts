import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { folderOf, freePath, json } from '../scenario/folders.ts'
import { ballast, ended, start } from './run.ts'

const SIZES = ['--accounts', '500', '--positions', '1500', '--markets', '12', '--seed', '42']
const LARGE = ['--accounts', '1000000', '--positions', '4000000', '--markets', '50', '--seed', '42']

const hashOf = async (folder: string) => {
  const { stdout } = await ballast(['check', folder, '--json', '--exit-zero'])
  return JSON.parse(stdout).stateHash
}

test('a generated folder and its description are the same book', async () => {
  const folder = freePath()
  const { code, stdout, stderr } = await ballast(['generate', ...SIZES, '--out', folder])
  assert.equal([code, stderr], [0, ''])
  assert.match(stdout, /^Wrote .*: 515 accounts, 1,5\d\d positions, 12 markets, 144 marks in /)
  assert.equal(readdirSync(folder).sort(), ['accounts.csv', 'marks.csv', 'positions.csv', 'venue.json'])
  const described = folderOf({
    'generator.json': json({ format: 1, seed: '42', accounts: 500, positions: 1500, markets: 12 }),
  })
  const [first, second] = await Promise.all([hashOf(folder), hashOf(described)])
  assert.is(first, second)
})

test('a folder that holds something is left alone, unless --force', async () => {
  const folder = freePath()
  await ballast(['generate', ...SIZES, '--out', folder])
  const refusal = await ballast(['generate', ...SIZES, '--out', folder])
  assert.is(refusal.code, 3)
  assert.match(refusal.stderr, /holds accounts\.csv already: choose another folder, or .*--force/)
  const forced = await ballast(['generate', ...SIZES, '--seed', '43', '--out', folder, '--force'])
  assert.is(forced.code, 0, forced.stderr)
})

test('Ctrl-C leaves nothing behind, whenever it comes', async () => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    const made = freePath()
    const child = start(['generate', ...LARGE, '--out', made])
    while (!existsSync(made) || readdirSync(made).length === 0) await setTimeout(5)
    await setTimeout(150)
    assert.ok(readdirSync(made).every((name) => name.includes('.tmp-')))
    child.kill(signal)
    const { code, stderr } = await ended(child)
    assert.is(code, signal === 'SIGINT' ? 130 : 143)
    assert.is(stderr, `ballast: interrupted by ${signal}\n`)
    assert.not(existsSync(made))
  }
  const kept = freePath()
  mkdirSync(kept)
  const child = start(['generate', ...LARGE, '--out', kept])
  while (readdirSync(kept).length === 0) await setTimeout(5)
  child.kill('SIGINT')
  assert.is((await ended(child)).code, 130)
  assert.equal(readdirSync(kept), [])
})

test('Ctrl-C ends a check too', async () => {
  const folder = folderOf({
    'generator.json': json({ format: 1, seed: '1', accounts: 2_000_000, positions: 8_000_000, markets: 50 }),
  })
  // On a busy machine it may not have begun by then, and dies of the signal itself.
  for (let waitMs = 1_500; ; waitMs *= 2) {
    const child = start(['check', folder])
    await setTimeout(waitMs)
    child.kill('SIGINT')
    const { code, signal, stdout } = await ended(child)
    assert.is(stdout, '')
    if (signal === 'SIGINT' && waitMs < 20_000) continue
    assert.is(code, 130)
    break
  }
})

test.run()
