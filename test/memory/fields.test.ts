import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as at from '../../src/memory/fields.ts'

const fields: [name: string, value: number][] = Object.entries(at)
const named = (prefix: string) => fields.filter(([name]) => name.startsWith(prefix))

test('the columns are numbered from 0 without a gap', () => {
  const numbers = named('COL_').map(([, column]) => column)
  assert.equal(
    numbers.sort((a, b) => a - b),
    Array.from({ length: at.COLUMN_COUNT }, (_, column) => column),
  )
})

test('no two words share a place, and all lie before the eight-byte fields', () => {
  const words = named('WORD_').map(([, word]) => word)
  assert.is(new Set(words).size, words.length)
  assert.ok(Math.max(...words) * 4 + 4 <= at.WIDE_SEQUENCE)
})

test('the eight-byte fields do not overlap and end before the column table', () => {
  const wide = new Set(['WIDE_CASH_TOTAL', 'WIDE_NET_DEPOSITS', 'WIDE_ROWS_HASH', 'WIDE_RECOUNT_HASH'])
  let end = at.WIDE_SEQUENCE
  for (const [name, offset] of named('WIDE_').sort((a, b) => a[1] - b[1])) {
    assert.is(offset, end, name)
    end += wide.has(name) ? 16 : 8
  }
  assert.ok(end <= at.COLUMN_TABLE)
})

test('the header holds the whole column table, and the book leaves the first 64 KiB to WebAssembly', () => {
  assert.ok(at.COLUMN_TABLE + (at.COLUMN_COUNT << at.COLUMN_ENTRY_SHIFT) <= at.HEADER_BYTES)
  assert.ok(at.HEADER_BASE >= 65_536)
})

test('shifts say the same as the sizes', () => {
  assert.equal([1 << at.BLOCK_SHIFT, 1 << at.PAGE_SHIFT], [at.BLOCK_ROWS, at.PAGE_SLOTS])
  assert.equal(
    [1 << at.SCAN_BYTES_SHIFT, 1 << at.TIER_BYTES_SHIFT],
    [at.SCAN_NEXT_FLOOR + 8, at.TIER_DEDUCTION_HIGH + 8],
  )
})

test.run()
