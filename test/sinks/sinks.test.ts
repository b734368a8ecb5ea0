// Every format is written, read back by somebody else's reader, and compared, value by value.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { eventLine } from '../../src/cli/event-line.ts'
import type { AdlWarning, RoundEvent } from '../../src/index.ts'
import {
  arrowSink,
  csvSink,
  defineTable,
  EVENT_TABLE,
  fileSink,
  jsonlSink,
  parquetSink,
  type SinkOptions,
  type Table,
  WARNING_TABLE,
  writeAll,
} from '../../src/sinks/index.ts'
import { anyEvent } from './any-event.ts'
import { eventsOf, parquetGroups, type ReadRow, readArrow, readCsv, readParquet } from './read-back.ts'

const folder = mkdtempSync(join(tmpdir(), 'ballast-sinks-'))
test.after(() => rmSync(folder, { recursive: true }))

const { columns } = EVENT_TABLE
const FORMATS: Record<string, (bytes: Buffer, of: Table<never>['columns']) => Promise<ReadRow[]> | ReadRow[]> = {
  csv: (bytes, of) => readCsv(bytes.toString(), of),
  parquet: readParquet,
  arrow: readArrow,
  arrows: readArrow,
}

async function written<Item>(ending: string, items: readonly Item[], table: Table<Item>, options?: SinkOptions) {
  const path = join(folder, `file.${ending}`)
  const report = await writeAll(items, await fileSink(path, table, options))
  assert.equal(readdirSync(folder), [`file.${ending}`])
  const bytes = readFileSync(path)
  rmSync(path)
  assert.equal(report, { items: items.length, bytes: bytes.length })
  return bytes
}

for (const [ending, read] of Object.entries(FORMATS)) {
  test(`any events written as .${ending} are read back as they were, 64-bit limits included`, async () => {
    // Small batches, so that there are several.
    const batches = fc.constantFrom(1, 7, 16_384)
    await fc.assert(
      fc.asyncProperty(fc.array(anyEvent, { maxLength: 12 }), batches, async (events, batchRows) => {
        const rows = await read(await written(ending, events, EVENT_TABLE, { batchRows }), columns)
        assert.equal(eventsOf(rows), events)
      }),
      { numRuns: 40 },
    )
  })

  test(`.${ending} of no item is a whole file without a row`, async () => {
    assert.equal(await read(await written(ending, [], EVENT_TABLE), columns), [])
  })

  test(`a table of one's own as .${ending}: every type at its limits, nulls, bytes that need quoting`, async () => {
    const runs = defineTable('runs', {
      ...{ deficitAtoms: 'int64', margin: 'wide', seed: 'count', ratio: 'float64', name: 'text', isSolvent: 'boolean' },
    })
    const rows = [
      { deficitAtoms: 2n ** 63n - 1n, margin: 2n ** 200n, seed: Number.MAX_SAFE_INTEGER, ratio: Number.MAX_VALUE },
      { deficitAtoms: -(2n ** 63n), margin: -1n, seed: -Number.MAX_SAFE_INTEGER, ratio: 5e-324, isSolvent: false },
      { name: '' },
      { name: 'a "quoted", text\r\nof two lines', isSolvent: true },
      { name: ' \t' },
      { name: '\u0000\uffff😀', ratio: 0.1 },
      {},
    ]
    assert.equal(await read(await written(ending, rows, runs), runs.columns), rows)
  })
}

test('JSON lines of events are those of events.jsonl', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyEvent), async (events) => {
      const bytes = await written('jsonl', events, EVENT_TABLE)
      assert.is(bytes.toString(), events.map(eventLine).join(''))
    }),
    { numRuns: 20 },
  )
})

test('a batch is a row group, and the rows of one event stay together', async () => {
  const event = { version: 1, round: 1, pass: 1, stage: 8, type: 'market-halted', market: 3 } as const
  const pool = { account: 1, equityAtoms: 1n, floorAtoms: 0n, held: false, depleted: false }
  const end = {
    ...event,
    type: 'round-closed',
    sequence: 1,
    passes: 1,
    quiet: true,
    deficitAtoms: 0n,
    stuck: [],
  } as const
  const events: RoundEvent[] = [event, event, { ...end, pools: [pool, pool, pool] }, event]
  const bytes = await written('parquet', events, EVENT_TABLE, { batchRows: 3 })
  assert.equal(parquetGroups(bytes), [6, 1])
})

test('text that a spreadsheet takes for a formula gets an apostrophe; numbers do not', async () => {
  const table = defineTable('cells', { text: 'text', atoms: 'int64' })
  const texts = ['=1+1', '+1', '-1', '@x', '\t=1', "'=1", 'a=1', '＝1', '-']
  const rows = texts.map((text) => ({ text, atoms: -5n }))
  const lines = (await written('csv', rows, table)).toString().trimEnd().split('\n')
  assert.equal(lines.slice(1, 9), [
    ...["'=1+1,-5", "'+1,-5", "'-1,-5", "'@x,-5", "'\t=1,-5", "''=1,-5", 'a=1,-5', "'＝1,-5"],
  ])
  const plain = (await written('csv', rows, table, { formulas: 'as-they-are' })).toString()
  assert.equal(readCsv(plain, table.columns, false), rows)
  assert.ok(plain.includes('\n=1+1,-5\n'))
})

