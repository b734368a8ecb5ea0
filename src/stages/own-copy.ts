// A batch that is applied whole or not at all is looked at twice; what is looked at must not change in between.

import { BallastError, ErrorCode } from '../core/errors.ts'

type Constructor<Column> = { readonly name: string; new (from: Column): Column }
type AnyConstructor = { readonly name: string; new (...from: never[]): unknown }

/** A copy of a caller's column. @throws BallastError ERR_RANGE for anything but the typed array that is expected */
export function ownCopy<Column extends { readonly length: number }>(
  column: Column,
  type: Constructor<Column>,
  field: string,
): Column {
  checkColumn(column, type, field)
  return new type(column)
}

/** @throws BallastError ERR_RANGE unless the column is the typed array that is expected */
export function checkColumn(column: unknown, type: AnyConstructor, field: string): void {
  // A proxy of a typed array is an instance of it, but no view.
  if (ArrayBuffer.isView(column) && column instanceof type) return
  const name = Object.prototype.toString.call(column).slice('[object '.length, -1)
  throw new BallastError(ErrorCode.RANGE, `${field} of the batch is a ${name}, expected a ${type.name}`)
}
