import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { defineTable } from '../../src/sinks/index.ts'

const refuses = (make: () => unknown, message: RegExp) => {
  assert.throws(make, (error: Error & { code: string }) => error.code === 'ERR_CONFIG' && message.test(error.message))
}

test('names of tables and columns are words, types are known', () => {
  refuses(() => defineTable('', { atoms: 'int64' }), /^the name of a table is "", expected a word$/)
  refuses(() => defineTable('a b', { atoms: 'int64' }), /expected a word/)
  refuses(() => defineTable('runs', {}), /runs has 0 columns, expected 1 to 1000/)
  refuses(() => defineTable('runs', { 'a,b': 'int64' }), /a column of runs is called "a,b"/)
  refuses(
    () => defineTable('runs', { atoms: 'bigint' as never }),
    /column atoms has type "bigint", expected one of int64/,
  )
})

test('an item of it is a row', () => {
  const table = defineTable('runs', { seed: 'count', deficitAtoms: 'int64' })
  const told: unknown[] = []
  table.write({ seed: 1, deficitAtoms: 5n }, 0, { set: (...cell) => told.push(cell), end: () => told.push('end') })
  assert.equal(told, [['seed', 1], ['deficitAtoms', 5n], 'end'])
  assert.equal([table.name, Object.keys(table.columns)], ['runs', ['seed', 'deficitAtoms']])
})

test.run()
