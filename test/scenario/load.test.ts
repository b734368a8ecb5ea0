import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { loadScenario, openScenario } from '../../src/scenario/load.ts'
import { BTC, type Files, folderOf, freePath, json, load, refused, SMALL, venueWith } from './folders.ts'

const hashOf = async (change: Files) => (await load(change)).engine.stateHash()

test('a small book is judged at its last marks', async () => {
  const { engine, batches, marks, lastTimeMs } = await load()
  const { healthy, atRisk, bankrupt } = engine.checkSync()
  assert.equal([healthy, atRisk, bankrupt], [1, 0, 1])
  assert.equal([batches, marks, lastTimeMs], [3, 3, 3000])
  assert.is(engine.account(1).equityAtoms, -100_000_000n)
  assert.is(engine.lastTimeMs, 3000)
})

test('marks up to a time, and not one more', async () => {
  const at = async (atMs: number) => {
    const { engine, batches, lastTimeMs } = await load({}, { atMs })
    return [engine.account(1).state, batches, lastTimeMs]
  }
  assert.equal(await at(999), ['healthy', 0, null])
  assert.equal(await at(1000), ['healthy', 1, 1000])
  assert.equal(await at(2999), ['at-risk', 2, 2000])
  assert.equal(await at(3000), ['bankrupt', 3, 3000])
})

test('without marks the listing prices hold', async () => {
  const { 'marks.csv': _, ...files } = SMALL
  const { engine, batches } = await loadScenario(folderOf(files))
  assert.is(batches, 0)
  assert.is(engine.account(1).state, 'healthy')
})

test('both kernels, CRLF, byte order marks and the order of rows and columns give one hash', async () => {
  const expected = await hashOf({})
  assert.is((await load({}, { kernel: 'reference' })).engine.stateHash(), expected)
  const dressed = Object.entries(SMALL).map(([name, text]) => [name, `\ufeff${text.replaceAll('\n', '\r\n')}`])
  assert.is(await hashOf(Object.fromEntries(dressed)), expected)
  assert.is(
    await hashOf({ 'positions.csv': 'size,account,entryPrice,market\n-1,2,50000,BTC\n1,1,50000,BTC\n' }),
    expected,
  )
})

test('an empty book is fine', async () => {
  const { engine } = await load({
    'venue.json': json({ format: 1, markets: [] }),
    'accounts.csv': 'id,cash\n',
    'positions.csv': 'account,market,size,entryPrice\n',
    'marks.csv': 'time,market,price\n',
  })
  assert.is(engine.checkSync().checked, 0)
  assert.equal(engine.audit().findings, [])
})

test('a folder that is no scenario is refused with what it lacks', async () => {
  const message = async (folder: string) =>
    loadScenario(folder).then(String, (error) => `${error.code} ${error.message}`)
  assert.match(await message(freePath()), /^ERR_FILE .*there is no such file/)
  assert.match(await message(folderOf({})), /^ERR_FILE .*holds neither venue\.json nor generator\.json nor/)
  assert.match(await message(join(folderOf(SMALL), 'venue.json')), /is a file, expected the folder/)
  const { 'positions.csv': _, ...files } = SMALL
  assert.match(await message(folderOf(files)), /^ERR_FILE positions\.csv: there is no such file/)
  assert.match(await message(folderOf({ ...SMALL, 'generator.json': '{}' })), /both venue\.json and generator\.json/)
  const counted = { ...files, 'venue.json': venueWith({ counts: { accounts: 2, positions: 2, marks: 3 } }) }
  assert.match(await message(folderOf(counted)), /^ERR_FILE positions\.csv: there is no such file/)
})

test('counts find a missing marks.csv', async () => {
  const { 'marks.csv': _, ...files } = SMALL
  const counted = { ...files, 'venue.json': venueWith({ counts: { accounts: 2, positions: 2, marks: 3 } }) }
  const message = await loadScenario(folderOf(counted)).then(String, (error) => error.message)
  assert.match(message, /^marks\.csv: there is no such file, venue\.json counts marks/)
})

