// Columns as the raw bytes of a record and back. Bytes come out of a record at any address; an array wants its own, at
// a multiple of its element size, so they are copied. Little-endian on the disk, and on every machine that runs Node.

import { BallastError, ErrorCode } from '../core/errors.ts'

type Column = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array | BigInt64Array | BigUint64Array

interface ColumnKind<Kind extends Column> {
  readonly name: string
  readonly BYTES_PER_ELEMENT: number
  new (buffer: ArrayBuffer): Kind
}

/** The bytes of an array, or of its first `length` elements: a view, no copy. */
export function columnBytes(column: Column, length: number = column.length): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, length * column.BYTES_PER_ELEMENT)
}

/**
 * @param kind  the class of the elements: `BigInt64Array`
 * @param value what the record has in the column's place
 * @throws BallastError ERR_JOURNAL_CORRUPT when that is no bytes, or no whole number of elements
 */
export function columnOf<Kind extends Column>(kind: ColumnKind<Kind>, value: unknown): Kind {
  if (!(value instanceof Uint8Array)) {
    throw new BallastError(ErrorCode.JOURNAL_CORRUPT, `a ${kind.name} of a record is raw bytes, got a ${typeof value}`)
  }
  if (value.length % kind.BYTES_PER_ELEMENT !== 0) {
    const message = `a ${kind.name} of a record has ${value.length} bytes, no multiple of ${kind.BYTES_PER_ELEMENT}`
    throw new BallastError(ErrorCode.JOURNAL_CORRUPT, message)
  }
  const copy = new Uint8Array(value.length)
  copy.set(value)
  return new kind(copy.buffer)
}
