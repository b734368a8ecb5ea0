import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { checkColumn, ownCopy } from '../../src/stages/own-copy.ts'

test('a copy does not follow what becomes of the column', () => {
  const column = Uint32Array.of(1, 2)
  const copy = ownCopy(column, Uint32Array, 'accounts')
  column[0] = 9
  assert.equal([...copy], [1, 2])
})

test('a column of another kind is refused by name', () => {
  for (const wrong of [[1, 2], Uint16Array.of(1), undefined, 'text', new Proxy(Uint32Array.of(1), {})]) {
    assert.throws(
      () => checkColumn(wrong, Uint32Array, 'accounts'),
      /accounts of the batch is a \w+, expected a Uint32Array/,
    )
  }
})

test('a column in shared memory is copied too', () => {
  const shared = new BigInt64Array(new SharedArrayBuffer(16))
  shared[1] = 5n
  assert.equal([...ownCopy(shared, BigInt64Array, 'atoms')], [0n, 5n])
})

test.run()
