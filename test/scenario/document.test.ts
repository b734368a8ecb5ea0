// The example of docs/SCENARIO.md is read from there and must say what the text says.

import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ErrorCode } from '../../src/core/errors.ts'
import { loadScenario } from '../../src/scenario/load.ts'
import { folderOf } from './folders.ts'

const text = readFileSync('docs/SCENARIO.md', 'utf8')

test('the example of the document loads and does what the document says', async () => {
  const files = [...text.matchAll(/^`(\w+\.(?:json|csv))`\n\n```\w+\n([^`]+)```$/gm)].map(([, name, body]) => [
    name,
    body,
  ])
  assert.equal(
    files.map(([name]) => name),
    ['venue.json', 'accounts.csv', 'positions.csv', 'marks.csv'],
  )
  const folder = folderOf(Object.fromEntries(files))
  const at = async (atMs: number) => {
    const { equityAtoms, state, maintenanceAtomPpm } = (await loadScenario(folder, { atMs })).engine.account(1)
    return [equityAtoms / 1_000_000n, maintenanceAtomPpm / 10n ** 12n, state]
  }
  assert.equal(await at(1000), [500n, 250n, 'healthy'])
  assert.equal((await at(2000))[2], 'at-risk')
  assert.equal([(await at(3000))[0], (await at(3000))[2]], [-100n, 'bankrupt'])
})

test('the description of a generator loads', async () => {
  const body = /## generator\.json\n\n```json\n([^`]+)```/.exec(text)?.[1] ?? ''
  const { engine } = await loadScenario(folderOf({ 'generator.json': body }))
  assert.is(engine.checkSync().checked, 1000)
})

test('every code that the document names exists', () => {
  const codes = new Set<string>(Object.values(ErrorCode))
  for (const [code] of text.matchAll(/ERR_[A-Z_]+/g)) assert.ok(codes.has(code), code)
})

test.run()
