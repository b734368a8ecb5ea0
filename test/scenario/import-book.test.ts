import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createEngine } from '../../src/engine/engine.ts'
import { importBook } from '../../src/scenario/import-book.ts'
import { engineOptions, openScenario } from '../../src/scenario/load.ts'
import { folderOf, SMALL } from './folders.ts'

const BAD: Record<string, string> = {
  'accounts.csv': 'id,cash\n1,-49500\n2,60000\n2,1\n',
  'positions.csv': 'account,market,size,entryPrice\n1,BTC,1,50000\n2,BTC,-0.999,50000\n',
}

test('a refused book leaves the engine as empty as before, and ready for the next', async () => {
  const good = await openScenario(folderOf(SMALL))
  for (const kernel of ['fast', 'reference'] as const) {
    const engine = createEngine({ ...engineOptions(good), kernel })
    const before = engine.stateHash()
    for (const [file, text] of Object.entries(BAD)) {
      const bad = await openScenario(folderOf({ ...SMALL, [file]: text }))
      let message = ''
      await importBook(engine, bad, () => {}).catch((error) => {
        message = error.message
      })
      assert.ok(message.startsWith(file), message)
      assert.is(engine.stateHash(), before)
      assert.is(engine.lastSequence, 0)
      assert.equal(engine.audit().findings, [])
    }
    await importBook(engine, good, () => {})
    assert.is(engine.checkSync().checked, 2)
    assert.is.not(engine.stateHash(), before)
  }
})

test('a pulse that throws ends the import and empties the engine', async () => {
  const good = await openScenario(folderOf(SMALL))
  const engine = createEngine(engineOptions(good))
  const before = engine.stateHash()
  const stop = new Error('enough')
  const pulse = () => {
    throw stop
  }
  await importBook(engine, good, pulse).then(
    () => assert.unreachable(),
    (error) => assert.is(error, stop),
  )
  assert.is(engine.stateHash(), before)
})

test.run()