test('a stated capacity is kept, and a full book names the row that does not fit', async () => {
  const capacity = (accounts: number, positions: number) => ({
    'venue.json': venueWith({ capacity: { accounts, positions } }),
  })
  assert.is((await load(capacity(4, 2))).engine.checkSync().checked, 2)
  await refused(['accounts', capacity(1, 2), 'ERR_CAPACITY', 'accounts.csv:3', 'full at 1 accounts'])
  await refused(['house rows', capacity(3, 2), 'ERR_CAPACITY', 'venue.json', 'full at 3 accounts'])
  await refused(['positions', capacity(4, 1), 'ERR_CAPACITY', 'positions.csv:3', 'full at 1 positions'])
})

test('counts ask for no more memory than the files could need', async () => {
  const counts = { accounts: 30_000_000, positions: 60_000_000, marks: 3 }
  const folder = folderOf({ ...SMALL, 'venue.json': venueWith({ counts }) })
  const { accounts, positions, marks } = (await openScenario(folder)).counts
  assert.ok(accounts >= 2 && accounts < 10, `${accounts} accounts`)
  assert.ok(positions >= 2 && positions < 20, `${positions} positions`)
  assert.is(marks, 3)
  await refused([
    'too many',
    { 'venue.json': venueWith({ counts }) },
    'ERR_FILE',
    'ends after 2 rows',
    'counts 30000000',
  ])
})

test('the shortest rows there are find room when they are counted', async () => {
  const ids = Array.from({ length: 3_000 }, (_, index) => index + 1)
  const { engine } = await load({
    'venue.json': venueWith({
      markets: [{ ...BTC, symbol: 'B' }],
      counts: { accounts: 3_000, positions: 2, marks: 1 },
    }),
    'accounts.csv': `id,cash\n${ids.map((id) => `${id},0\n`).join('')}`,
    'positions.csv': 'account,market,size,entryValue\n1,B,1,0\n2,B,-1,0\n',
    'marks.csv': 'time,market,price\n1,B,50000\n',
  })
  assert.is(engine.checkSync().checked, 3_000)
})

test('loading ends at once when its signal says so', async () => {
  const controller = new AbortController()
  const reason = new Error('stop')
  controller.abort(reason)
  await load({}, { signal: controller.signal }).then(
    () => assert.unreachable(),
    (error) => assert.is(error, reason),
  )
})

test('a pool, an external row and stale marks come through to the engine', async () => {
  const market = { ...BTC, pool: 'main', takeoverLimit: '2', priceBand: '0.05', maxMarkAgeMs: 500, maxFunding: '12.5' }
  const { engine } = await load({ 'venue.json': venueWith({ markets: [market], pools: [{ name: 'main' }] }) })
  const { marketTakeover, marketBandPpm, marketMaxAge, marketMaxFunding } = engine.book.columns
  assert.is(marketTakeover[0], 2000n)
  assert.is(marketBandPpm[0], 50_000)
  assert.is(marketMaxAge[0], 500)
  assert.is(marketMaxFunding[0], 12_500_000n)
  assert.is(engine.market(0).stale, false)
})

test('the book of the repository has accounts in every state', async () => {
  const { engine } = await loadScenario('fixtures/small-book')
  const { healthy, atRisk, bankrupt } = engine.checkSync()
  assert.equal([healthy, atRisk, bankrupt], [34, 3, 3])
  assert.equal(engine.audit().findings, [])
})

test('a file that changes after it was counted is noticed', async () => {
  const folder = folderOf({ ...SMALL, 'venue.json': venueWith({ counts: { accounts: 2, positions: 2, marks: 3 } }) })
  writeFileSync(join(folder, 'accounts.csv'), 'id,cash\n1,0\n')
  const message = await loadScenario(folder).then(String, (error) => error.message)
  assert.match(message, /^accounts\.csv:2: the file ends after 1 rows, venue\.json counts 2/)
})

test.run()
