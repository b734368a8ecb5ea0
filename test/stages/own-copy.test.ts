import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { checkColumn, countOf, isOwnColumn, ownCopy } from '../../src/stages/own-copy.ts'

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

test('what only looks like such a column is refused', () => {
  const strange = [
    Object.create(Uint32Array.prototype),
    Object.setPrototypeOf(new Float64Array(1), Uint32Array.prototype),
    Object.setPrototypeOf(new DataView(new ArrayBuffer(8)), Uint32Array.prototype),
    {
      get [Symbol.toStringTag]() {
        return assert.unreachable('asked for its name')
      },
    },
    Symbol('s'),
  ]
  for (const wrong of strange) {
    assert.throws(
      () => checkColumn(wrong, Uint32Array, 'accounts'),
      /^accounts of the batch is a .*, expected a Uint32/,
    )
  }
})

test('a column whose memory is gone is refused, an empty one is not', () => {
  for (const type of [Uint16Array, Uint32Array, Float64Array, BigInt64Array]) {
    const gone = new type(2)
    structuredClone(gone.buffer, { transfer: [gone.buffer] })
    assert.throws(
      () => checkColumn(gone, type, 'atoms'),
      new RegExp(`^atoms of .* is a ${type.name} whose memory is gone`),
    )
    assert.not.throws(() => checkColumn(new type(0), type, 'atoms'))
  }
})

test('a column has the entries that it has, whatever it says', () => {
  class Longer extends Uint32Array {
    override get length(): number {
      return 1_000_000
    }
  }
  const shorter = Object.defineProperty(Uint32Array.of(1, 2), 'length', { value: 1 })
  assert.equal([new Longer(3), shorter, Uint32Array.of(7)].map(countOf), [3, 2, 1])
  assert.equal(
    [new Longer(3), shorter, Uint32Array.of(7), Uint16Array.of(7)].map((column) => isOwnColumn(column, Uint32Array)),
    [false, false, true, false],
  )
  assert.equal([...ownCopy(shorter, Uint32Array, 'accounts')], [1, 2])
})

test.run()
