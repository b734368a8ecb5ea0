import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openScenario } from '../../src/scenario/load.ts'
import { MarkTape } from '../../src/scenario/mark-tape.ts'
import { BTC, folderOf, SMALL, venueWith } from './folders.ts'

const TWO = venueWith({ markets: [BTC, { ...BTC, symbol: 'ETH' }] })

test('rows of one time are one batch, in the order of the file', async () => {
  const marks = 'time,market,price\n5,ETH,41000\n5,BTC,51000\n6,ETH,42000\n'
  const source = await openScenario(folderOf({ ...SMALL, 'venue.json': TWO, 'marks.csv': marks }))
  const tape = await MarkTape.read(source, 10, () => {})
  assert.is(tape.batches, 2)
  assert.equal(tape.batch(0), {
    timeMs: 5,
    markets: Uint16Array.of(1, 0),
    priceTicks: BigInt64Array.of(82_000n, 102_000n),
  })
  assert.equal(tape.batch(1), { timeMs: 6, markets: Uint16Array.of(1), priceTicks: BigInt64Array.of(84_000n) })
})

test('what comes after the wanted time is judged and left out', async () => {
  const source = await openScenario(folderOf(SMALL))
  assert.is((await MarkTape.read(source, 1_999, () => {})).batches, 1)
  const bad = await openScenario(folderOf({ ...SMALL, 'marks.csv': 'time,market,price\n1,BTC,50000\n9,BTC,0.1\n' }))
  const error = await MarkTape.read(bad, 5, () => {}).catch((reason) => reason)
  assert.match(error.message, /marks\.csv:3/)
})

test('a long tape keeps every row', async () => {
  const rows = Array.from({ length: 10_000 }, (_, index) => `${index},BTC,${50_000 + index * 0.5}`)
  const source = await openScenario(folderOf({ ...SMALL, 'marks.csv': `time,market,price\n${rows.join('\n')}\n` }))
  const tape = await MarkTape.read(source, 1e9, () => {})
  assert.is(tape.batches, 10_000)
  assert.equal(tape.batch(9_999).priceTicks, BigInt64Array.of(109_999n))
})

test.run()
