import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { loadScenario, openScenario } from '../../src/scenario/load.ts'
import { writeScenario } from '../../src/scenario/write.ts'
import { BTC, folderOf, freePath, json, SMALL, venueWith } from './folders.ts'

test('a scenario that is read and written is the same book', async () => {
  const source = await openScenario('fixtures/small-book')
  const copy = freePath()
  await writeScenario(copy, source)
  const [first, second] = [await loadScenario('fixtures/small-book'), await loadScenario(copy)]
  assert.is(second.engine.stateHash(), first.engine.stateHash())
})

test('entry values, and symbols with commas and quotes, survive', async () => {
  const folder = folderOf({
    ...SMALL,
    'venue.json': venueWith({ markets: [{ ...BTC, symbol: 'A,"B"' }] }),
    'positions.csv': 'account,market,size,entryValue\n1,"A,""B""",1,50000.1\n2,"A,""B""",-1,-50000\n',
    'marks.csv': 'time,market,price\n1,"A,""B""",50000\n',
  })
  const copy = freePath()
  assert.equal(await writeScenario(copy, await openScenario(folder)), { accounts: 2, positions: 2, marks: 1 })
  assert.match(readFileSync(join(copy, 'positions.csv'), 'utf8'), /entryValue\n1,"A,""B""",1,50000\.1\n/)
  assert.is((await loadScenario(copy)).engine.stateHash(), (await loadScenario(folder)).engine.stateHash())
})

test('an error on the way leaves no folder behind', async () => {
  const bad = folderOf({ ...SMALL, 'positions.csv': 'account,market,size,entryPrice\n1,BTC,1,50000\n2,BTC,x,1\n' })
  const copy = freePath()
  const message = await writeScenario(copy, await openScenario(bad)).then(String, (error) => error.message)
  assert.match(message, /^positions\.csv:3: size is "x"/)
  assert.not(existsSync(copy))
})

test('force replaces a scenario, and a description that stood in its place', async () => {
  const source = await openScenario(folderOf(SMALL))
  const sizes = { format: 1, seed: '1', accounts: 2, positions: 1, markets: 1 }
  const folder = folderOf({ 'generator.json': json(sizes) })
  const message = await writeScenario(folder, source).then(String, (error) => error.message)
  assert.match(message, /holds generator\.json already/)
  await writeScenario(folder, source, { force: true })
  assert.not(existsSync(join(folder, 'generator.json')))
  assert.is((await loadScenario(folder)).batches, 3)
  writeFileSync(join(folder, 'notes.txt'), 'mine')
  const refusal = await writeScenario(folder, source, { force: true }).then(String, (error) => error.message)
  assert.match(refusal, /holds notes\.txt, which is no part of a scenario/)
})

test.run()
