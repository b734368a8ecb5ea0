import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { columnBytes, columnOf } from '../../src/journal/column-bytes.ts'
import { packRecord, unpackRecord } from '../../src/journal/records.ts'
import { refusal } from './refusal.ts'

test('columns of every kind come back out of a record, at whatever address they stand', () => {
  const columns = [
    Uint8Array.of(1, 255),
    Uint16Array.of(1, 65535),
    Uint32Array.of(7, 2 ** 32 - 1),
    Int32Array.of(-1, 5),
    Float64Array.of(0.1, -0, Infinity),
    BigInt64Array.of(-1n, 2n ** 63n - 1n),
    BigUint64Array.of(2n ** 64n - 1n),
  ]
  for (const padding of ['', 'x', 'xx', 'xxx']) {
    const record = unpackRecord(packRecord([3, padding, ...columns.map((column) => columnBytes(column))]))
    for (const [index, column] of columns.entries()) {
      const kind = column.constructor as BigInt64ArrayConstructor
      assert.equal(columnOf(kind, record[index + 2]), column)
    }
  }
})

test('a column is the first elements of an array where that is said, and a copy', () => {
  const bytes = columnBytes(Uint32Array.of(1, 2, 3), 2)
  const back = columnOf(Uint32Array, bytes)
  assert.equal(back, Uint32Array.of(1, 2))
  bytes[0] = 9
  assert.is(back[0], 1)
})

test('what is no bytes, or half an element, is refused with the name of the kind', () => {
  assert.match(
    refusal(() => columnOf(Uint32Array, [1, 2])).message,
    /Uint32Array of a record is raw bytes, got a object/,
  )
  const error = refusal(() => columnOf(BigInt64Array, new Uint8Array(12)))
  assert.equal([error.code, /BigInt64Array.*12 bytes/.test(error.message)], ['ERR_JOURNAL_CORRUPT', true])
})

test.run()
