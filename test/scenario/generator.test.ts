import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { CLASS_EXTERNAL } from '../../src/core/codes.ts'
import { openGenerator } from '../../src/scenario/generator.ts'
import { loadScenario, loadSource } from '../../src/scenario/load.ts'
import type { GeneratorSizes } from '../../src/scenario/venue-schema.ts'
import { writeScenario } from '../../src/scenario/write.ts'
import { folderOf, freePath, json } from './folders.ts'

const SIZES: GeneratorSizes = { seed: '7', accounts: 2_000, positions: 8_000, markets: 30 }
const FILES = ['accounts.csv', 'positions.csv', 'marks.csv', 'venue.json']

test('the book of a seed is the same in memory, from a description and from its files, on either kernel', async () => {
  const folder = freePath()
  await writeScenario(folder, openGenerator(SIZES))
  const described = folderOf({ 'generator.json': json({ format: 1, ...SIZES }) })
  const loaded = [
    await loadSource(openGenerator(SIZES)),
    await loadScenario(described),
    await loadScenario(described, { kernel: 'reference' }),
    await loadScenario(folder),
    await loadScenario(folder, { kernel: 'reference' }),
  ]
  const hashes = loaded.map(({ engine }) => engine.stateHash())
  assert.is(new Set(hashes).size, 1, hashes.join(' '))
  assert.equal(loaded[4]!.engine.audit().findings, [])
})

test('the bytes of a seed do not change', async () => {
  const folder = freePath()
  await writeScenario(folder, openGenerator({ seed: '18446744073', accounts: 300, positions: 900, markets: 25 }))
  const hash = createHash('sha256')
  for (const file of FILES) hash.update(readFileSync(join(folder, file)))
  assert.is(hash.digest('hex'), '6c99009f93a391ce25625cff83ce2ac8710968a9aebf5c9f75082f8f13811d31')
})

test('there are as many accounts and positions as asked for, and a few of them are in trouble at the end', async () => {
  const { engine } = await loadSource(openGenerator(SIZES))
  const { rowClass, runCount } = engine.book.columns
  let external = 0
  for (const [row, kind] of rowClass.entries()) if (kind === CLASS_EXTERNAL) external += runCount[row]!
  const result = engine.checkSync()
  assert.is(result.checked, 2_000)
  assert.is(engine.book.positionCount - external, 8_000)
  assert.ok(result.bankrupt >= 1 && result.count <= 100, `${result.atRisk} at risk, ${result.bankrupt} bankrupt`)
})

test('nobody is in trouble before the fall', async () => {
  const { engine } = await loadSource(openGenerator(SIZES), { atMs: 0 })
  assert.is(engine.checkSync().count, 0)
})

test('leverage on equity has the quantiles of 10 October 2025', async () => {
  const { engine } = await loadSource(openGenerator({ ...SIZES, accounts: 10_000, positions: 40_000 }), { atMs: 0 })
  const leverages: number[] = []
  for (const id of engine.accountIds()) {
    const { class: kind, notionalAtoms, equityAtoms, positions } = engine.account(id)
    // Accounts of less than a lot or two cannot have just the leverage that they wish.
    if (kind === 'trader' && positions.length > 0 && equityAtoms > 1_000_000_000n) {
      leverages.push(Number(notionalAtoms) / Number(equityAtoms))
    }
  }
  leverages.sort((a, b) => a - b)
  const quantile = (share: number) => leverages[Math.floor(share * leverages.length)]!
  const near = (share: number, wanted: number) => {
    const found = quantile(share)
    assert.ok(found > 0.7 * wanted && found < 1.4 * wanted, `${share}: ${found}, wanted about ${wanted}`)
  }
  near(0.05, 0.077)
  near(0.5, 0.56)
  near(0.95, 3.75)
  near(0.99, 8.1)
})

test('the external rows hold little of the open interest', async () => {
  const { engine } = await loadSource(openGenerator({ ...SIZES, accounts: 10_000, positions: 40_000 }), { atMs: 0 })
  const held = { traders: 0n, externals: 0n }
  for (const id of engine.accountIds()) {
    const { class: kind, notionalAtoms } = engine.account(id)
    if (kind === 'trader') held.traders += notionalAtoms
    if (kind === 'external') held.externals += notionalAtoms
  }
  assert.ok(held.externals * 50n < held.traders, `${held.externals} of ${held.traders}`)
})

test('a book may be as full as it can be, or have no positions at all', async () => {
  for (const sizes of [
    { accounts: 5, positions: 15, markets: 3 },
    { accounts: 70, positions: 0, markets: 1 },
    { accounts: 1, positions: 128, markets: 200 },
    { accounts: 65, positions: 64, markets: 2 },
  ]) {
    const { engine } = await loadSource(openGenerator({ seed: '1', ...sizes }))
    assert.is(engine.checkSync().checked, sizes.accounts)
    assert.equal(engine.audit().findings, [])
  }
})

test('what cannot be made is refused', async () => {
  const refusal = async (change: object) => {
    try {
      await loadScenario(folderOf({ 'generator.json': json({ format: 1, ...SIZES, ...change }) }))
    } catch (error) {
      return (error as Error).message
    }
    return 'accepted'
  }
  assert.match(await refusal({ positions: 60_001 }), /^generator\.json: positions is 60001, expected at most 60000/)
  assert.match(await refusal({ accounts: 0 }), /^generator\.json: accounts is 0, expected a whole number from 1/)
  assert.match(await refusal({ seed: 7 }), /seed is 7, expected a seed in quotes/)
  assert.match(await refusal({ seed: '1e3' }), /seed is "1e3", expected a seed of 1 to 19 digits/)
  assert.match(await refusal({ speed: 1 }), /speed is not a known key/)
})

test.run()
