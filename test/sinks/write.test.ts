import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { eventLine } from '../../src/cli/event-line.ts'
import {
  csvSink,
  EVENT_TABLE,
  jsonlSink,
  parquetSink,
  type Sink,
  WARNING_TABLE,
  writeAll,
  writeEvents,
  writeWarnings,
} from '../../src/sinks/index.ts'
import { SimulatedDisk } from '../journal/simulated-disk.ts'
import { readCsv, readParquet } from './read-back.ts'
import { crash, smallVenue } from './small-venue.ts'

const folder = mkdtempSync(join(tmpdir(), 'ballast-write-'))
test.after(() => rmSync(folder, { recursive: true }))

test('every event of an engine until it is stopped, and nothing after', async () => {
  const engine = smallVenue()
  const path = join(folder, 'events.jsonl')
  const stop = writeEvents(engine, await jsonlSink(path))
  crash(engine)
  const lines = [...engine.roundEvents()].map(eventLine)
  assert.equal(
    readdirSync(folder).filter((name) => name === 'events.jsonl'),
    [],
  )
  const ended = stop()
  engine.runRound()
  assert.equal(await ended, { items: lines.length, bytes: lines.join('').length })
  assert.is(readFileSync(path, 'utf8'), lines.join(''))
  assert.is(stop(), ended)
  engine.close()
})

test('two sinks of one engine, one of them stopped after the engine has been closed', async () => {
  const engine = smallVenue()
  const [first, second] = [join(folder, 'a.csv'), join(folder, 'b.parquet')]
  const stops = [writeEvents(engine, await csvSink(first)), writeEvents(engine, await parquetSink(second))]
  crash(engine)
  engine.close()
  for (const stop of stops) await stop()
  const rows = readCsv(readFileSync(first, 'utf8'), EVENT_TABLE.columns)
  assert.ok(rows.some(({ type }) => type === 'adl-fill'))
  assert.equal(await readParquet(readFileSync(second), EVENT_TABLE.columns), rows)
})

test('changes of a state of warning', async () => {
  using engine = smallVenue()
  const path = join(folder, 'warnings.csv')
  const stop = writeWarnings(engine, await csvSink(path, WARNING_TABLE))
  engine.configureRound({ warning: {} })
  engine.deposit(2, 100n)
  crash(engine)
  const { items } = await stop()
  const rows = readCsv(readFileSync(path, 'utf8'), WARNING_TABLE.columns)
  assert.is(rows.length, items)
  assert.ok(rows.some(({ state, symbol }) => state === 'adl' && symbol === 'BTC-PERP'))
})

test('a disk that runs full ends the writing, not the engine, and leaves nothing', async () => {
  const engine = smallVenue()
  const disk = new SimulatedDisk({ fails: ({ kind }) => (kind === 'write' ? 'ENOSPC' : null) })
  const told: unknown[] = []
  const onError = (error: unknown) => told.push(error)
  // Each event is a batch, so that the first one is written at once.
  const stop = writeEvents(engine, await parquetSink('out/events.parquet', EVENT_TABLE, { disk, batchRows: 1 }), {
    onError,
  })
  crash(engine)
  assert.is(engine.account(12).equityAtoms, 11_000_000_000n)
  assert.is(told.length, 1)
  assert.is(await rejection(stop()), told[0])
  assert.equal(
    [(told[0] as { code: string }).code, (told[0] as Error).message],
    [...['ERR_FILE', 'out/events.parquet: the disk is full (ENOSPC)']],
  )
  assert.equal([disk.list('out'), disk.openFiles], [[], 0])
  engine.close()
})

test('what items throw on their way discards the file', async () => {
  const broken = new Error('broken')
  const items = async function* () {
    yield { version: 1, type: 'market-halted', round: 1, pass: 1, stage: 8, market: 3 } as const
    throw broken
  }
  const path = join(folder, 'broken.csv')
  assert.is(await rejection(writeAll(items(), await csvSink(path))), broken)
  assert.not(readdirSync(folder).some((name) => name.startsWith('broken')))
})

test('who writes faster than a stream is read waits for it', async () => {
  let [put, waited] = [0, 0]
  const sink: Sink<number> = {
    table: { name: 'numbers', columns: { number: 'count' }, write: () => {} },
    put: () => {
      put += 1
    },
    ready: () => {
      if (put % 2 === 1) return undefined
      return Promise.resolve().then(() => {
        waited += 1
      })
    },
    end: async () => ({ items: put, bytes: 0 }),
    discard: () => {},
  }
  assert.is((await writeAll([1, 2, 3, 4, 5], sink)).items, 5)
  assert.is(waited, 2)
})

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error('it was not rejected')
}

test.run()