test('warnings are a table too', async () => {
  const warning: AdlWarning = {
    ...{
      market: null,
      symbol: null,
      pool: 7,
      state: 'adl' as const,
      reason: 'drawdown' as const,
      sinceMs: 5,
      timeMs: 6,
    },
    ...{ balanceAtoms: -5n, maxBalanceAtoms: 10n, maxBalanceTimeMs: 1, marketPnlAtoms: null, windowMs: 0 },
    ...{ drawdownPpm: 1_500_000, startPpm: null, stopPpm: null, leastBalanceAtoms: 0n, startBalanceAtoms: 0n },
    stopBalanceAtoms: 0n,
  }
  const [row] = readCsv((await written('csv', [warning], WARNING_TABLE)).toString(), WARNING_TABLE.columns)
  const told = Object.fromEntries(Object.entries(warning).filter(([, cell]) => cell !== null))
  assert.equal(row, told as ReadRow)
  assert.equal(Object.keys(WARNING_TABLE.columns), Object.keys(warning))
})

test('what a format cannot say is refused, and the sink goes on without it', async () => {
  const table = defineTable('cells', { atoms: 'int64', ratio: 'float64', text: 'text', count: 'count', is: 'boolean' })
  const refused: [object, string, RegExp][] = [
    [{ atoms: 2n ** 63n }, 'ERR_RANGE', /^column atoms is 9223372036854775808, expected a bigint of 64 bits$/],
    [{ atoms: 5 }, 'ERR_RANGE', /atoms is 5, expected a bigint/],
    [{ ratio: Number.NaN }, 'ERR_RANGE', /ratio is NaN/],
    [{ count: 1.5 }, 'ERR_RANGE', /count is 1.5/],
    [{ text: '\ud800' }, 'ERR_RANGE', /expected well-formed text/],
    [{ is: 1 }, 'ERR_RANGE', /is is 1, expected true or false/],
    [{ atoms: 1n, other: 5 }, 'ERR_CONFIG', /^table cells has no column "other"$/],
  ]
  for (const [ending, read] of Object.entries(FORMATS)) {
    const sink = await fileSink(join(folder, `file.${ending}`), table)
    for (const [row, code, message] of refused) {
      sink.put({ atoms: 1n })
      assert.throws(
        () => sink.put(row),
        (error: Error & { code: string }) => {
          return error.code === code && message.test(error.message)
        },
        `${ending} takes ${String(Object.entries(row))}`,
      )
    }
    assert.is((await sink.end()).items, refused.length)
    const rows = await read(readFileSync(join(folder, `file.${ending}`)), table.columns)
    assert.equal(
      rows,
      refused.map(() => ({ atoms: 1n })),
    )
    rmSync(join(folder, `file.${ending}`))
  }
  const lines = await jsonlSink(join(folder, 'file.jsonl'), table)
  assert.throws(() => lines.put({ ratio: Number.POSITIVE_INFINITY }), /ratio is Infinity, expected a finite number/)
  lines.discard()
})

test('a file that stands there is replaced when the new one is whole, and not before', async () => {
  const path = join(folder, 'events.csv')
  writeFileSync(path, 'old')
  const given = await csvSink(path)
  given.discard()
  assert.equal([readFileSync(path, 'utf8'), readdirSync(folder)], ['old', ['events.csv']])
  const sink = await csvSink(path)
  assert.is(readFileSync(path, 'utf8'), 'old')
  await sink.end()
  assert.is(readFileSync(path, 'utf8'), `${Object.keys(columns).join(',')}\n`)
  rmSync(path)
  await assertRejects(sink.end(), 'ERR_STATE')
})

test('what is asked for wrongly is refused before a file is begun', async () => {
  const at = (name: string) => join(folder, name)
  const table = defineTable('cells', { atoms: 'int64' })
  await assertRejects(fileSink(at('events.xlsx')), 'ERR_CONFIG')
  await assertRejects(fileSink(at('events')), 'ERR_CONFIG')
  await assertRejects(csvSink(''), 'ERR_CONFIG')
  await assertRejects(csvSink(null as never), 'ERR_CONFIG')
  await assertRejects(csvSink(at('no/such/folder.csv')), 'ERR_FILE')
  await assertRejects(csvSink(at('a.csv'), table, { formulas: 'never' as never }), 'ERR_CONFIG')
  await assertRejects(arrowSink(at('a.arrow'), table, { form: 'dry' as never }), 'ERR_CONFIG')
  for (const batchRows of [0, 1.5, 2 ** 21]) {
    await assertRejects(parquetSink(at('a.parquet'), table, { batchRows }), 'ERR_RANGE')
  }
  assert.equal(readdirSync(folder), [])
})

async function assertRejects(promise: Promise<unknown>, code: string): Promise<void> {
  try {
    await promise
  } catch (error) {
    assert.is((error as { code?: string }).code, code, (error as Error).message)
    return
  }
  assert.unreachable(`expected ${code}`)
}

test.run()
