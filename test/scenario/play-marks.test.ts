import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { loadSource, openScenario } from '../../src/scenario/load.ts'
import { playMarks } from '../../src/scenario/play-marks.ts'
import { BTC, folderOf, load, SMALL, venueWith } from './folders.ts'

test('rows of one time are one batch', async () => {
  const { batches, marks, engine } = await load({
    'venue.json': venueWith({ markets: [BTC, { ...BTC, symbol: 'ETH' }] }),
    'marks.csv': 'time,market,price\n5,ETH,41000\n5,BTC,51000\n6,ETH,42000\n',
  })
  assert.equal([batches, marks], [2, 3])
  assert.is(engine.market(0).markTicks, 102_000n)
  assert.is(engine.market(1).markTicks, 84_000n)
  assert.is(engine.market(0).markTimeMs, 5)
})

test('what the engine refuses is said with the time of its batch, and the batches before it stand', async () => {
  const source = await openScenario(folderOf(SMALL))
  const { engine } = await loadSource(source, { atMs: 0 })
  engine.applyMarks({ timeMs: 1500, markets: Uint16Array.of(0), priceTicks: BigInt64Array.of(100_000n) })
  const before = engine.stateHash()
  const error = await playMarks(engine, source, 9000, () => {}).then(
    () => null,
    (reason) => reason,
  )
  assert.is(error.code, 'ERR_TIME')
  assert.match(error.message, /marks of time 1000: time 1000, expected/)
  assert.is(engine.stateHash(), before)
})

test.run()
