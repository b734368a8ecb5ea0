import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ColumnBatch, defineTable, type Table } from '../../src/sinks/index.ts'

type Run = { readonly atoms?: bigint; readonly name?: string; readonly isSolvent?: boolean }

const run = defineTable('runs', { atoms: 'int64', name: 'text', isSolvent: 'boolean' })
/** Whose items have several rows. */
const table: Table<readonly Run[]> = {
  ...{ name: 'runs', columns: run.columns },
  write: (runs, index, to) => {
    for (const one of runs) run.write(one, index, to)
  },
}

const told = (batch: ColumnBatch) => {
  return Array.from({ length: batch.count }, (_, row) => {
    return batch.columns.map(({ present, values }) => (present[row] === 1 ? values[row] : null))
  })
}

test('of the rows of an item all are added, or none', () => {
  const batch = new ColumnBatch(table)
  batch.add(table, [{ atoms: 1n }], 0)
  const refused = [
    { atoms: 2n, name: 'b' },
    { name: 'c', atoms: 2n ** 64n },
  ]
  assert.throws(() => batch.add(table, refused, 1), /atoms is 18446744073709551616/)
  assert.is(batch.count, 1)
  batch.add(table, [{ isSolvent: true }, {}], 1)
  assert.equal(told(batch), [
    [1n, null, null],
    [null, null, 1],
    [null, null, null],
  ])
})

test('it grows for what has more rows than it has room, and is empty when cleared', () => {
  const batch = new ColumnBatch(table)
  const rows = Array.from({ length: 5_000 }, (_, row) => (row % 3 === 0 ? {} : { atoms: BigInt(row), name: `${row}` }))
  batch.add(table, rows, 0)
  assert.equal(
    told(batch),
    rows.map(({ atoms, name }: Run) => [atoms ?? null, name ?? null, null]),
  )
  batch.clear()
  batch.add(table, [{}], 1)
  assert.equal(told(batch), [[null, null, null]])
})

test.run()
